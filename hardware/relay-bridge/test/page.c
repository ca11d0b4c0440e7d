#include "page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void missing(const char *what, const char *name)
{
    fprintf(stderr, "the wire page has no %s \"%s\"\n", what, name);
    exit(EXIT_FAILURE);
}

const struct page_vector *page_vector(const char *name)
{
    for (size_t i = 0; i < page_vectors_count; i++) {
        if (strcmp(page_vectors[i].name, name) == 0) {
            return &page_vectors[i];
        }
    }
    missing("vector", name);
    return NULL;
}

const struct page_field *page_field(const char *message, const char *name)
{
    for (size_t i = 0; i < page_fields_count; i++) {
        if (strcmp(page_fields[i].message, message) == 0 && strcmp(page_fields[i].name, name) == 0) {
            return &page_fields[i];
        }
    }
    missing("field", name);
    return NULL;
}

uint32_t page_read(const struct relay_frame *frame, const char *message, const char *name)
{
    const struct page_field *field = page_field(message, name);
    uint32_t value = 0;

    for (uint8_t i = 0; i < field->size; i++) {
        value = value << 8 | frame->payload[field->offset + i];
    }
    return value;
}

void page_write(struct relay_frame *frame, const char *message, const char *name, uint32_t value)
{
    const struct page_field *field = page_field(message, name);

    for (uint8_t i = field->size; i > 0; i--) {
        frame->payload[field->offset + i - 1U] = (uint8_t)value;
        value >>= 8;
    }
}
