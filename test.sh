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

logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT

echo "== firmware"
make -s -C hardware/relay-bridge test 2>&1 | tee "$logs/firmware" | grep -v '^ok '
last=$(grep -E '^[0-9]+ passed, [0-9]+ failed' "$logs/firmware" | tail -n 1)
count $(echo "$last" | tr -dc '0-9 ')

# run NAME of a test project, with the words before it if any (nice)
run() {
    "${@:2}" "artifacts/bin/$1/release/CloudBroadcast.$1" --progress off --ansi off --output normal >"$logs/$1" 2>&1
    echo $? >"$logs/$1.status"
}

# judge NAME of a run that has ended
judge() {
    local log=$logs/$1 status bad
    status=$(cat "$log.status")
    echo "== $1"
    total() { grep -E "^ +$1: [0-9]+" "$log" | tail -n 1 | tr -dc 0-9; }
    bad=$(total failed)
    [[ $status != 0 && $status != 8 && ${bad:-0} == 0 ]] && bad=$((${bad:-0} + 1))
    tail -n $([[ $status != 0 ]] && echo 120 || echo 6) "$log"
    count "$(total succeeded)" "$bad" "$(total skipped)"
}

# The attacks mostly wait for seconds to pass, and the controller's tests for nothing: these take what those leave.
run Controller.Tests nice -n 19 &
run Attacks.Tests
wait
others=$(cd tests && ls -d *.Tests | grep -vxE 'Attacks.Tests|Controller.Tests')
for name in $others; do run "$name"; done
for name in Attacks.Tests Controller.Tests $others; do judge "$name"; done

echo "$passed passed, $failed failed, $skipped skipped"
[[ $failed == 0 && $passed -gt 0 ]]
