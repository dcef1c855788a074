#!/bin/sh
# Compiles the TypeScript, after removing what was compiled from sources that are gone: it would still
# be run.
set -eu

# What a target prints for a program to read is on standard output.
echo 'compiling TypeScript …' >&2
find dist -name '*.js' 2>/dev/null | sed -e 's,^dist/,,' -e 's,js$,,' | while read -r file; do
  test -e "${file}ts" || rm -f "dist/${file}js" "dist/${file}js.map"
done
npm run --silent build
