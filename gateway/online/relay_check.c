#include "gateway/online/relay_check.h"

#include "gateway/mails/outbound.h"

static const char *relay_check_words(Arena *arena, Sink *sink)
{
	static const char *const keywords[] = { "8BITMIME", "SMTPUTF8", "PIPELINING", "DSN" };
	Texts words = { 0 };
	const char *mechanisms = NULL;
	for (size_t i = 0; i < G_N_ELEMENTS(keywords); i++)
		texts_addf(arena, &words, "%s%s", sink_smtp_offers(sink, arena, keywords[i], NULL) ? "" : "no ",
			   keywords[i]);
	if (sink_smtp_offers(sink, arena, "AUTH", &mechanisms))
		texts_addf(arena, &words, "AUTH %s", mechanisms);
	return texts_join(arena, &words, ", ");
}

static void relay_check_size(Arena *arena, Sink *sink, OnlineFinding *finding, const char *offers)
{
	const char *size = NULL;
	uint64_t most = sink_smtp_offers(sink, arena, "SIZE", &size) ? g_ascii_strtoull(size, NULL, 10) : 0;
	finding->found = most > 0 ? arena_printf(arena, "takes mails of up to %" G_GUINT64_FORMAT " bytes; %s", most,
						 offers) :
				    arena_printf(arena, "names no largest size; %s", offers);
	if (most == 0 || most >= OUTBOUND_MAIL_BYTES)
		return;
	finding->verdict = ONLINE_FAULT;
	finding->act = arena_printf(arena, "a reminder with its documents may have %d bytes: raise the relay's limit, or "
					   "mails with many documents will be refused", OUTBOUND_MAIL_BYTES);
}

void relay_check_limits(Sink *sink, const RelaySettings *relay, OnlineTally *tally)
{
	static const char *const tls[] = { [TLS_NONE] = "no TLS", [TLS_STARTTLS] = "STARTTLS", [TLS_IMPLICIT] = "TLS" };
	g_autoptr(Arena) arena = arena_new();
	OnlineFinding finding = { .what = "relay", .subject = relay->name };
	const char *offers = relay_check_words(arena, sink);
	relay_check_size(arena, sink, &finding, arena_printf(arena, "%s, %s", tls[relay->tls], offers));
	online_say(tally, &finding);
}
