/* What the relay bridge needs of a board. Exactly one file under board/ provides it. */
#ifndef BOARD_H
#define BOARD_H

#include <stdbool.h>
#include <stdint.h>

/* Relay outputs low, then outputs; feedback inputs, clock, line, converter and watchdog started. */
void board_start(void);

/* Why the chip started: MCUSR bits of the wire page. */
uint8_t board_reset_cause(void);

/* Milliseconds since board_start (and BOARD_CLOCK_START_MS, in an image made for tests); wraps. */
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

/* One byte of the memory that survives a reset; a write takes some 3 ms. */
uint8_t board_recall(uint8_t at);
void board_store(uint8_t at, uint8_t byte);

/* From one of the next samples on the converter looks at this channel (RELAY_CHANNEL_…), and beside the line at the key. */
void board_convert(uint8_t channel);

/* False: no sample is waiting. What is not fetched in time is lost. */
bool board_sample(uint8_t *channel, uint16_t *sample);

/* The stack has never come near the variables. */
bool board_stack_intact(void);

/* Must come more often than once in RELAY_WATCHDOG_MS. */
void board_kick_watchdog(void);

/* Until a byte or the next millisecond. */
void board_sleep(void);

#endif
