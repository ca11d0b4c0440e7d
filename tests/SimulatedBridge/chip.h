/* The microcontroller: libsimavr running the firmware image, its relays looped back to its feedback inputs. */
#ifndef CHIP_H
#define CHIP_H

#include <stdbool.h>
#include <stdint.h>

#define CHIP_HZ 16000000.0

struct chip_faults {
    uint16_t welded; /* contacts that stay closed */
    uint16_t dead;   /* contacts that never close */
};

/* What the analogue inputs see. */
struct chip_scene {
    double line_mv; /* RMS of a 440 Hz tone on the loudspeaker line while the amplifier's power relay is on */
    bool local;     /* the key switch */
    bool alert;     /* the alert button */
};

/* Called with the cycle of the edge once the ports have settled. */
typedef void chip_relays_changed(uint64_t cycle, uint16_t relays);
typedef void chip_byte_sent(uint8_t byte);

/* False: the image cannot be read; stderr says why. */
bool chip_start(const char *firmware, struct chip_faults faults, chip_relays_changed *changed, chip_byte_sent *sent);

uint64_t chip_cycle(void);

/* Bit n: relay n's pin is an output and high. */
uint16_t chip_relays(void);

/* False: the firmware has crashed or sleeps for ever. */
bool chip_run_to(uint64_t cycle);

/* The receiver takes bytes at the line's speed; while it is full, keep them. */
bool chip_can_receive(void);
void chip_receive(uint8_t byte);

/* To be changed at any time. */
struct chip_scene *chip_scene(void);

/* The EEPROM's bytes, for a chip that keeps them over its life. */
void chip_load_memory(const uint8_t *bytes, uint32_t length);
void chip_save_memory(uint8_t *bytes, uint32_t length);

/* Stops the firmware's clock interrupt, as if it hung: its watchdog has to notice. */
void chip_hang(void);

#endif
