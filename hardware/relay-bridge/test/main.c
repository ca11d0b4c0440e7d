#include "check.h"

int main(void)
{
    run_frame_tests();
    run_page_tests();
    run_hold_tests();
    run_cap_tests();
    run_feedback_tests();
    run_line_tests();
    run_memory_tests();
    run_meter_tests();
    return check_end();
}
