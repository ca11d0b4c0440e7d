#include "board.h"
#include "relay_bridge.h"

static void read_memory(uint8_t bytes[RELAY_MEMORY_BYTES])
{
    for (uint8_t at = 0; at < RELAY_MEMORY_BYTES; at++) {
        bytes[at] = board_recall(at);
    }
}

/* Some 20 ms, while no relay is on. */
static void store(struct relay_record *record)
{
    for (uint8_t i = 0; i < record->length; i++) {
        board_store((uint8_t)(record->at + i), record->bytes[i]);
    }
    record->length = 0;
}

static uint8_t test_self(struct relay_bridge *bridge, uint8_t wire[RELAY_FRAME_WIRE_MAX])
{
    uint8_t memory[RELAY_MEMORY_BYTES];

    read_memory(memory);
    return relay_bridge_tested(bridge, board_now_ms(), memory, board_stack_intact(), wire);
}

static void serve_line(struct relay_bridge *bridge)
{
    uint8_t wire[RELAY_FRAME_WIRE_MAX];
    uint8_t byte;

    while (!board_sending() && board_receive(&byte)) {
        uint8_t length = relay_bridge_receive(bridge, board_now_ms(), byte, wire);
        board_drive(bridge->relays);
        store(&bridge->to_store);
        if (bridge->test_asked) {
            length = test_self(bridge, wire);
        }
        if (length != 0) {
            board_send(wire, length);
        }
    }
}

static void serve_meter(struct relay_meter *meter, uint8_t now_ms)
{
    uint16_t sample;
    uint8_t channel;

    while (board_sample(&channel, &sample)) {
        relay_meter_take(meter, now_ms, channel, sample);
    }
    board_convert(meter->channel);
}

static void start(struct relay_bridge *bridge)
{
    uint8_t memory[RELAY_MEMORY_BYTES];

    board_start();
    relay_bridge_start(bridge, board_now_ms(), board_feedback(), board_reset_cause());
    read_memory(memory);
    relay_bridge_remember(bridge, memory);
    store(&bridge->to_store);
}

int main(void)
{
    static struct relay_bridge bridge;
    uint32_t kicked_ms = board_now_ms();

    start(&bridge);
    for (;;) {
        const uint32_t now_ms = board_now_ms();
        serve_meter(&bridge.meter, (uint8_t)now_ms);
        relay_bridge_tick(&bridge, now_ms, board_feedback());
        board_drive(bridge.relays);
        if (now_ms != kicked_ms) { /* a clock that stands still ends no hold: then the watchdog must bite */
            kicked_ms = now_ms;
            board_kick_watchdog();
        }
        serve_line(&bridge);
        board_sleep();
    }
}
