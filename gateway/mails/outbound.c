#include "gateway/mails/outbound_pay.h"
#include "gateway/mails/outbound_sign.h"
#include "gateway/mails/outbound_statement.h"

#include <string.h>

#include "base/error.h"
#include "base/text.h"

#define OUTBOUND_ATTACHED_MAX 20	  /* invoices whose documents go with one reminder */

static void outbound_attach_documents(const Desk *desk, const Decision *decision, Attached *attached)
{
	const unsigned documents = ATTACH_PDF | ATTACH_XML;
	size_t invoices = 0;
	for (size_t i = 0; (decision->attach & documents) != 0 && i < decision->n_items; i++) {
		if (decision->items[i].skip != NULL)
			continue;
		if (invoices++ < OUTBOUND_ATTACHED_MAX)
			outbound_parts_invoice(desk, decision->items[i].invoice, decision->attach, attached);
		else
			attached->left_out = true;
	}
}

/* ---- reminders ---- */

static NoticeSection outbound_section(const DecideItem *item)
{
	static const NoticeSection sections[] = { [SECTION_OVERDUE] = NOTICE_OVERDUE, [SECTION_DUE] = NOTICE_DUE,
						  [SECTION_DISPUTED] = NOTICE_DISPUTED };
	return sections[item->section];
}

/* What a statement has besides its invoices. */
static bool outbound_account(const Desk *desk, const Customer *customer, ReminderView *view, Attached *attached,
			     GError **error)
{
	PaidInvoice *paid = NULL;
	size_t n = 0;
	Date since = date_add_days(view->today, -OUTBOUND_STATEMENT_DAYS);
	if (!thanks_paid(desk->stage->store, desk->arena, customer, since, &paid, &n, error))
		return false;
	outbound_statement_ageing(desk, view);
	outbound_statement_paid(desk, paid, n, NULL, view);
	return outbound_statement_attach(desk, customer, view, attached, error);
}

/* All that is open, whatever the mail lists. */
static bool outbound_attach_statement(const Desk *desk, const Customer *customer, const Decision *decision,
				      const ReminderView *mail, Attached *attached, GError **error)
{
	NoticeInvoice *rows = arena_array(desk->arena, NoticeInvoice, decision->n_items + 1);
	ReminderView view = *mail;
	view.n = 0;
	view.invoices = rows;
	for (size_t i = 0; i < decision->n_items; i++) {
		const Invoice *invoice = decision->items[i].invoice;
		if (invoice->environment == ENVIRONMENT_PRODUCTION && invoice_balance(invoice) > 0)
			rows[view.n++] = outbound_parts_notice(desk, invoice, outbound_section(&decision->items[i]),
							       view.language);
	}
	outbound_pay(desk, &view, NULL);
	return outbound_account(desk, customer, &view, attached, error);
}

static bool outbound_render(const Desk *desk, const Customer *customer, const Decision *decision, Attached *attached,
			    RenderedNotice *ret, GError **error)
{
	Date today = date_in_zone(desk->now, decision->policy->zone);
	const char *language = decide_language(desk->company, customer, decision->to[0]);
	NoticeInvoice *rows = arena_array(desk->arena, NoticeInvoice, decision->n_items + 1);
	ReminderView view = { .language = language, .company = desk->company->legal_name, .customer = customer->name,
			      .contact_name = decision->to[0]->name, .today = today, .invoices = rows };
	for (size_t i = 0; i < decision->n_items; i++) {
		if (!decide_lists(decision->policy, &decision->items[i], today))
			continue;
		rows[view.n] = outbound_parts_notice(desk, decision->items[i].invoice,
						     outbound_section(&decision->items[i]), language);
		rows[view.n++].asked = decision->items[i].skip == NULL;
	}
	outbound_pay(desk, &view, attached);
	outbound_sign(desk, customer, &view);
	if (desk->stage->settings->send->only_to.n > 0)
		view.test_banner = "only_to";
	if (decision->statement && !outbound_account(desk, customer, &view, attached, error))
		return false;
	if (!decision->statement && (decision->attach & ATTACH_STATEMENT) != 0 &&
	    !outbound_attach_statement(desk, customer, decision, &view, attached, error))
		return false;
	view.attached = attached->files > 0;
	view.left_out = attached->left_out;
	const char *notice = notice_in_register(desk->arena, desk->catalog, decision->notice, language,
						decide_tone(decision->policy, customer, decision->to[0]));
	return notice_render_reminder(desk->arena, desk->catalog, notice, &view, ret, error);
}

