#include "check.h"

#include <stdio.h>
#include <stdlib.h>

static int passed;
static int failed;
static int misses;

bool check(bool condition, const char *file, int line, const char *text)
{
    if (!condition && ++misses <= 10) {
        printf("# %s:%d: %s\n", file, line, text);
    }
    return condition;
}

void check_run(const char *name, void (*test)(void))
{
    misses = 0;
    test();
    if (misses == 0) {
        passed++;
    } else {
        failed++;
    }
    printf("%s %s\n", misses == 0 ? "ok" : "not ok", name);
    fflush(stdout);
}

int check_end(void)
{
    printf("%d passed, %d failed\n", passed, failed);
    return failed == 0 && passed > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
