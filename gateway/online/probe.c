#include "gateway/online/probe.h"

#include <string.h>

#include "gateway/mails/outbound.h"

#define PROBE_KIND 'p'
#define PROBE_NUMBERS 1024
#define PROBE_AGE_S 172800

typedef struct {
	const TokenKey *key;
	Arena *arena;
	int64_t now;
	bool found;
} Probe;

const char *probe_token(Arena *arena, const TokenKey *key, int64_t now, unsigned number)
{
	return token_make(arena, key, PROBE_KIND, now * PROBE_NUMBERS + number % PROBE_NUMBERS);
}

static void probe_try(Probe *probe, const char *token)
{
	int64_t id = 0;
	if (!probe->found && token != NULL && token_check(probe->key, PROBE_KIND, token, &id))
		probe->found = ABS(probe->now - id / PROBE_NUMBERS) <= PROBE_AGE_S;
}

static void probe_try_id(Probe *probe, const char *message_id)
{
	if (message_id == NULL || !g_str_has_prefix(message_id, OUTBOUND_ID_PREFIX))
		return;
	const char *token = message_id + strlen(OUTBOUND_ID_PREFIX);
	probe_try(probe, arena_strndup(probe->arena, token, strcspn(token, "@")));
}

/* "RE: valija check p1.abc", "Undeliverable: valija check …": the words behind ours. */
static void probe_try_subject(Probe *probe, const char *subject)
{
	const char *at = subject != NULL ? strstr(subject, PROBE_SUBJECT) : NULL;
	if (at == NULL)
		return;
	at += strlen(PROBE_SUBJECT);
	probe_try(probe, arena_strndup(probe->arena, at, strcspn(at, " \"")));
}

bool probe_is(const TokenKey *key, Arena *arena, const Finding *finding, int64_t now)
{
	const Mail *mail = finding->mail;
	Probe probe = { .key = key, .arena = arena, .now = now };
	if (mail == NULL)
		return false;
	probe_try_id(&probe, mail->message_id);
	probe_try_id(&probe, mail->in_reply_to);
	probe_try_subject(&probe, mail->subject);
	for (size_t i = 0; i < mail->n_to; i++)
		probe_try(&probe, token_from_address(arena, mail->to[i].address));
	for (size_t i = 0; i < mail->delivered_to.n; i++)
		probe_try(&probe, token_from_address(arena, mail->delivered_to.items[i]));
	if (finding->bounce != NULL)
		probe_try_id(&probe, finding->bounce->original_message_id);
	return probe.found;
}
