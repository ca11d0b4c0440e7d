/* ATmega328P at 16 MHz, as on the Arduino Nano and Uno. Pins: docs/wire/relay-frame.md. */
#include "../board.h"
#include "../relay_bridge.h"
#include "../relay_sampler.h"

#include <avr/eeprom.h>
#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/sleep.h>
#include <avr/wdt.h>
#include <string.h>
#include <util/atomic.h>

#define POWER_AND_ZONES_1_TO_5 0x3FU /* PORTC 0..5 */
#define ZONES_6_TO_8 0x07U           /* PORTB 0..2 */
#define FEEDBACK_0_TO_5 0xFCU        /* PORTD 2..7 */
#define FEEDBACK_6_TO_8 0x38U        /* PORTB 3..5 */

#define RECEIVE_RING 64U
_Static_assert((RECEIVE_RING & (RECEIVE_RING - 1U)) == 0 && RECEIVE_RING > RELAY_FRAME_WIRE_MAX, "ring size");

#define SAMPLE_RING 32U /* seven milliseconds */

#ifndef BOARD_CLOCK_START_MS /* else: an image whose clock wraps soon after its start */
#define BOARD_CLOCK_START_MS 0UL
#endif

#define STACK_GUARD_BYTES 16U
#define STACK_GUARD 0xC5U

static volatile uint32_t elapsed_ms = BOARD_CLOCK_START_MS;
static volatile bool woken;

static volatile uint16_t samples[SAMPLE_RING]; /* channel in the upper four bits */
static volatile uint8_t samples_head;
static volatile uint8_t samples_tail;
static volatile uint8_t wanted;
static struct relay_sampler sampler;

static volatile uint8_t ring[RECEIVE_RING];
static volatile uint8_t ring_head;
static volatile uint8_t ring_tail;

static uint8_t sending[RELAY_FRAME_WIRE_MAX];
static volatile uint8_t sending_at;
static volatile uint8_t sending_length;

static uint8_t reset_cause __attribute__((section(".noinit")));

/* After a watchdog reset the watchdog runs on at its shortest time-out until WDRF is cleared
   (datasheet section 11.9.1), so this comes before the C start-up copies any data. */
void board_before_start(void) __attribute__((naked, used, section(".init3")));
void board_before_start(void)
{
    reset_cause = MCUSR;
    MCUSR = 0;
    wdt_disable();
}

static void start_pins(void)
{
    PORTC = 0;
    PORTB = FEEDBACK_6_TO_8; /* pull-ups on, relays low */
    PORTD = FEEDBACK_0_TO_5;
    DDRC = POWER_AND_ZONES_1_TO_5;
    DDRB = ZONES_6_TO_8;
}

static void start_clock(void)
{
    TCCR0A = 1U << WGM01; /* clear on compare match */
    OCR0A = (uint8_t)(F_CPU / 64UL / 1000UL - 1UL);
    TIMSK0 = 1U << OCIE0A;
    TCCR0B = (1U << CS01) | (1U << CS00); /* 64 */
}

static void start_line(void)
{
    /* Double speed gives 117 647 Bd, 2.1 % fast, which is the nearest a 16 MHz crystal comes to 115 200. */
    UBRR0 = (uint16_t)((F_CPU + RELAY_BAUD * 4UL) / (RELAY_BAUD * 8UL) - 1UL);
    UCSR0A = 1U << U2X0;
    UCSR0C = (1U << UCSZ01) | (1U << UCSZ00);
    UCSR0B = (1U << RXEN0) | (1U << TXEN0) | (1U << RXCIE0);
}

static uint8_t multiplexer_of(uint8_t channel)
{
    switch (channel) {
    case RELAY_CHANNEL_LINE:
        return (1U << REFS0) | 6U; /* ADC6 against AVCC */
    case RELAY_CHANNEL_KEY:
        return (1U << REFS0) | 7U;
    case RELAY_CHANNEL_SUPPLY:
        return (1U << REFS0) | 14U; /* band gap */
    default:
        return (1U << REFS1) | (1U << REFS0) | 8U; /* sensor against 1.1 V */
    }
}

/* It runs free, so that the interrupt that fetches a result finds one and no sleep starts a conversion of its own
   (datasheet section 24.6). Timer 2 says when: the clock of the holds is left alone. */
static void start_converter(void)
{
    relay_sampler_start(&sampler);
    wanted = sampler.channel;
    ADMUX = multiplexer_of(sampler.channel);
    ADCSRA = (1U << ADEN) | (1U << ADSC) | (1U << ADATE) | (1U << ADPS2) | (1U << ADPS1) | (1U << ADPS0);
    _Static_assert(F_CPU / 64UL == RELAY_TICKS_PER_MS * 1000UL, "timer 2 counts ticks");
    _Static_assert(13UL * 128UL == RELAY_CONVERSION_TICKS * 64UL, "a conversion is 13 clocks of F_CPU / 128");
    TIMSK2 = 1U << OCIE2A;
    TCCR2B = 1U << CS22; /* 64 */
}

extern uint8_t __heap_start; /* the linker's: first byte after the variables */

