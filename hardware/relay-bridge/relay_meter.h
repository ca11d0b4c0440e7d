/*
 * What the bridge measures, made of the samples of one 10-bit converter that looks at one channel at a time.
 * The board converts the channel it is told, looks at the key between two samples of the line (relay_sampler.h), and
 * hands over each sample with its channel; nothing here waits. Samples come about four a millisecond and may be lost.
 */
#ifndef RELAY_METER_H
#define RELAY_METER_H

#include <stdbool.h>
#include <stdint.h>

#define RELAY_CHANNEL_LINE 0U        /* against the supply, at rest at half of it */
#define RELAY_CHANNEL_KEY 1U         /* key switch and alert button on one resistor ladder, against the supply */
#define RELAY_CHANNEL_SUPPLY 2U      /* the band gap of 1.1 V against the supply */
#define RELAY_CHANNEL_TEMPERATURE 3U /* the chip's own sensor against 1.1 V */

#define RELAY_LINE_UPDATE_MS 100U /* one level a tenth of a second */
#define RELAY_KEY_READINGS 3U     /* equal readings, 10 ms apart, until a turned key or a pressed button is believed */

struct relay_meter {
    /* Of each time the low byte alone: none here lasts 256 ms, and a sample comes every fourth of a millisecond. */
    uint8_t channel;   /* to be converted from now on */
    uint8_t looked_ms; /* since then */
    uint8_t settle_ms; /* so long its samples count for nothing */
    uint8_t window_ms; /* when the window of the line began */
    bool measuring;    /* and that it did */
    uint8_t windows_to_supply;
    uint8_t windows_to_temperature;

    uint16_t count;
    int32_t sum;
    uint32_t squares;

    uint16_t line_mv; /* RMS of the last window, what does not move taken away */
    uint16_t line_windows;
    uint16_t supply_mv;     /* 0: not yet measured */
    uint16_t temperature_k; /* 0: not yet measured */

    uint8_t keys, keys_pending, keys_readings; /* bits: RELAY_KEY_… */
    uint16_t alert_presses;
};

#define RELAY_KEY_LOCAL 1U
#define RELAY_KEY_ALERT 2U

void relay_meter_start(struct relay_meter *meter, uint8_t now_ms);

/* Takes one sample, 0 to 1023; meter->channel then says what to convert. */
void relay_meter_take(struct relay_meter *meter, uint8_t now_ms, uint8_t channel, uint16_t sample);

/* The largest number whose square is not above value. */
uint16_t relay_square_root(uint32_t value);

#endif
