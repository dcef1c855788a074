#!/bin/sh
# Installs the packages of REQUIREMENTS, pinned with their hashes, below FOLDER, and prints where they are:
#   python-packages.sh REQUIREMENTS FOLDER
# PYTHON is the Python to use (default: python3).
set -eu

requirements=$1
folder=$2
python=${PYTHON:-python3}

# One folder per interpreter and set of pins, so packages are never stale.
name=$("$python" - "$requirements" <<'PY'
import hashlib, platform, sys
pins = hashlib.sha256(open(sys.argv[1], "rb").read()).hexdigest()[:8]
print(f"{sys.implementation.cache_tag}-{platform.machine()}-{pins}")
PY
)
packages=$folder/$name

# Installed to a temporary folder and renamed: interrupted or concurrent runs leave no partial set.
# pip's --target needs no venv module, which Debian packages separately from Python.
if [ ! -d "$packages" ]; then
  mkdir -p "$folder"
  fresh=$(mktemp -d "$folder/incomplete.XXXXXX")
  trap 'rm -rf "$fresh"' EXIT
  trap 'exit 1' INT TERM HUP
  PIP_ROOT_USER_ACTION=ignore "$python" -m pip install --quiet --disable-pip-version-check \
    --no-deps --only-binary :all: --require-hashes --requirement "$requirements" \
    --target "$fresh/packages" >&2
  # Fails if a concurrent run was faster; then its packages are used.
  "$python" -c 'import os, sys; os.rename(*sys.argv[1:])' "$fresh/packages" "$packages" 2>/dev/null ||
    [ -d "$packages" ]
fi
printf '%s\n' "$packages"
