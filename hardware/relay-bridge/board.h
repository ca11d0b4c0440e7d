/* What the relay bridge needs of a board. Exactly one file under board/ provides it. */
#ifndef BOARD_H
#define BOARD_H

#include <stdbool.h>
#include <stdint.h>

/* Relay outputs low, then outputs; feedback inputs, clock, line and watchdog started. */
void board_start(void);

/* Why the chip started: MCUSR bits of the wire page. */
uint8_t board_reset_cause(void);

/* Milliseconds since board_start; wraps. */
uint32_t board_now_ms(void);

/* Drives exactly these relays; also repairs a port that a disturbance has changed. */
void board_drive(uint16_t relays);

/* Bit n: the contact of relay n is closed. */
uint16_t board_feedback(void);

/* False: no byte is waiting. */
bool board_receive(uint8_t *byte);

/* Still busy with the last board_send. */
bool board_sending(void);

/* Takes a copy of the bytes. Only when not sending. */
void board_send(const uint8_t *bytes, uint8_t length);

/* Must come more often than once in RELAY_WATCHDOG_MS. */
void board_kick_watchdog(void);

/* Until the next interrupt: a byte, or the next millisecond. */
void board_sleep(void);

#endif
