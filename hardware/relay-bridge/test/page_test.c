#include "bench.h"
#include "check.h"
#include "page.h"

#include <string.h>

static uint8_t type_of(const char *message)
{
    static const struct {
        const char *name;
        uint8_t type;
    } types[] = {
        {"HELLO", RELAY_TYPE_HELLO},       {"SET", RELAY_TYPE_SET},           {"QUERY", RELAY_TYPE_QUERY},
        {"SETCAP", RELAY_TYPE_SETCAP},     {"MEASURE", RELAY_TYPE_MEASURE},   {"SELFTEST", RELAY_TYPE_SELFTEST},
        {"VERSION", RELAY_TYPE_VERSION},   {"STATUS", RELAY_TYPE_STATUS},     {"MEASURES", RELAY_TYPE_MEASURES},
        {"TESTED", RELAY_TYPE_TESTED},     {"REFUSED", RELAY_TYPE_REFUSED},
    };

    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (strcmp(types[i].name, message) == 0) {
            return types[i].type;
        }
    }
    return 0;
}

static uint8_t size_of(const char *message)
{
    uint8_t end = 0;

    for (size_t i = 0; i < page_fields_count; i++) {
        if (strcmp(page_fields[i].message, message) == 0) {
            CHECK_ROW(page_fields[i].name, page_fields[i].offset == end);
            end = (uint8_t)(end + page_fields[i].size);
        }
    }
    return end;
}

static void the_field_tables_fill_the_payloads(void)
{
    CHECK(size_of("HELLO") == RELAY_BYTES_HELLO);
    CHECK(size_of("SET") == RELAY_BYTES_SET);
    CHECK(size_of("QUERY") == RELAY_BYTES_QUERY);
    CHECK(size_of("VERSION") == RELAY_BYTES_VERSION);
    CHECK(size_of("STATUS") == RELAY_BYTES_STATUS);
    CHECK(size_of("SETCAP") == RELAY_BYTES_SETCAP);
    CHECK(size_of("MEASURE") == RELAY_BYTES_MEASURE);
    CHECK(size_of("SELFTEST") == RELAY_BYTES_SELFTEST);
    CHECK(size_of("MEASURES") == RELAY_BYTES_MEASURES);
    CHECK(size_of("TESTED") == RELAY_BYTES_TESTED);
    CHECK(size_of("REFUSED") == RELAY_BYTES_REFUSED);
}

static void each_vector_reads_as_its_meaning(void)
{
    for (size_t i = 0; i < page_vectors_count; i++) {
        const struct page_vector *row = &page_vectors[i];
        struct relay_frame frame;
        if (!CHECK_ROW(row->name, relay_frame_decode(row->bytes, (uint8_t)(row->length - 1U), &frame))) {
            continue;
        }
        CHECK_ROW(row->name, frame.type == type_of(row->message) && frame.length == size_of(row->message));
        CHECK_ROW(row->name, frame.sequence == row->values[0].value);
        for (uint8_t v = 1; v < row->value_count; v++) {
            const uint32_t read = page_read(&frame, row->message, row->values[v].name);
            CHECK_ROW(row->name, read == row->values[v].value);
        }
    }
}

static void each_meaning_writes_its_vector(void)
{
    for (size_t i = 0; i < page_vectors_count; i++) {
        const struct page_vector *row = &page_vectors[i];
        struct relay_frame frame = {.sequence = (uint8_t)row->values[0].value, .type = type_of(row->message)};
        uint8_t wire[RELAY_FRAME_WIRE_MAX];
        frame.length = size_of(row->message);
        for (uint8_t v = 1; v < row->value_count; v++) {
            page_write(&frame, row->message, row->values[v].name, row->values[v].value);
        }
        CHECK_ROW(row->name, relay_frame_encode(&frame, wire) == row->length);
        CHECK_ROW(row->name, memcmp(wire, row->bytes, row->length) == 0);
    }
}

