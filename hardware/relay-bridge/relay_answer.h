/* Writes the bridge's answers into a frame that keeps its sequence. */
#ifndef RELAY_ANSWER_H
#define RELAY_ANSWER_H

#include "relay_bridge.h"

uint16_t relay_get_u16(const struct relay_frame *frame, uint8_t offset);

/* Names the frame's type as what was refused. */
void relay_answer_refused(struct relay_frame *frame, uint8_t code);
void relay_answer_version(const struct relay_bridge *bridge, struct relay_frame *frame);
void relay_answer_status(const struct relay_bridge *bridge, uint32_t now_ms, struct relay_frame *frame);
void relay_answer_measures(const struct relay_bridge *bridge, struct relay_frame *frame);
void relay_answer_tested(struct relay_frame *frame, uint16_t faults);

#endif
