#define _GNU_SOURCE
#include "line.h"

#include <errno.h>
#include <fcntl.h>
#include <pty.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

static int master = -1;
static int slave = -1; /* kept open: else the master reads EIO while no host has the port open */
static const char *link_path;
static uint8_t outgoing[512];
static size_t outgoing_length;

static bool make_link(const char *target)
{
    struct stat found;

    if (lstat(link_path, &found) == 0) {
        if (!S_ISLNK(found.st_mode)) {
            fprintf(stderr, "\"%s\" is there and is no symbolic link\n", link_path);
            return false;
        }
        unlink(link_path);
    }
    if (symlink(target, link_path) != 0) {
        fprintf(stderr, "cannot make the link \"%s\": %s\n", link_path, strerror(errno));
        return false;
    }
    return true;
}

bool line_plug(const char *path)
{
    char name[64];
    struct termios raw;

    if (master >= 0) {
        return true;
    }
    if (openpty(&master, &slave, name, NULL, NULL) != 0) {
        perror("openpty");
        return false;
    }
    tcgetattr(slave, &raw);
    cfmakeraw(&raw);
    cfsetspeed(&raw, B115200);
    tcsetattr(slave, TCSANOW, &raw);
    fcntl(master, F_SETFL, O_NONBLOCK);
    link_path = path;
    if (!make_link(name)) {
        link_path = NULL;
        return false;
    }
    return true;
}

void line_unplug(void)
{
    if (master < 0) {
        return;
    }
    unlink(link_path);
    close(slave);
    close(master);
    master = slave = -1;
    outgoing_length = 0;
}

int line_descriptor(void)
{
    return master;
}

size_t line_read(uint8_t *bytes, size_t capacity)
{
    const ssize_t got = master < 0 ? 0 : read(master, bytes, capacity);

    return got > 0 ? (size_t)got : 0;
}

void line_write(uint8_t byte)
{
    if (master >= 0 && outgoing_length < sizeof outgoing) {
        outgoing[outgoing_length++] = byte;
    }
}

void line_flush(void)
{
    if (outgoing_length == 0) {
        return;
    }
    const ssize_t put = write(master, outgoing, outgoing_length);
    if (put > 0) {
        outgoing_length -= (size_t)put;
        memmove(outgoing, outgoing + put, outgoing_length);
    }
}
