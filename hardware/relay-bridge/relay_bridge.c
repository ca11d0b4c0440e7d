#include "relay_answer.h"
#include "relay_bridge.h"

#include <string.h>

_Static_assert(RELAY_FEEDBACK_READINGS == 4U, "the readings are counted in two bits");

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
    } else if (bridge->running && now_ms - bridge->run_started_ms >= bridge->memory.cap_s * 1000UL) {
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
    bridge->window_ms = now_ms;
    bridge->memory.cap_s = RELAY_DEFAULT_HARD_CAP_S;
    relay_meter_start(&bridge->meter, (uint8_t)now_ms);
    if (reset_cause & RELAY_RESET_WATCHDOG) {
        bridge->flags = RELAY_FLAG_WATCHDOG_RESET;
    }
}

void relay_bridge_remember(struct relay_bridge *bridge, const uint8_t memory[RELAY_MEMORY_BYTES])
{
    /* A slow rise of the supply sets both bits: that is a power-on. */
    const uint8_t causes = bridge->reset_cause & (RELAY_RESET_BROWN_OUT | RELAY_RESET_POWER_ON);

    bridge->memory = relay_memory_read(memory);
    bridge->to_store = relay_memory_boot(&bridge->memory, causes == RELAY_RESET_BROWN_OUT);
}

static void take_meter(struct relay_bridge *bridge, uint32_t now_ms)
{
    bridge->flags &= (uint8_t)~(RELAY_FLAG_LOCAL_OVERRIDE | RELAY_FLAG_ALERT_BUTTON);
    if (bridge->meter.keys & RELAY_KEY_LOCAL) {
        bridge->flags |= RELAY_FLAG_LOCAL_OVERRIDE;
    }
    if (bridge->meter.keys & RELAY_KEY_ALERT) {
        bridge->flags |= RELAY_FLAG_ALERT_BUTTON;
    }
    if (bridge->meter.line_windows != bridge->windows_seen) {
        bridge->windows_seen = bridge->meter.line_windows;
        bridge->window_ms = now_ms;
    }
}

void relay_bridge_tick(struct relay_bridge *bridge, uint32_t now_ms, uint16_t feedback)
{
    keep_safe(bridge, now_ms);
    take_meter(bridge, now_ms);
    if (now_ms - bridge->feedback_read_ms >= RELAY_FEEDBACK_STEP_MS) {
        bridge->feedback_read_ms = now_ms;
        read_feedback(bridge, feedback);
    }
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

static uint8_t set_cap(struct relay_bridge *bridge, uint16_t cap_s)
{
    if (cap_s < RELAY_MIN_HARD_CAP_S || cap_s > RELAY_MAX_HARD_CAP_S) {
        return RELAY_CODE_OUT_OF_RANGE;
    }
    if (bridge->relays != 0) {
        return RELAY_CODE_RELAYS_ON;
    }
    const struct relay_record record = relay_memory_set_cap(&bridge->memory, cap_s);
    if (record.length != 0) {
        bridge->to_store = record;
    }
    return 0;
}

/* The bytes that a request has, 0xFF for a type that is none. */
static uint8_t length_of(uint8_t type)
{
    switch (type) {
    case RELAY_TYPE_SET:
        return RELAY_BYTES_SET;
    case RELAY_TYPE_SETCAP:
        return RELAY_BYTES_SETCAP;
    case RELAY_TYPE_HELLO:
    case RELAY_TYPE_QUERY:
    case RELAY_TYPE_MEASURE:
    case RELAY_TYPE_SELFTEST:
        return 0;
    default:
        return UINT8_MAX;
    }
}

static uint8_t refusal_of(struct relay_bridge *bridge, uint32_t now_ms, const struct relay_frame *frame)
{
    const uint8_t length = length_of(frame->type);

    if (length == UINT8_MAX) {
        return RELAY_CODE_UNKNOWN_TYPE;
    }
    if (frame->length != length) {
        return RELAY_CODE_BAD_LENGTH;
    }
    switch (frame->type) {
    case RELAY_TYPE_SET:
        return set(bridge, now_ms, relay_get_u16(frame, 0), relay_get_u16(frame, 2));
    case RELAY_TYPE_SETCAP:
        return set_cap(bridge, relay_get_u16(frame, 0));
    case RELAY_TYPE_SELFTEST:
        return bridge->relays != 0 ? RELAY_CODE_RELAYS_ON : 0U;
    default:
        return 0;
    }
}

/* Turns the request into its answer. False: the answer comes by relay_bridge_tested. */
static bool answer(struct relay_bridge *bridge, uint32_t now_ms, struct relay_frame *frame)
{
    const uint8_t code = refusal_of(bridge, now_ms, frame);

    if (code != 0) {
        relay_answer_refused(frame, code);
        return true;
    }
    switch (frame->type) {
    case RELAY_TYPE_HELLO:
    case RELAY_TYPE_SETCAP:
        relay_answer_version(bridge, frame);
        return true;
    case RELAY_TYPE_MEASURE:
        relay_answer_measures(bridge, frame);
        return true;
    case RELAY_TYPE_SELFTEST:
        bridge->test_asked = true;
        bridge->test_sequence = frame->sequence;
        return false;
    default:
        relay_answer_status(bridge, now_ms, frame);
        return true;
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
    return answer(bridge, now_ms, &frame) ? relay_frame_encode(&frame, wire) : 0;
}

static bool is_as_stored(const struct relay_bridge *bridge, const uint8_t bytes[RELAY_MEMORY_BYTES])
{
    const struct relay_memory found = relay_memory_read(bytes);

    return found.cap_s == bridge->memory.cap_s && found.cap_stored == bridge->memory.cap_stored &&
           found.boots == bridge->memory.boots;
}

uint8_t relay_bridge_tested(struct relay_bridge *bridge, uint32_t now_ms, const uint8_t memory[RELAY_MEMORY_BYTES],
                            bool stack_intact, uint8_t wire[RELAY_FRAME_WIRE_MAX])
{
    struct relay_frame frame = {.sequence = bridge->test_sequence};
    const uint16_t supply_mv = bridge->meter.supply_mv;
    uint16_t faults = 0;

    if (!is_as_stored(bridge, memory)) {
        faults |= RELAY_FAULT_MEMORY;
    }
    if (now_ms - bridge->window_ms > RELAY_CONVERTER_TIMEOUT_MS) {
        faults |= RELAY_FAULT_CONVERTER;
    }
    if (supply_mv < RELAY_LEAST_SUPPLY_MV || supply_mv > RELAY_MOST_SUPPLY_MV) {
        faults |= RELAY_FAULT_SUPPLY;
    }
    if (bridge->feedback != 0) {
        faults |= RELAY_FAULT_CONTACTS;
    }
    if (!stack_intact) {
        faults |= RELAY_FAULT_STACK;
    }
    bridge->test_asked = false;
    relay_answer_tested(&frame, faults);
    return relay_frame_encode(&frame, wire);
}
