#include "bench.h"
#include "check.h"
#include "page.h"

#include <string.h>

static void each_sequence_comes_back(void)
{
    struct bench bench;

    bench_start(&bench, 0);
    for (int i = 0; i < 300; i++) {
        CHECK(bench_query(&bench) == RELAY_TYPE_STATUS); /* bench_ask compares */
    }
}

static void empty_frames_are_ignored_and_not_counted(void)
{
    struct bench bench;
    static const uint8_t zeros[100];

    bench_start(&bench, 0);
    CHECK(!bench_send(&bench, zeros, sizeof zeros));
    CHECK(bench_query(&bench) == RELAY_TYPE_STATUS && bench_status(&bench, "droppedFrames") == 0);
}

static void two_requests_in_one_go_are_both_done(void)
{
    const struct page_vector *power = page_vector("set-power");
    const struct page_vector *all = page_vector("set-all");
    uint8_t bytes[2U * RELAY_FRAME_WIRE_MAX];
    struct bench bench;

    bench_start(&bench, 0);
    memcpy(bytes, power->bytes, power->length);
    memcpy(bytes + power->length, all->bytes, all->length);
    CHECK(bench_send(&bench, bytes, (uint8_t)(power->length + all->length)));
    CHECK(bench.answer.sequence == 3 && bench.bridge.relays == 0x01FF);
}

static void a_frame_that_dribbles_in_is_taken(void)
{
    const struct page_vector *power = page_vector("set-power");
    struct bench bench;

    bench_start(&bench, 0);
    for (uint8_t i = 0; i < power->length; i++) {
        CHECK(bench.bridge.relays == 0);
        bench_wait(&bench, 1000);
        bench_send(&bench, &power->bytes[i], 1);
    }
    CHECK(bench.bridge.relays == 1);
}

static void a_flood_without_delimiter_costs_one_frame(void)
{
    struct bench bench;

    bench_start(&bench, 0);
    for (int i = 0; i < 100000; i++) {
        bench_send(&bench, (const uint8_t[]){2}, 1);
    }
    CHECK(bench_query(&bench) == 0);
    CHECK(bench_query(&bench) == RELAY_TYPE_STATUS && bench_status(&bench, "droppedFrames") == 1);
}

static void dropped_frames_are_counted_up_to_the_end_and_no_further(void)
{
    struct bench bench;

    bench_start(&bench, 0);
    for (unsigned i = 0; i < UINT16_MAX + 10U; i++) {
        bench_send(&bench, (const uint8_t[]){1, 0}, 2);
    }
    CHECK(bench_query(&bench) == RELAY_TYPE_STATUS && bench_status(&bench, "droppedFrames") == UINT16_MAX);
}

static void after_any_garbage_the_second_request_is_answered(void)
{
    uint32_t random = 20261123;
    struct bench bench;

    bench_start(&bench, 0);
    for (int trial = 0; trial < 20000; trial++) {
        uint8_t garbage[64];
        const uint8_t length = (uint8_t)(bench_random(&random) % sizeof garbage);
        for (uint8_t i = 0; i < length; i++) {
            garbage[i] = (uint8_t)bench_random(&random);
        }
        bench_send(&bench, garbage, length);
        bench_query(&bench); /* may be spoilt by what stood before it */
        CHECK(bench_query(&bench) == RELAY_TYPE_STATUS);
        CHECK(bench.bridge.relays == 0);
    }
}

static void a_host_that_sends_a_zero_first_loses_no_request(void)
{
    struct bench bench;

    bench_start(&bench, 0);
    for (uint8_t length = 1; length < 64; length++) {
        static const uint8_t half[64] = {6, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
        bench_send(&bench, half, length);
        bench_send(&bench, (const uint8_t[]){0}, 1);
        CHECK(bench_query(&bench) == RELAY_TYPE_STATUS);
    }
}

static void random_bytes_switch_nothing(void)
{
    uint32_t random = 3;
    struct bench bench;
    unsigned answers = 0;

    bench_start(&bench, 0);
    for (uint32_t i = 0; i < 4000000; i++) {
        const uint32_t drawn = bench_random(&random);
        const uint8_t byte = drawn >> 28 == 0 ? 0 : (uint8_t)(drawn >> 8); /* more zeros, so that frames are short */
        answers += bench_send(&bench, &byte, 1);
        if (i % 16U == 0) {
            bench_wait(&bench, 1);
        }
        CHECK(bench.bridge.relays == 0);
    }
    CHECK(answers == 0);
    CHECK(bench.bridge.dropped_frames == UINT16_MAX);
}

/* A line on which one bit in a thousand is wrong: about one frame in twelve. */
static void bit_errors_on_the_line_never_switch_another_relay(void)
{
    uint32_t random = 17;
    struct bench bench;
    unsigned spoilt = 0;

    bench_start(&bench, 0);
    for (uint32_t i = 0; i < 300000; i++) {
        struct relay_frame set = {.sequence = (uint8_t)i, .type = RELAY_TYPE_SET, .length = RELAY_BYTES_SET};
        uint8_t wire[RELAY_FRAME_WIRE_MAX];
        const uint16_t before = bench.bridge.relays;
        const uint16_t asked = bench_random(&random) & RELAY_MASK;
        page_write(&set, "SET", "relays", asked);
        page_write(&set, "SET", "holdMs", 0);
        const uint8_t length = relay_frame_encode(&set, wire);
        bool whole = true;
        for (unsigned bit = 0; bit < length * 8U; bit++) {
            if (bench_random(&random) % 1000U == 0) {
                wire[bit / 8U] ^= (uint8_t)(1U << bit % 8U);
                whole = false;
            }
        }
        bench_send(&bench, wire, length);
        bench_wait(&bench, 1);
        spoilt += !whole;
        CHECK(bench.bridge.relays == asked || bench.bridge.relays == before);
        CHECK(whole || bench.bridge.relays == before);
        bench_set(&bench, 0, 0); /* spoilt, too, when the delimiter was lost */
    }
    CHECK(spoilt > 15000);
}

void run_line_tests(void)
{
    RUN(each_sequence_comes_back);
    RUN(empty_frames_are_ignored_and_not_counted);
    RUN(two_requests_in_one_go_are_both_done);
    RUN(a_frame_that_dribbles_in_is_taken);
    RUN(a_flood_without_delimiter_costs_one_frame);
    RUN(dropped_frames_are_counted_up_to_the_end_and_no_further);
    RUN(after_any_garbage_the_second_request_is_answered);
    RUN(a_host_that_sends_a_zero_first_loses_no_request);
    RUN(random_bytes_switch_nothing);
    RUN(bit_errors_on_the_line_never_switch_another_relay);
}
