#include "figures.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define STEP_NS 100000
#define STEPS 200000 /* 20 s */

/* Messages that are under way when the window is chosen. */
#define MARGIN 3

int64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int64_t processor_us(pid_t process)
{
    char path[64];
    char line[1024];
    snprintf(path, sizeof path, "/proc/%d/stat", (int)process);
    FILE *file = fopen(path, "r");
    if (file == NULL || fgets(line, sizeof line, file) == NULL) {
        fprintf(stderr, "Process %d is not there.\n", (int)process);
        exit(1);
    }

    fclose(file);
    unsigned long user = 0;
    unsigned long system = 0;
    /* Fields 14 and 15; the second one may hold blanks and ends at the last bracket. */
    sscanf(strrchr(line, ')') + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system);
    return (int64_t)((user + system) * (1000000 / (unsigned long)sysconf(_SC_CLK_TCK)));
}

void figures_begin(struct figures *figures, uint32_t messages)
{
    figures->delays = figures->delays ? figures->delays : calloc(STEPS, sizeof *figures->delays);
    memset(figures->delays, 0, STEPS * sizeof *figures->delays);
    figures->heard = 0;
    figures->in_window = 0;
    figures->first = figures->newest + MARGIN;
    figures->end = figures->first + messages;
}

void figures_take(struct figures *figures, const uint8_t *payload, size_t length)
{
    struct stamp stamp;
    if (length < sizeof stamp) {
        return;
    }

    memcpy(&stamp, payload, sizeof stamp);
    figures->heard++;
    figures->newest = stamp.sequence > figures->newest ? stamp.sequence : figures->newest;
    if (stamp.sequence >= figures->first && stamp.sequence < figures->end) {
        int64_t step = (now_ns() - stamp.sent_ns) / STEP_NS;
        figures->delays[step < 0 ? 0 : step < STEPS ? step : STEPS - 1]++;
        figures->in_window++;
    }
}

double figures_delay_ms(const struct figures *figures, double share)
{
    uint64_t left = (uint64_t)((double)figures->in_window * share);
    size_t step = 0;
    while (step < STEPS - 1 && left >= figures->delays[step]) {
        left -= figures->delays[step++];
    }

    return (double)(step + 1) * STEP_NS / 1e6;
}
