/* A bridge on the bench: simulated time, contacts that follow the relays, and a host that asks. */
#ifndef BENCH_H
#define BENCH_H

#include "relay_bridge.h"

struct bench {
    struct relay_bridge bridge;
    uint32_t now_ms;
    uint16_t welded;
    uint16_t dead;
    uint8_t sequence;
    struct relay_frame answer; /* the last one */
};

void bench_start(struct bench *bench, uint32_t now_ms);

/* Ticks once each millisecond. */
void bench_wait(struct bench *bench, uint32_t ms);

/* Lets time pass without a tick, as when the main loop is late. */
void bench_skip(struct bench *bench, uint32_t ms);

/* Puts bytes on the line; true when the bridge answered, and the answer was a good frame. */
bool bench_send(struct bench *bench, const uint8_t *bytes, uint8_t length);

/* Returns the type of the answer, 0 for none. */
uint8_t bench_ask(struct bench *bench, uint8_t type, const uint8_t *payload, uint8_t length);
uint8_t bench_set(struct bench *bench, uint16_t relays, uint16_t hold_ms);
uint8_t bench_query(struct bench *bench);

/* A field of the last STATUS; of the last REFUSED its code. */
uint32_t bench_status(const struct bench *bench, const char *field);
uint8_t bench_refusal(const struct bench *bench);

/* Renews each second until so much time has passed. False: an answer was no STATUS. */
bool bench_hold_on(struct bench *bench, uint16_t relays, uint32_t ms);

/* The same numbers in each run. */
uint32_t bench_random(uint32_t *state);

#endif
