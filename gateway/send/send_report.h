/*
 * SendReport: what a mail is for its relay, and what the relay's answer is for the queue. Pure.
 */
#ifndef GATEWAY_SEND_REPORT_H
#define GATEWAY_SEND_REPORT_H

#include "gateway/jobs.h"
#include "gateway/sink.h"

/* Everybody it goes to, and a copy to ourselves. bytes are borrowed. */
SinkMail send_report_mail(Arena *arena, const OutboundMail *mail, const void *bytes, size_t length);
/* The event of this answer, with who was refused and why. */
JobReport send_report(Arena *arena, const ClaimedJob *job, const SinkMail *mail, const SinkResult *result);

#endif
