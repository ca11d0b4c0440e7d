/*
 * When the converter is read and what it looks at. It converts all the time and nobody waits for it: now and then its
 * last result is fetched, at instants that a random step keeps apart, so that no tone stands still under them. Times
 * are ticks of 4 µs of a free 8-bit counter.
 */
#ifndef RELAY_SAMPLER_H
#define RELAY_SAMPLER_H

#include "relay_meter.h"

#define RELAY_TICKS_PER_MS 250U
#define RELAY_CONVERSION_TICKS 26U /* 13 clocks at 125 kHz */

/* Each reading meets a result of its own, also when an interrupt delays it by a few ticks. */
#define RELAY_LEAST_STEP_TICKS 30U
#define RELAY_STEP_SPREAD_TICKS 65U /* 62 ticks, a quarter of a millisecond, on the average */

#define RELAY_SAMPLES_TO_KEY 39U /* 10 ms */

struct relay_sampler {
    uint8_t channel; /* what the converter looks at */
    uint8_t to_key;
    uint16_t random;
};

static inline void relay_sampler_start(struct relay_sampler *sampler)
{
    sampler->channel = RELAY_CHANNEL_SUPPLY;
    sampler->to_key = RELAY_SAMPLES_TO_KEY;
    sampler->random = 1;
}

/* After a reading. wanted is the channel that the meter asks for; between two samples of the line the key is looked at
   now and then. Returns the ticks to the next reading, which finds a whole conversion of sampler->channel. */
static inline uint8_t relay_sampler_next(struct relay_sampler *sampler, uint8_t wanted)
{
    uint8_t channel = wanted;

    if (wanted == RELAY_CHANNEL_LINE && --sampler->to_key == 0) {
        sampler->to_key = RELAY_SAMPLES_TO_KEY;
        channel = RELAY_CHANNEL_KEY;
    }
    /* Of a linear congruential generator modulo 2^16 the upper bits are the random ones. */
    sampler->random = (uint16_t)(sampler->random * 25173U + 13849U);
    uint8_t ticks = (uint8_t)(RELAY_LEAST_STEP_TICKS + (((sampler->random >> 8) * RELAY_STEP_SPREAD_TICKS) >> 8));
    if (channel != sampler->channel) { /* the conversion that runs is still of the old one */
        sampler->channel = channel;
        ticks = (uint8_t)(ticks + RELAY_CONVERSION_TICKS);
    }
    return ticks;
}

_Static_assert(RELAY_LEAST_STEP_TICKS > RELAY_CONVERSION_TICKS, "a result is read once");
_Static_assert(RELAY_LEAST_STEP_TICKS + RELAY_STEP_SPREAD_TICKS + RELAY_CONVERSION_TICKS < 256U, "within one turn of the counter");

#endif
