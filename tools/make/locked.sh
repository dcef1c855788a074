#!/bin/sh
# Runs a command while no other one that was started this way runs in this checkout: locked.sh COMMAND...
# The lock is Python's, as macOS has no flock. Without Python it is the command's to say so.
set -eu

if [ -n "${HOLDS_LOCK-}" ] || ! command -v python3 >/dev/null; then exec env HOLDS_LOCK=1 "$@"; fi
HOLDS_LOCK=1 exec python3 "$(dirname "$0")/locked.py" "$@"
