#!/usr/bin/env bash
# Looks at every page of the console of a real demo town, by day, by night and on a phone: ./screenshots.sh [HOW-THE-NAMES-BEGIN]
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

"$here/setup.sh" test
"$here/build.sh" tests/Pictures
exec "$here/artifacts/bin/Pictures/release/CloudBroadcast.Pictures" "$@"
