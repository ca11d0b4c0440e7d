#include "bench.h"
#include "check.h"

#include <string.h>

/* EEPROM as a byte array: erased, or written record by record, or cut off in the middle of one. */
struct cells {
    uint8_t bytes[RELAY_MEMORY_BYTES];
};

static void erase(struct cells *cells)
{
    memset(cells->bytes, 0xFF, sizeof cells->bytes);
}

static void write_part(struct cells *cells, const struct relay_record *record, uint8_t length)
{
    CHECK(record->at + record->length <= RELAY_MEMORY_BYTES);
    memcpy(&cells->bytes[record->at], record->bytes, length);
}

static void boot(struct cells *cells, struct bench *bench, uint8_t cause)
{
    relay_bridge_start(&bench->bridge, 0, 0, cause);
    relay_bridge_remember(&bench->bridge, cells->bytes);
    write_part(cells, &bench->bridge.to_store, bench->bridge.to_store.length);
    bench->bridge.to_store.length = 0;
}

static uint8_t set_cap(struct bench *bench, uint16_t cap_s)
{
    struct relay_frame request;

    request.payload[0] = (uint8_t)(cap_s >> 8);
    request.payload[1] = (uint8_t)cap_s;
    return bench_ask(bench, RELAY_TYPE_SETCAP, request.payload, RELAY_BYTES_SETCAP);
}

static void an_erased_chip_has_the_default_cap_and_counts_its_first_start(void)
{
    struct cells cells;
    struct bench bench;

    erase(&cells);
    boot(&cells, &bench, 1);
    CHECK(bench.bridge.memory.cap_s == RELAY_DEFAULT_HARD_CAP_S && !bench.bridge.memory.cap_stored);
    CHECK(bench.bridge.memory.boots == 1 && bench.bridge.memory.brown_outs == 0);
}

static void a_chip_full_of_zeros_has_the_default_cap(void)
{
    struct cells cells;
    struct bench bench;

    memset(&cells, 0, sizeof cells);
    boot(&cells, &bench, 1);
    CHECK(bench.bridge.memory.cap_s == RELAY_DEFAULT_HARD_CAP_S && bench.bridge.memory.boots == 1);
}

static void a_cap_survives_the_reset(void)
{
    struct cells cells;
    struct bench bench;

    erase(&cells);
    bench_start(&bench, 0);
    CHECK(set_cap(&bench, 60) == RELAY_TYPE_VERSION);
    write_part(&cells, &bench.bridge.to_store, bench.bridge.to_store.length);
    boot(&cells, &bench, 1);
    CHECK(bench.bridge.memory.cap_s == 60 && bench.bridge.memory.cap_stored);
}

static void a_cap_that_was_cut_off_while_written_is_the_old_or_the_default_or_the_new(void)
{
    for (uint8_t cut = 0; cut <= RELAY_CAP_RECORD_BYTES; cut++) {
        struct cells cells;
        struct bench bench;
        erase(&cells);
        bench_start(&bench, 0);
        set_cap(&bench, 14400);
        write_part(&cells, &bench.bridge.to_store, RELAY_CAP_RECORD_BYTES);
        set_cap(&bench, 63);
        write_part(&cells, &bench.bridge.to_store, cut);
        boot(&cells, &bench, 1);
        const uint16_t expected = cut == 0 ? 14400 : cut == RELAY_CAP_RECORD_BYTES ? 63 : RELAY_DEFAULT_HARD_CAP_S;
        CHECK(bench.bridge.memory.cap_s == expected);
    }
}

static void any_turned_bit_of_the_cap_gives_the_default(void)
{
    for (uint8_t bit = 0; bit < RELAY_CAP_RECORD_BYTES * 8U; bit++) {
        struct relay_memory memory = {.cap_s = 0};
        struct cells cells;
        erase(&cells);
        const struct relay_record record = relay_memory_set_cap(&memory, 600);
        write_part(&cells, &record, record.length);
        cells.bytes[bit / 8U] ^= (uint8_t)(1U << bit % 8U);
        CHECK(relay_memory_read(cells.bytes).cap_s == RELAY_DEFAULT_HARD_CAP_S);
    }
}

static void a_whole_record_with_a_cap_out_of_range_gives_the_default(void)
{
    static const uint16_t wrong[] = {0, 59, 14401, 65535};

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct relay_memory memory = {.cap_s = 0};
        struct cells cells;
        erase(&cells);
        const struct relay_record record = relay_memory_set_cap(&memory, wrong[i]);
        write_part(&cells, &record, record.length);
        CHECK(relay_memory_read(cells.bytes).cap_s == RELAY_DEFAULT_HARD_CAP_S);
    }
}

