/*
 * Runs the relay bridge's firmware image on a simulated ATmega328P in real time, its serial line on a
 * pseudo-terminal, so that the device agent meets the very program that is flashed.
 *
 * A test tool: it links libsimavr, which is under the GPL-3, and is never shipped.
 *
 * USR1 unplugs the line, USR2 plugs it in again, HUP hangs the firmware, WINCH turns the key switch to
 * LOCAL or back, URG presses the alert button for a moment, TERM and INT end.
 */
#define _GNU_SOURCE
#include "chip.h"
#include "line.h"
#include "memory.h"
#include "options.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define IDLE_SLICE_MS 4.0
#define BUSY_SLICE_MS 1.0
#define BUSY_FOR_MS 10.0   /* after the last byte, so that an answer is passed on without waiting for a slice */
#define PRESS_MS 150.0     /* simulated, and at least to the end of a slice */
#define MOST_AT_ONCE (CHIP_HZ / 1e3 * 20) /* cycles of 20 ms of the chip's time */
#define STALL_MS 500.0     /* this machine stood still for longer: do not race to catch up */

static volatile sig_atomic_t asked_end, asked_unplug, asked_plug, asked_hang, asked_key, asked_alert;
static int pins_file = -1;
static uint64_t released_at;

/* Simulated cycle and wall clock at one moment; from there both run at a fixed ratio. */
static struct {
    uint64_t cycle;
    double wall_ms;
    double cycles_per_ms;
} anchor;
static double last_byte_ms;

static double clock_ms(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void set_anchor(double speed)
{
    anchor.cycle = chip_cycle();
    anchor.wall_ms = clock_ms(CLOCK_MONOTONIC);
    anchor.cycles_per_ms = CHIP_HZ / 1e3 * speed;
}

static double wall_ms_of(uint64_t cycle)
{
    return anchor.wall_ms + ((double)cycle - (double)anchor.cycle) / anchor.cycles_per_ms;
}

static bool open_pins(const char *path)
{
    pins_file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (pins_file < 0) {
        fprintf(stderr, "cannot write \"%s\": %s\n", path, strerror(errno));
    }
    return pins_file >= 0;
}

/* One JSON object a line, written at once, so that a reader sees whole lines. */
static void write_pins(uint64_t cycle, uint16_t relays)
{
    char text[128];
    const double utc_ms = clock_ms(CLOCK_REALTIME) - clock_ms(CLOCK_MONOTONIC) + wall_ms_of(cycle);
    const int length = snprintf(text, sizeof text, "{\"utcMs\": %.3f, \"simMs\": %.3f, \"relays\": %u}\n", utc_ms,
                                (double)cycle * 1e3 / CHIP_HZ, relays);

    if (pins_file >= 0 && write(pins_file, text, (size_t)length) != length) {
        perror("pins file");
        exit(EXIT_FAILURE);
    }
}

static void byte_sent(uint8_t byte)
{
    last_byte_ms = wall_ms_of(chip_cycle());
    line_write(byte);
}

static void on_signal(int signal)
{
    switch (signal) {
    case SIGUSR1: asked_unplug = 1; break;
    case SIGUSR2: asked_plug = 1; break;
    case SIGWINCH: asked_key = 1; break;
    case SIGURG: asked_alert = 1; break;
    case SIGHUP: asked_hang = 1; break;
    default: asked_end = 1; break;
    }
}

/* Signals are taken only inside ppoll, so that none is missed between looking and sleeping. */
static void start_signals(sigset_t *while_waiting)
{
    static const int taken[] = {SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2, SIGWINCH, SIGURG};
    struct sigaction action = {.sa_handler = on_signal};
    sigset_t blocked;

    sigemptyset(&blocked);
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++) {
        sigaction(taken[i], &action, NULL);
        sigaddset(&blocked, taken[i]);
    }
    sigprocmask(SIG_BLOCK, &blocked, while_waiting);
}

