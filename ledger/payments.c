#include "ledger/payments.h"

#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "ledger/duties.h"
#include "ledger/events.h"
#include "ledger/settle.h"

/* ---- names ---- */

static bool payments_is_noise(const char *word)
{
	static const char *const noise[] = { "FACTURA", "FACTURAS", "FACT", "FAC", "F", "FE", "FV", "INVOICE", "INV", "FOLIO",
					     "NRO", "NUM", "NUMERO", "NO", "N", "DOC", "DOCUMENTO", "ELECTRONICA", "PAGO" };
	for (size_t i = 0; i < G_N_ELEMENTS(noise); i++)
		if (strcmp(word, noise[i]) == 0)
			return true;
	return false;
}

/* Only letters, digits and - : & stay; what people put between them is a blank. */
static char *payments_clean(const char *text)
{
	g_autofree char *normal = g_utf8_normalize(text, -1, G_NORMALIZE_ALL);
	g_autofree char *upper = g_utf8_strup(normal != NULL ? normal : text, -1);
	GString *clean = g_string_new(NULL);
	for (const char *at = upper; *at != '\0'; at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at);
		if (g_unichar_isalnum(c) || strchr("-:&", *at) != NULL)
			g_string_append_unichar(clean, c);
		else if (!g_unichar_ismark(c))
			g_string_append_c(clean, ' ');
	}
	return g_string_free(clean, FALSE);
}

