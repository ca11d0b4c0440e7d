#include "bench.h"
#include "check.h"

#define BELIEVED_MS (RELAY_FEEDBACK_READINGS * RELAY_FEEDBACK_STEP_MS)

static uint16_t feedback(struct bench *bench)
{
    bench_query(bench);
    return (uint16_t)bench_status(bench, "feedback");
}

static void feedback_follows_each_relay(void)
{
    struct bench bench;

    bench_start(&bench, 0xFFFFFFFFU - 100U);
    for (unsigned relay = 0; relay < RELAY_RELAY_COUNT; relay++) {
        const uint16_t bit = (uint16_t)(1U << relay);
        bench_set(&bench, bit, 0);
        bench_wait(&bench, BELIEVED_MS);
        CHECK(feedback(&bench) == bit);
        bench_set(&bench, 0, 0);
        bench_wait(&bench, BELIEVED_MS - RELAY_FEEDBACK_STEP_MS);
        CHECK(feedback(&bench) == bit);
    }
    bench_set(&bench, 0, 0);
    bench_wait(&bench, BELIEVED_MS);
    CHECK(feedback(&bench) == 0);
}

static void a_change_is_believed_at_the_fourth_reading(void)
{
    struct relay_bridge bridge;

    relay_bridge_start(&bridge, 0, 0, 1);
    for (uint32_t reading = 1; reading <= RELAY_FEEDBACK_READINGS; reading++) {
        CHECK(bridge.feedback == 0);
        relay_bridge_tick(&bridge, reading * RELAY_FEEDBACK_STEP_MS, 0x0103);
    }
    CHECK(bridge.feedback == 0x0103);
}

static void ticks_between_the_readings_count_for_nothing(void)
{
    struct relay_bridge bridge;

    relay_bridge_start(&bridge, 0, 0, 1);
    for (int i = 0; i < 1000; i++) {
        relay_bridge_tick(&bridge, RELAY_FEEDBACK_STEP_MS - 1U, 0x01FF);
    }
    CHECK(bridge.feedback == 0);
}

static void a_chattering_contact_is_not_believed_and_hides_no_other(void)
{
    struct relay_bridge bridge;
    uint32_t now_ms = 0;

    relay_bridge_start(&bridge, now_ms, 0, 1);
    for (unsigned reading = 0; reading < 1000; reading++) {
        now_ms += RELAY_FEEDBACK_STEP_MS;
        const uint16_t chatter = reading % RELAY_FEEDBACK_READINGS == RELAY_FEEDBACK_READINGS - 1U ? 0 : 0x0001;
        relay_bridge_tick(&bridge, now_ms, (uint16_t)(chatter | 0x0010));
        CHECK((bridge.feedback & 0x0001) == 0);
    }
    CHECK(bridge.feedback == 0x0010);
}

static void contacts_that_move_at_different_times_are_timed_each(void)
{
    struct relay_bridge bridge;

    relay_bridge_start(&bridge, 0, 0x0002, 1);
    relay_bridge_tick(&bridge, 5, 0x0003);
    relay_bridge_tick(&bridge, 10, 0x0003);
    relay_bridge_tick(&bridge, 15, 0x0001);
    CHECK(bridge.feedback == 0x0002);
    relay_bridge_tick(&bridge, 20, 0x0001);
    CHECK(bridge.feedback == 0x0003);
    relay_bridge_tick(&bridge, 25, 0x0001);
    CHECK(bridge.feedback == 0x0003);
    relay_bridge_tick(&bridge, 30, 0x0001);
    CHECK(bridge.feedback == 0x0001);
}

static void what_is_closed_at_the_start_is_believed_at_once(void)
{
    struct relay_bridge bridge;

    relay_bridge_start(&bridge, 0, 0x0004, 1);
    CHECK(bridge.feedback == 0x0004 && bridge.relays == 0);
}

static void a_welded_contact_is_reported_and_the_relay_stays_off(void)
{
    struct bench bench;

    bench_start(&bench, 0);
    bench.welded = 0x0001;
    bench_set(&bench, 1, 0);
    bench_wait(&bench, 100);
    bench_set(&bench, 0, 0);
    bench_wait(&bench, 100);
    CHECK(feedback(&bench) == 0x0001);
    CHECK(bench_status(&bench, "relays") == 0 && bench_status(&bench, "flags") == 0);
}

static void a_dead_contact_is_reported_and_the_relay_stays_driven(void)
{
    struct bench bench;

    bench_start(&bench, 0);
    bench.dead = 0x0002;
    bench_set(&bench, 3, 0);
    bench_wait(&bench, 100);
    CHECK(feedback(&bench) == 0x0001);
    CHECK(bench_status(&bench, "relays") == 3);
}

void run_feedback_tests(void)
{
    RUN(feedback_follows_each_relay);
    RUN(a_change_is_believed_at_the_fourth_reading);
    RUN(ticks_between_the_readings_count_for_nothing);
    RUN(a_chattering_contact_is_not_believed_and_hides_no_other);
    RUN(contacts_that_move_at_different_times_are_timed_each);
    RUN(what_is_closed_at_the_start_is_believed_at_once);
    RUN(a_welded_contact_is_reported_and_the_relay_stays_off);
    RUN(a_dead_contact_is_reported_and_the_relay_stays_driven);
}
