#!/usr/bin/env bash
# Prints figures beside their targets and beside peers: ./bench.sh [--only NAME] [--json FILE]
# BENCH_MINUTES shortens the programme of "sync", which is ten minutes long and played twice.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

"$here/setup.sh" bench
"$here/build.sh" tests/Benchmarks
exec "$here/artifacts/bin/Benchmarks/release/CloudBroadcast.Benchmarks" "$@"
