#include "relay_bridge.h"

#include <string.h>

_Static_assert(RELAY_FEEDBACK_READINGS == 4U, "the readings are counted in two bits");

static void put_u16(struct relay_frame *frame, uint16_t value)
{
    frame->payload[frame->length++] = (uint8_t)(value >> 8);
    frame->payload[frame->length++] = (uint8_t)value;
}

static void put_u32(struct relay_frame *frame, uint32_t value)
{
    put_u16(frame, (uint16_t)(value >> 16));
    put_u16(frame, (uint16_t)value);
}

static void put_u8(struct relay_frame *frame, uint8_t value)
{
    frame->payload[frame->length++] = value;
}

static uint16_t get_u16(const struct relay_frame *frame, uint8_t offset)
{
    return (uint16_t)((uint16_t)((uint16_t)frame->payload[offset] << 8) | frame->payload[offset + 1U]);
}

static void open_all(struct relay_bridge *bridge, uint32_t now_ms)
{
    if (bridge->relays != 0) {
        bridge->all_off_ms = now_ms;
    }
    bridge->relays = 0;
}

static void keep_hold(struct relay_bridge *bridge, uint32_t now_ms)
{
    if (bridge->relays != 0 && now_ms - bridge->held_ms >= bridge->hold_ms) {
        open_all(bridge, now_ms);
        bridge->flags |= RELAY_FLAG_HOLD_EXPIRED;
    }
}

static void keep_cap(struct relay_bridge *bridge, uint32_t now_ms)
{
    if (bridge->running && bridge->relays == 0 && now_ms - bridge->all_off_ms >= RELAY_CAP_BREAK_MS) {
        bridge->running = false;
    }
    if (bridge->flags & RELAY_FLAG_HARD_CAP) {
        /* Latched, so that a lock left alone for 49 days does not begin again when the time wraps. */
        bridge->lock_served = bridge->lock_served || now_ms - bridge->capped_ms >= RELAY_CAP_LOCK_MS;
        if (bridge->lock_served && bridge->released_in_lock) {
            bridge->flags &= (uint8_t)~RELAY_FLAG_HARD_CAP;
        }
    } else if (bridge->running && now_ms - bridge->run_started_ms >= RELAY_HARD_CAP_S * 1000U) {
        open_all(bridge, now_ms);
        bridge->flags |= RELAY_FLAG_HARD_CAP;
        bridge->capped_ms = now_ms;
        bridge->lock_served = false;
        bridge->released_in_lock = false;
    }
}

static void keep_safe(struct relay_bridge *bridge, uint32_t now_ms)
{
    keep_hold(bridge, now_ms);
    keep_cap(bridge, now_ms);
}

static void read_feedback(struct relay_bridge *bridge, uint16_t feedback)
{
    /* A counter for each input, its two bits in two words: counts while the input differs, starts again when not. */
    const uint16_t differs = bridge->feedback ^ feedback;
    const uint16_t full = (uint16_t)(differs & bridge->pending_low & bridge->pending_high);

    bridge->pending_high = (uint16_t)(differs & (bridge->pending_high ^ bridge->pending_low));
    bridge->pending_low = (uint16_t)(differs & ~bridge->pending_low);
    bridge->feedback ^= full;
}

void relay_bridge_start(struct relay_bridge *bridge, uint32_t now_ms, uint16_t feedback, uint8_t reset_cause)
{
    memset(bridge, 0, sizeof *bridge);
    bridge->feedback = feedback;
    bridge->feedback_read_ms = now_ms;
    bridge->reset_cause = reset_cause;
    if (reset_cause & RELAY_RESET_WATCHDOG) {
        bridge->flags = RELAY_FLAG_WATCHDOG_RESET;
    }
}

void relay_bridge_tick(struct relay_bridge *bridge, uint32_t now_ms, uint16_t feedback)
{
    keep_safe(bridge, now_ms);
    if (now_ms - bridge->feedback_read_ms >= RELAY_FEEDBACK_STEP_MS) {
        bridge->feedback_read_ms = now_ms;
        read_feedback(bridge, feedback);
    }
}

static void answer_refused(struct relay_frame *frame, uint8_t code)
{
    const uint8_t refused = frame->type;

    frame->type = RELAY_TYPE_REFUSED;
    frame->length = 0;
    put_u8(frame, code);
    put_u8(frame, refused);
}

