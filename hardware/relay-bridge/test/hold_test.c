#include "bench.h"
#include "check.h"

#include <stddef.h>

/* An ordinary start, and starts from which the time wraps while a test runs. */
static const uint32_t starts[] = {0, 0x7FFFFFFFU, 0xFFFFFFFFU, 0xFFFFFFFFU - 50U, 0xFFFFFFFFU - 2999U};
#define EACH_START(start) size_t start = 0; start < sizeof starts / sizeof *starts; start++

static void a_bridge_starts_with_everything_open(void)
{
    struct bench bench;

    bench_start(&bench, 0);
    bench_wait(&bench, 100);
    CHECK(bench_query(&bench) == RELAY_TYPE_STATUS);
    CHECK(bench_status(&bench, "relays") == 0 && bench_status(&bench, "flags") == 0);
    CHECK(bench_status(&bench, "holdLeftMs") == 0 && bench_status(&bench, "onS") == 0);
    CHECK(bench_status(&bench, "uptimeMs") == 100);
}

static void set_drives_exactly_the_mask_at_once(void)
{
    struct bench bench;

    bench_start(&bench, 0);
    for (uint16_t relays = 0; relays <= RELAY_MASK; relays++) {
        CHECK(bench_set(&bench, relays, 0) == RELAY_TYPE_STATUS);
        CHECK(bench.bridge.relays == relays && bench_status(&bench, "relays") == relays);
    }
}

static void an_unrenewed_hold_ends_to_the_millisecond(void)
{
    static const struct {
        uint16_t asked, hold;
    } rows[] = {{0, 3000}, {100, 100}, {101, 101}, {2500, 2500}, {10000, 10000}};

    for (EACH_START(s)) {
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
            struct bench bench;
            bench_start(&bench, starts[s]);
            bench_wait(&bench, 7);
            bench_set(&bench, 0x0103, rows[i].asked);
            bench_wait(&bench, rows[i].hold - 1U);
            CHECK(bench.bridge.relays == 0x0103);
            bench_wait(&bench, 1);
            CHECK(bench.bridge.relays == 0);
        }
    }
}

static void a_hold_that_ended_is_flagged_until_the_next_set(void)
{
    struct bench bench;

    bench_start(&bench, 0);
    bench_set(&bench, 1, 100);
    CHECK(bench_status(&bench, "flags") == 0);
    bench_wait(&bench, 100);
    bench_query(&bench);
    CHECK(bench_status(&bench, "flags") == RELAY_FLAG_HOLD_EXPIRED);
    bench_set(&bench, 0x0200, 100);
    CHECK(bench_refusal(&bench) == RELAY_CODE_OUT_OF_RANGE);
    bench_query(&bench);
    CHECK(bench_status(&bench, "flags") == RELAY_FLAG_HOLD_EXPIRED);
    bench_set(&bench, 1, 100);
    CHECK(bench_status(&bench, "flags") == 0 && bench_status(&bench, "relays") == 1);
}

static void releasing_in_time_sets_no_flag(void)
{
    struct bench bench;

    bench_start(&bench, 0);
    bench_set(&bench, 1, 100);
    bench_wait(&bench, 50);
    bench_set(&bench, 0, 100);
    bench_wait(&bench, 1000);
    bench_query(&bench);
    CHECK(bench_status(&bench, "flags") == 0 && bench_status(&bench, "holdLeftMs") == 0);
}

static void a_renewed_hold_goes_on(void)
{
    for (EACH_START(s)) {
        struct bench bench;
        bench_start(&bench, starts[s]);
        for (int i = 0; i < 100; i++) {
            CHECK(bench_set(&bench, 0x01FF, 200) == RELAY_TYPE_STATUS);
            bench_wait(&bench, 199);
            CHECK(bench.bridge.relays == 0x01FF);
        }
        bench_wait(&bench, 1);
        CHECK(bench.bridge.relays == 0);
    }
}

static void the_time_left_is_told(void)
{
    for (EACH_START(s)) {
        struct bench bench;
        bench_start(&bench, starts[s]);
        bench_set(&bench, 1, 0);
        CHECK(bench_status(&bench, "holdLeftMs") == 3000);
        bench_wait(&bench, 2999);
        bench_query(&bench);
        CHECK(bench_status(&bench, "holdLeftMs") == 1);
        bench_wait(&bench, 1);
        bench_query(&bench);
        CHECK(bench_status(&bench, "holdLeftMs") == 0);
    }
}

static void the_last_set_alone_counts(void)
{
    struct bench bench;

    bench_start(&bench, 0);
    bench_set(&bench, 1, 10000);
    bench_set(&bench, 1, 100);
    bench_wait(&bench, 100);
    CHECK(bench.bridge.relays == 0);
}

static void only_an_accepted_set_renews(void)
{
    static const uint8_t garbage[] = {9, 8, 7, 0};
    struct bench bench;

    bench_start(&bench, 0);
    bench_set(&bench, 3, 1000);
    for (uint32_t ms = 1; ms < 1000; ms++) {
        bench_wait(&bench, 1);
        bench_query(&bench);
        bench_ask(&bench, RELAY_TYPE_HELLO, NULL, 0);
        bench_ask(&bench, 0x7F, NULL, 0);
        bench_ask(&bench, RELAY_TYPE_SET, garbage, 3);
        CHECK(bench_set(&bench, 0x0200, 1000) == RELAY_TYPE_REFUSED);
        CHECK(bench_set(&bench, 1, 99) == RELAY_TYPE_REFUSED);
        CHECK(bench_set(&bench, 0, 10001) == RELAY_TYPE_REFUSED);
        bench_send(&bench, garbage, sizeof garbage);
        CHECK(bench.bridge.relays == 3);
    }
    bench_wait(&bench, 1);
    CHECK(bench.bridge.relays == 0);
}

static void a_late_main_loop_never_tells_of_a_hold_that_is_over(void)
{
    struct bench bench;

    bench_start(&bench, 0);
    bench_set(&bench, 1, 100);
    bench_skip(&bench, 100);
    bench_query(&bench);
    CHECK(bench_status(&bench, "relays") == 0 && bench_status(&bench, "holdLeftMs") == 0);
    CHECK(bench_status(&bench, "flags") == RELAY_FLAG_HOLD_EXPIRED && bench.bridge.relays == 0);
}

static void the_uptime_wraps(void)
{
    struct bench bench;

    bench_start(&bench, 0xFFFFFFFFU);
    bench_query(&bench);
    CHECK(bench_status(&bench, "uptimeMs") == 0xFFFFFFFFU);
    bench_wait(&bench, 3);
    bench_query(&bench);
    CHECK(bench_status(&bench, "uptimeMs") == 2);
}

void run_hold_tests(void)
{
    RUN(a_bridge_starts_with_everything_open);
    RUN(set_drives_exactly_the_mask_at_once);
    RUN(an_unrenewed_hold_ends_to_the_millisecond);
    RUN(a_hold_that_ended_is_flagged_until_the_next_set);
    RUN(releasing_in_time_sets_no_flag);
    RUN(a_renewed_hold_goes_on);
    RUN(the_time_left_is_told);
    RUN(the_last_set_alone_counts);
    RUN(only_an_accepted_set_renews);
    RUN(a_late_main_loop_never_tells_of_a_hold_that_is_over);
    RUN(the_uptime_wraps);
}
