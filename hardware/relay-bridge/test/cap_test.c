#include "bench.h"
#include "check.h"

#include <stddef.h>

#define CAP_MS (RELAY_DEFAULT_HARD_CAP_S * 1000U)

/* An ordinary start, one that wraps during the run, and one that wraps during the lock. */
static const uint32_t starts[] = {0, 0xFFFFFFFFU - CAP_MS / 2U, 0xFFFFFFFFU - CAP_MS - 30000U};
#define EACH_START(start) size_t start = 0; start < sizeof starts / sizeof *starts; start++

static void run_into_the_cap(struct bench *bench, uint32_t start_ms)
{
    bench_start(bench, start_ms);
    CHECK(bench_hold_on(bench, 0x0101, CAP_MS));
    CHECK(bench->bridge.relays == 0);
}

static void no_renewing_passes_the_hard_cap(void)
{
    for (EACH_START(s)) {
        struct bench bench;
        bench_start(&bench, starts[s]);
        CHECK(bench_hold_on(&bench, 0x0101, CAP_MS - 1U));
        CHECK(bench.bridge.relays == 0x0101);
        bench_query(&bench);
        CHECK(bench_status(&bench, "onS") == RELAY_DEFAULT_HARD_CAP_S - 1U && bench_status(&bench, "flags") == 0);
        bench_wait(&bench, 1);
        CHECK(bench.bridge.relays == 0);
        bench_query(&bench);
        CHECK(bench_status(&bench, "flags") == RELAY_FLAG_HARD_CAP);
    }
}

static void changing_relays_is_no_break(void)
{
    struct bench bench;

    bench_start(&bench, 0);
    for (uint32_t s = 0; s < RELAY_DEFAULT_HARD_CAP_S; s++) {
        CHECK(bench_set(&bench, (uint16_t)(1U << s % RELAY_RELAY_COUNT), 0) == RELAY_TYPE_STATUS);
        bench_wait(&bench, 1000);
    }
    CHECK(bench.bridge.relays == 0 && bench_set(&bench, 1, 0) == RELAY_TYPE_REFUSED);
}

static void a_break_shorter_than_a_second_is_no_break(void)
{
    struct bench bench;

    bench_start(&bench, 0);
    bench_hold_on(&bench, 1, CAP_MS - 5000U);
    bench_set(&bench, 0, 0);
    bench_wait(&bench, RELAY_CAP_BREAK_MS - 1U);
    bench_hold_on(&bench, 1, 5000U - RELAY_CAP_BREAK_MS);
    CHECK(bench.bridge.relays == 1);
    bench_wait(&bench, 1);
    CHECK(bench.bridge.relays == 0 && (bench.bridge.flags & RELAY_FLAG_HARD_CAP));
}

static void a_break_of_a_second_begins_a_new_run(void)
{
    struct bench bench;

    bench_start(&bench, 0);
    bench_hold_on(&bench, 1, CAP_MS - 5000U);
    bench_set(&bench, 0, 0);
    bench_wait(&bench, RELAY_CAP_BREAK_MS);
    bench_query(&bench);
    CHECK(bench_status(&bench, "onS") == 0);
    CHECK(bench_hold_on(&bench, 1, CAP_MS - 1U) && bench.bridge.relays == 1);
    bench_wait(&bench, 1);
    CHECK(bench.bridge.relays == 0 && (bench.bridge.flags & RELAY_FLAG_HARD_CAP));
}

static void an_expired_hold_is_a_break_as_well(void)
{
    struct bench bench;

    bench_start(&bench, 0);
    bench_set(&bench, 1, 2000);
    bench_wait(&bench, 2000 + RELAY_CAP_BREAK_MS - 1U);
    bench_query(&bench);
    CHECK(bench_status(&bench, "onS") == 2);
    bench_wait(&bench, 1);
    bench_query(&bench);
    CHECK(bench_status(&bench, "onS") == 0);
}

static void a_late_main_loop_never_drives_past_the_cap(void)
{
    struct bench bench;

    bench_start(&bench, 0);
    bench_hold_on(&bench, 1, CAP_MS - 100U);
    bench_set(&bench, 1, 0);
    bench_skip(&bench, 100);
    CHECK(bench_set(&bench, 1, 0) == RELAY_TYPE_REFUSED && bench_refusal(&bench) == RELAY_CODE_HARD_CAP);
    CHECK(bench.bridge.relays == 0);
}