static void the_cap_that_stands_is_not_written_again(void)
{
    struct bench bench;

    bench_start(&bench, 0);
    set_cap(&bench, 600);
    CHECK(bench.bridge.to_store.length == RELAY_CAP_RECORD_BYTES);
    bench.bridge.to_store.length = 0;
    CHECK(set_cap(&bench, 600) == RELAY_TYPE_VERSION && bench.bridge.to_store.length == 0);
}

static void a_cap_is_refused_while_a_relay_is_on(void)
{
    struct bench bench;

    bench_start(&bench, 0);
    bench_set(&bench, 1, 0);
    CHECK(set_cap(&bench, 14400) == RELAY_TYPE_REFUSED && bench_refusal(&bench) == RELAY_CODE_RELAYS_ON);
    CHECK(bench.bridge.memory.cap_s == RELAY_DEFAULT_HARD_CAP_S && bench.bridge.to_store.length == 0);
    CHECK(set_cap(&bench, 59) == RELAY_TYPE_REFUSED && bench_refusal(&bench) == RELAY_CODE_OUT_OF_RANGE);
    bench_set(&bench, 0, 0);
    CHECK(set_cap(&bench, 14400) == RELAY_TYPE_VERSION && bench.bridge.memory.cap_s == 14400);
}

/* The run with a set cap, started so that the 32 bits of milliseconds wrap before, in and after it. */
static void a_set_cap_opens_to_the_millisecond_through_the_wrap(void)
{
    static const uint16_t caps[] = {60, 61, 14400};
    static const uint32_t before_wrap_ms[] = {0, 1, 500, 30000, 59999, 60000, 60001};

    for (size_t c = 0; c < sizeof caps / sizeof *caps; c++) {
        for (size_t b = 0; b < sizeof before_wrap_ms / sizeof *before_wrap_ms; b++) {
            struct bench bench;
            bench_start(&bench, 0U - before_wrap_ms[b]);
            CHECK(set_cap(&bench, caps[c]) == RELAY_TYPE_VERSION);
            CHECK(bench_hold_on(&bench, 0x0101, caps[c] * 1000U - 1U) && bench.bridge.relays == 0x0101);
            bench_wait(&bench, 1);
            CHECK(bench.bridge.relays == 0 && (bench.bridge.flags & RELAY_FLAG_HARD_CAP));
        }
    }
}

static void starts_are_counted_and_walk_over_the_slots(void)
{
    uint16_t written[RELAY_MEMORY_BYTES] = {0};
    struct cells cells;
    struct bench bench;

    erase(&cells);
    for (uint16_t i = 1; i <= 800; i++) {
        struct relay_memory memory = relay_memory_read(cells.bytes);
        const struct relay_record record = relay_memory_boot(&memory, false);
        written[record.at]++;
        boot(&cells, &bench, 1);
        CHECK(bench.bridge.memory.boots == i);
    }
    for (uint8_t slot = 0; slot < RELAY_BOOT_SLOTS; slot++) {
        CHECK(written[RELAY_CAP_RECORD_BYTES + slot * RELAY_BOOT_RECORD_BYTES] == 100);
    }
}

static void a_count_that_was_cut_off_while_written_loses_that_start_alone(void)
{
    for (uint8_t cut = 0; cut < RELAY_BOOT_RECORD_BYTES; cut++) {
        struct cells cells;
        struct bench bench;
        erase(&cells);
        for (int i = 0; i < 20; i++) {
            boot(&cells, &bench, 1);
        }
        struct relay_memory memory = relay_memory_read(cells.bytes);
        const struct relay_record record = relay_memory_boot(&memory, false);
        write_part(&cells, &record, cut);
        boot(&cells, &bench, 1);
        CHECK(bench.bridge.memory.boots == 21);
    }
}

static void a_full_counter_stays_and_spares_the_cells(void)
{
    struct relay_memory memory = {.boots = 65534, .brown_outs = 65535};
    struct cells cells;

    erase(&cells);
    const struct relay_record record = relay_memory_boot(&memory, true);
    write_part(&cells, &record, record.length);
    CHECK(memory.boots == 65535 && memory.brown_outs == 65535);
    memory = relay_memory_read(cells.bytes);
    CHECK(memory.boots == 65535 && relay_memory_boot(&memory, true).length == 0);
}