static bool payments_is_uuid(const char *text)
{
	static const char shape[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
	if (strlen(text) != sizeof shape - 1)
		return false;
	for (size_t i = 0; i < sizeof shape - 1; i++)
		if (shape[i] == '-' ? text[i] != '-' : !g_ascii_isxdigit(text[i]))
			return false;
	return true;
}

/* "33-0001042" -> "33-1042"; the last run of digits is the folio. */
static const char *payments_without_zeros(Arena *arena, const char *name)
{
	size_t end = strlen(name);
	size_t begin = end;
	while (begin > 0 && g_ascii_isdigit(name[begin - 1]))
		begin--;
	size_t zeros = strspn(name + begin, "0");
	if (zeros > 0 && begin + zeros == end)
		zeros--;
	return arena_printf(arena, "%.*s%s", (int)begin, name, name + begin + zeros);
}

static const char *payments_spell(Arena *arena, const char *name)
{
	bool exact = payments_is_uuid(name) || g_str_has_prefix(name, "CL:") || g_str_has_prefix(name, "MX:");
	return exact ? arena_strdup(arena, name) : payments_without_zeros(arena, name);
}

/* "F-1042", "N-1042": the letters are a word, not a series of ours; whoever writes "A-1042" means series A. */
static const char *payments_without_noise(char **words)
{
	static const char *const separators = "-:";
	const char *left = NULL;
	for (size_t i = 0; words[i] != NULL; i++) {
		const char *word = words[i];
		const char *dash = strpbrk(word, separators);
		g_autofree char *first = dash != NULL ? g_strndup(word, (size_t)(dash - word)) : g_strdup(word);
		if (dash != NULL && payments_is_noise(first))
			word = dash + 1;
		bool noise = *word == '\0' || payments_is_noise(word) || strspn(word, "-:") == strlen(word);
		if (!noise && left != NULL)
			return NULL;
		left = noise ? left : word;
	}
	return left;
}

const char *payments_name(Arena *arena, const char *text)
{
	if (text == NULL)
		return NULL;
	g_autofree char *clean = payments_clean(text);
	g_auto(GStrv) words = g_strsplit_set(clean, " ", -1);
	const char *left = payments_without_noise(words);
	if (left != NULL)
		return payments_spell(arena, left);
	/* Several words that mean something: a name of its own, which no invoice has. */
	g_autofree char *joined = g_strjoinv("", words);
	return *joined != '\0' && strlen(joined) <= 200 ? payments_spell(arena, joined) : NULL;
}

static void payments_add_name(Arena *arena, Texts *names, const char *name)
{
	if (name != NULL && !texts_has(names, name))
		texts_add(arena, names, name);
}

void payments_names(Arena *arena, const Invoice *invoice, Texts *ret)
{
	const char *number = invoice->number;
	payments_add_name(arena, ret, payments_name(arena, invoice->key));
	payments_add_name(arena, ret, payments_name(arena, invoice->uuid));
	if (number == NULL)
		return;
	payments_add_name(arena, ret, payments_name(arena, number));
	if (invoice->type != NULL)
		payments_add_name(arena, ret, payments_name(arena, arena_printf(arena, "%s-%s", invoice->type, number)));
	if (invoice->series == NULL)
		return;
	payments_add_name(arena, ret, payments_name(arena, arena_printf(arena, "%s-%s", invoice->series, number)));
	payments_add_name(arena, ret, payments_name(arena, arena_printf(arena, "%s%s", invoice->series, number)));
}

#define PAYMENTS_CELL_MAX 50

/* "y", "and" between two names; a comma within one ("Factura N°, 1042") leaves a piece without digits. */
Texts payments_cell(Arena *arena, const char *text)
{
	Texts names = { 0 };
	if (text == NULL)
		return names;
	g_autoptr(GString) cell = g_string_new(text);
	static const char *const words[] = { " y ", " Y ", " e ", " and ", " & ", "\n" };
	for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
		g_string_replace(cell, words[i], ";", 0);
	g_auto(GStrv) pieces = g_strsplit_set(cell->str, ",;|", -1);
	for (size_t i = 0; pieces[i] != NULL && names.n <= PAYMENTS_CELL_MAX; i++)
		if (strpbrk(pieces[i], "0123456789") != NULL)
			payments_add_name(arena, &names, payments_name(arena, pieces[i]));
	return names.n > 1 && names.n <= PAYMENTS_CELL_MAX ? names : (Texts){ 0 };
}

#define PAYMENTS_WORDS_MAX 12

Texts payments_words(Arena *arena, const char *reference)
{
	Texts found = { 0 };
	g_autofree char *clean = payments_clean(reference != NULL ? reference : "");
	g_auto(GStrv) words = g_strsplit_set(clean, " ", -1);
	for (size_t i = 0; words[i] != NULL && found.n < PAYMENTS_WORDS_MAX; i++)
		if (strpbrk(words[i], "0123456789") != NULL && strlen(words[i]) <= 60)
			payments_add_name(arena, &found, payments_name(arena, words[i]));
	return found;
}

/* ---- judgement ---- */

/* The debtor's tax id, or its name however it is written. */
static bool payments_is_customer(Arena *arena, const PaymentRow *row, const Invoice *invoice)
{
	if (row->customer == NULL)
		return true;
	const char *customer = payments_name(arena, row->customer);
	const char *tax_id = payments_name(arena, invoice->debtor_tax_id);
	const char *name = payments_name(arena, invoice->debtor_name);
	g_autofree char *bare = g_strdelimit(g_strdup(customer != NULL ? customer : ""), "-:", '_');
	g_autofree char *own = g_strdelimit(g_strdup(tax_id != NULL ? tax_id : ""), "-:", '_');
	return text_equal(bare, own) || text_equal(customer, name);
}

/* A name that can mean one document only. */
static const char *payments_exact(Arena *arena, const char *name, const Invoice *invoice)
{
	if (text_equal(name, payments_name(arena, invoice->key)))
		return "key";
	return text_equal(name, payments_name(arena, invoice->uuid)) ? "uuid" : NULL;
}

static int64_t payments_days(Date later, Date earlier)
{
	return date_is_set(later) && date_is_set(earlier) ? date_diff(later, earlier) : 0;
}

static bool payments_in_time(const PaymentRow *row, const Invoice *invoice, int64_t window)
{
	return payments_days(invoice->issued, row->date) <= window;
}

typedef struct {
	Arena *arena;
	PaymentRow *row;
	const Invoice *found;
	const char *by;
	size_t n;
	Texts labels;
} Judging;

static void payments_found(Judging *judging, const Invoice *invoice, const char *by)
{
	judging->n++;
	judging->found = invoice;
	judging->by = by;
	if (judging->labels.n < 10)
		texts_addf(judging->arena, &judging->labels, "%s (%s %s)", invoice->key,
			   money_micro_text(judging->arena, invoice_balance(invoice)), invoice->total.currency);
}

/* One fits: it is that one's. Several: all are listed. */
static bool payments_decide(Judging *judging)
{
	PaymentRow *row = judging->row;
	if (judging->n > 1) {
		row->state = PAYMENT_AMBIGUOUS;
		row->reason = arena_printf(judging->arena, "may be for %s",
					   texts_join(judging->arena, &judging->labels, ", "));
		return true;
	}
	if (judging->n == 0)
		return false;
	const Invoice *invoice = judging->found;
	row->company = invoice->company;
	if (!text_equal(invoice->total.currency, row->amount.currency)) {
		row->reason = arena_printf(judging->arena, "%s is owed in %s, not in %s", invoice->key,
					   invoice->total.currency, row->amount.currency);
		return true;
	}
	row->state = PAYMENT_MATCHED;
	row->matched_by = judging->by;
	row->invoice_key = invoice->key;
	return true;
}

static bool payments_by_name(Arena *arena, const PaymentInvoices *invoices, PaymentRow *row)
{
	Judging judging = { .arena = arena, .row = row };
	for (size_t i = 0; i < invoices->n_named; i++) {
		const Invoice *invoice = &invoices->named[i];
		const char *exact = payments_exact(arena, row->name, invoice);
		bool loose = invoice->direction == DIRECTION_ISSUED && invoice->environment != ENVIRONMENT_TEST &&
			     payments_is_customer(arena, row, invoice) && payments_in_time(row, invoice,
											   invoices->window);
		if (exact != NULL || loose)
			payments_found(&judging, invoice, exact != NULL ? exact : "folio");
	}
	return payments_decide(&judging);
}

static bool payments_owes_exactly(const PaymentRow *row, const Invoice *invoice)
{
	return invoice->direction == DIRECTION_ISSUED && invoice_is_open(invoice) &&
	       invoice->environment != ENVIRONMENT_TEST && invoice_balance(invoice) == row->amount.micro &&
	       text_equal(invoice->total.currency, row->amount.currency);
}

static bool payments_by_reference(Arena *arena, const PaymentInvoices *invoices, PaymentRow *row)
{
	Judging judging = { .arena = arena, .row = row };
	for (size_t i = 0; i < invoices->n_hinted; i++) {
		const Invoice *invoice = &invoices->hinted[i];
		if (payments_owes_exactly(row, invoice) && payments_is_customer(arena, row, invoice) &&
		    payments_in_time(row, invoice, invoices->window))
			payments_found(&judging, invoice, "reference");
	}
	return payments_decide(&judging);
}

static bool payments_by_amount(Arena *arena, const PaymentInvoices *invoices, PaymentRow *row)
{
	Judging judging = { .arena = arena, .row = row };
	for (size_t i = 0; i < invoices->n_open; i++) {
		const Invoice *invoice = &invoices->open[i];
		bool late = payments_days(row->date, date_is_set(invoice->due) ? invoice->due : invoice->issued) >
			    invoices->window;
		if (payments_owes_exactly(row, invoice) && payments_is_customer(arena, row, invoice) && !late &&
		    payments_in_time(row, invoice, invoices->window))
			payments_found(&judging, invoice, "amount");
	}
	return payments_decide(&judging);
}

void payments_judge(Arena *arena, const PaymentInvoices *invoices, PaymentRow *row)
{
	/* Several names: that is for the row's import, or for a person. */
	if (row->name != NULL && strchr(row->name, ';') != NULL) {
		row->state = PAYMENT_AMBIGUOUS;
		return;
	}
	row->state = PAYMENT_WAITING;
	row->matched_by = NULL;
	row->invoice_key = NULL;
	row->reason = NULL;
	row->candidates = (int64_t)invoices->n_named;
	if (row->name != NULL) {
		if (!payments_by_name(arena, invoices, row))
			row->reason = arena_printf(arena, "invoice %s is not on record: it waits for it", row->name);
		return;
	}
	if (payments_by_reference(arena, invoices, row) || payments_by_amount(arena, invoices, row))
		return;
	row->reason = row->customer != NULL ? "no open invoice of this customer owes exactly this amount" :
					      "it names neither an invoice nor a customer that owes exactly this amount";
}

/* ---- what follows ---- */

static const Company *payments_company(const PaymentAct *act, const char *name)
{
	for (size_t i = 0; i < act->n_companies; i++)
		if (text_equal(act->companies[i].name, name))
			return &act->companies[i];
	return &act->companies[0];
}

static void payments_event(Arena *arena, const PaymentAct *act, const PaymentRow *row, const char *kind,
			   const char *reason, Outcome *outcome)
{
	const Invoice *invoice = act->invoice;
	Event event = { .at = act->now, .company = row->company, .kind = kind, .actor = act->actor, .reason = reason,
			.invoice_key = invoice != NULL ? invoice->key : NULL,
			.customer_tax_id = invoice != NULL ? invoice->debtor_tax_id : NULL,
			.evidence = row->file != NULL ? arena_printf(arena, "%s:%" G_GINT64_FORMAT, row->file,
								     row->line) : NULL };
	outcome_add_event(arena, outcome, event);
}

static const char *payments_words_of(Arena *arena, const PaymentRow *row)
{
	return arena_printf(arena, "file %s %s, reference %s", money_micro_text(arena, row->amount.micro),
			    row->amount.currency, row->reference);
}

static Posting payments_posting(const PaymentRow *row, int64_t index)
{
	return (Posting){ .company = row->company, .target_key = row->invoice_key, .source_key = row->source_key,
			  .source_index = index, .kind = POSTING_FILE, .amount = row->amount, .date = row->date,
			  .reference = row->reference };
}

/* Money on a replaced invoice belongs to the one that replaces it: a person moves it, and nobody is dunned meanwhile. */
static void payments_hold_successors(Arena *arena, const PaymentAct *act, const PaymentRow *row, Outcome *outcome)
{
	for (size_t i = 0; i < act->n_successors; i++) {
		const Invoice *successor = &act->successors[i];
		bool held = successor->hold_reason != NULL && !date_is_set(successor->hold_until);
		if (!invoice_is_open(successor) || held)
			continue;
		PaymentAct of = *act;
		of.invoice = successor;
		settle_hold(outcome_invoice(arena, outcome, successor), "SUBSTITUTION", (Date){ 0 });
		payments_event(arena, &of, row, EVENT_HELD, "SUBSTITUTION until a person lifts it", outcome);
	}
}

/* The invoice anew from its postings, with an event when its state changed. */
static bool payments_settle(Arena *arena, const PaymentAct *act, const PaymentRow *row, Outcome *outcome,
			    GError **error)
{
	const Facts facts = { .companies = act->companies, .n_companies = act->n_companies, .postings = act->postings,
			      .n_postings = act->n_postings };
	Invoice *invoice = outcome_invoice(arena, outcome, act->invoice);
	InvoiceState before = invoice->state;
	Date today = date_in_zone(act->now, payments_company(act, invoice->company)->zone);
	if (!settle_invoice(&facts, outcome, invoice, today)) {
		error_reject(error, "%s: the sum of its payments leaves the range of an amount", invoice->key);
		return false;
	}
	settle_reopened(&facts, outcome, invoice);
	payments_hold_successors(arena, act, row, outcome);
	if (invoice->state != before)
		payments_event(arena, act, row, EVENT_STATE,
			       arena_printf(arena, "%s -> %s", invoice_state_word(before), invoice_state_word(invoice->state)),
			       outcome);
	duties_follow(arena, payments_company(act, invoice->company), act->invoice, invoice, act->now, outcome);
	return true;
}

bool payments_record(Arena *arena, const PaymentAct *act, const PaymentRow *row, Outcome *outcome, GError **error)
{
	PaymentRow recorded = *row;
	bool matched = row->state == PAYMENT_MATCHED;
	if (matched)
		outcome_add_posting(arena, outcome, payments_posting(row, recorded.postings++));
	outcome_add_payment(arena, outcome, recorded);
	payments_event(arena, act, row, matched ? EVENT_POSTED : EVENT_PAYMENT_KEPT,
		       matched ? payments_words_of(arena, row) :
				 arena_printf(arena, "%s: %s", payments_words_of(arena, row), row->reason),
		       outcome);
	return !matched || payments_settle(arena, act, row, outcome, error);
}

bool payments_undo(Arena *arena, const PaymentAct *act, const PaymentRow *row, Outcome *outcome, GError **error)
{
	PaymentRow undone = *row;
	if (row->state == PAYMENT_UNDONE) {
		error_reject(error, "payment %s is undone already", row->reference);
		return false;
	}
	undone.state = PAYMENT_UNDONE;
	undone.reason = arena_printf(arena, "undone by %s%s%s", act->actor, act->reason != NULL ? ": " : "",
				     act->reason != NULL ? act->reason : "");
	outcome_add_payment(arena, outcome, undone);
	payments_event(arena, act, row, EVENT_PAYMENT_UNDONE,
		       arena_printf(arena, "%s%s%s", payments_words_of(arena, row), act->reason != NULL ? ": " : "",
				    act->reason != NULL ? act->reason : ""),
		       outcome);
	if (row->state != PAYMENT_MATCHED || act->invoice == NULL)
		return true;
	Posting posting = payments_posting(row, row->postings - 1);
	posting.undone = true;
	outcome_add_posting(arena, outcome, posting);
	return payments_settle(arena, act, row, outcome, error);
}
