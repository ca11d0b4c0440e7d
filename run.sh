#!/usr/bin/env bash
# A whole town at work on this machine: one controller, twelve gateways, each with its relay bridge. ./run.sh --help
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

task=run
for argument in "$@"; do
    [[ $argument == --listen* ]] && task=listen
done
"$here/setup.sh" "$task"
"$here/build.sh"
exec "$here/artifacts/bin/Town/release/CloudBroadcast.Town" "$@"
