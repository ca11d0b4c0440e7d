#!/usr/bin/env bash
# Installs what a task needs from Debian and is missing: ./setup.sh run | listen | test | bench
set -euo pipefail

task=${1:-run}
missing=()

# need PACKAGE COMMAND-OR-FILE WHY
need() {
    if [[ $2 == /* ]]; then
        compgen -G "$2" >/dev/null && return
    else
        command -v "$2" >/dev/null && return
    fi
    missing+=("$1")
    echo "missing: $1 ($3)" >&2
}

need ffmpeg ffmpeg "reads any audio and measures its loudness"
need espeak-ng espeak-ng "speaks Mandarin offline"
need libopus0 "/usr/lib/*/libopus.so.0" "makes and plays Opus"
need gcc-avr avr-gcc "builds the relay bridge's firmware"
need avr-libc "/usr/lib/avr/include/avr/io.h" "builds the relay bridge's firmware"
need binutils-avr avr-size "builds the relay bridge's firmware"
need make make "builds the firmware and its simulator"
need gcc gcc "builds the simulator of the relay bridge"
need libc6-dev "/usr/include/stdio.h" "builds the simulator of the relay bridge"
need libsimavr-dev "/usr/include/simavr/sim_avr.h" "runs the firmware without hardware"
need libelf-dev "/usr/include/libelf.h" "runs the firmware without hardware"

if [[ $task != run ]]; then
    need libasound2 "/usr/lib/*/libasound.so.2" "plays through ALSA"
fi
if [[ $task == test || $task == bench ]]; then
    need mosquitto-clients mosquitto_sub "what a stranger would knock with"
    need pulseaudio pulseaudio "a sound card without hardware"
    need pulseaudio-utils parec "records that sound card"
    need libasound2-plugins "/usr/lib/*/alsa-lib/libasound_module_pcm_pulse.so" "leads ALSA to that sound card"
    need alsa-utils aplay "brings ALSA's configuration"
    need chromium-headless-shell chromium-headless-shell "the browser of the console"
    need zlib1g-dev "/usr/include/zlib.h" "links the agent as native code"
fi
if [[ $task == test ]]; then
    need iproute2 ip "lays a line that tests can cut"
    need procps /bin/kill "ends programs in tests"
    need systemd systemd-analyze "judges the agent's unit"
    need zbar-tools zbarimg "reads QR codes as a phone does"
    need fonts-noto-cjk "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc" "Chinese letters in that browser"
    need socat socat "a serial line without hardware"
    need python3-pymodbus "/usr/lib/python3/dist-packages/pymodbus" "a Modbus board that nobody here wrote"
    need python3-serial "/usr/lib/python3/dist-packages/serial" "the serial port of that board"
    need python3-serial-asyncio "/usr/lib/python3/dist-packages/serial_asyncio" "the serial port of that board"
    need libmodbus-dev "/usr/include/modbus/modbus.h" "another Modbus board"
fi

if [[ $task == bench ]]; then
    need mosquitto /usr/sbin/mosquitto "the broker beside ours"
    need snapserver snapserver "the players in step beside ours"
    need snapclient snapclient "the players in step beside ours"
    need libssl-dev "/usr/include/openssl/ssl.h" "builds the load of thousands of gateways"
fi

if ! command -v dotnet >/dev/null || [[ $(dotnet --version | cut -d. -f1) -lt 10 ]]; then
    echo "The .NET SDK 10 is needed: https://dotnet.microsoft.com/download/dotnet/10.0" >&2
    exit 1
fi
((${#missing[@]} == 0)) && exit 0
if [[ $(id -u) != 0 ]]; then
    echo "Install them with: sudo apt-get install --no-install-recommends ${missing[*]}" >&2
    exit 1
fi
echo "installing ${missing[*]} with apt-get" >&2
log=$(mktemp)
if ! { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    echo "apt-get could not install ${missing[*]}; what it said last stands above." >&2
    exit 1
fi
rm -f "$log"
