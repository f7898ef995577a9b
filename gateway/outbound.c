#include "gateway/outbound.h"

#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/text.h"
#include "gateway/mail_dkim.h"
#include "templates/alert_words.h"
#include "templates/compose.h"
#include "templates/notice.h"

#define OUTBOUND_ATTACHED_MAX 20	  /* invoices whose documents go with one reminder */

typedef struct {
	Stage *stage;
	Arena *arena;
	const Company *company;
	const CompanySettings *settings;
	ComposeMailbox from;
	const char *domain;
	int64_t now;
} Desk;

/* ---- addresses and ids ---- */

/* "Cobranza <cobranza@x.cl>" as check has accepted it. */
static ComposeMailbox outbound_mailbox(Arena *arena, const char *text)
{
	const char *open = strchr(text, '<');
	if (open == NULL)
		return (ComposeMailbox){ .address = text_trim(arena, text) };
	const char *name = text_or_null(arena, arena_strndup(arena, text, (size_t)(open - text)));
	return (ComposeMailbox){ .name = name, .address = arena_strndup(arena, open + 1, strlen(open) - 2) };
}

static Desk outbound_desk(Stage *stage, Arena *arena, const Company *company)
{
	Desk desk = { .stage = stage, .arena = arena, .company = company, .now = stage_now(stage) };
	desk.settings = settings_company_settings(stage->settings, company->name);
	desk.from = outbound_mailbox(arena, desk.settings->from);
	desk.domain = strrchr(desk.from.address, '@') + 1;
	return desk;
}

static const char *outbound_thread(const Desk *desk, const char *kind, int64_t id)
{
	return arena_printf(desk->arena, "%sthread.%s.%" G_GINT64_FORMAT "@%s", OUTBOUND_ID_PREFIX, kind, id,
			    desk->domain);
}

static bool outbound_test_mode_allows(const Desk *desk, const char *address)
{
	const Texts *only_to = &desk->stage->settings->send->only_to;
	for (size_t i = 0; i < only_to->n; i++) {
		const char *rule = only_to->items[i];
		const char *part = rule[0] == '@' ? strrchr(address, '@') : address;
		if (part != NULL && g_ascii_strcasecmp(part, rule) == 0)
			return true;
	}
	return only_to->n == 0;
}

static void outbound_hold_in_test_mode(const Desk *desk, OutboundMail *mail)
{
	const Texts *lists[] = { &mail->to, &mail->cc };
	for (size_t l = 0; l < G_N_ELEMENTS(lists); l++)
		for (size_t i = 0; i < lists[l]->n; i++)
			if (!outbound_test_mode_allows(desk, lists[l]->items[i])) {
				mail->held = true;
				mail->reason = arena_printf(desk->arena, "test mode: [send] only_to leaves out %s",
							    lists[l]->items[i]);
			}
}

/* ---- freezing ---- */

/* Everything about one mail but its bytes and ids. */
typedef struct {
	OutboundMail row;
	const RenderedNotice *notice;
	const ComposeMailbox *to, *cc;
	const char *thread;
	const ComposeAttachment *attachments;
	size_t n_attachments;
} Draft;

static bool outbound_freeze(const Desk *desk, Draft *draft, Drafts *drafts, GError **error)
{
	OutboundMail *row = &draft->row;
	const void *bytes = NULL;
	size_t length = 0;
	const RelaySettings *relay = settings_relay(desk->stage->settings, desk->settings);
	if (!store_next_id(desk->stage->store, &row->id, error))
		return false;
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
	if (!compose_mail(desk->arena, &request, &bytes, &length, error) ||
	    !mail_dkim_sign(desk->arena, desk->settings, desk->now, &bytes, &length, error) ||
	    !store_blob_put(desk->stage->store, desk->arena, bytes, length, &row->sha256, error))
		return false;
	outbound_hold_in_test_mode(desk, row);
	drafts->mails = arena_grow(desk->arena, drafts->mails, drafts->n, sizeof *drafts->mails);
	drafts->mails[drafts->n++] = *row;
	return true;
}

/* ---- attachments ---- */

typedef struct {
	ComposeAttachment *items;
	size_t n, bytes;
} Attached;

static bool outbound_part(const Desk *desk, const Invoice *invoice, const char *sha256, ComposeAttachment *ret)
{
	int64_t size = 0;
	int fd = store_blob_open(desk->stage->store, invoice->mail_sha256, &size, NULL);
	if (fd < 0)
		return false;
	bool done = reader_client_part(desk->stage->reader, desk->arena, fd, (uint64_t)size, sha256, &ret->bytes,
				       &ret->length, NULL);
	close(fd);
	return done;
}

static const char *outbound_part_name(const Desk *desk, const Invoice *invoice, const char *extension)
{
	const char *number = invoice->number != NULL ? invoice->number : invoice->uuid;
	const char *name = arena_printf(desk->arena, "%s-%s%s%s.%s", invoice->type != NULL ? invoice->type : "doc",
					invoice->series != NULL ? invoice->series : "",
					invoice->series != NULL ? "-" : "", number != NULL ? number : "",
					extension);
	return compose_file_name(desk->arena, name);
}

