#include "check.h"
#include "page.h"

#include <string.h>

static void crc_of_the_check_text_is_29b1(void)
{
    CHECK(relay_crc16((const uint8_t *)"123456789", 9) == 0x29B1);
    CHECK(relay_crc16(NULL, 0) == 0xFFFF);
}

/* Cheshire and Baker's rule on the shortest inputs that show each case. */
static void cobs_encodes_the_known_examples(void)
{
    static const struct {
        uint8_t raw_length, raw[5], encoded_length, encoded[6];
    } rows[] = {
        {0, {0}, 1, {1}},
        {1, {0}, 2, {1, 1}},
        {2, {0, 0}, 3, {1, 1, 1}},
        {1, {0x11}, 2, {2, 0x11}},
        {3, {0, 0x11, 0}, 4, {1, 2, 0x11, 1}},
        {4, {0x11, 0x22, 0, 0x33}, 5, {3, 0x11, 0x22, 2, 0x33}},
        {4, {0x11, 0x22, 0x33, 0x44}, 5, {5, 0x11, 0x22, 0x33, 0x44}},
        {4, {0x11, 0, 0, 0}, 5, {2, 0x11, 1, 1, 1}},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint8_t out[6];
        uint8_t length;
        CHECK(relay_cobs_encode(rows[i].raw, rows[i].raw_length, out) == rows[i].encoded_length);
        CHECK(memcmp(out, rows[i].encoded, rows[i].encoded_length) == 0);
        CHECK(relay_cobs_decode(rows[i].encoded, rows[i].encoded_length, out, 5, &length));
        CHECK(length == rows[i].raw_length && memcmp(out, rows[i].raw, length) == 0);
    }
}

static bool cobs_round_trips(const uint8_t *raw, uint8_t length)
{
    uint8_t encoded[254];
    uint8_t decoded[253];
    uint8_t decoded_length = 0;
    const uint8_t encoded_length = relay_cobs_encode(raw, length, encoded);

    return encoded_length == length + 1 && memchr(encoded, 0, encoded_length) == NULL &&
           relay_cobs_decode(encoded, encoded_length, decoded, sizeof decoded, &decoded_length) &&
           decoded_length == length && memcmp(raw, decoded, length) == 0;
}

static void cobs_round_trips_each_pattern_of_zeros(void)
{
    for (uint8_t length = 0; length <= 12; length++) {
        for (unsigned pattern = 0; pattern < 1U << length; pattern++) {
            uint8_t raw[12];
            for (uint8_t i = 0; i < length; i++) {
                raw[i] = (pattern >> i & 1U) ? (uint8_t)(i + 1U) : 0;
            }
            CHECK(cobs_round_trips(raw, length));
        }
    }
}

static void cobs_round_trips_its_longest_blocks(void)
{
    uint8_t raw[253];

    memset(raw, 0, sizeof raw);
    CHECK(cobs_round_trips(raw, sizeof raw));
    memset(raw, 0xFF, sizeof raw);
    CHECK(cobs_round_trips(raw, sizeof raw));
    raw[252] = 0;
    CHECK(cobs_round_trips(raw, sizeof raw));
}

static void cobs_refuses_what_is_no_cobs(void)
{
    uint8_t out[4];
    uint8_t length;

    CHECK(!relay_cobs_decode((const uint8_t[]){1}, 0, out, 4, &length));
    CHECK(!relay_cobs_decode((const uint8_t[]){0}, 1, out, 4, &length));
    CHECK(!relay_cobs_decode((const uint8_t[]){2}, 1, out, 4, &length));
    CHECK(!relay_cobs_decode((const uint8_t[]){3, 7}, 2, out, 4, &length));
    CHECK(!relay_cobs_decode((const uint8_t[]){255, 7, 7, 7}, 4, out, 4, &length));
    CHECK(!relay_cobs_decode((const uint8_t[]){3, 7, 0}, 3, out, 4, &length));
    CHECK(!relay_cobs_decode((const uint8_t[]){2, 7, 0, 1}, 4, out, 4, &length));
}

static void cobs_never_writes_past_the_capacity(void)
{
    uint8_t out[4];
    uint8_t length;

    CHECK(relay_cobs_decode((const uint8_t[]){5, 1, 2, 3, 4}, 5, out, 4, &length) && length == 4);
    CHECK(!relay_cobs_decode((const uint8_t[]){6, 1, 2, 3, 4, 5}, 6, out, 4, &length));
    CHECK(relay_cobs_decode((const uint8_t[]){1, 1, 1, 1, 1}, 5, out, 4, &length) && length == 4);
    CHECK(!relay_cobs_decode((const uint8_t[]){1, 1, 1, 1, 1, 1}, 6, out, 4, &length));
    CHECK(!relay_cobs_decode((const uint8_t[]){5, 1, 2, 3, 4, 1}, 6, out, 4, &length));
}

