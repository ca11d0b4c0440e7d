/* Tests that count themselves: one line each, and a last line with the sums. */
#ifndef CHECK_H
#define CHECK_H

#include <stdbool.h>

/* Notes a failure of the running test and goes on. */
#define CHECK(condition) check((condition), __FILE__, __LINE__, #condition)
/* The same, naming the row of a table. */
#define CHECK_ROW(row, condition) check((condition), __FILE__, __LINE__, (row))

#define RUN(test) check_run(#test, test)

bool check(bool condition, const char *file, int line, const char *text);
void check_run(const char *name, void (*test)(void));

/* Prints the sums; returns the exit code. */
int check_end(void);

void run_frame_tests(void);
void run_page_tests(void);
void run_hold_tests(void);
void run_cap_tests(void);
void run_feedback_tests(void);
void run_line_tests(void);
void run_memory_tests(void);
void run_meter_tests(void);

#endif
