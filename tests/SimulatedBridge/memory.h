/* The chip's EEPROM in a file, so that a bridge that is started again remembers. */
#ifndef MEMORY_H
#define MEMORY_H

#include <stdbool.h>

/* NULL: erased, and nothing is kept. A file that is missing is an erased chip. False: stderr says why. */
bool memory_load(const char *path);
bool memory_save(const char *path);

#endif
