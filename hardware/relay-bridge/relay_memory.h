/*
 * What the bridge keeps over a reset: the hard cap and its counters, as records with a CRC in the chip's EEPROM.
 * A record that was cut off while it was written fails its CRC: the cap is then the default, a counter its last value.
 * The counters walk over RELAY_BOOT_SLOTS records, so that each cell is written at each eighth start only.
 */
#ifndef RELAY_MEMORY_H
#define RELAY_MEMORY_H

#include <stdbool.h>
#include <stdint.h>

#define RELAY_DEFAULT_HARD_CAP_S 7200U
#define RELAY_MIN_HARD_CAP_S 60U
#define RELAY_MAX_HARD_CAP_S 14400U

#define RELAY_BOOT_SLOTS 8U
#define RELAY_CAP_RECORD_BYTES 4U  /* cap u16, CRC u16 */
#define RELAY_BOOT_RECORD_BYTES 6U /* boots u16, brown-outs u16, CRC u16 */
#define RELAY_MEMORY_BYTES (RELAY_CAP_RECORD_BYTES + RELAY_BOOT_SLOTS * RELAY_BOOT_RECORD_BYTES)

struct relay_memory {
    uint16_t cap_s;
    bool cap_stored; /* false: no good record, so cap_s is the default */
    uint16_t boots;  /* this start included; stays at 65535, as does the next */
    uint16_t brown_outs;
    uint8_t slot; /* where the counters stand */
};

/* One record to be written; length 0: nothing. */
struct relay_record {
    uint8_t at;
    uint8_t length;
    uint8_t bytes[RELAY_BOOT_RECORD_BYTES];
};

/* Any bytes are read: what has no good record is the default or 0. */
struct relay_memory relay_memory_read(const uint8_t bytes[RELAY_MEMORY_BYTES]);

/* Counts this start. */
struct relay_record relay_memory_boot(struct relay_memory *memory, bool brown_out);

/* Takes the new cap, which is in its range. Nothing is to be written when it stands there already. */
struct relay_record relay_memory_set_cap(struct relay_memory *memory, uint16_t cap_s);

#endif
