#include "board.h"
#include "relay_bridge.h"

static void serve_line(struct relay_bridge *bridge)
{
    uint8_t wire[RELAY_FRAME_WIRE_MAX];
    uint8_t byte;

    while (!board_sending() && board_receive(&byte)) {
        const uint8_t length = relay_bridge_receive(bridge, board_now_ms(), byte, wire);
        board_drive(bridge->relays);
        if (length != 0) {
            board_send(wire, length);
        }
    }
}

int main(void)
{
    struct relay_bridge bridge;
    uint32_t kicked_ms = 0;

    board_start();
    relay_bridge_start(&bridge, board_now_ms(), board_feedback(), board_reset_cause());
    for (;;) {
        const uint32_t now_ms = board_now_ms();
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
