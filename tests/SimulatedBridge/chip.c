#include "chip.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <avr_adc.h>
#include <avr_eeprom.h>
#include <avr_extint.h>
#include <avr_ioport.h>
#include <avr_uart.h>
#include <sim_avr.h>
#include <sim_elf.h>

/* Data-space addresses, datasheet section 31. */
#define PINB 0x23
#define DDRB 0x24
#define PORTB 0x25
#define DDRC 0x27
#define PORTC 0x28
#define PIND 0x29
#define TIMSK0 0x6E

/* The nine pins lie on two ports that are written one after the other: one change, not two. */
#define SETTLE_CYCLES 160

/* Instructions run in one go until something is due; simavr, left alone, looks for that after each of them. */
#define RUN_CYCLES (uint32_t)(CHIP_HZ / 1e3)

#define SUPPLY_MV 5000
#define SENSOR_MV 314 /* 25 degrees Celsius */
#define TONE_HZ 440

static avr_t *avr;
static avr_irq_t *uart_input;
static avr_irq_t *adc;
static struct chip_scene scene;
static bool uart_ready = true;
static struct chip_faults contacts;
static chip_relays_changed *on_changed;
static chip_byte_sent *on_sent;
static uint16_t told;
static uint16_t closed;

/* A port was written since the relays were last looked at, and when. To look after each instruction costs a tenth of the
   whole simulation. */
static bool ports_written;
static uint64_t written_at;
static void (*simavr_reset)(avr_t *chip);

static void byte_out(avr_irq_t *irq, uint32_t value, void *parameter)
{
    (void)irq;
    (void)parameter;
    on_sent((uint8_t)value);
}

static void uart_on(avr_irq_t *irq, uint32_t value, void *parameter)
{
    (void)irq;
    (void)value;
    (void)parameter;
    uart_ready = true;
}

static void uart_off(avr_irq_t *irq, uint32_t value, void *parameter)
{
    (void)irq;
    (void)value;
    (void)parameter;
    uart_ready = false;
}

/* simavr puts the pull-ups back on each write of a port unless the outside level is told; a reset clears PIN. */
static void drive_inputs(char port, uint16_t pin_register, uint8_t mask)
{
    const uint8_t levels = mask & (uint8_t)~(port == 'D' ? closed << 2 : closed >> 3);
    avr_ioport_external_t external = {.name = (unsigned char)port & 0x7FU, .mask = mask, .value = levels};

    avr_ioctl(avr, AVR_IOCTL_IOPORT_SET_EXTERNAL(port), &external);
    avr->data[pin_register] = (uint8_t)((avr->data[pin_register] & ~mask) | levels);
}

/* A closed contact pulls its input to ground: power and zones 1 to 5 on PD2..PD7, zones 6 to 8 on PB3..PB5. */
static void drive_feedback(void)
{
    drive_inputs('D', PIND, 0xFC);
    drive_inputs('B', PINB, 0x38);
}

static void loop_back(uint16_t relays)
{
    closed = (relays | contacts.welded) & (uint16_t)~contacts.dead;
    drive_feedback();
}

static void note_write(void)
{
    if (!ports_written) {
        ports_written = true;
        written_at = avr->cycle;
    }
}

static void port_written(avr_irq_t *irq, uint32_t value, void *parameter)
{
    (void)irq;
    (void)value;
    (void)parameter;
    note_write();
}

static void watch_port(char port)
{
    avr_irq_t *irqs = avr_io_getirq(avr, AVR_IOCTL_IOPORT_GETIRQ(port), 0);

    avr_irq_register_notify(irqs + IOPORT_IRQ_REG_PORT, port_written, NULL);
    avr_irq_register_notify(irqs + IOPORT_IRQ_DIRECTION_ALL, port_written, NULL);
}

static void reset(avr_t *chip)
{
    simavr_reset(chip);
    avr->run_cycle_limit = RUN_CYCLES;
    drive_feedback();
    note_write();
}

static uint32_t line_mv(void)
{
    if (scene.line_mv <= 0 || (chip_relays() & 1U) == 0) {
        return SUPPLY_MV / 2;
    }
    const double peak_mv = scene.line_mv * sqrt(2);

    return (uint32_t)lround(SUPPLY_MV / 2 + peak_mv * sin(2 * M_PI * TONE_HZ * (double)avr->cycle / CHIP_HZ));
}

/* The ladder of the wiring: 10 kOhm to the supply, LOCAL 10 kOhm and the button 4.99 kOhm to ground. */
static uint32_t ladder_mv(void)
{
    const double conductance = (scene.local ? 1 / 10.0 : 0) + (scene.alert ? 1 / 4.99 : 0);

    return (uint32_t)(SUPPLY_MV / (1 + 10 * conductance) + 0.5);
}

static void conversion_starts(avr_irq_t *irq, uint32_t value, void *parameter)
{
    (void)irq;
    (void)value;
    (void)parameter;
    avr_raise_irq(adc + ADC_IRQ_ADC6, line_mv());
    avr_raise_irq(adc + ADC_IRQ_ADC7, ladder_mv());
}

