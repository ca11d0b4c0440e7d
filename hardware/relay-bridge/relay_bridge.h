/*
 * The relay bridge without its chip: what to drive, given bytes, time and feedback.
 * Times are milliseconds since the reset; they wrap, and every comparison survives it.
 * Call relay_bridge_tick at least once each RELAY_FEEDBACK_STEP_MS.
 */
#ifndef RELAY_BRIDGE_H
#define RELAY_BRIDGE_H

#include "relay_frame.h"
#include "relay_memory.h"
#include "relay_meter.h"

#define RELAY_FIRMWARE_MAJOR 1U
#define RELAY_FIRMWARE_MINOR 1U
#define RELAY_FIRMWARE_PATCH 0U

#define RELAY_BAUD 115200UL
#define RELAY_RELAY_COUNT 9U
#define RELAY_FEEDBACK_COUNT 9U
#define RELAY_DEFAULT_HOLD_MS 3000U
#define RELAY_MIN_HOLD_MS 100U
#define RELAY_MAX_HOLD_MS 10000U
#define RELAY_CAP_BREAK_MS 1000U
#define RELAY_CAP_LOCK_MS 60000UL
#define RELAY_FEEDBACK_READINGS 4U
#define RELAY_FEEDBACK_STEP_MS 5U
#define RELAY_WATCHDOG_MS 1000U
#define RELAY_LEAST_SUPPLY_MV 4400U
#define RELAY_MOST_SUPPLY_MV 5500U
#define RELAY_CONVERTER_TIMEOUT_MS 1000U

#define RELAY_MASK 0x01FFU
_Static_assert(RELAY_MASK == (1UL << RELAY_RELAY_COUNT) - 1U, "one bit for each relay");

#define RELAY_TYPE_HELLO 0x01U
#define RELAY_TYPE_SET 0x02U
#define RELAY_TYPE_QUERY 0x03U
#define RELAY_TYPE_SETCAP 0x04U
#define RELAY_TYPE_MEASURE 0x05U
#define RELAY_TYPE_SELFTEST 0x06U
#define RELAY_TYPE_VERSION 0x81U
#define RELAY_TYPE_STATUS 0x82U
#define RELAY_TYPE_MEASURES 0x83U
#define RELAY_TYPE_TESTED 0x84U
#define RELAY_TYPE_REFUSED 0xE0U

#define RELAY_BYTES_HELLO 0U
#define RELAY_BYTES_SET 4U
#define RELAY_BYTES_QUERY 0U
#define RELAY_BYTES_SETCAP 2U
#define RELAY_BYTES_MEASURE 0U
#define RELAY_BYTES_SELFTEST 0U
#define RELAY_BYTES_VERSION 9U
#define RELAY_BYTES_STATUS 15U
#define RELAY_BYTES_MEASURES 16U
#define RELAY_BYTES_TESTED 2U
#define RELAY_BYTES_REFUSED 2U

#define RELAY_FLAG_HOLD_EXPIRED 0x01U
#define RELAY_FLAG_HARD_CAP 0x02U
#define RELAY_FLAG_WATCHDOG_RESET 0x04U
#define RELAY_FLAG_LOCAL_OVERRIDE 0x08U
#define RELAY_FLAG_ALERT_BUTTON 0x10U

#define RELAY_FAULT_MEMORY 0x01U
#define RELAY_FAULT_CONVERTER 0x02U
#define RELAY_FAULT_SUPPLY 0x04U
#define RELAY_FAULT_CONTACTS 0x08U
#define RELAY_FAULT_STACK 0x10U

#define RELAY_CODE_UNKNOWN_TYPE 1U
#define RELAY_CODE_BAD_LENGTH 2U
#define RELAY_CODE_OUT_OF_RANGE 3U
#define RELAY_CODE_HARD_CAP 4U
#define RELAY_CODE_RELAYS_ON 5U

/* Bits of the reset cause as the wire and the chip's MCUSR have them. */
#define RELAY_RESET_POWER_ON 0x01U
#define RELAY_RESET_BROWN_OUT 0x04U
#define RELAY_RESET_WATCHDOG 0x08U

struct relay_bridge {
    uint16_t relays; /* what is to be driven now */

    uint32_t held_ms; /* time of the last SET */
    uint16_t hold_ms;

    bool running; /* from the first relay on until all were off for the break */
    uint32_t run_started_ms;
    uint32_t all_off_ms;

    uint32_t capped_ms;
    bool lock_served;       /* the lock's time has passed */
    bool released_in_lock;  /* a SET of no relay came */

    uint16_t feedback; /* believed */
    uint16_t pending_low, pending_high; /* per input: a two-bit count of readings that differ from what is believed */
    uint32_t feedback_read_ms;

    struct relay_memory memory;
    struct relay_record to_store; /* the caller writes it and sets its length to 0 */

    struct relay_meter meter; /* the caller feeds it */
    uint16_t windows_seen;
    uint32_t window_ms;

    bool test_asked; /* the caller ends it by relay_bridge_tested */
    uint8_t test_sequence;

    uint8_t flags;
    uint8_t reset_cause;
    uint16_t dropped_frames;

    uint8_t received[RELAY_FRAME_COBS_MAX];
    uint8_t received_length; /* one more than fits: the frame is too long */
};

/* Everything open, nothing received. feedback is believed as first read. */
void relay_bridge_start(struct relay_bridge *bridge, uint32_t now_ms, uint16_t feedback, uint8_t reset_cause);

/* Takes what was kept over the reset and counts this start: to_store then is to be written. */
void relay_bridge_remember(struct relay_bridge *bridge, const uint8_t memory[RELAY_MEMORY_BYTES]);

/* Lets go of what nobody holds any more. */
void relay_bridge_tick(struct relay_bridge *bridge, uint32_t now_ms, uint16_t feedback);

/* Takes one byte of the line. Returns the length of the answer to send, 0 for none. */
uint8_t relay_bridge_receive(struct relay_bridge *bridge, uint32_t now_ms, uint8_t byte,
                             uint8_t wire[RELAY_FRAME_WIRE_MAX]);

/* The answer to the SELFTEST that was asked; memory is as it was read just now. Returns its length. */
uint8_t relay_bridge_tested(struct relay_bridge *bridge, uint32_t now_ms, const uint8_t memory[RELAY_MEMORY_BYTES],
                            bool stack_intact, uint8_t wire[RELAY_FRAME_WIRE_MAX]);

#endif