static void a_frame_round_trips_each_length_of_payload(void)
{
    for (uint8_t length = 0; length <= RELAY_MAX_PAYLOAD; length++) {
        struct relay_frame sent = {.sequence = length, .type = 0x55, .length = length};
        struct relay_frame got;
        uint8_t wire[RELAY_FRAME_WIRE_MAX];
        memset(sent.payload, length % 2 ? 0 : 0xA5, length);
        const uint8_t wire_length = relay_frame_encode(&sent, wire);
        CHECK(wire_length == length + RELAY_FRAME_OVERHEAD + 2U && wire[wire_length - 1U] == 0);
        CHECK(relay_frame_decode(wire, (uint8_t)(wire_length - 1U), &got));
        CHECK(got.sequence == sent.sequence && got.type == sent.type && got.length == length);
        CHECK(memcmp(got.payload, sent.payload, length) == 0);
    }
}

/* Each type has one length. A CRC without final XOR alone would let a delimiter turned into 01 pass as a 00 more. */
static bool has_its_length(const struct relay_frame *frame)
{
    switch (frame->type) {
    case RELAY_TYPE_HELLO: return frame->length == RELAY_BYTES_HELLO;
    case RELAY_TYPE_SET: return frame->length == RELAY_BYTES_SET;
    case RELAY_TYPE_QUERY: return frame->length == RELAY_BYTES_QUERY;
    case RELAY_TYPE_VERSION: return frame->length == RELAY_BYTES_VERSION;
    case RELAY_TYPE_STATUS: return frame->length == RELAY_BYTES_STATUS;
    case RELAY_TYPE_SETCAP: return frame->length == RELAY_BYTES_SETCAP;
    case RELAY_TYPE_MEASURE: return frame->length == RELAY_BYTES_MEASURE;
    case RELAY_TYPE_SELFTEST: return frame->length == RELAY_BYTES_SELFTEST;
    case RELAY_TYPE_MEASURES: return frame->length == RELAY_BYTES_MEASURES;
    case RELAY_TYPE_TESTED: return frame->length == RELAY_BYTES_TESTED;
    case RELAY_TYPE_REFUSED: return frame->length == RELAY_BYTES_REFUSED;
    default: return false;
    }
}

/* Reads the bytes as the line does: what stands between zeros is a frame. */
static bool anything_accepted(const uint8_t *wire, uint8_t length)
{
    struct relay_frame frame;
    uint8_t begin = 0;

    for (uint8_t i = 0; i <= length; i++) {
        if (i == length || wire[i] == 0) {
            if (relay_frame_decode(&wire[begin], (uint8_t)(i - begin), &frame) && has_its_length(&frame)) {
                return true;
            }
            begin = (uint8_t)(i + 1U);
        }
    }
    return false;
}

static bool survives_each_bit_flip(const uint8_t *bytes, uint8_t length)
{
    uint8_t wire[RELAY_FRAME_WIRE_MAX];
    bool ok = true;

    memcpy(wire, bytes, length);
    ok = anything_accepted(wire, length); /* else the test could not fail */
    for (unsigned bit = 0; bit < length * 8U; bit++) {
        wire[bit / 8U] ^= (uint8_t)(1U << bit % 8U);
        ok = ok && !anything_accepted(wire, length);
        wire[bit / 8U] ^= (uint8_t)(1U << bit % 8U);
    }
    return ok;
}

static void no_message_with_one_flipped_bit_is_accepted(void)
{
    for (size_t i = 0; i < page_vectors_count; i++) {
        CHECK_ROW(page_vectors[i].name, survives_each_bit_flip(page_vectors[i].bytes, page_vectors[i].length));
    }
}

static void no_set_with_one_flipped_bit_is_accepted_whatever_its_relays(void)
{
    for (unsigned relays = 0; relays <= RELAY_MASK; relays++) {
        struct relay_frame set = {.sequence = (uint8_t)relays, .type = RELAY_TYPE_SET, .length = RELAY_BYTES_SET};
        uint8_t wire[RELAY_FRAME_WIRE_MAX];
        page_write(&set, "SET", "relays", relays);
        page_write(&set, "SET", "holdMs", RELAY_DEFAULT_HOLD_MS);
        CHECK(survives_each_bit_flip(wire, relay_frame_encode(&set, wire)));
    }
}

void run_frame_tests(void)
{
    RUN(crc_of_the_check_text_is_29b1);
    RUN(cobs_encodes_the_known_examples);
    RUN(cobs_round_trips_each_pattern_of_zeros);
    RUN(cobs_round_trips_its_longest_blocks);
    RUN(cobs_refuses_what_is_no_cobs);
    RUN(cobs_never_writes_past_the_capacity);
    RUN(a_frame_round_trips_each_length_of_payload);
    RUN(no_message_with_one_flipped_bit_is_accepted);
    RUN(no_set_with_one_flipped_bit_is_accepted_whatever_its_relays);
}
