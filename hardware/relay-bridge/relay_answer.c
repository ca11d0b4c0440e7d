#include "relay_answer.h"

static void put_u8(struct relay_frame *frame, uint8_t value)
{
    frame->payload[frame->length++] = value;
}

static void put_u16(struct relay_frame *frame, uint16_t value)
{
    put_u8(frame, (uint8_t)(value >> 8));
    put_u8(frame, (uint8_t)value);
}

static void put_u32(struct relay_frame *frame, uint32_t value)
{
    put_u16(frame, (uint16_t)(value >> 16));
    put_u16(frame, (uint16_t)value);
}

uint16_t relay_get_u16(const struct relay_frame *frame, uint8_t offset)
{
    return (uint16_t)((uint16_t)((uint16_t)frame->payload[offset] << 8) | frame->payload[offset + 1U]);
}

static void begin(struct relay_frame *frame, uint8_t type)
{
    frame->type = type;
    frame->length = 0;
}

void relay_answer_refused(struct relay_frame *frame, uint8_t code)
{
    const uint8_t refused = frame->type;

    begin(frame, RELAY_TYPE_REFUSED);
    put_u8(frame, code);
    put_u8(frame, refused);
}

void relay_answer_version(const struct relay_bridge *bridge, struct relay_frame *frame)
{
    begin(frame, RELAY_TYPE_VERSION);
    put_u8(frame, RELAY_PROTOCOL_VERSION);
    put_u8(frame, RELAY_FIRMWARE_MAJOR);
    put_u8(frame, RELAY_FIRMWARE_MINOR);
    put_u8(frame, RELAY_FIRMWARE_PATCH);
    put_u8(frame, RELAY_RELAY_COUNT);
    put_u8(frame, RELAY_FEEDBACK_COUNT);
    put_u8(frame, bridge->reset_cause);
    put_u16(frame, bridge->memory.cap_s);
}

void relay_answer_status(const struct relay_bridge *bridge, uint32_t now_ms, struct relay_frame *frame)
{
    const uint32_t held_for_ms = now_ms - bridge->held_ms;

    begin(frame, RELAY_TYPE_STATUS);
    put_u16(frame, bridge->relays);
    put_u16(frame, bridge->feedback);
    put_u8(frame, bridge->flags);
    put_u16(frame, bridge->relays != 0 ? (uint16_t)(bridge->hold_ms - held_for_ms) : 0);
    put_u16(frame, bridge->running ? (uint16_t)((now_ms - bridge->run_started_ms) / 1000U) : 0);
    put_u16(frame, bridge->dropped_frames);
    put_u32(frame, now_ms);
}

void relay_answer_measures(const struct relay_bridge *bridge, struct relay_frame *frame)
{
    begin(frame, RELAY_TYPE_MEASURES);
    put_u16(frame, bridge->meter.line_mv);
    put_u16(frame, bridge->meter.line_windows);
    put_u16(frame, bridge->meter.supply_mv);
    put_u16(frame, bridge->meter.temperature_k);
    put_u16(frame, bridge->memory.boots);
    put_u16(frame, bridge->memory.brown_outs);
    put_u8(frame, bridge->reset_cause);
    put_u8(frame, bridge->flags);
    put_u16(frame, bridge->meter.alert_presses);
}

void relay_answer_tested(struct relay_frame *frame, uint16_t faults)
{
    begin(frame, RELAY_TYPE_TESTED);
    put_u16(frame, faults);
}
