#!/usr/bin/env bash
# Every test: unit, contract, firmware, village, browser. --long adds the soaks. The last line counts the real results.
set -uo pipefail
cd "$(dirname "$0")"

export LONG_TESTS=0
[[ ${1:-} == --long ]] && export LONG_TESTS=1
passed=0 failed=0 skipped=0

# count PASSED FAILED SKIPPED of one run; a run that did not say is one failure
count() {
    if [[ -z ${1:-} || -z ${2:-} ]]; then
        failed=$((failed + 1))
    else
        passed=$((passed + $1)) failed=$((failed + $2)) skipped=$((skipped + ${3:-0}))
    fi
}

./setup.sh test && ./build.sh CloudBroadcast.sln || { echo "0 passed, 1 failed, 0 skipped"; exit 1; }

log=$(mktemp) failures=$(mktemp)
trap 'rm -f "$log" "$failures"' EXIT

# told of FILE: each failed test of a run with the beginning of what it says
told() { awk '/^failed /{left=16} left>0 && (/^failed / || /^ /){print; left--; next} {left=0}' "$1"; }

echo "== firmware"
make -s -C hardware/relay-bridge test 2>&1 | tee "$log" | grep -v '^ok '
last=$(grep -E '^[0-9]+ passed, [0-9]+ failed' "$log" | tail -n 1)
count $(echo "$last" | tr -dc '0-9 ')

for project in tests/*.Tests; do
    name=${project#tests/}
    echo "== $name"
    "artifacts/bin/$name/release/CloudBroadcast.$name" --progress off --ansi off --output normal >"$log" 2>&1
    status=$?
    total() { grep -E "^ +$1: [0-9]+" "$log" | tail -n 1 | tr -dc 0-9; }
    bad=$(total failed)
    [[ $status != 0 && $status != 8 && ${bad:-0} == 0 ]] && bad=$((${bad:-0} + 1))
    if [[ $status != 0 ]]; then
        tail -n 120 "$log"
        { echo "== failed in $name, exit code $status"; told "$log"; } >>"$failures"
    else
        tail -n 6 "$log"
    fi
    count "$(total succeeded)" "$bad" "$(total skipped)"
done

cat "$failures"
echo "$passed passed, $failed failed, $skipped skipped"
[[ $failed == 0 && $passed -gt 0 ]]
