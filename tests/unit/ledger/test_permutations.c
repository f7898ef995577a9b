/*
 * Whatever the order in which the same documents arrive, the ledger ends the same: balances, states, holds, postings.
 * Histories are generated: invoices, credit notes of each kind, annulments, receipts, substitutions, duplicates and
 * strangers, in groups of mails; rows of files that name what is there, what comes later and what has a namesake; and what
 * a person pays and takes back once the invoice is there.
 */
#include "tests/unit/ledger/book_maker.h"

#define HISTORIES 100
#define ORDERS 20
#define DOCUMENTS 14

#define PAYMENTS 5

/* A row of a file, or a person's payment, which may be taken back. */
typedef struct {
	const char *reference, *name, *amount;
	bool manual, undone;
} Paid;

typedef struct {
	Arena *arena;
	GRand *random;
	Document documents[DOCUMENTS];
	Paid payments[PAYMENTS];
} History;

static int any(History *history, int until)
{
	return g_rand_int_range(history->random, 0, until);
}

static const char *folio(History *history)
{
	return arena_printf(history->arena, "%d", 1 + any(history, 3));
}

static const char *uuid(History *history, const char *kind)
{
	return arena_printf(history->arena, "%s-0000-4000-8000-00000000000%d", kind, 1 + any(history, 3));
}

#define U_INVOICE "AAAAAAAA"
#define U_CREDIT "BBBBBBBB"
#define U_RECEIPT "CCCCCCCC"

static Document invoice(History *history)
{
	Document document = dte(history->arena, "33", folio(history), "1000");
	if (any(history, 6) == 0)
		document.verdict = VERDICT_UNSIGNED;
	return document;
}

/* One folio, one content: what is random about a document follows from its folio. */
static Document credit(History *history)
{
	static const char *const codes[] = { "3", "1", "3" };
	int number = any(history, 3);
	Document note = dte_note(history->arena, "61", arena_printf(history->arena, "%d", number),
				 number == 1 ? "990" : "400");
	note = refers(history->arena, note, "33", arena_printf(history->arena, "%d", 1 + number), codes[number]);
	return number == 2 ? refers(history->arena, note, "33", "2", "3") : note;
}

static Document annulment(History *history)
{
	int number = any(history, 2);
	Document note = dte_note(history->arena, "56", arena_printf(history->arena, "%d", number), "400");
	return refers(history->arena, note, "61", arena_printf(history->arena, "%d", number), "1");
}

static Document stranger(History *history)
{
	Document note = dte_note(history->arena, "61", "9", "1000");
	note.issuer.tax_id = STRANGER;
	note.receiver.tax_id = OURS;
	note.key = "CL:" STRANGER ":61:9";
	document_add_reference(history->arena, &note,
			       (Reference){ .type = "33", .number = "1", .code = "1", .tax_id = OURS });
	return note;
}

static Document mexican(History *history)
{
	const char *id = uuid(history, U_INVOICE);
	Document document = cfdi(history->arena, "I", id, "1000");
	bool successor = g_str_has_suffix(id, "3");
	return successor ? relates(history->arena, document, "04", U_INVOICE "-0000-4000-8000-000000000001") : document;
}

static Document receipt(History *history)
{
	const char *id = uuid(history, U_RECEIPT);
	Document document = cfdi(history->arena, "P", id, "0");
	bool newer = g_str_has_suffix(id, "3");
	const char *target = newer ? U_INVOICE "-0000-4000-8000-000000000002" : U_INVOICE "-0000-4000-8000-000000000001";
	document = pays(history->arena, document, target, "MXN", newer ? "999.999999" : "250.5");
	return newer ? relates(history->arena, document, "04", U_RECEIPT "-0000-4000-8000-000000000001") : document;
}

static Document mexican_credit(History *history)
{
	const char *id = uuid(history, U_CREDIT);
	Document document = cfdi(history->arena, "E", id, "100");
	return relates(history->arena, document, g_str_has_suffix(id, "2") ? "07" : "01",
		       U_INVOICE "-0000-4000-8000-000000000002");
}

/* "2" may be 33-2 or 34-2: it is somebody's only when the other one never comes. */
static Paid payment(History *history, size_t place)
{
	static const char *const rows[][2] = {
		{ "33-1", "250 CLP" },	    { "2", "400 CLP" },	     { "CL:" OURS ":33:3", "1000 CLP" },
		{ U_INVOICE "-0000-4000-8000-000000000001", "250.5 MXN" }, { "33-1", "1 USD" },
		{ U_INVOICE "-0000-4000-8000-000000000002", "999.999999 MXN" }, { "33-77", "5 CLP" },
	};
	static const char *const by_hand[][2] = { { "CL:" OURS ":33:1", "100" }, { "CL:" OURS ":33:2", "1500" } };
	bool manual = any(history, 3) == 0;
	int row = any(history, manual ? G_N_ELEMENTS(by_hand) : G_N_ELEMENTS(rows));
	return (Paid){ .reference = arena_printf(history->arena, "T%zu", place), .manual = manual,
		       .name = manual ? by_hand[row][0] : rows[row][0],
		       .amount = manual ? by_hand[row][1] : rows[row][1],
		       .undone = manual && any(history, 2) == 0 };
}

static Document exempt(History *history)
{
	Document document = dte(history->arena, "34", folio(history), "500");
	return document;
}

