/* The serial line: a pseudo-terminal behind a fixed path, which can be unplugged. */
#ifndef LINE_H
#define LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* False: no pseudo-terminal, or the path is taken by something that is no symbolic link. */
bool line_plug(const char *path);
void line_unplug(void);

/* For poll; -1 while unplugged. */
int line_descriptor(void);

/* Bytes of the host, as many as are there. */
size_t line_read(uint8_t *bytes, size_t capacity);

/* Bytes to the host, flushed by line_flush; what the host does not fetch is lost, as on a wire. */
void line_write(uint8_t byte);
void line_flush(void);

#endif
