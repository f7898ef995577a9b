/*
 * SendNews: what an attempt says of the relay and of each recipient's domain. 4xx to a recipient is the domain's; to the
 * mail, or to recipients of two domains in a row, the relay's.
 */
#ifndef GATEWAY_SEND_NEWS_H
#define GATEWAY_SEND_NEWS_H

#include "gateway/send/send_gate.h"
#include "gateway/sink.h"

typedef struct {
	const SinkMail *mail;
	const SinkResult *result;
	int64_t took_ms;
} SendNews;

/* Of those whom the mail is for, each once. */
Texts send_news_domains(Arena *arena, const OutboundMail *mail);
/* The relay's tally with this attempt. last: the domain that was pushed back last (g_free), NULL: none. */
GateTally send_news_weigh(const SendNews *news, Arena *arena, char **last, GateTally tally);
/* Tells the domains' gates; news NULL: nothing was tried. */
bool send_news_settle(const SendGate *gate, Arena *arena, const Texts *domains, const SendNews *news, GError **error);

#endif
