/* What was heard in the measured window: counts and delays. */
#ifndef FIGURES_H
#define FIGURES_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* The first bytes of each message, in the byte order of the machine: both ends are on it. */
struct stamp {
    int64_t sent_ns; /* CLOCK_MONOTONIC */
    uint32_t sequence;
    uint32_t unused;
};

struct figures {
    uint64_t heard;     /* every message since the processor time was read */
    uint64_t in_window; /* those of the window */
    uint64_t *delays;   /* messages of the window for each 0.1 ms of delay; the last one holds all beyond */
    uint32_t newest;    /* the highest sequence number that came */
    uint32_t first;     /* of the window */
    uint32_t end;       /* one past the window */
};

int64_t now_ns(void);

/* Processor time of a process in µs: user and system, proc(5). */
int64_t processor_us(pid_t process);

void figures_begin(struct figures *figures, uint32_t messages);
/* Counts a message. */
void figures_take(struct figures *figures, const uint8_t *payload, size_t length);
double figures_delay_ms(const struct figures *figures, double share);

#endif