/* A part that cannot be had any more is left out: the reminder names the invoice all the same. */
static void outbound_attach(const Desk *desk, const Invoice *invoice, const char *sha256, bool pdf, Attached *attached)
{
	ComposeAttachment part = { 0 };
	if (sha256 == NULL || invoice->mail_sha256 == NULL || !outbound_part(desk, invoice, sha256, &part) ||
	    attached->bytes + part.length > OUTBOUND_ATTACHED_BYTES)
		return;
	part.name = outbound_part_name(desk, invoice, pdf ? "pdf" : "xml");
	part.type = pdf ? "application/pdf" : "application/xml";
	attached->bytes += part.length;
	attached->items = arena_grow(desk->arena, attached->items, attached->n, sizeof *attached->items);
	attached->items[attached->n++] = part;
}

static void outbound_attach_documents(const Desk *desk, const Decision *decision, Attached *attached)
{
	size_t invoices = 0;
	for (size_t i = 0; i < decision->n_items && invoices < OUTBOUND_ATTACHED_MAX; i++) {
		const Invoice *invoice = decision->items[i].invoice;
		if (decision->items[i].skip != NULL)
			continue;
		outbound_attach(desk, invoice, invoice->pdf_sha256, true, attached);
		outbound_attach(desk, invoice, invoice->xml_sha256, false, attached);
		invoices++;
	}
}

/* ---- reminders ---- */

/* Listed: what is asked for, what falls due soon, what is in dispute. Held for another reason, paid at issue, not
 * proven: not a client's business. */
static bool outbound_listed(const Desk *desk, const DecideItem *item, Date today)
{
	const Invoice *invoice = item->invoice;
	bool soon = date_is_set(invoice->due) && date_diff(invoice->due, today) <= desk->company->policy.upcoming_days;
	return item->skip == NULL || invoice->state == STATE_DISPUTED || (item->dunned && soon);
}

static NoticeInvoice outbound_notice_invoice(const Desk *desk, const DecideItem *item, const char *language, Date today)
{
	static const NoticeSection sections[] = { [SECTION_OVERDUE] = NOTICE_OVERDUE, [SECTION_DUE] = NOTICE_DUE,
						  [SECTION_DISPUTED] = NOTICE_DISPUTED };
	const Invoice *invoice = item->invoice;
	const char *series = invoice->series;
	const char *number = invoice->number != NULL ? invoice->number : invoice->uuid;
	NoticeInvoice row = { .fiscal_id = invoice->uuid, .issued = invoice->issued, .due = invoice->due,
			      .total = invoice->total,
			      .balance = money_make(invoice_balance(invoice), invoice->total.currency),
			      .section = sections[item->section] };
	row.type_name = notice_type_name(desk->arena, desk->stage->catalog, language, invoice->type);
	row.number = series != NULL ? arena_printf(desk->arena, "%s-%s", series, number) : number;
	row.days_overdue = date_is_set(invoice->due) ? date_diff(today, invoice->due) : 0;
	return row;
}

static void outbound_add_recipients(const Desk *desk, const Contact **contacts, size_t n, ComposeMailbox **ret_boxes,
				    Texts *ret_texts)
{
	*ret_boxes = arena_array(desk->arena, ComposeMailbox, n + 1);
	for (size_t i = 0; i < n; i++) {
		(*ret_boxes)[i] = (ComposeMailbox){ .name = contacts[i]->name, .address = contacts[i]->address };
		texts_add(desk->arena, ret_texts, contacts[i]->address);
	}
}

static bool outbound_render(const Desk *desk, const Customer *customer, const Decision *decision, bool attached,
			    RenderedNotice *ret, GError **error)
{
	Date today = date_in_zone(desk->now, desk->company->zone);
	const char *language = decide_language(desk->company, customer, decision->to[0]);
	NoticeInvoice *rows = arena_array(desk->arena, NoticeInvoice, decision->n_items + 1);
	ReminderView view = { .language = language, .company = desk->company->legal_name, .customer = customer->name,
			      .contact_name = decision->to[0]->name, .today = today, .invoices = rows,
			      .attached = attached, .payment_note = desk->settings->payment_note };
	for (size_t i = 0; i < decision->n_items; i++)
		if (outbound_listed(desk, &decision->items[i], today))
			rows[view.n++] = outbound_notice_invoice(desk, &decision->items[i], language, today);
	if (desk->stage->settings->send->only_to.n > 0)
		view.test_banner = "only_to";
	return notice_render_reminder(desk->arena, desk->stage->catalog, decision->notice, &view, ret, error);
}