static void after_the_cap_a_release_and_a_minute_are_needed(void)
{
    for (EACH_START(s)) {
        struct bench bench;
        run_into_the_cap(&bench, starts[s]);
        CHECK(bench_set(&bench, 0, 0) == RELAY_TYPE_STATUS);
        CHECK(bench_status(&bench, "flags") == RELAY_FLAG_HARD_CAP);
        bench_wait(&bench, RELAY_CAP_LOCK_MS - 1U);
        CHECK(bench_set(&bench, 1, 0) == RELAY_TYPE_REFUSED && bench_refusal(&bench) == RELAY_CODE_HARD_CAP);
        bench_wait(&bench, 1);
        CHECK(bench_set(&bench, 1, 0) == RELAY_TYPE_STATUS && bench.bridge.relays == 1);
        CHECK(bench_status(&bench, "flags") == 0);
    }
}

static void after_the_cap_time_alone_does_not_unlock(void)
{
    struct bench bench;

    run_into_the_cap(&bench, 0);
    for (int i = 0; i < 120; i++) {
        bench_wait(&bench, 1000);
        CHECK(bench_set(&bench, 1, 0) == RELAY_TYPE_REFUSED && bench.bridge.relays == 0);
    }
    CHECK(bench_set(&bench, 0, 0) == RELAY_TYPE_STATUS && bench_status(&bench, "flags") == 0);
    CHECK(bench_set(&bench, 1, 0) == RELAY_TYPE_STATUS && bench.bridge.relays == 1);
}

static void a_release_before_the_cap_does_not_unlock(void)
{
    struct bench bench;

    bench_start(&bench, 0);
    bench_set(&bench, 0, 0);
    bench_hold_on(&bench, 1, CAP_MS);
    bench_wait(&bench, RELAY_CAP_LOCK_MS);
    CHECK(bench_set(&bench, 1, 0) == RELAY_TYPE_REFUSED);
}

static void a_lock_left_alone_does_not_begin_again_when_the_time_wraps(void)
{
    struct bench bench;

    run_into_the_cap(&bench, 0);
    const uint32_t capped_ms = bench.now_ms;
    bench_wait(&bench, RELAY_CAP_LOCK_MS);
    bench.now_ms = capped_ms + 10U; /* 49.7 days later */
    bench_wait(&bench, 1);
    CHECK(bench_set(&bench, 0, 0) == RELAY_TYPE_STATUS && bench_status(&bench, "flags") == 0);
}

static void after_the_lock_the_cap_holds_again(void)
{
    struct bench bench;

    run_into_the_cap(&bench, 0);
    bench_set(&bench, 0, 0);
    bench_wait(&bench, RELAY_CAP_LOCK_MS);
    CHECK(bench_hold_on(&bench, 1, CAP_MS - 1U) && bench.bridge.relays == 1);
    bench_wait(&bench, 1);
    CHECK(bench.bridge.relays == 0);
    bench_wait(&bench, RELAY_CAP_LOCK_MS - 1U);
    CHECK(bench_set(&bench, 0, 0) == RELAY_TYPE_STATUS && bench_set(&bench, 1, 0) == RELAY_TYPE_REFUSED);
}

void run_cap_tests(void)
{
    RUN(no_renewing_passes_the_hard_cap);
    RUN(changing_relays_is_no_break);
    RUN(a_break_shorter_than_a_second_is_no_break);
    RUN(a_break_of_a_second_begins_a_new_run);
    RUN(an_expired_hold_is_a_break_as_well);
    RUN(a_late_main_loop_never_drives_past_the_cap);
    RUN(after_the_cap_a_release_and_a_minute_are_needed);
    RUN(after_the_cap_time_alone_does_not_unlock);
    RUN(a_release_before_the_cap_does_not_unlock);
    RUN(a_lock_left_alone_does_not_begin_again_when_the_time_wraps);
    RUN(after_the_lock_the_cap_holds_again);
}