static void answer_version(const struct relay_bridge *bridge, struct relay_frame *frame)
{
    frame->type = RELAY_TYPE_VERSION;
    frame->length = 0;
    put_u8(frame, RELAY_PROTOCOL_VERSION);
    put_u8(frame, RELAY_FIRMWARE_MAJOR);
    put_u8(frame, RELAY_FIRMWARE_MINOR);
    put_u8(frame, RELAY_FIRMWARE_PATCH);
    put_u8(frame, RELAY_RELAY_COUNT);
    put_u8(frame, RELAY_FEEDBACK_COUNT);
    put_u8(frame, bridge->reset_cause);
    put_u16(frame, RELAY_HARD_CAP_S);
}

static void answer_status(const struct relay_bridge *bridge, uint32_t now_ms, struct relay_frame *frame)
{
    const uint32_t held_for_ms = now_ms - bridge->held_ms;

    frame->type = RELAY_TYPE_STATUS;
    frame->length = 0;
    put_u16(frame, bridge->relays);
    put_u16(frame, bridge->feedback);
    put_u8(frame, bridge->flags);
    put_u16(frame, bridge->relays != 0 ? (uint16_t)(bridge->hold_ms - held_for_ms) : 0);
    put_u16(frame, bridge->running ? (uint16_t)((now_ms - bridge->run_started_ms) / 1000U) : 0);
    put_u16(frame, bridge->dropped_frames);
    put_u32(frame, now_ms);
}

/* Returns the code of the refusal, 0 when it was done. */
static uint8_t set(struct relay_bridge *bridge, uint32_t now_ms, uint16_t relays, uint16_t hold_ms)
{
    if (hold_ms == 0) {
        hold_ms = RELAY_DEFAULT_HOLD_MS;
    }
    if ((relays & ~RELAY_MASK) != 0 || hold_ms < RELAY_MIN_HOLD_MS || hold_ms > RELAY_MAX_HOLD_MS) {
        return RELAY_CODE_OUT_OF_RANGE;
    }
    if (relays != 0 && (bridge->flags & RELAY_FLAG_HARD_CAP)) {
        return RELAY_CODE_HARD_CAP;
    }
    if (relays == 0) {
        open_all(bridge, now_ms);
        bridge->released_in_lock = true;
    } else if (!bridge->running) {
        bridge->running = true;
        bridge->run_started_ms = now_ms;
    }
    bridge->relays = relays;
    bridge->hold_ms = hold_ms;
    bridge->held_ms = now_ms;
    bridge->flags &= (uint8_t)~RELAY_FLAG_HOLD_EXPIRED;
    keep_cap(bridge, now_ms); /* this SET may have ended the lock */
    return 0;
}

static void answer_set(struct relay_bridge *bridge, uint32_t now_ms, struct relay_frame *frame)
{
    if (frame->length != RELAY_BYTES_SET) {
        answer_refused(frame, RELAY_CODE_BAD_LENGTH);
        return;
    }
    const uint8_t code = set(bridge, now_ms, get_u16(frame, 0), get_u16(frame, 2));
    if (code != 0) {
        answer_refused(frame, code);
    } else {
        answer_status(bridge, now_ms, frame);
    }
}

/* Turns the request into its answer. */
static void answer(struct relay_bridge *bridge, uint32_t now_ms, struct relay_frame *frame)
{
    switch (frame->type) {
    case RELAY_TYPE_SET:
        answer_set(bridge, now_ms, frame);
        break;
    case RELAY_TYPE_HELLO:
    case RELAY_TYPE_QUERY:
        if (frame->length != 0) {
            answer_refused(frame, RELAY_CODE_BAD_LENGTH);
        } else if (frame->type == RELAY_TYPE_HELLO) {
            answer_version(bridge, frame);
        } else {
            answer_status(bridge, now_ms, frame);
        }
        break;
    default:
        answer_refused(frame, RELAY_CODE_UNKNOWN_TYPE);
        break;
    }
}

uint8_t relay_bridge_receive(struct relay_bridge *bridge, uint32_t now_ms, uint8_t byte,
                             uint8_t wire[RELAY_FRAME_WIRE_MAX])
{
    struct relay_frame frame;

    if (byte != 0) {
        if (bridge->received_length < RELAY_FRAME_COBS_MAX) {
            bridge->received[bridge->received_length] = byte;
        }
        if (bridge->received_length <= RELAY_FRAME_COBS_MAX) {
            bridge->received_length++;
        }
        return 0;
    }
    const uint8_t length = bridge->received_length;
    bridge->received_length = 0;
    if (length == 0) {
        return 0;
    }
    if (length > RELAY_FRAME_COBS_MAX || !relay_frame_decode(bridge->received, length, &frame)) {
        if (bridge->dropped_frames != UINT16_MAX) {
            bridge->dropped_frames++;
        }
        return 0;
    }
    keep_safe(bridge, now_ms);
    answer(bridge, now_ms, &frame);
    return relay_frame_encode(&frame, wire);
}
