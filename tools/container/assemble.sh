#!/bin/sh
# Lays the image's files out in a folder: assemble.sh FOLDER, from the project's root, in a Debian
# with everything built. FOLDER/system gets Node.js and the libraries of Debian that are linked to;
# FOLDER/modules, FOLDER/models and FOLDER/code get the service, by what changes how often.
set -eu

folder=$1
app=${PWD#/}
system=$folder/system

mkdir -p "$system/usr/local/bin" "$system/etc" "$folder/modules/$app" "$folder/models/$app" "$folder/code/$app/dist/tools"

# The service.
node dist/tools/container/list-modules.js | tar -cf - -T - | tar -xf - -C "$folder/modules/$app"
find models -type f ! -name '*.pth' | tar -cf - -T - | tar -xf - -C "$folder/models/$app"
cp -r package.json LICENSE NOTICE "$folder/code/$app"
cp -r dist/src "$folder/code/$app/dist"
cp -r dist/tools/container "$folder/code/$app/dist/tools"
rm "$folder/code/$app"/dist/tools/container/list-modules.*

# The command line as a word: there is no env that package.json's command could be started by, and the
# current folder may be one with images.
cat >"$system/usr/local/bin/image-classifier" <<END
#!/usr/local/bin/node
import('/$app/dist/src/main.js');
END
chmod 755 "$system/usr/local/bin/image-classifier"

# Node.js, without the symbols that only a debugger reads.
strip --strip-unneeded -o "$system/usr/local/bin/node" "$(command -v node)"
if [ -e /usr/local/LICENSE ]; then cp /usr/local/LICENSE "$system/usr/local/"; fi

# What Node.js and every native module are linked to, outside the project.
binaries=$(find "$folder/modules" build/libtensorflow -name '*.node' -o -name '*.so*' -type f)
# shellcheck disable=SC2086 # one word for each file
ldd "$(command -v node)" $(for file in $binaries; do echo "${file#"$folder/modules"}"; done) >"$folder/linked"
if grep 'not found' "$folder/linked"; then exit 1; fi
libraries=$(awk '$2 == "=>" && $3 ~ /^\// { print $3 } $1 ~ /^\/.*ld-linux/ { print $1 }' "$folder/linked" |
  grep -v "^$PWD/" | sort -u)
rm "$folder/linked"
for library in $libraries; do
  cp -L --parents "$library" "$system"
  # Its package's licence, and its version where scanners for vulnerabilities look for it.
  package=$(dpkg-query --search "*/${library##*/}" | head -n 1 | cut -d : -f 1)
  mkdir -p "$system/usr/share/doc/$package" "$system/var/lib/dpkg/status.d"
  cp -L "/usr/share/doc/$package/copyright" "$system/usr/share/doc/$package/"
  dpkg-query --status "$package" >"$system/var/lib/dpkg/status.d/$package"
done

# A user to run as, and a place for temporary files.
grep -E '^(root|node):' /etc/passwd >"$system/etc/passwd"
grep -E '^(root|node):' /etc/group >"$system/etc/group"
if [ -e /etc/nsswitch.conf ]; then cp /etc/nsswitch.conf "$system/etc/"; fi
cp /etc/debian_version /etc/os-release "$system/etc/"
mkdir -m 1777 "$system/tmp"

# The image's user may read what came from a checkout that only its owner may read.
chmod -R a+rX "$folder"
