#include "gateway/send/send_news.h"

#include "base/text.h"
#include "store/store_gate.h"

#define SEND_NEWS_SLOW_MS 10000 /* a mail that took so long was to a slow domain */

Texts send_news_domains(Arena *arena, const OutboundMail *mail)
{
	Texts domains = { 0 };
	const Texts *lists[] = { &mail->to, &mail->cc };
	for (size_t l = 0; l < G_N_ELEMENTS(lists); l++)
		for (size_t i = 0; i < lists[l]->n; i++) {
			const char *domain = store_gate_domain(arena, lists[l]->items[i]);
			if (!texts_has(&domains, domain))
				texts_add(arena, &domains, domain);
		}
	return domains;
}

/* A recipient of this domain was refused for now; NULL: of any domain. */
static const char *send_news_pushed(Arena *arena, const SendNews *news, const char *domain)
{
	const SinkResult *result = news->result;
	if (result->of_mail || result->outcome != SINK_RETRY)
		return NULL;
	for (size_t i = 0; i < news->mail->n_required; i++) {
		const char *of = store_gate_domain(arena, news->mail->recipients[i]);
		if (result->recipient_replies[i].code / 100 == 4 && (domain == NULL || text_equal(of, domain)))
			return of;
	}
	return NULL;
}

GateTally send_news_weigh(const SendNews *news, Arena *arena, char **last, GateTally tally)
{
	const SinkResult *result = news->result;
	const char *pushed = send_news_pushed(arena, news, NULL);
	bool again = pushed != NULL && *last != NULL && !text_equal(pushed, *last);
	bool back = result->outcome == SINK_RETRY && result->of_mail && result->reply.code / 100 != 5;
	if (pushed != NULL || result->outcome == SINK_SENT) {
		g_free(*last);
		*last = g_strdup(pushed);
	}
	tally.pushed_back += back || again;
	tally.accepted += !back && !again;
	return tally;
}

static GateTally send_news_of(Arena *arena, const SendNews *news, const char *domain)
{
	if (news == NULL || (news->result->outcome == SINK_RETRY && news->result->of_mail))
		return (GateTally){ .unused = 1 };
	if (send_news_pushed(arena, news, domain) != NULL)
		return (GateTally){ .pushed_back = 1 };
	return news->took_ms >= SEND_NEWS_SLOW_MS ? (GateTally){ .slow = 1 } : (GateTally){ .accepted = 1 };
}

bool send_news_settle(const SendGate *gate, Arena *arena, const Texts *domains, const SendNews *news, GError **error)
{
	for (size_t i = 0; i < domains->n; i++) {
		const GateTally tally = send_news_of(arena, news, domains->items[i]);
		if (!send_gate_domain_done(gate, domains->items[i], &tally, error))
			return false;
	}
	return true;
}
