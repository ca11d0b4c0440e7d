#define _GNU_SOURCE
#include "options.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define RELAYS 9

static void usage(void)
{
    fprintf(stderr, "usage: simulated_bridge FIRMWARE.elf PORT-SYMLINK [--speed X] [--pins FILE]\n"
                    "       [--weld RELAY] [--dead RELAY] [--die-with-parent]     RELAY: 0 power, 1..8 zones\n"
                    "       [--line-mv RMS] [--memory FILE]\n");
    exit(2);
}

static uint16_t relay_bit(const char *text)
{
    char *rest;
    const long relay = strtol(text, &rest, 10);

    if (*text == 0 || *rest != 0 || relay < 0 || relay >= RELAYS) {
        fprintf(stderr, "\"%s\" is no relay: 0 to %d are\n", text, RELAYS - 1);
        exit(2);
    }
    return (uint16_t)(1U << relay);
}

static double speed_of(const char *text)
{
    char *rest;
    const double speed = strtod(text, &rest);

    if (*text == 0 || *rest != 0 || !(speed >= 0.01 && speed <= 1000)) {
        fprintf(stderr, "\"%s\" is no speed: 0.01 to 1000 times real time are\n", text);
        exit(2);
    }
    return speed;
}

static double line_mv_of(const char *text)
{
    char *rest;
    const double mv = strtod(text, &rest);

    if (*text == 0 || *rest != 0 || !(mv >= 0 && mv <= 1700)) {
        fprintf(stderr, "\"%s\" is no level: 0 to 1700 mV are\n", text);
        exit(2);
    }
    return mv;
}

struct options options_of(int argc, char **argv)
{
    static const struct option known[] = {
        {"speed", required_argument, NULL, 's'}, {"pins", required_argument, NULL, 'p'},
        {"weld", required_argument, NULL, 'w'},  {"dead", required_argument, NULL, 'd'},
        {"line-mv", required_argument, NULL, 'l'}, {"memory", required_argument, NULL, 'm'},
        {"die-with-parent", no_argument, NULL, 'x'}, {NULL, 0, NULL, 0},
    };
    struct options options = {.speed = 1};
    int option;

    while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
        switch (option) {
        case 's': options.speed = speed_of(optarg); break;
        case 'p': options.pins = optarg; break;
        case 'w': options.faults.welded |= relay_bit(optarg); break;
        case 'd': options.faults.dead |= relay_bit(optarg); break;
        case 'l': options.line_mv = line_mv_of(optarg); break;
        case 'm': options.memory = optarg; break;
        case 'x': options.parent = getppid(); break;
        default: usage();
        }
    }
    if (argc - optind != 2) {
        usage();
    }
    options.firmware = argv[optind];
    options.port = argv[optind + 1];
    return options;
}
