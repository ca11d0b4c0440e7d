/* The command line. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include "chip.h"

#include <sys/types.h>

struct options {
    const char *firmware;
    const char *port; /* the symbolic link to make */
    const char *pins; /* NULL: nothing is logged */
    const char *memory; /* NULL: forgotten at the end */
    double line_mv;   /* RMS of the tone on the line while the power relay is on */
    double speed;     /* simulated seconds in a second */
    pid_t parent;     /* end when it does; 0: live on */
    struct chip_faults faults;
};

/* Ends the program with 2 when an argument is wrong. */
struct options options_of(int argc, char **argv);

#endif