/* The whole answer, byte for byte. */
static bool answers(struct relay_bridge *bridge, const uint8_t *request, uint8_t request_length, const uint8_t *answer,
                    uint8_t answer_length)
{
    uint8_t wire[RELAY_FRAME_WIRE_MAX];
    uint8_t got = 0;

    for (uint8_t i = 0; i < request_length; i++) {
        got = relay_bridge_receive(bridge, 0, request[i], wire);
    }
    return got == answer_length && memcmp(wire, answer, got) == 0;
}

static void hello_is_answered_by_the_pages_version(void)
{
    const struct page_vector *hello = page_vector("hello");
    const struct page_vector *version = page_vector("version-after-power-on");
    struct relay_bridge bridge;

    relay_bridge_start(&bridge, 0, 0, 1);
    CHECK(answers(&bridge, hello->bytes, hello->length, version->bytes, version->length));
}

static void after_a_watchdog_reset_version_and_flag_say_so(void)
{
    struct relay_frame hello = {.sequence = 17, .type = RELAY_TYPE_HELLO};
    const struct page_vector *version = page_vector("version-after-watchdog");
    uint8_t wire[RELAY_FRAME_WIRE_MAX];
    struct relay_bridge bridge;

    relay_bridge_start(&bridge, 0, 0, RELAY_RESET_WATCHDOG);
    CHECK(answers(&bridge, wire, relay_frame_encode(&hello, wire), version->bytes, version->length));
    CHECK(bridge.flags == RELAY_FLAG_WATCHDOG_RESET && bridge.relays == 0);
}

static void query_is_answered_by_the_pages_status(void)
{
    const struct page_vector *query = page_vector("query");
    const struct page_vector *status = page_vector("status-at-rest");
    uint8_t wire[RELAY_FRAME_WIRE_MAX];
    struct relay_bridge bridge;
    uint8_t got = 0;

    relay_bridge_start(&bridge, 0, 0, 1);
    for (uint8_t i = 0; i < query->length; i++) {
        got = relay_bridge_receive(&bridge, 123456, query->bytes[i], wire);
    }
    CHECK(got == status->length && memcmp(wire, status->bytes, got) == 0);
}

static void a_new_cap_is_answered_by_the_pages_version(void)
{
    const struct page_vector *set_cap = page_vector("set-cap");
    const struct page_vector *version = page_vector("version-after-set-cap");
    struct relay_bridge bridge;

    relay_bridge_start(&bridge, 0, 0, 1);
    CHECK(answers(&bridge, set_cap->bytes, set_cap->length, version->bytes, version->length));
}

static void each_refused_request_gets_the_pages_answer(void)
{
    for (size_t i = 0; i < page_refused_count; i++) {
        const struct page_refused *row = &page_refused[i];
        struct relay_bridge bridge;
        relay_bridge_start(&bridge, 0, 0, 1);
        CHECK_ROW(row->name, answers(&bridge, row->request, row->request_length, row->answer, row->answer_length));
        CHECK_ROW(row->name, bridge.relays == 0 && bridge.dropped_frames == 0);
    }
}

static void each_dropped_frame_is_counted_and_not_answered(void)
{
    struct bench bench;
    uint16_t dropped = 0;

    bench_start(&bench, 0);
    for (size_t i = 0; i < page_dropped_count; i++) {
        CHECK_ROW(page_dropped[i].name, !bench_send(&bench, page_dropped[i].bytes, page_dropped[i].length));
        CHECK_ROW(page_dropped[i].name, bench.bridge.dropped_frames == ++dropped);
    }
    CHECK(bench_query(&bench) == RELAY_TYPE_STATUS && bench_status(&bench, "droppedFrames") == dropped);
    CHECK(bench_status(&bench, "relays") == 0);
}

void run_page_tests(void)
{
    RUN(the_field_tables_fill_the_payloads);
    RUN(each_vector_reads_as_its_meaning);
    RUN(each_meaning_writes_its_vector);
    RUN(hello_is_answered_by_the_pages_version);
    RUN(after_a_watchdog_reset_version_and_flag_say_so);
    RUN(query_is_answered_by_the_pages_status);
    RUN(a_new_cap_is_answered_by_the_pages_version);
    RUN(each_refused_request_gets_the_pages_answer);
    RUN(each_dropped_frame_is_counted_and_not_answered);
}