bool outbound_reminder(Stage *stage, Arena *arena, const Company *company, const Customer *customer,
		       const Decision *decision, Drafts *drafts, GError **error)
{
	Desk desk = outbound_desk(stage, arena, company);
	Attached attached = { 0 };
	RenderedNotice notice;
	ComposeMailbox *to = NULL;
	ComposeMailbox *cc = NULL;
	outbound_attach_documents(&desk, decision, &attached);
	if (!outbound_render(&desk, customer, decision, attached.n > 0, &notice, error))
		return false;
	Draft draft = { .row = { .kind = "reminder", .step = decision->step, .customer_id = customer->id,
				 .contact_id = decision->to[0]->id, .invoice_keys = decision->invoice_keys,
				 .invoice_set = texts_join(arena, &decision->invoice_keys, " "),
				 .due_at = decision->send_at },
			.notice = &notice, .attachments = attached.items, .n_attachments = attached.n };
	outbound_add_recipients(&desk, decision->to, decision->n_to, &to, &draft.row.to);
	outbound_add_recipients(&desk, decision->cc, decision->n_cc, &cc, &draft.row.cc);
	draft.to = to;
	draft.cc = cc;
	draft.thread = outbound_thread(&desk, "customer", customer->id);
	return outbound_freeze(&desk, &draft, drafts, error);
}

/* ---- alerts ---- */

/* What happened, in the words of who reads it. */
static const char *outbound_alert_detail(const Desk *desk, const Alert *alert, const char *language)
{
	if (alert->codes.n > 0)
		return alert_code_words(desk->arena, desk->stage->catalog, language, &alert->codes);
	return date_is_set(alert->day) ? alert_day(desk->arena, desk->stage->catalog, language, alert->day) :
					 alert->detail;
}

static const char *outbound_alert_subject(const Desk *desk, const Alert *alert, const char *language)
{
	if (alert->task == NULL)
		return alert->subject;
	return arena_printf(desk->arena, "%s: %s",
			    alert_task_word(desk->arena, desk->stage->catalog, language, alert->task), alert->subject);
}

static bool outbound_render_alert(const Desk *desk, const Alert *alert, RenderedNotice *ret, GError **error)
{
	AlertWords words;
	const char *(*facts)[2] = arena_alloc(desk->arena, sizeof *facts * (alert->n_facts + 1));
	const char *language = desk->company->language;
	const char *subject = outbound_alert_subject(desk, alert, language);
	if (!alert_words(desk->arena, desk->stage->catalog, language, alert_kind_word(alert->kind), subject,
			 outbound_alert_detail(desk, alert, language), &words, error))
		return false;
	for (size_t i = 0; i < alert->n_facts; i++) {
		facts[i][0] = alert_fact_name(desk->arena, desk->stage->catalog, language, alert->facts[i][0]);
		facts[i][1] = alert->facts[i][1];
	}
	AlertView view = { .language = language, .company = desk->company->legal_name, .title = words.title,
			   .summary = words.summary, .facts = (const char *const(*)[2])facts,
			   .n_facts = alert->n_facts, .quote = alert->quote, .command = alert->command };
	return notice_render_alert(desk->arena, desk->stage->catalog, "alert", &view, ret, error);
}

static bool outbound_alert(Stage *stage, Arena *arena, const Alert *alert, Drafts *drafts, GError **error)
{
	const Company *company = settings_company(stage->settings, alert->company);
	if (company == NULL)
		return true;
	Desk desk = outbound_desk(stage, arena, company);
	RenderedNotice notice;
	size_t n = desk.settings->alerts_to.n;
	if (n == 0)
		return true;
	if (!outbound_render_alert(&desk, alert, &notice, error))
		return false;
	ComposeMailbox *to = arena_array(arena, ComposeMailbox, n);
	Draft draft = { .row = { .kind = "alert", .step = alert->key, .invoice_set = "", .due_at = desk.now },
			.notice = &notice, .to = to };
	for (size_t i = 0; i < n; i++) {
		to[i].address = desk.settings->alerts_to.items[i];
		texts_add(arena, &draft.row.to, to[i].address);
	}
	if (alert->invoice_key != NULL)
		texts_add(arena, &draft.row.invoice_keys, alert->invoice_key);
	draft.thread = outbound_thread(&desk, alert_kind_word(alert->kind), 0);
	return outbound_freeze(&desk, &draft, drafts, error);
}

bool outbound_alerts(Stage *stage, Arena *arena, const Outcome *outcome, Drafts *drafts, GError **error)
{
	for (size_t i = 0; i < outcome->n_alerts; i++)
		if (!outbound_alert(stage, arena, &outcome->alerts[i], drafts, error))
			return false;
	return true;
}

bool outbound_tell(Stage *stage, Arena *arena, const Outcome *outcome, GError **error)
{
	Drafts drafts = { 0 };
	if (!outbound_alerts(stage, arena, outcome, &drafts, error) ||
	    !store_commit_act(stage->store, outcome, drafts.mails, drafts.n, stage_now(stage), error))
		return false;
	store_ring(stage->store, "send");
	return true;
}

bool outbound_tell_once(Stage *stage, Arena *arena, const Alert *alert, GError **error)
{
	Outcome outcome = { .outcome = "alert" };
	bool fresh = false;
	if (!store_alert_is_new(stage->store, alert->company, alert->key, &fresh, error))
		return false;
	outcome_add_alert(arena, &outcome, *alert);
	return !fresh || outbound_tell(stage, arena, &outcome, error);
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
