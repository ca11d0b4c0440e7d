// Preloaded into a program of a test's town: its calendar is CLOCK_AHEAD_S seconds ahead of this machine's, and whatever it
// measures between two instants, or waits for, is as it was.
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static time_t ahead(void) {
    static time_t seconds;
    static int known;
    if (!__atomic_load_n(&known, __ATOMIC_ACQUIRE)) {
        const char *text = getenv("CLOCK_AHEAD_S");
        seconds = text == NULL ? 0 : (time_t)strtoll(text, NULL, 10);
        __atomic_store_n(&known, 1, __ATOMIC_RELEASE);
    }
    return seconds;
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    int result = (int)syscall(SYS_clock_gettime, clock, now);
    if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
        now->tv_sec += ahead();
    }
    return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    int result = (int)syscall(SYS_gettimeofday, now, zone);
    now->tv_sec += ahead();
    return result;
}

time_t time(time_t *place) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (place != NULL) {
        *place = now.tv_sec;
    }
    return now.tv_sec;
}