bool outbound_reminder(Stage *stage, Arena *arena, const Company *company, const Customer *customer,
		       const Decision *decision, Drafts *drafts, GError **error)
{
	Desk desk = outbound_desk(stage, arena, company);
	Attached attached = { .limit = (size_t)decision->policy->attach_bytes };
	RenderedNotice notice;
	ComposeMailbox *to = NULL;
	ComposeMailbox *cc = NULL;
	if (!decision->statement)
		outbound_attach_documents(&desk, decision, &attached);
	if (!outbound_render(&desk, customer, decision, &attached, &notice, error))
		return false;
	const char *kind = decision->statement ? "statement" : "reminder";
	Draft draft = { .row = { .kind = kind, .step = decision->step, .customer_id = customer->id,
				 .contact_id = decision->to[0]->id, .invoice_keys = decision->invoice_keys,
				 .invoice_set = texts_join(arena, &decision->invoice_keys, " "),
				 .due_at = decision->send_at },
			.notice = &notice, .attachments = attached.items, .n_attachments = attached.n };
	outbound_parts_recipients(&desk, decision->to, decision->n_to, &to, &draft.row.to);
	outbound_parts_recipients(&desk, decision->cc, decision->n_cc, &cc, &draft.row.cc);
	draft.to = to;
	draft.cc = cc;
	draft.thread = outbound_desk_thread(&desk, "customer", customer->id);
	return outbound_desk_freeze(&desk, &draft, drafts, error);
}

/* ---- what an answer names ---- */

typedef struct {
	const Stage *stage;
	Arena *arena;
	int64_t id; /* 0: none yet */
} Named;

static void outbound_try_token(Named *named, const char *token)
{
	int64_t id = 0;
	if (named->id == 0 && token != NULL && token_check(&named->stage->key, 'm', token, &id))
		named->id = id;
}

static void outbound_try_address(Named *named, const char *address)
{
	outbound_try_token(named, token_from_address(named->arena, address));
}

static void outbound_try_message_id(Named *named, const char *message_id)
{
	const char *at = message_id != NULL ? strchr(message_id, '@') : NULL;
	size_t prefix = strlen(OUTBOUND_ID_PREFIX);
	if (at == NULL || strncmp(message_id, OUTBOUND_ID_PREFIX, prefix) != 0)
		return;
	outbound_try_token(named, arena_strndup(named->arena, message_id + prefix,
						(size_t)(at - message_id) - prefix));
}

int64_t outbound_own(const Stage *stage, Arena *arena, const Finding *finding)
{
	Named named = { .stage = stage, .arena = arena };
	if (finding->mail != NULL)
		outbound_try_message_id(&named, finding->mail->message_id);
	return named.id;
}

bool outbound_named(Stage *stage, Arena *arena, const Finding *finding, SentMail **ret, GError **error)
{
	const Mail *mail = finding->mail;
	Named named = { .stage = stage, .arena = arena };
	*ret = NULL;
	if (mail == NULL)
		return true;
	for (size_t i = 0; i < mail->n_to; i++)
		outbound_try_address(&named, mail->to[i].address);
	for (size_t i = 0; i < mail->n_cc; i++)
		outbound_try_address(&named, mail->cc[i].address);
	for (size_t i = 0; i < mail->delivered_to.n; i++)
		outbound_try_address(&named, mail->delivered_to.items[i]);
	outbound_try_message_id(&named, mail->in_reply_to);
	for (size_t i = mail->references.n; i > 0; i--)
		outbound_try_message_id(&named, mail->references.items[i - 1]);
	if (finding->bounce != NULL) {
		outbound_try_message_id(&named, finding->bounce->original_message_id);
		outbound_try_address(&named, finding->bounce->original_sender);
	}
	return named.id == 0 || store_sent_mail(stage->store, arena, named.id, ret, error);
}
