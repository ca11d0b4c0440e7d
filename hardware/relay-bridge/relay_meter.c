#include "relay_meter.h"

#include <string.h>

/* 125 kHz by 13 clocks are 9.6 samples a millisecond; a slice and the look at the key after it take about 10 ms. */
#define SLICE_SAMPLES 80U
#define SLICES (RELAY_LINE_UPDATE_MS / 10U)
#define MOST_SAMPLES 1000U /* 16 · 1000 · 512² is the most that 32 bits hold */

#define SETTLE_INPUT 2U         /* the hold capacitor of 14 pF behind 10 kΩ or less */
#define SETTLE_BAND_GAP 12U     /* 1 ms: the band gap drives the capacitor weakly */
#define SETTLE_REFERENCE 500U   /* 52 ms: 100 nF at AREF fall from 5 V to 1.1 V through 32 kΩ */
#define SETTLE_REFERENCE_UP 60U /* 6 ms: and rise again */

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

void relay_meter_start(struct relay_meter *meter)
{
    memset(meter, 0, sizeof *meter);
    meter->channel = RELAY_CHANNEL_SUPPLY;
    meter->settle = SETTLE_REFERENCE_UP;
    meter->windows_to_supply = WINDOWS_TO_SUPPLY;
    meter->windows_to_temperature = 1;
}

static void look_at(struct relay_meter *meter, uint8_t channel, uint16_t settle)
{
    meter->channel = channel;
    meter->settle = settle;
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
    meter->slice = 0;
}

static void end_slice(struct relay_meter *meter)
{
    meter->in_slice = 0;
    if (++meter->slice < SLICES) {
        look_at(meter, RELAY_CHANNEL_KEY, SETTLE_INPUT);
        return;
    }
    end_window(meter);
    if (--meter->windows_to_temperature == 0) {
        meter->windows_to_temperature = WINDOWS_TO_TEMPERATURE;
        look_at(meter, RELAY_CHANNEL_TEMPERATURE, SETTLE_REFERENCE);
    } else if (--meter->windows_to_supply == 0) {
        meter->windows_to_supply = WINDOWS_TO_SUPPLY;
        look_at(meter, RELAY_CHANNEL_SUPPLY, SETTLE_BAND_GAP);
    } else {
        look_at(meter, RELAY_CHANNEL_KEY, SETTLE_INPUT);
    }
}

static void take_line(struct relay_meter *meter, uint16_t sample)
{
    const int16_t moved = (int16_t)((int16_t)sample - MIDDLE);

    if (meter->count < MOST_SAMPLES) {
        meter->count++;
        meter->sum += moved;
        meter->squares += (uint32_t)((int32_t)moved * moved);
    }
    if (++meter->in_slice >= SLICE_SAMPLES) {
        end_slice(meter);
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

static void take_key(struct relay_meter *meter, uint16_t sample)
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

void relay_meter_take(struct relay_meter *meter, uint8_t channel, uint16_t sample)
{
    if (channel != meter->channel) { /* converted before the board knew */
        return;
    }
    if (meter->settle > 0) {
        meter->settle--;
        return;
    }
    switch (channel) {
    case RELAY_CHANNEL_LINE:
        take_line(meter, sample);
        return;
    case RELAY_CHANNEL_KEY:
        take_key(meter, sample);
        look_at(meter, RELAY_CHANNEL_LINE, SETTLE_INPUT);
        return;
    case RELAY_CHANNEL_SUPPLY:
        take_supply(meter, sample);
        look_at(meter, RELAY_CHANNEL_LINE, SETTLE_INPUT);
        return;
    default:
        take_temperature(meter, sample);
        look_at(meter, RELAY_CHANNEL_LINE, SETTLE_REFERENCE_UP);
        return;
    }
}
