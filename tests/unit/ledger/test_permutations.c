/*
 * Whatever the order in which the same documents arrive, the ledger ends the same: balances, states, holds, postings.
 * Histories are generated: invoices, credit notes of each kind, annulments, receipts, substitutions, duplicates and
 * strangers, in groups of mails.
 */
#include "tests/unit/ledger/book_maker.h"

#define HISTORIES 60
#define ORDERS 20
#define DOCUMENTS 14

typedef struct {
	Arena *arena;
	GRand *random;
	Document documents[DOCUMENTS];
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

static void generate(History *history)
{
	static Document (*const makers[])(History *) = { invoice, credit,  annulment, stranger,
							 mexican, receipt, mexican_credit, invoice };
	for (size_t i = 0; i < DOCUMENTS; i++)
		history->documents[i] = makers[any(history, G_N_ELEMENTS(makers))](history);
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
		texts_addf(arena, &lines, "%s %d -> %s %s %s %s%s", posting->source_key, (int)posting->source_index,
			   posting->target_key != NULL ? posting->target_key : "nobody", posting_kind_word(posting->kind),
			   money_micro_text(arena, posting->amount.micro), posting->whole ? "whole " : "",
			   posting->undone ? "undone" : "");
	}
	if (lines.n > 1)
		qsort(lines.items, lines.n, sizeof(char *), compare_texts);
	return texts_join(arena, &lines, "\n");
}

static const char *play(History *history, const size_t *order, bool *sums_agree)
{
	Book *book = book_new(history->arena);
	for (size_t i = 0; i < DOCUMENTS;) {
		Document mail[3];
		size_t n = 0;
		int wanted = 1 + any(history, 3);
		while (i < DOCUMENTS && n < (size_t)wanted)
			mail[n++] = history->documents[order[i++]];
		book_mail(book, arena_memdup(history->arena, mail, sizeof(Document) * n), n);
	}
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
