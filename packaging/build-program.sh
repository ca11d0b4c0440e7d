#!/usr/bin/env bash
# Publishes the agent into a folder: packaging/build-program.sh amd64|arm64 FOLDER. Native code where this machine can link it
# (for arm64: clang lld llvm gcc-aarch64-linux-gnu libc6-dev-arm64-cross), else one file that carries the runtime.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

arch=${1:?amd64 or arm64}
folder=${2:?a folder}
case $arch in
    amd64) rid=linux-x64 ;;
    arm64) rid=linux-arm64 ;;
    *) echo "'$arch' is no architecture; allowed: amd64, arm64." >&2; exit 2 ;;
esac

form=(-p:PublishAot=true)
if [[ $arch != "$(dpkg --print-architecture)" ]]; then
    if [[ $arch == arm64 ]] && command -v clang ld.lld llvm-objcopy aarch64-linux-gnu-gcc >/dev/null && [[ -e /usr/aarch64-linux-gnu/lib/libc.so ]]; then
        form=(-p:PublishAot=true -p:LinkerFlavor=lld)
    else
        form=(--self-contained -p:PublishSingleFile=true)
        echo "This machine can't link native code for $arch; the program carries its runtime." >&2
    fi
fi

# Apart from the build of the tests, whose restore knows no architecture.
work=$here/artifacts/packaging/$arch
mkdir -p "$work"
log=$(mktemp)
if ! dotnet publish "$here/src/DeviceAgent" -c Release -r "$rid" "${form[@]}" -p:ArtifactsPath="$work" \
    -p:NuGetLockFilePath="$work/\$(MSBuildProjectName).lock.json" -p:RestoreLockedMode=false \
    -p:DebugType=none -p:GenerateDocumentationFile=false -p:EnforceCodeStyleInBuild=false -o "$work/out" -v q --nologo >"$log" 2>&1; then
    cat "$log" >&2
    rm -f "$log"
    exit 1
fi
rm -f "$log"

mkdir -p "$folder"
install -m 0755 "$work/out/CloudBroadcast.DeviceAgent" "$folder/cloudbroadcast-agent"
find "$work/out" -maxdepth 1 -name '*.so' -exec install -m 0644 -t "$folder" {} +
