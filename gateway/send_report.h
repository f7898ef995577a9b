/*
 * SendReport: what a relay said of one mail, as the table of jobs takes it: who will not get it, and whose address is
 * lost.
 */
#ifndef GATEWAY_SEND_REPORT_H
#define GATEWAY_SEND_REPORT_H

#include "gateway/jobs.h"
#include "gateway/sink.h"

JobReport send_report(Arena *arena, int64_t id, int64_t attempt, const SinkMail *mail, const SinkResult *result);

#endif