/* To the next byte of the host, signal or end of the slice. */
static void wait_for_work(bool bytes_wanted, const sigset_t *signals)
{
    const bool busy = !bytes_wanted || clock_ms(CLOCK_MONOTONIC) - last_byte_ms < BUSY_FOR_MS;
    const struct timespec slice = {.tv_nsec = (long)((busy ? BUSY_SLICE_MS : IDLE_SLICE_MS) * 1e6)};
    struct pollfd line = {.fd = bytes_wanted ? line_descriptor() : -1, .events = POLLIN};

    if (ppoll(&line, 1, &slice, signals) < 0 && errno != EINTR) {
        perror("ppoll");
        exit(EXIT_FAILURE);
    }
}

static bool serve_signals(const char *port)
{
    if (asked_unplug) {
        asked_unplug = 0;
        line_unplug();
        printf("unplugged\n");
    }
    if (asked_plug) {
        asked_plug = 0;
        if (!line_plug(port)) {
            return false;
        }
        printf("plugged\n");
    }
    if (asked_hang) {
        asked_hang = 0;
        chip_hang();
    }
    if (asked_key) {
        asked_key = 0;
        chip_scene()->local = !chip_scene()->local;
    }
    if (asked_alert) {
        asked_alert = 0;
        chip_scene()->alert = true;
        released_at = chip_cycle() + (uint64_t)(PRESS_MS * CHIP_HZ / 1e3);
    }
    fflush(stdout);
    return true;
}

static bool run_to_now(double speed)
{
    const double late_ms = clock_ms(CLOCK_MONOTONIC) - wall_ms_of(chip_cycle());

    if (late_ms > STALL_MS) {
        set_anchor(speed);
        return true;
    }
    if (chip_cycle() >= released_at) {
        chip_scene()->alert = false;
    }
    if (late_ms <= 0) {
        return true;
    }
    /* What is more waits for the next round: a host that asks meanwhile must not wait for all of it. */
    const double cycles = late_ms * anchor.cycles_per_ms;
    return chip_run_to(chip_cycle() + (uint64_t)(cycles < MOST_AT_ONCE ? cycles : MOST_AT_ONCE));
}

/* Asked each time, as PR_SET_PDEATHSIG follows the starting thread, and those of a .NET host come and go. */
static bool orphaned(pid_t parent)
{
    return parent != 0 && getppid() != parent;
}

static bool run(const struct options *options)
{
    uint8_t incoming[256];
    size_t at = 0;
    size_t end = 0;
    sigset_t while_waiting;

    start_signals(&while_waiting);
    if (!line_plug(options->port)) {
        return false;
    }
    set_anchor(options->speed);
    write_pins(chip_cycle(), chip_relays());
    printf("ready %s\n", options->port);
    fflush(stdout);
    while (!asked_end && !orphaned(options->parent)) {
        wait_for_work(at == end, &while_waiting);
        if (!serve_signals(options->port)) {
            return false;
        }
        if (!run_to_now(options->speed)) {
            fprintf(stderr, "the firmware has stopped\n");
            return false;
        }
        if (at == end) {
            at = 0;
            end = line_read(incoming, sizeof incoming);
        }
        for (; at < end && chip_can_receive(); at++) {
            last_byte_ms = clock_ms(CLOCK_MONOTONIC);
            chip_receive(incoming[at]);
        }
        line_flush();
    }
    return true;
}

int main(int argc, char **argv)
{
    const struct options options = options_of(argc, argv);

    if (options.pins != NULL && !open_pins(options.pins)) {
        return EXIT_FAILURE;
    }
    if (!chip_start(options.firmware, options.faults, write_pins, byte_sent) || !memory_load(options.memory)) {
        return EXIT_FAILURE;
    }
    chip_scene()->line_mv = options.line_mv;
    const bool well = run(&options) && memory_save(options.memory);
    line_unplug();
    return well ? EXIT_SUCCESS : EXIT_FAILURE;
}
