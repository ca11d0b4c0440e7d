/*
 * A quartz that is off, for a program that is started with this in LD_PRELOAD: its monotonic clock runs SKEW_PPM millionths
 * fast, and what it waits for by that clock comes when that clock says so. The wall clock is left alone: libpulse compares it
 * with the sound server's, and on one machine both are the same.
 */
#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define NS_PER_S 1000000000LL

/* pthread_cond_timedwait(3) does not say which clock its time is of: seconds since the boot are fewer than since 1970. */
#define LONGEST_UPTIME_S 1000000000

static long double rate(void)
{
    static long double known;
    if (known == 0) {
        const char *ppm = getenv("SKEW_PPM");
        known = 1 + (ppm ? strtold(ppm, NULL) : 0) / 1e6L;
    }
    return known;
}

static int is_skewed(clockid_t clock)
{
    return clock == CLOCK_MONOTONIC || clock == CLOCK_MONOTONIC_RAW || clock == CLOCK_MONOTONIC_COARSE || clock == CLOCK_BOOTTIME;
}

static struct timespec scaled(const struct timespec *time, long double by)
{
    long long ns = (long long)(((long double)time->tv_sec * NS_PER_S + time->tv_nsec) * by);
    return (struct timespec){.tv_sec = ns / NS_PER_S, .tv_nsec = ns % NS_PER_S};
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
    int result = (int)syscall(SYS_clock_gettime, clock, now);
    if (result == 0 && is_skewed(clock)) {
        *now = scaled(now, rate());
    }
    return result;
}

int pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *mutex, const struct timespec *until)
{
    static int (*real)(pthread_cond_t *, pthread_mutex_t *, const struct timespec *);
    if (!real) {
        *(void **)&real = dlsym(RTLD_NEXT, "pthread_cond_timedwait");
    }
    struct timespec unskewed = until->tv_sec < LONGEST_UPTIME_S ? scaled(until, 1 / rate()) : *until;
    return real(condition, mutex, &unskewed);
}

int pthread_cond_clockwait(pthread_cond_t *condition, pthread_mutex_t *mutex, clockid_t clock, const struct timespec *until)
{
    static int (*real)(pthread_cond_t *, pthread_mutex_t *, clockid_t, const struct timespec *);
    if (!real) {
        *(void **)&real = dlsym(RTLD_NEXT, "pthread_cond_clockwait");
    }
    struct timespec unskewed = is_skewed(clock) ? scaled(until, 1 / rate()) : *until;
    return real(condition, mutex, clock, &unskewed);
}