static void start_converter(void)
{
    avr->vcc = avr->avcc = avr->aref = SUPPLY_MV;
    adc = avr_io_getirq(avr, AVR_IOCTL_ADC_GETIRQ, 0);
    avr_irq_register_notify(adc + ADC_IRQ_OUT_TRIGGER, conversion_starts, NULL);
    avr_raise_irq(adc + ADC_IRQ_TEMP, SENSOR_MV);
}

struct chip_scene *chip_scene(void)
{
    return &scene;
}

void chip_load_memory(const uint8_t *bytes, uint32_t length)
{
    avr_eeprom_desc_t memory = {.ee = (uint8_t *)(uintptr_t)bytes, .offset = 0, .size = length};

    avr_ioctl(avr, AVR_IOCTL_EEPROM_SET, &memory);
}

void chip_save_memory(uint8_t *bytes, uint32_t length)
{
    avr_eeprom_desc_t memory = {.ee = bytes, .offset = 0, .size = length};

    avr_ioctl(avr, AVR_IOCTL_EEPROM_GET, &memory);
}

static void log_errors(avr_t *chip, const int level, const char *format, va_list arguments)
{
    (void)chip;
    if (level <= LOG_ERROR) {
        vfprintf(stderr, format, arguments);
    }
}

static void start_uart(void)
{
    uint32_t flags = 0;

    avr_ioctl(avr, AVR_IOCTL_UART_GET_FLAGS('0'), &flags);
    flags &= ~(uint32_t)(AVR_UART_FLAG_STDIO | AVR_UART_FLAG_POOL_SLEEP);
    avr_ioctl(avr, AVR_IOCTL_UART_SET_FLAGS('0'), &flags);
    uart_input = avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_INPUT);
    avr_irq_register_notify(avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_OUTPUT), byte_out, NULL);
    avr_irq_register_notify(avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_OUT_XON), uart_on, NULL);
    avr_irq_register_notify(avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_OUT_XOFF), uart_off, NULL);
}

static void no_sleep(avr_t *chip, avr_cycle_count_t cycles)
{
    /* Nothing is done: the caller paces. */
    (void)chip;
    (void)cycles;
}

bool chip_start(const char *firmware, struct chip_faults faults, chip_relays_changed *changed, chip_byte_sent *sent)
{
    elf_firmware_t image;

    avr_global_logger_set(log_errors);
    memset(&image, 0, sizeof image);
    if (elf_read_firmware(firmware, &image) != 0) {
        fprintf(stderr, "cannot read the firmware \"%s\"\n", firmware);
        return false;
    }
    avr = avr_make_mcu_by_name("atmega328p");
    if (avr == NULL) {
        fprintf(stderr, "this libsimavr has no atmega328p\n");
        return false;
    }
    avr_init(avr);
    snprintf(image.mmcu, sizeof image.mmcu, "atmega328p");
    image.frequency = (uint32_t)CHIP_HZ;
    avr_load_firmware(avr, &image);
    avr->log = LOG_ERROR;
    avr->sleep = no_sleep;
    avr->run_cycle_limit = RUN_CYCLES;
    /* Else simavr 1.6 polls a low PD2 or PD3 (INT0, INT1) in every cycle, a hundred times slower. */
    avr_extint_set_strict_lvl_trig(avr, 0, 0);
    avr_extint_set_strict_lvl_trig(avr, 1, 0);
    contacts = faults;
    on_changed = changed;
    on_sent = sent;
    start_uart();
    start_converter();
    watch_port('B');
    watch_port('C');
    loop_back(0);
    simavr_reset = avr->reset;
    avr->reset = reset;
    return true;
}

uint64_t chip_cycle(void)
{
    return avr->cycle;
}

uint16_t chip_relays(void)
{
    const unsigned port_c = avr->data[DDRC] & avr->data[PORTC] & 0x3FU;
    const unsigned port_b = avr->data[DDRB] & avr->data[PORTB] & 0x07U;

    return (uint16_t)(port_c | port_b << 6);
}

/* Tells a change once the ports have settled. */
static void follow_ports(void)
{
    if (avr->cycle - written_at <= SETTLE_CYCLES) {
        return;
    }
    const uint16_t relays = chip_relays();
    ports_written = false;
    if (relays != told) {
        told = relays;
        loop_back(relays);
        on_changed(written_at, relays);
    }
}

bool chip_run_to(uint64_t cycle)
{
    while (avr->cycle < cycle) {
        const int state = avr_run(avr);
        if (ports_written) {
            follow_ports();
        }
        if (state == cpu_Done || state == cpu_Crashed) {
            return false;
        }
    }
    return true;
}

bool chip_can_receive(void)
{
    return uart_ready;
}

void chip_receive(uint8_t byte)
{
    avr_raise_irq(uart_input, byte);
}

void chip_hang(void)
{
    avr->data[TIMSK0] = 0;
}
