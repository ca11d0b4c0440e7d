#include "bench.h"
#include "check.h"

#include <math.h>
#include <stddef.h>

#define SAMPLES_PER_S (125000.0 / 13.0)

/* What the converter would see. */
struct scene {
    double line_rms_mv, line_hz, line_rest_mv;
    uint16_t key, supply, temperature;
    uint32_t taken;
};

static const struct scene quiet = {.line_rest_mv = 2500, .line_hz = 440, .key = 1023, .supply = 225, .temperature = 292};

static uint16_t sample_of(const struct scene *scene, uint8_t channel)
{
    const double at = scene->taken / SAMPLES_PER_S;
    const double mv = scene->line_rest_mv + scene->line_rms_mv * sqrt(2) * sin(2 * 3.14159265358979 * scene->line_hz * at);
    const double counts = fmin(fmax(floor(mv * 1024 / 5006), 0), 1023);

    switch (channel) {
    case RELAY_CHANNEL_LINE: return (uint16_t)counts;
    case RELAY_CHANNEL_KEY: return scene->key;
    case RELAY_CHANNEL_SUPPLY: return scene->supply;
    default: return scene->temperature;
    }
}

static void measure(struct relay_meter *meter, struct scene *scene, double ms)
{
    const uint32_t end = scene->taken + (uint32_t)(ms * SAMPLES_PER_S / 1000);

    for (; scene->taken < end; scene->taken++) {
        relay_meter_take(meter, meter->channel, sample_of(scene, meter->channel));
    }
}

static bool is_near(uint16_t measured, double expected)
{
    return fabs(measured - expected) <= 5 + expected * 0.01;
}

static void a_tone_measures_as_its_rms_at_any_level_pitch_and_rest(void)
{
    static const double levels[] = {0, 10, 50, 412, 1000, 1700};
    static const double pitches[] = {50, 100, 440, 1000, 3333, 7000};
    static const double rests[] = {2450, 2500, 2550};

    for (size_t l = 0; l < sizeof levels / sizeof *levels; l++) {
        for (size_t p = 0; p < sizeof pitches / sizeof *pitches; p++) {
            for (size_t r = 0; r < sizeof rests / sizeof *rests; r++) {
                struct scene scene = quiet;
                struct relay_meter meter;
                scene.line_rms_mv = levels[l];
                scene.line_hz = pitches[p];
                scene.line_rest_mv = rests[r];
                relay_meter_start(&meter);
                measure(&meter, &scene, 500);
                CHECK(meter.line_windows >= 3 && is_near(meter.line_mv, levels[l]));
            }
        }
    }
}

static void an_input_that_does_not_move_measures_nothing(void)
{
    for (double rest_mv = 0; rest_mv <= 5000; rest_mv += 250) {
        struct scene scene = quiet;
        struct relay_meter meter;
        scene.line_rest_mv = rest_mv;
        relay_meter_start(&meter);
        measure(&meter, &scene, 500);
        CHECK(meter.line_windows >= 3 && meter.line_mv <= 2);
    }
}

static void the_loudest_square_does_not_overflow(void)
{
    struct relay_meter meter;

    relay_meter_start(&meter);
    for (uint32_t i = 0; meter.line_windows < 5; i++) {
        const uint8_t channel = meter.channel;
        relay_meter_take(&meter, channel, (uint16_t)(channel == RELAY_CHANNEL_LINE ? (i % 2) * 1023U : 225U));
    }
    CHECK(is_near(meter.line_mv, 2500));
}

static void the_level_comes_ten_times_a_second(void)
{
    struct scene scene = quiet;
    struct relay_meter meter;

    relay_meter_start(&meter);
    measure(&meter, &scene, 1000);
    const uint16_t before = meter.line_windows;
    measure(&meter, &scene, 8000);
    CHECK(meter.line_windows - before >= 88 && meter.line_windows - before <= 96);
}

static void the_supply_and_the_temperature_are_of_the_datasheet(void)
{
    struct scene scene = quiet;
    struct relay_meter meter;

    relay_meter_start(&meter);
    CHECK(meter.supply_mv == 0 && meter.temperature_k == 0);
    measure(&meter, &scene, 500);
    CHECK(meter.supply_mv == 1100 * 1024 / 225);
    CHECK(meter.temperature_k >= 296 && meter.temperature_k <= 299);
    scene.supply = 256;
    scene.temperature = 354; /* 380 mV: 85 °C on paper, 91 at 1 mV a degree */
    measure(&meter, &scene, 13000);
    CHECK(meter.supply_mv == 4400 && meter.temperature_k >= 358 && meter.temperature_k <= 366);
}