static void a_brown_out_is_counted_unless_the_power_came_on_slowly(void)
{
    static const struct {
        uint8_t cause;
        uint16_t brown_outs;
    } rows[] = {{1, 0}, {4, 1}, {5, 0}, {8, 0}, {6, 1}, {0, 0}};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct cells cells;
        struct bench bench;
        erase(&cells);
        boot(&cells, &bench, rows[i].cause);
        CHECK(bench.bridge.memory.brown_outs == rows[i].brown_outs);
    }
}

static uint32_t tested(struct bench *bench, const struct cells *cells, bool stack_intact)
{
    uint8_t wire[RELAY_FRAME_WIRE_MAX];

    CHECK(bench_ask(bench, RELAY_TYPE_SELFTEST, NULL, 0) == 0 && bench->bridge.test_asked);
    const uint8_t got = relay_bridge_tested(&bench->bridge, bench->now_ms, cells->bytes, stack_intact, wire);
    CHECK(relay_frame_decode(wire, (uint8_t)(got - 1U), &bench->answer) && !bench->bridge.test_asked);
    CHECK(bench->answer.type == RELAY_TYPE_TESTED && bench->answer.sequence == bench->sequence);
    return (uint32_t)bench->answer.payload[0] << 8 | bench->answer.payload[1];
}

static void a_self_test_finds_each_fault_alone(void)
{
    struct cells cells;
    struct bench bench;

    erase(&cells);
    memset(&bench, 0, sizeof bench);
    boot(&cells, &bench, 1);
    bench.bridge.meter.supply_mv = 5000;
    CHECK(tested(&bench, &cells, true) == 0);
    CHECK(tested(&bench, &cells, false) == RELAY_FAULT_STACK);
    bench.bridge.meter.supply_mv = RELAY_LEAST_SUPPLY_MV - 1U;
    CHECK(tested(&bench, &cells, true) == RELAY_FAULT_SUPPLY);
    bench.bridge.meter.supply_mv = RELAY_MOST_SUPPLY_MV + 1U;
    CHECK(tested(&bench, &cells, true) == RELAY_FAULT_SUPPLY);
    bench.bridge.meter.supply_mv = 5000;
    bench.now_ms = RELAY_CONVERTER_TIMEOUT_MS + 1U;
    CHECK(tested(&bench, &cells, true) == RELAY_FAULT_CONVERTER);
    bench.bridge.meter.line_windows++;
    bench.welded = 2;
    bench_wait(&bench, 100);
    CHECK(tested(&bench, &cells, true) == RELAY_FAULT_CONTACTS);
    bench.welded = 0;
    bench_wait(&bench, 100);
    erase(&cells);
    CHECK(tested(&bench, &cells, true) == RELAY_FAULT_MEMORY);
}

static void a_self_test_is_refused_while_a_relay_is_on(void)
{
    struct bench bench;

    bench_start(&bench, 0);
    bench_set(&bench, 2, 0);
    CHECK(bench_ask(&bench, RELAY_TYPE_SELFTEST, NULL, 0) == RELAY_TYPE_REFUSED);
    CHECK(bench_refusal(&bench) == RELAY_CODE_RELAYS_ON && !bench.bridge.test_asked && bench.bridge.relays == 2);
}

void run_memory_tests(void)
{
    RUN(an_erased_chip_has_the_default_cap_and_counts_its_first_start);
    RUN(a_chip_full_of_zeros_has_the_default_cap);
    RUN(a_cap_survives_the_reset);
    RUN(a_cap_that_was_cut_off_while_written_is_the_old_or_the_default_or_the_new);
    RUN(any_turned_bit_of_the_cap_gives_the_default);
    RUN(a_whole_record_with_a_cap_out_of_range_gives_the_default);
    RUN(the_cap_that_stands_is_not_written_again);
    RUN(a_cap_is_refused_while_a_relay_is_on);
    RUN(a_set_cap_opens_to_the_millisecond_through_the_wrap);
    RUN(starts_are_counted_and_walk_over_the_slots);
    RUN(a_count_that_was_cut_off_while_written_loses_that_start_alone);
    RUN(a_full_counter_stays_and_spares_the_cells);
    RUN(a_brown_out_is_counted_unless_the_power_came_on_slowly);
    RUN(a_self_test_finds_each_fault_alone);
    RUN(a_self_test_is_refused_while_a_relay_is_on);
}
