/* The relay frame: docs/wire/relay-frame.md. No pins, no clock, no memory of its own. */
#ifndef RELAY_FRAME_H
#define RELAY_FRAME_H

#include <stdbool.h>
#include <stdint.h>

#define RELAY_PROTOCOL_VERSION 1U
#define RELAY_MAX_PAYLOAD 32U

/* version, sequence, type, payload, CRC */
#define RELAY_FRAME_OVERHEAD 5U
#define RELAY_FRAME_RAW_MAX (RELAY_FRAME_OVERHEAD + RELAY_MAX_PAYLOAD)
/* One COBS code byte is enough below 254 bytes. */
#define RELAY_FRAME_COBS_MAX (RELAY_FRAME_RAW_MAX + 1U)
#define RELAY_FRAME_WIRE_MAX (RELAY_FRAME_COBS_MAX + 1U)

_Static_assert(RELAY_FRAME_RAW_MAX < 254U, "the COBS functions never split a block");

struct relay_frame {
    uint8_t sequence;
    uint8_t type;
    uint8_t length; /* bytes of payload, at most RELAY_MAX_PAYLOAD */
    uint8_t payload[RELAY_MAX_PAYLOAD];
};

/* CRC-16/CCITT-FALSE. */
uint16_t relay_crc16(const uint8_t *bytes, uint8_t length);

/* Writes length + 1 bytes, none of them 00, and returns how many. length < 254. */
uint8_t relay_cobs_encode(const uint8_t *bytes, uint8_t length, uint8_t *encoded);

/* False unless the bytes (without delimiter) are COBS of at most capacity bytes. */
bool relay_cobs_decode(const uint8_t *encoded, uint8_t length, uint8_t *bytes, uint8_t capacity, uint8_t *decoded);

/* Writes the whole frame with its delimiter and returns its length. */
uint8_t relay_frame_encode(const struct relay_frame *frame, uint8_t wire[RELAY_FRAME_WIRE_MAX]);

/* Reads what stood before a delimiter. False: COBS, length, version or CRC is wrong, and frame is not to be used. */
bool relay_frame_decode(const uint8_t *encoded, uint8_t length, struct relay_frame *frame);

#endif
