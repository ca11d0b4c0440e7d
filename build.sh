#!/usr/bin/env bash
# Builds the programs, the firmware and its simulator; says something only when that fails. ./build.sh [PROJECT-OR-SOLUTION]
set -euo pipefail
cd "$(dirname "$0")"

quietly() {
    local log
    log=$(mktemp)
    if ! "$@" >"$log" 2>&1; then
        cat "$log" >&2
        rm -f "$log"
        exit 1
    fi
    rm -f "$log"
}

quietly make -s -C hardware/relay-bridge all
quietly make -s -C tests/SimulatedBridge
quietly make -s -C tests/ShiftedClock
quietly dotnet build "${1:-tests/Town}" -c Release -v q --nologo
