#include "bench.h"

#include "check.h"
#include "page.h"

#include <string.h>

static uint16_t contacts(const struct bench *bench)
{
    return (uint16_t)((bench->bridge.relays | bench->welded) & ~bench->dead);
}

void bench_start(struct bench *bench, uint32_t now_ms)
{
    memset(bench, 0, sizeof *bench);
    bench->now_ms = now_ms;
    relay_bridge_start(&bench->bridge, now_ms, 0, 1);
}

void bench_wait(struct bench *bench, uint32_t ms)
{
    while (ms-- > 0) {
        bench->now_ms++;
        relay_bridge_tick(&bench->bridge, bench->now_ms, contacts(bench));
    }
}

void bench_skip(struct bench *bench, uint32_t ms)
{
    bench->now_ms += ms;
}

bool bench_send(struct bench *bench, const uint8_t *bytes, uint8_t length)
{
    uint8_t wire[RELAY_FRAME_WIRE_MAX];
    bool answered = false;

    for (uint8_t i = 0; i < length; i++) {
        const uint8_t got = relay_bridge_receive(&bench->bridge, bench->now_ms, bytes[i], wire);
        if (got != 0) {
            CHECK(got <= RELAY_FRAME_WIRE_MAX && wire[got - 1U] == 0);
            answered = relay_frame_decode(wire, (uint8_t)(got - 1U), &bench->answer);
            CHECK(answered);
        }
    }
    return answered;
}

uint8_t bench_ask(struct bench *bench, uint8_t type, const uint8_t *payload, uint8_t length)
{
    struct relay_frame request = {.sequence = ++bench->sequence, .type = type, .length = length};
    uint8_t wire[RELAY_FRAME_WIRE_MAX];

    if (length > 0) {
        memcpy(request.payload, payload, length);
    }
    if (!bench_send(bench, wire, relay_frame_encode(&request, wire))) {
        return 0;
    }
    CHECK(bench->answer.sequence == request.sequence);
    return bench->answer.type;
}

uint8_t bench_set(struct bench *bench, uint16_t relays, uint16_t hold_ms)
{
    struct relay_frame request;

    page_write(&request, "SET", "relays", relays);
    page_write(&request, "SET", "holdMs", hold_ms);
    return bench_ask(bench, RELAY_TYPE_SET, request.payload, RELAY_BYTES_SET);
}

uint8_t bench_query(struct bench *bench)
{
    return bench_ask(bench, RELAY_TYPE_QUERY, NULL, 0);
}

uint32_t bench_status(const struct bench *bench, const char *field)
{
    CHECK(bench->answer.type == RELAY_TYPE_STATUS && bench->answer.length == RELAY_BYTES_STATUS);
    return page_read(&bench->answer, "STATUS", field);
}

uint8_t bench_refusal(const struct bench *bench)
{
    CHECK(bench->answer.type == RELAY_TYPE_REFUSED && bench->answer.length == RELAY_BYTES_REFUSED);
    return (uint8_t)page_read(&bench->answer, "REFUSED", "code");
}

bool bench_hold_on(struct bench *bench, uint16_t relays, uint32_t ms)
{
    bool accepted = true;

    while (ms > 0) {
        const uint32_t step = ms < 1000 ? ms : 1000;
        accepted = bench_set(bench, relays, 0) == RELAY_TYPE_STATUS && accepted;
        bench_wait(bench, step);
        ms -= step;
    }
    return accepted;
}

uint32_t bench_random(uint32_t *state)
{
    /* xorshift32, Marsaglia 2003 */
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}
