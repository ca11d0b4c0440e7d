#include "relay_meter.h"

#include <string.h>

#define MOST_SAMPLES 1000U /* 16 · 1000 · 512² is the most that 32 bits hold */

#define SETTLE_INPUT_MS 0U        /* a conversion's first 12 µs fill the hold capacitor of 14 pF behind 10 kΩ or less */
#define SETTLE_BAND_GAP_MS 1U     /* the band gap drives it weakly */
#define SETTLE_REFERENCE_MS 52U   /* 100 nF at AREF fall from 5 V to 1.1 V through 32 kΩ */
#define SETTLE_REFERENCE_UP_MS 6U /* and rise again */

#define WINDOWS_TO_SUPPLY 10U
#define WINDOWS_TO_TEMPERATURE 100U

#define MIDDLE 512
#define BAND_GAP_MV 1100UL
#define NOMINAL_SUPPLY_MV 5000U
#define STEPS 1024UL
#define SENSOR_MV_AT_298_K 314 /* datasheet section 24.8: 314 mV at 25 °C, 1 mV a degree, ± 10 degrees */

/* 10 kΩ to the supply; LOCAL puts 10 kΩ to ground, the button 4.99 kΩ: 1/2, 1/3, both 1/4 of the supply. */
#define BELOW_NOTHING 767U
#define BELOW_LOCAL 426U
#define BELOW_ALERT 299U
#define BELOW_BOTH 128U /* a short circuit is neither */

static void look_at(struct relay_meter *meter, uint8_t now_ms, uint8_t channel, uint8_t settle_ms)
{
    meter->channel = channel;
    meter->settle_ms = settle_ms;
    meter->looked_ms = now_ms;
}

void relay_meter_start(struct relay_meter *meter, uint8_t now_ms)
{
    memset(meter, 0, sizeof *meter);
    meter->windows_to_supply = WINDOWS_TO_SUPPLY;
    meter->windows_to_temperature = 1;
    look_at(meter, now_ms, RELAY_CHANNEL_SUPPLY, SETTLE_REFERENCE_UP_MS);
}

uint16_t relay_square_root(uint32_t value)
{
    uint16_t root = 0;

    for (uint16_t bit = 0x8000U; bit != 0; bit >>= 1) {
        const uint16_t tried = root | bit;
        if ((uint32_t)tried * tried <= value) {
            root = tried;
        }
    }
    return root;
}

static void end_window(struct relay_meter *meter)
{
    const int32_t mean_by_16 = meter->sum * 16 / (int32_t)meter->count;
    const uint32_t still_by_16 = (uint32_t)(mean_by_16 * mean_by_16) / 16U;
    const uint32_t all_by_16 = meter->squares * 16U / meter->count;
    const uint32_t moving_by_16 = all_by_16 > still_by_16 ? all_by_16 - still_by_16 : 0;
    const uint16_t supply_mv = meter->supply_mv != 0 ? meter->supply_mv : NOMINAL_SUPPLY_MV;

    /* The root of 4096 times the variance is 64 times the RMS. */
    meter->line_mv = (uint16_t)((uint32_t)relay_square_root(moving_by_16 << 8) * supply_mv / (64U * STEPS));
    meter->line_windows++;
    meter->count = 0;
    meter->sum = 0;
    meter->squares = 0;
}

/* Out of line, so that a sample that ends no window, as almost none does, saves no registers for this. */
static __attribute__((noinline)) void next_window(struct relay_meter *meter, uint8_t now_ms)
{
    meter->window_ms = now_ms;
    end_window(meter);
    if (--meter->windows_to_temperature == 0) {
        meter->windows_to_temperature = WINDOWS_TO_TEMPERATURE;
        meter->measuring = false;
        look_at(meter, now_ms, RELAY_CHANNEL_TEMPERATURE, SETTLE_REFERENCE_MS);
    } else if (--meter->windows_to_supply == 0) {
        meter->windows_to_supply = WINDOWS_TO_SUPPLY;
        look_at(meter, now_ms, RELAY_CHANNEL_SUPPLY, SETTLE_BAND_GAP_MS);
    }
}

static void take_line(struct relay_meter *meter, uint8_t now_ms, uint16_t sample)
{
    const int16_t moved = (int16_t)((int16_t)sample - MIDDLE);
    const uint16_t distance = (uint16_t)(moved < 0 ? -moved : moved);

    if (!meter->measuring) {
        meter->measuring = true;
        meter->window_ms = now_ms;
    }
    if (meter->count < MOST_SAMPLES) {
        meter->count++;
        meter->sum += moved;
        meter->squares += (uint32_t)distance * distance;
    }
    if ((uint8_t)(now_ms - meter->window_ms) >= RELAY_LINE_UPDATE_MS) {
        next_window(meter, now_ms);
    }
}

static uint8_t keys_of(uint16_t sample)
{
    if (sample >= BELOW_NOTHING || sample < BELOW_BOTH) {
        return 0;
    }
    if (sample >= BELOW_LOCAL) {
        return RELAY_KEY_LOCAL;
    }
    return sample >= BELOW_ALERT ? RELAY_KEY_ALERT : RELAY_KEY_LOCAL | RELAY_KEY_ALERT;
}

static __attribute__((noinline)) void take_key(struct relay_meter *meter, uint16_t sample)
{
    const uint8_t keys = keys_of(sample);

    if (keys != meter->keys_pending) {
        meter->keys_pending = keys;
        meter->keys_readings = 0;
    }
    if (meter->keys_readings < RELAY_KEY_READINGS && ++meter->keys_readings == RELAY_KEY_READINGS) {
        if ((keys & RELAY_KEY_ALERT) && !(meter->keys & RELAY_KEY_ALERT)) {
            meter->alert_presses++;
        }
        meter->keys = keys;
    }
}

static void take_supply(struct relay_meter *meter, uint16_t sample)
{
    meter->supply_mv = (uint16_t)(sample > 100U ? BAND_GAP_MV * STEPS / sample : 0);
}

static void take_temperature(struct relay_meter *meter, uint16_t sample)
{
    const int16_t sensor_mv = (int16_t)((uint32_t)sample * BAND_GAP_MV / STEPS);

    meter->temperature_k = (uint16_t)(298 + sensor_mv - SENSOR_MV_AT_298_K);
}

void relay_meter_take(struct relay_meter *meter, uint8_t now_ms, uint8_t channel, uint16_t sample)
{
    const bool key_between = channel == RELAY_CHANNEL_KEY && meter->channel == RELAY_CHANNEL_LINE;

    if ((channel != meter->channel && !key_between) || /* converted before the board knew */
        (uint8_t)(now_ms - meter->looked_ms) < meter->settle_ms) {
        return;
    }
    switch (channel) {
    case RELAY_CHANNEL_LINE:
        take_line(meter, now_ms, sample);
        return;
    case RELAY_CHANNEL_KEY:
        take_key(meter, sample);
        return;
    case RELAY_CHANNEL_SUPPLY:
        take_supply(meter, sample);
        look_at(meter, now_ms, RELAY_CHANNEL_LINE, SETTLE_INPUT_MS);
        return;
    default:
        take_temperature(meter, sample);
        look_at(meter, now_ms, RELAY_CHANNEL_LINE, SETTLE_REFERENCE_UP_MS);
        return;
    }
}
