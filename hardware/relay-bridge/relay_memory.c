#include "relay_memory.h"

#include "relay_frame.h"

_Static_assert(RELAY_MEMORY_BYTES <= UINT8_MAX, "a record's place is one byte");

static uint16_t u16_at(const uint8_t *bytes)
{
    return (uint16_t)((uint16_t)((uint16_t)bytes[0] << 8) | bytes[1]);
}

static void put_u16_at(uint8_t *bytes, uint16_t value)
{
    bytes[0] = (uint8_t)(value >> 8);
    bytes[1] = (uint8_t)value;
}

static uint8_t place_of(uint8_t slot)
{
    return (uint8_t)(RELAY_CAP_RECORD_BYTES + slot * RELAY_BOOT_RECORD_BYTES);
}

static bool is_whole(const uint8_t *record, uint8_t length)
{
    return relay_crc16(record, (uint8_t)(length - 2U)) == u16_at(&record[length - 2U]);
}

static void seal(struct relay_record *record)
{
    const uint8_t covered = (uint8_t)(record->length - 2U);

    put_u16_at(&record->bytes[covered], relay_crc16(record->bytes, covered));
}

struct relay_memory relay_memory_read(const uint8_t bytes[RELAY_MEMORY_BYTES])
{
    struct relay_memory memory = {.cap_s = RELAY_DEFAULT_HARD_CAP_S};
    const uint16_t cap_s = u16_at(bytes);

    if (is_whole(bytes, RELAY_CAP_RECORD_BYTES) && cap_s >= RELAY_MIN_HARD_CAP_S && cap_s <= RELAY_MAX_HARD_CAP_S) {
        memory.cap_s = cap_s;
        memory.cap_stored = true;
    }
    for (uint8_t slot = 0; slot < RELAY_BOOT_SLOTS; slot++) {
        const uint8_t *const record = &bytes[place_of(slot)];
        if (is_whole(record, RELAY_BOOT_RECORD_BYTES) && u16_at(record) >= memory.boots) {
            memory.boots = u16_at(record);
            memory.brown_outs = u16_at(&record[2]);
            memory.slot = slot;
        }
    }
    return memory;
}

struct relay_record relay_memory_boot(struct relay_memory *memory, bool brown_out)
{
    struct relay_record record = {.length = 0};

    if (memory->boots == UINT16_MAX) { /* full: the cells are spared */
        return record;
    }
    memory->boots++;
    if (brown_out && memory->brown_outs != UINT16_MAX) {
        memory->brown_outs++;
    }
    memory->slot = (uint8_t)((memory->slot + 1U) % RELAY_BOOT_SLOTS);
    record.at = place_of(memory->slot);
    record.length = RELAY_BOOT_RECORD_BYTES;
    put_u16_at(record.bytes, memory->boots);
    put_u16_at(&record.bytes[2], memory->brown_outs);
    seal(&record);
    return record;
}

struct relay_record relay_memory_set_cap(struct relay_memory *memory, uint16_t cap_s)
{
    struct relay_record record = {.length = 0};

    if (memory->cap_stored && memory->cap_s == cap_s) {
        return record;
    }
    memory->cap_s = cap_s;
    memory->cap_stored = true;
    record.length = RELAY_CAP_RECORD_BYTES;
    put_u16_at(record.bytes, cap_s);
    seal(&record);
    return record;
}
