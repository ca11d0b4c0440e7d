#include "memory.h"

#include "chip.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define BYTES 1024U

static bool failed(const char *path)
{
    fprintf(stderr, "cannot keep the memory in \"%s\": %s\n", path, strerror(errno));
    return false;
}

bool memory_load(const char *path)
{
    uint8_t bytes[BYTES];
    FILE *file = path == NULL ? NULL : fopen(path, "rb");

    memset(bytes, 0xFF, sizeof bytes);
    if (file != NULL) {
        const size_t got = fread(bytes, 1, sizeof bytes, file);
        fclose(file);
        if (got != sizeof bytes) {
            fprintf(stderr, "\"%s\" has %zu bytes, not %u\n", path, got, BYTES);
            return false;
        }
    } else if (path != NULL && errno != ENOENT) {
        return failed(path);
    }
    chip_load_memory(bytes, sizeof bytes);
    return true;
}

bool memory_save(const char *path)
{
    uint8_t bytes[BYTES];

    if (path == NULL) {
        return true;
    }
    memset(bytes, 0xFF, sizeof bytes);
    chip_save_memory(bytes, sizeof bytes);
    FILE *file = fopen(path, "wb");
    if (file == NULL) {
        return failed(path);
    }
    const bool written = fwrite(bytes, 1, sizeof bytes, file) == sizeof bytes;
    return fclose(file) == 0 && written ? true : failed(path);
}
