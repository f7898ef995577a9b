#include "ledger/post.h"
#include "ledger/trays.h"
#include "tests/unit/ledger/book_maker.h"

#define KEY "CL:" OURS ":33:1"

/* Wednesday, 4 November 2026: an answer that was read as read, lies in Cobranza/from and shows up in Cobranza/to. hold and
 * state are the invoice's before; own: the hold is this answer's; before: what it had taken the place of. */
typedef struct {
	const char *what, *read, *date, *from, *to;
	const char *state, *hold, *until;
	bool own;
	const char *before, *before_until;
	const char *want, *codes;
} Row;

#define OWN_PROMISE "waiting", "PROMISE", "2026-11-24", true
static const Row rows[] = {
	{ "to Disputas", "PROMISE", "2026-11-20", "Promesas", "Disputas", OWN_PROMISE, NULL, NULL, "disputed DISPUTE -",
	  "DISPUTE" },
	{ "to Pagos", "PROMISE", "2026-11-20", "Promesas", "Pagos", OWN_PROMISE, NULL, NULL,
	  "payment-unconfirmed PAID_CLAIM 2026-11-09", "PAID_CLAIM" },
	{ "to Respuestas", "PROMISE", "2026-11-20", "Promesas", "Respuestas", OWN_PROMISE, NULL, NULL,
	  "overdue OTHER 2026-11-06", "OTHER" },
	{ "to Sin asignar", "PROMISE", "2026-11-20", "Promesas", "Sin asignar", OWN_PROMISE, NULL, NULL, "overdue - -", "" },
	{ "to Cuarentena", "PROMISE", "2026-11-20", "Promesas", "Cuarentena", OWN_PROMISE, NULL, NULL, "overdue - -", "" },
	{ "to the inbox: nothing", "PROMISE", "2026-11-20", "Promesas", NULL, OWN_PROMISE, NULL, NULL,
	  "waiting PROMISE 2026-11-24", NULL },
	{ "what it had replaced is there again", "PROMISE", "2026-11-20", "Promesas", "Sin asignar", OWN_PROMISE, "CALL_ME",
	  "2026-11-10", "overdue CALL_ME 2026-11-10", "" },
	{ "but not when its day has passed", "PROMISE", "2026-11-20", "Promesas", "Sin asignar", OWN_PROMISE, "CALL_ME",
	  "2026-11-03", "overdue - -", "" },
	{ "back to its own folder", "PROMISE", "2026-11-20", "Disputas", "Promesas", "disputed", "DISPUTE", NULL, true, NULL,
	  NULL, "waiting PROMISE 2026-11-24", "PROMISE 2026-11-20" },
	{ "a promise without a day lasts a week", "QUESTION", NULL, "Respuestas", "Promesas", "overdue", "QUESTION",
	  "2026-11-06", true, NULL, NULL, "waiting PROMISE 2026-11-13", "PROMISE" },
	{ "what was read in that folder counts", "DISP_PRICE", NULL, "Respuestas", "Disputas", "overdue", NULL, NULL, false,
	  NULL, NULL, "disputed DISP_PRICE -", "DISP_PRICE" },
	{ "another's stop stays", "QUESTION", NULL, "Respuestas", "Promesas", "disputed", "DISP_QTY", NULL, false, NULL, NULL,
	  "disputed DISP_QTY -", "PROMISE" },
	{ "and is not lifted", "QUESTION", NULL, "Respuestas", "Sin asignar", "disputed", "DISP_QTY", NULL, false, NULL, NULL,
	  "disputed DISP_QTY -", "" },
	{ "a rejection that was none", "REJECTED", NULL, "Disputas", "Sin asignar", "rejected", "REJECTED", NULL, true, NULL,
	  NULL, "overdue - -", "" },
	{ "paid meanwhile: nothing", "PROMISE", "2026-11-20", "Promesas", "Disputas", "paid", NULL, NULL, false, NULL, NULL,
	  "paid - -", "DISPUTE" },
};

static const char *path(Arena *arena, const char *tray)
{
	return tray != NULL ? arena_printf(arena, "Cobranza/%s", tray) : "INBOX";
}

static Date day_of(const char *text)
{
	return text != NULL ? day(text) : (Date){ 0 };
}

/* missed: by the daily comparison, while a person moved it. */
static void run(const Row *row, bool missed)
{
	g_autoptr(Arena) arena = arena_new();
	Book *book = book_new(arena);
	Outcome outcome;
	AnswerCode code = { .code = row->read, .date = row->date, .evidence = "…" };
	Answer answer = { .codes = &code, .n_codes = 1 };
	Mail mail = { .from = { .name = "Ana", .address = "ana@uno.test" }, .reply = "hola", .subject = "Re:" };
	Finding finding = { .sha256 = "f", .kind = FINDING_REPLY, .mail = &mail, .answer = &answer };
	Invoice invoice = { .id = 1, .version = 1, .company = "andes", .key = KEY, .direction = DIRECTION_ISSUED,
			    .due = day("2026-11-01"), .debtor_tax_id = CLIENT, .total = money_make(1000, "CLP"),
			    .hold_reason = row->hold, .hold_until = day_of(row->until) };
	HoldBefore before = { .invoice_key = KEY, .reason = row->before, .until = day_of(row->before_until) };
	Filing filing = { .mail_id = 4, .version = 2, .account = "facturas", .sha256 = "abc", .arrived = true,
			  .folder = missed ? "" : path(arena, row->from), .tray = path(arena, row->from),
			  .before = &before, .n_before = row->before != NULL };
	SentMail sent = { .id = 7, .company = "andes", .kind = "reminder" };
	Facts facts = { .mail_id = 9, .mail_sha256 = "abc", .first_same = 4, .now = at("2026-11-04T15:00:00Z"),
			.in_mailbox = true, .companies = book->companies, .n_companies = 2, .invoices = &invoice,
			.n_invoices = 1, .sent = &sent, .account = "facturas", .folder = path(arena, row->to),
			.in_tray = row->to != NULL, .filing = &filing };
	texts_add(arena, &sent.invoice_keys, KEY);
	invoice_state_from_word(row->state, &invoice.state);
	if (row->own)
		texts_add(arena, &facts.held, KEY);
	post_finding(arena, &finding, &facts, &outcome);
	const Invoice *after = outcome.n_invoices > 0 ? &outcome.invoices[0] : &invoice;
	is_str(arena_printf(arena, "%s %s %s", invoice_state_word(after->state),
			    after->hold_reason != NULL ? after->hold_reason : "-",
			    date_is_set(after->hold_until) ? date_text(arena, after->hold_until) : "-"),
	       row->want, row->what);
	is_str(outcome.recode ? texts_join(arena, &outcome.codes, ", ") : NULL, row->codes, "the note's code");
	const Event *last = outcome.n_events > 0 ? &outcome.events[0] : NULL;
	ok(last != NULL && strcmp(last->actor, "mailbox:facturas") == 0 && strcmp(last->kind, "reply-moved") == 0,
	   "the trail says who");
	is_str(last != NULL ? last->reason : NULL,
	       arena_printf(arena, "%s -> %s", path(arena, row->from), path(arena, row->to)), "and from where");
	ok(outcome.n_notes == 0 && outcome.n_alerts == 0 && outcome.move_to == NULL, "nothing is done twice");
	is_str(outcome.filing->folder, path(arena, row->to), "it is known where it lies");
}

int main(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		run(&rows[i], false);
	run(&rows[0], true);
	return tap_done();
}
