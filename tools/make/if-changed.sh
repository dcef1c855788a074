#!/bin/sh
# Makes TARGET by a command, unless it was made from the same FILEs already:
#   if-changed.sh TARGET STAMP FILE... -- COMMAND...
# Contents are compared, not times: in a copied tree all times are new. STAMP keeps the checksums and
# is empty while TARGET is half made; without it times decide (npm ci was run by hand).
# One such command runs at a time in a checkout: others wait, and then find their work done.
set -eu

target=$1
stamp=$2
files=
for argument in "$@"; do
  if [ "$argument" = -- ]; then break; fi
  files="$files $argument"
done
# The first two are target and stamp. The names are the repository's own and have no spaces.
files=${files#" $target $stamp"}
# shellcheck disable=SC2086
checksums=$(cksum $files)

is_current() {
  [ -s "$target" ] || return 1
  if [ -e "$stamp" ]; then
    [ "$checksums" = "$(cat "$stamp")" ]
  else
    # shellcheck disable=SC2086
    [ -z "$(find $files -newer "$target")" ] || return 1
    (printf '%s\n' "$checksums" >"$stamp") 2>/dev/null || true
  fi
}

if is_current; then exit 0; fi
if [ -z "${HOLDS_LOCK-}" ]; then exec sh "$(dirname "$0")/locked.sh" sh "$0" "$@"; fi

while [ "$1" != -- ]; do shift; done
shift
mkdir -p "$(dirname "$stamp")"
: >"$stamp"
"$@"
printf '%s\n' "$checksums" >"$stamp"
