/*
 * What every sink keeps, whatever it is made of; run by the unit test of the folder and by the flow test of
 * SMTP. The caller looks afterwards that each accepted mail is there once, with the bytes given.
 */
#ifndef TESTS_UNIT_GATEWAY_SINK_CONTRACT_H
#define TESTS_UNIT_GATEWAY_SINK_CONTRACT_H

#include "gateway/sink.h"
#include "tests/tap.h"

typedef struct {
	int asked;
	bool answer;
} SinkContractDot;

static bool sink_contract_dot(void *context)
{
	SinkContractDot *dot = context;
	dot->asked++;
	return dot->answer;
}

static void sink_contract_send(Sink *sink, const SinkMail *mail, bool answer, SinkOutcome want,
			       const char *name)
{
	g_autoptr(Arena) arena = arena_new();
	SinkContractDot dot = { .answer = answer };
	SinkResult result = { 0 };
	sink->ops->send(sink, arena, mail, sink_contract_dot, &dot, &result);
	ok(result.outcome == want, "%s: outcome %d (%d %s)", name, (int)result.outcome, result.reply.code,
	   result.reply.text);
	ok(dot.asked == 1 && result.dotted == answer, "%s: asked once before the dot", name);
	bool told = result.reply.text != NULL;
	for (size_t i = 0; i < mail->n_recipients; i++)
		told &= result.per_recipient[i] == want && result.recipient_replies[i].text != NULL;
	ok(told, "%s: every recipient has its outcome and its words", name);
}

/* first and second: two mails of different Message-IDs that this sink takes. */
static void sink_contract(Sink *sink, const SinkMail *first, const SinkMail *second)
{
	g_autoptr(GError) error = NULL;
	ok(sink->ops->open(sink, &error), "opens: %s", error != NULL ? error->message : "yes");
	ok(sink->ops->open(sink, NULL), "an open sink stays open");
	sink_contract_send(sink, first, false, SINK_RETRY, "not recorded, not sent");
	sink_contract_send(sink, first, true, SINK_SENT, "sent");
	sink_contract_send(sink, second, true, SINK_SENT, "another");
	sink->ops->close(sink);
	sink->ops->close(sink);
	ok(sink->ops->open(sink, NULL), "opens again after closing twice");
	sink->ops->close(sink);
}

#endif