static void generate(History *history)
{
	static Document (*const makers[])(History *) = { invoice, credit,  annulment, stranger,
							 mexican, receipt, mexican_credit, invoice,
							 exempt };
	for (size_t i = 0; i < DOCUMENTS; i++)
		history->documents[i] = makers[any(history, G_N_ELEMENTS(makers))](history);
	for (size_t i = 0; i < PAYMENTS; i++)
		history->payments[i] = payment(history, i);
	/* The same invoice is the same invoice: one proof each. */
	for (size_t i = 0; i < DOCUMENTS; i++)
		for (size_t j = 0; j < i; j++)
			if (text_equal(history->documents[i].key, history->documents[j].key))
				history->documents[i].verdict = history->documents[j].verdict;
}

static int compare_texts(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Everything that must not depend on the order, as one text. */
static const char *summary(Arena *arena, const Book *book)
{
	Texts lines = { 0 };
	for (size_t i = 0; i < book->n_invoices; i++) {
		const Invoice *row = &book->invoices[i];
		texts_addf(arena, &lines, "%s %s paid %s next %s %s", row->key, stands(book, row->key),
			   money_micro_text(arena, row->paid), row->next_kind,
			   date_is_set(row->next_date) ? date_text(arena, row->next_date) : "");
	}
	for (size_t i = 0; i < book->n_postings; i++) {
		const Posting *posting = &book->postings[i];
		/* A match by folio that was taken back leaves a trace, and one that was never made none. */
		if (posting->kind == POSTING_FILE && posting->undone)
			continue;
		texts_addf(arena, &lines, "%s %d -> %s %s %s %s%s",
			   posting->source_key,
			   posting->kind == POSTING_FILE ? 0 : (int)posting->source_index,
			   posting->target_key != NULL ? posting->target_key : "nobody", posting_kind_word(posting->kind),
			   money_micro_text(arena, posting->amount.micro), posting->whole ? "whole " : "",
			   posting->undone ? "undone" : "");
	}
	for (size_t i = 0; i < book->n_payments; i++)
		texts_addf(arena, &lines, "%s %s %s", book->payments[i].source_key,
			   payment_state_word(book->payments[i].state), book->payments[i].invoice_key);
	if (lines.n > 1)
		qsort(lines.items, lines.n, sizeof(char *), compare_texts);
	return texts_join(arena, &lines, "\n");
}

/* A person's acts want the invoice: false, not yet. */
static bool pay_by_hand(Book *book, const Paid *paid)
{
	Outcome outcome = { 0 };
	Outcome undo = { 0 };
	const Invoice *invoice = book_invoice(book, paid->name);
	Act act = { .company = &book->companies[0], .invoice = invoice, .postings = book->postings, .actor = "Ana",
		    .n_postings = book->n_postings, .now = book->now, .unique = paid->reference,
		    .text = paid->reference };
	if (invoice == NULL || !money_parse_micro(paid->amount, &act.amount))
		return false;
	if (!acts_pay(book->arena, &act, &outcome, NULL))
		g_error("%s: refused", paid->reference);
	book_commit(book, &outcome);
	act.invoice = book_invoice(book, paid->name);
	act.postings = book->postings;
	act.n_postings = book->n_postings;
	if (!paid->undone)
		return true;
	if (!acts_unpay(book->arena, &act, &outcome.postings[0], &undo, NULL))
		g_error("%s: not undone", paid->reference);
	book_commit(book, &undo);
	return true;
}

static void pay(Book *book, const Paid *paid, bool *done)
{
	if (*done)
		return;
	*done = !paid->manual || pay_by_hand(book, paid);
	if (!paid->manual)
		book_import(book, paid->reference, paid->name, "2026-11-20", paid->amount);
}

static const char *play(History *history, const size_t *order, bool *sums_agree)
{
	Book *book = book_new(history->arena);
	bool done[PAYMENTS] = { false };
	for (size_t i = 0; i < DOCUMENTS;) {
		for (size_t p = 0; p < PAYMENTS; p++)
			if (any(history, DOCUMENTS) == 0)
				pay(book, &history->payments[p], &done[p]);
		Document mail[3];
		size_t n = 0;
		int wanted = 1 + any(history, 3);
		while (i < DOCUMENTS && n < (size_t)wanted)
			mail[n++] = history->documents[order[i++]];
		book_mail(book, arena_memdup(history->arena, mail, sizeof(Document) * n), n);
	}
	for (size_t p = 0; p < PAYMENTS; p++)
		pay(book, &history->payments[p], &done[p]);
	*sums_agree = *sums_agree && book->sums_agree;
	return summary(history->arena, book);
}

static void shuffle(History *history, size_t *order)
{
	for (size_t i = DOCUMENTS - 1; i > 0; i--) {
		size_t other = (size_t)any(history, (int)i + 1);
		size_t swap = order[i];
		order[i] = order[other];
		order[other] = swap;
	}
}

static bool history_holds(guint32 seed, bool *sums_agree)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GRand) random = g_rand_new_with_seed(seed);
	History history = { .arena = arena, .random = random };
	size_t order[DOCUMENTS];
	generate(&history);
	for (size_t i = 0; i < DOCUMENTS; i++)
		order[i] = i;
	const char *first = play(&history, order, sums_agree);
	for (size_t n = 0; n < ORDERS; n++) {
		shuffle(&history, order);
		const char *again = play(&history, order, sums_agree);
		if (strcmp(first, again) == 0)
			continue;
		printf("# seed %u, order %zu\n# %s\n# --\n# %s\n", seed, n, first, again);
		return false;
	}
	return true;
}

int main(void)
{
	bool sums_agree = true;
	size_t held = 0;
	for (guint32 seed = 1; seed <= HISTORIES; seed++)
		held += history_holds(seed, &sums_agree);
	is_i64((int64_t)held, HISTORIES, "every order of a history ends in the same ledger");
	ok(sums_agree, "at each commit the sums are those of the postings, and nobody is forgotten");
	return tap_done();
}
