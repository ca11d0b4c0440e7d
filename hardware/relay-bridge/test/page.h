/* The tables of docs/wire/relay-frame.md; build/page_tables.c is made from the page. */
#ifndef PAGE_H
#define PAGE_H

#include "relay_bridge.h"

#include <stddef.h>

struct page_field {
    const char *message;
    const char *name;
    uint8_t offset;
    uint8_t size;
};

struct page_value {
    const char *name;
    uint32_t value;
};

struct page_vector {
    const char *name;
    const char *message;
    uint8_t value_count; /* the first value is the sequence, the others are fields */
    struct page_value values[10];
    uint8_t length;
    uint8_t bytes[RELAY_FRAME_WIRE_MAX];
};

struct page_refused {
    const char *name;
    uint8_t request_length;
    uint8_t request[RELAY_FRAME_WIRE_MAX];
    uint8_t answer_length;
    uint8_t answer[RELAY_FRAME_WIRE_MAX];
};

struct page_dropped {
    const char *name;
    uint8_t length;
    uint8_t bytes[RELAY_FRAME_WIRE_MAX + 1U]; /* one of them is too long */
};

extern const struct page_field page_fields[];
extern const size_t page_fields_count;
extern const struct page_vector page_vectors[];
extern const size_t page_vectors_count;
extern const struct page_refused page_refused[];
extern const size_t page_refused_count;
extern const struct page_dropped page_dropped[];
extern const size_t page_dropped_count;

/* Ends the program when the page has no such row. */
const struct page_vector *page_vector(const char *name);
const struct page_field *page_field(const char *message, const char *name);

/* Reads and writes a field where the page puts it. */
uint32_t page_read(const struct relay_frame *frame, const char *message, const char *name);
void page_write(struct relay_frame *frame, const char *message, const char *name, uint32_t value);

#endif