static volatile uint8_t *guard(void)
{
    return &__heap_start;
}

static void start_guard(void)
{
    for (uint8_t i = 0; i < STACK_GUARD_BYTES; i++) {
        guard()[i] = STACK_GUARD;
    }
}

bool board_stack_intact(void)
{
    for (uint8_t i = 0; i < STACK_GUARD_BYTES; i++) {
        if (guard()[i] != STACK_GUARD) {
            return false;
        }
    }
    return true;
}

void board_start(void)
{
    start_pins();
    start_guard();
    start_clock();
    start_line();
    start_converter();
    SMCR = 1U << SE; /* sleep is idle: clock and line go on */
    _Static_assert(RELAY_WATCHDOG_MS == 1000U, "WDTO_1S is one second");
    wdt_enable(WDTO_1S);
    sei();
}

uint8_t board_reset_cause(void)
{
    return reset_cause;
}

ISR(TIMER0_COMPA_vect)
{
    elapsed_ms++;
    woken = true;
}

uint32_t board_now_ms(void)
{
    uint32_t now_ms;

    ATOMIC_BLOCK(ATOMIC_RESTORESTATE)
    {
        now_ms = elapsed_ms;
    }
    return now_ms;
}

void board_drive(uint16_t relays)
{
    const uint8_t port_c = (uint8_t)(relays & POWER_AND_ZONES_1_TO_5);
    const uint8_t port_b = (uint8_t)(((relays >> 6) & ZONES_6_TO_8) | FEEDBACK_6_TO_8);

    if (PORTC != port_c) {
        PORTC = port_c;
    }
    if (PORTB != port_b) {
        PORTB = port_b;
    }
    if (DDRC != POWER_AND_ZONES_1_TO_5) {
        DDRC = POWER_AND_ZONES_1_TO_5;
    }
    if (DDRB != ZONES_6_TO_8) {
        DDRB = ZONES_6_TO_8;
    }
}

uint16_t board_feedback(void)
{
    const uint8_t closed_d = (uint8_t)((PIND ^ 0xFFU) & FEEDBACK_0_TO_5);
    const uint8_t closed_b = (uint8_t)((PINB ^ 0xFFU) & FEEDBACK_6_TO_8);

    return (uint16_t)((uint16_t)(closed_d >> 2) | (uint16_t)((uint16_t)closed_b << 3));
}

ISR(USART_RX_vect)
{
    const uint8_t byte = UDR0;
    const uint8_t next = (ring_head + 1U) & (RECEIVE_RING - 1U);

    if (next != ring_tail) { /* full: the byte is lost, and the frame's CRC tells */
        ring[ring_head] = byte;
        ring_head = next;
    }
    woken = true;
}

bool board_receive(uint8_t *byte)
{
    if (ring_tail == ring_head) {
        return false;
    }
    *byte = ring[ring_tail];
    ring_tail = (ring_tail + 1U) & (RECEIVE_RING - 1U);
    return true;
}

ISR(USART_UDRE_vect)
{
    UDR0 = sending[sending_at];
    sending_at++;
    if (sending_at == sending_length) {
        UCSR0B &= (uint8_t)~(1U << UDRIE0);
    }
}

bool board_sending(void)
{
    return sending_at != sending_length;
}

void board_send(const uint8_t *bytes, uint8_t length)
{
    memcpy(sending, bytes, length);
    sending_at = 0;
    sending_length = length;
    UCSR0B |= (uint8_t)(1U << UDRIE0);
}

ISR(TIMER2_COMPA_vect)
{
    const uint8_t next = (samples_head + 1U) & (SAMPLE_RING - 1U);
    const uint8_t channel = sampler.channel;

    if (next != samples_tail) {
        samples[samples_head] = (uint16_t)(ADC | (uint16_t)((uint16_t)channel << 12));
        samples_head = next;
    }
    OCR2A = (uint8_t)(OCR2A + relay_sampler_next(&sampler, wanted));
    if (sampler.channel != channel) {
        ADMUX = multiplexer_of(sampler.channel);
    }
}

void board_convert(uint8_t channel)
{
    wanted = channel;
}

bool board_sample(uint8_t *channel, uint16_t *sample)
{
    if (samples_tail == samples_head) {
        return false;
    }
    const uint16_t taken = samples[samples_tail];
    samples_tail = (samples_tail + 1U) & (SAMPLE_RING - 1U);
    *channel = (uint8_t)(taken >> 12);
    *sample = taken & 0x03FFU;
    return true;
}

uint8_t board_recall(uint8_t at)
{
    return eeprom_read_byte((const uint8_t *)(uintptr_t)(at + 1U)); /* cell 0 is spared: a failing supply hits it first */
}

void board_store(uint8_t at, uint8_t byte)
{
    eeprom_update_byte((uint8_t *)(uintptr_t)(at + 1U), byte);
    eeprom_busy_wait();
}

void board_kick_watchdog(void)
{
    wdt_reset();
}

void board_sleep(void)
{
    /* The sampler wakes the chip four times a millisecond, so what comes just before the sleep is served soon. */
    while (!woken) {
        sleep_cpu();
    }
    woken = false;
}
