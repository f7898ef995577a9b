#include "gateway/mails/outbound_desk.h"

#include <string.h>

#include "base/text.h"
#include "gateway/mails/mail_dkim.h"

/* ---- addresses and ids ---- */

/* "Cobranza <cobranza@x.cl>" as check has accepted it; an address alone goes under the company's name, which is what a
 * client knows. */
static ComposeMailbox desk_mailbox(Arena *arena, const char *text, const char *company)
{
	const char *open = strchr(text, '<');
	if (open == NULL)
		return (ComposeMailbox){ .name = company, .address = text_trim(arena, text) };
	const char *name = text_or_null(arena, arena_strndup(arena, text, (size_t)(open - text)));
	size_t length = name == NULL ? 0 : strlen(name);
	if (length > 2 && name[0] == '"' && name[length - 1] == '"')
		name = arena_strndup(arena, name + 1, length - 2);
	return (ComposeMailbox){ .name = name == NULL ? company : name,
				 .address = arena_strndup(arena, open + 1, strlen(open) - 2) };
}

Desk outbound_desk(Stage *stage, Arena *arena, const Company *company)
{
	Desk desk = { .stage = stage, .arena = arena, .company = company, .now = stage_now(stage) };
	desk.settings = settings_company_settings(stage->settings, company->name);
	desk.catalog = stage_catalog(stage, company->name);
	desk.from = desk_mailbox(arena, desk.settings->from, desk.settings->legal_name);
	desk.domain = strrchr(desk.from.address, '@') + 1;
	return desk;
}

const char *outbound_desk_thread(const Desk *desk, const char *kind, int64_t id)
{
	return arena_printf(desk->arena, "%sthread.%s.%" G_GINT64_FORMAT "@%s", OUTBOUND_ID_PREFIX, kind, id,
			    desk->domain);
}

static bool desk_test_mode_allows(const Texts *only_to, const char *address)
{
	for (size_t i = 0; i < only_to->n; i++) {
		const char *rule = only_to->items[i];
		const char *part = rule[0] == '@' ? strrchr(address, '@') : address;
		if (part != NULL && g_ascii_strcasecmp(part, rule) == 0)
			return true;
	}
	return only_to->n == 0;
}

const char *outbound_desk_left_out(const Stage *stage, Arena *arena, const OutboundMail *mail)
{
	const Texts *lists[] = { &mail->to, &mail->cc };
	for (size_t l = 0; l < G_N_ELEMENTS(lists); l++)
		for (size_t i = 0; i < lists[l]->n; i++)
			if (!desk_test_mode_allows(&stage->settings->send->only_to, lists[l]->items[i]))
				return arena_printf(arena, "test mode: [send] only_to leaves out %s", lists[l]->items[i]);
	return NULL;
}

static void desk_hold_in_test_mode(const Desk *desk, OutboundMail *mail)
{
	const char *why = outbound_desk_left_out(desk->stage, desk->arena, mail);
	if (why == NULL)
		return;
	mail->held = true;
	mail->reason = why;
}

/* ---- freezing ---- */

bool outbound_desk_bytes(const Desk *desk, Draft *draft, const void **ret_bytes, size_t *ret_length, GError **error)
{
	OutboundMail *row = &draft->row;
	const RelaySettings *relay = settings_relay(desk->stage->settings, desk->settings);
	const char *token = token_make(desk->arena, &desk->stage->key, 'm', row->id);
	row->envelope_from = token_address(desk->arena, desk->settings->reply_to, token);
	row->message_id = arena_printf(desk->arena, "%s%s@%s", OUTBOUND_ID_PREFIX, token, desk->domain);
	row->company = desk->company->name;
	row->relay = relay->name;
	row->subject = draft->notice->subject;
	row->language = draft->notice->language;
	ComposeRequest request = {
		.from = desk->from, .reply_to = { .name = desk->from.name, .address = row->envelope_from },
		.to = draft->to, .n_to = row->to.n, .cc = draft->cc, .n_cc = row->cc.n,
		.message_id = row->message_id, .references = &draft->thread, .n_references = 1, .date = desk->now,
		.zone = desk->company->zone, .language = row->language, .subject = row->subject,
		.text = draft->notice->text, .html = draft->notice->html, .attachments = draft->attachments,
		.n_attachments = draft->n_attachments, .kind = row->kind,
	};
	return compose_mail(desk->arena, &request, ret_bytes, ret_length, error) &&
	       mail_dkim_sign(desk->arena, desk->settings, desk->now, ret_bytes, ret_length, error);
}

bool outbound_desk_freeze(const Desk *desk, Draft *draft, Drafts *drafts, GError **error)
{
	OutboundMail *row = &draft->row;
	const void *bytes = NULL;
	size_t length = 0;
	if (!store_next_id(desk->stage->store, &row->id, error) ||
	    !outbound_desk_bytes(desk, draft, &bytes, &length, error) ||
	    !(drafts->unsynced ? store_blob_put_soon : store_blob_put)(desk->stage->store, desk->arena, bytes, length,
									 &row->sha256, error))
		return false;
	drafts->bytes += length;
	desk_hold_in_test_mode(desk, row);
	drafts->mails = arena_grow(desk->arena, drafts->mails, drafts->n, sizeof *drafts->mails);
	drafts->mails[drafts->n++] = *row;
	return true;
}
