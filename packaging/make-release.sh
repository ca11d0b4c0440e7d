#!/usr/bin/env bash
# Makes a signed release of the agent for gateways: packaging/make-release.sh amd64|arm64 KEY-FILE OUTPUT-FILE
# Prints its SHA-256, length and version. The public half of the key is release.pub on the gateways.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

program=$(mktemp -d)
trap 'rm -rf "$program"' EXIT
"$here/build-program.sh" "${1:?amd64 or arm64}" "$program"
version=$(dotnet msbuild "$here/../src/DeviceAgent" -getProperty:Version)
dotnet run --project "$here/../src/Operator" -c Release -v q -- release --program "$program" --version "$version" --arch "$1" --key "${2:?the release key}" --out "${3:?a file}"
