#include "relay_frame.h"

#include <string.h>

uint16_t relay_crc16(const uint8_t *bytes, uint8_t length)
{
    uint16_t crc = 0xFFFFU;

    for (uint8_t i = 0; i < length; i++) {
        crc = (uint16_t)(crc ^ ((uint16_t)bytes[i] << 8));
        for (uint8_t bit = 0; bit < 8; bit++) {
            const uint16_t carry = (crc & 0x8000U) ? 0x1021U : 0U;
            crc = (uint16_t)((uint16_t)(crc << 1) ^ carry);
        }
    }
    return crc;
}

uint8_t relay_cobs_encode(const uint8_t *bytes, uint8_t length, uint8_t *encoded)
{
    uint8_t code_at = 0;
    uint8_t end = 1;

    for (uint8_t i = 0; i < length; i++) {
        if (bytes[i] == 0) {
            encoded[code_at] = (uint8_t)(end - code_at);
            code_at = end++;
        } else {
            encoded[end++] = bytes[i];
        }
    }
    encoded[code_at] = (uint8_t)(end - code_at);
    return end;
}

bool relay_cobs_decode(const uint8_t *encoded, uint8_t length, uint8_t *bytes, uint8_t capacity, uint8_t *decoded)
{
    uint8_t at = 0;
    uint8_t end = 0;

    if (length == 0) {
        return false;
    }
    while (at < length) {
        const uint8_t code = encoded[at++];
        const uint8_t run = (uint8_t)(code - 1U);
        if (code == 0 || run > length - at || run > capacity - end || memchr(&encoded[at], 0, run) != NULL) {
            return false;
        }
        memcpy(&bytes[end], &encoded[at], run);
        at = (uint8_t)(at + run);
        end = (uint8_t)(end + run);
        if (at < length) { /* each block but the last stands for its bytes and one zero */
            if (end == capacity) {
                return false;
            }
            bytes[end++] = 0;
        }
    }
    *decoded = end;
    return true;
}

uint8_t relay_frame_encode(const struct relay_frame *frame, uint8_t wire[RELAY_FRAME_WIRE_MAX])
{
    uint8_t raw[RELAY_FRAME_RAW_MAX];
    uint8_t length = 3;

    raw[0] = RELAY_PROTOCOL_VERSION;
    raw[1] = frame->sequence;
    raw[2] = frame->type;
    memcpy(&raw[length], frame->payload, frame->length);
    length = (uint8_t)(length + frame->length);

    const uint16_t crc = relay_crc16(raw, length);
    raw[length++] = (uint8_t)(crc >> 8);
    raw[length++] = (uint8_t)crc;

    const uint8_t end = relay_cobs_encode(raw, length, wire);
    wire[end] = 0;
    return (uint8_t)(end + 1U);
}

bool relay_frame_decode(const uint8_t *encoded, uint8_t length, struct relay_frame *frame)
{
    uint8_t raw[RELAY_FRAME_RAW_MAX];
    uint8_t end;

    if (!relay_cobs_decode(encoded, length, raw, sizeof raw, &end) || end < RELAY_FRAME_OVERHEAD) {
        return false;
    }
    const uint8_t covered = (uint8_t)(end - 2U);
    const uint16_t crc = (uint16_t)((uint16_t)((uint16_t)raw[covered] << 8) | raw[covered + 1U]);
    if (raw[0] != RELAY_PROTOCOL_VERSION || relay_crc16(raw, covered) != crc) {
        return false;
    }
    frame->sequence = raw[1];
    frame->type = raw[2];
    frame->length = (uint8_t)(end - RELAY_FRAME_OVERHEAD);
    memcpy(frame->payload, &raw[3], frame->length);
    return true;
}
