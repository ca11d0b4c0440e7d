#!/usr/bin/env bash
# Builds the Debian package of the agent: packaging/build-deb.sh [amd64|arm64] [OUTPUT-FOLDER]. The last line is its file.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

arch=${1:-amd64}
output=${2:-$here/../artifacts/packaging}
version=$(dotnet msbuild "$here/../src/DeviceAgent" -getProperty:Version)
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
chmod 0755 "$root"
umask 022

program=$root/usr/lib/cloudbroadcast-agent
"$here/build-program.sh" "$arch" "$program"
install -m 0755 "$here/launch" "$program/launch"
install -D -m 0755 "$here/cloudbroadcast-agent" "$root/usr/bin/cloudbroadcast-agent"
install -D -m 0644 "$here/cloudbroadcast-agent.service" "$root/lib/systemd/system/cloudbroadcast-agent.service"
install -D -m 0640 "$here/agent.json" "$root/etc/cloudbroadcast-agent/agent.json"
chmod 0750 "$root/etc/cloudbroadcast-agent"
install -D -m 0644 "$here/../LICENSE" "$root/usr/share/doc/cloudbroadcast-agent/copyright"

mkdir "$root/DEBIAN"
sed -e "s/@VERSION@/$version/" -e "s/@ARCH@/$arch/" -e "s/@SIZE@/$(du -sk --exclude=DEBIAN "$root" | cut -f1)/" "$here/debian/control" >"$root/DEBIAN/control"
install -m 0644 "$here/debian/conffiles" "$root/DEBIAN/conffiles"
install -m 0755 -t "$root/DEBIAN" "$here/debian/postinst" "$here/debian/prerm" "$here/debian/postrm"

mkdir -p "$output"
deb=$output/cloudbroadcast-agent_${version}_$arch.deb
dpkg-deb --root-owner-group --build "$root" "$deb" >/dev/null
realpath "$deb"