static void the_ladder_reads_key_and_button_with_two_percent_resistors(void)
{
    static const struct {
        double ohm;
        uint8_t keys;
    } rows[] = {{1e9, 0}, {10000, RELAY_KEY_LOCAL}, {4990, RELAY_KEY_ALERT}, {3329, RELAY_KEY_LOCAL | RELAY_KEY_ALERT}, {1, 0}};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        for (double error = -0.04; error <= 0.04; error += 0.01) {
            struct scene scene = quiet;
            struct relay_meter meter;
            const double ohm = rows[i].ohm * (1 + error);
            scene.key = (uint16_t)(1023 * ohm / (ohm + 10000));
            relay_meter_start(&meter);
            measure(&meter, &scene, 200);
            CHECK(meter.keys == rows[i].keys);
        }
    }
}

static void press(struct relay_meter *meter, struct scene *scene, double ms)
{
    scene->key = 341;
    measure(meter, scene, ms);
    scene->key = 1023;
    measure(meter, scene, 100);
}

static void each_press_counts_once_and_a_spike_never(void)
{
    struct scene scene = quiet;
    struct relay_meter meter;

    relay_meter_start(&meter);
    measure(&meter, &scene, 500);
    for (int i = 1; i <= 20; i++) {
        press(&meter, &scene, 60 + i * 10);
        CHECK(meter.alert_presses == i);
        press(&meter, &scene, 15);
        CHECK(meter.alert_presses == i);
    }
}

static void a_bouncing_button_is_pressed_once(void)
{
    struct scene scene = quiet;
    struct relay_meter meter;

    relay_meter_start(&meter);
    measure(&meter, &scene, 500);
    for (int i = 0; i < 10; i++) {
        scene.key = i % 2 ? 1023 : 341;
        measure(&meter, &scene, 3);
    }
    press(&meter, &scene, 200);
    CHECK(meter.alert_presses == 1);
}

static void turning_the_key_is_no_press(void)
{
    struct scene scene = quiet;
    struct relay_meter meter;

    relay_meter_start(&meter);
    scene.key = 512;
    measure(&meter, &scene, 200);
    CHECK(meter.keys == RELAY_KEY_LOCAL && meter.alert_presses == 0);
    scene.key = 256;
    measure(&meter, &scene, 200);
    CHECK(meter.keys == (RELAY_KEY_LOCAL | RELAY_KEY_ALERT) && meter.alert_presses == 1);
    scene.key = 512;
    measure(&meter, &scene, 200);
    scene.key = 1023;
    measure(&meter, &scene, 200);
    CHECK(meter.keys == 0 && meter.alert_presses == 1);
}

static void a_sample_of_another_channel_is_passed_over(void)
{
    struct relay_meter meter;

    relay_meter_start(&meter);
    for (int i = 0; i < 10000; i++) {
        relay_meter_take(&meter, RELAY_CHANNEL_LINE, (uint16_t)(i % 1024));
    }
    CHECK(meter.channel == RELAY_CHANNEL_SUPPLY && meter.line_windows == 0);
}

static void the_key_is_told_as_a_flag_and_leaves_the_relays_alone(void)
{
    struct bench bench;
    struct scene scene = quiet;

    bench_start(&bench, 0);
    bench_set(&bench, 0x0103, 0);
    scene.key = 512;
    measure(&bench.bridge.meter, &scene, 200);
    bench_wait(&bench, 1);
    CHECK(bench_query(&bench) == RELAY_TYPE_STATUS);
    CHECK(bench_status(&bench, "flags") == RELAY_FLAG_LOCAL_OVERRIDE && bench_status(&bench, "relays") == 0x0103);
    bench_wait(&bench, 3000);
    CHECK(bench.bridge.relays == 0);
}

static void the_root_is_whole_and_never_above(void)
{
    static const uint32_t values[] = {0, 1, 2, 3, 4, 99, 100, 65535, 65536, 0xFFFE0000U, 0xFFFE0001U, 0xFFFFFFFFU};

    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        const uint64_t root = relay_square_root(values[i]);
        CHECK(root * root <= values[i] && (root + 1) * (root + 1) > values[i]);
    }
}

void run_meter_tests(void)
{
    RUN(a_tone_measures_as_its_rms_at_any_level_pitch_and_rest);
    RUN(an_input_that_does_not_move_measures_nothing);
    RUN(the_loudest_square_does_not_overflow);
    RUN(the_level_comes_ten_times_a_second);
    RUN(the_supply_and_the_temperature_are_of_the_datasheet);
    RUN(the_ladder_reads_key_and_button_with_two_percent_resistors);
    RUN(each_press_counts_once_and_a_spike_never);
    RUN(a_bouncing_button_is_pressed_once);
    RUN(turning_the_key_is_no_press);
    RUN(a_sample_of_another_channel_is_passed_over);
    RUN(the_key_is_told_as_a_flag_and_leaves_the_relays_alone);
    RUN(the_root_is_whole_and_never_above);
}
