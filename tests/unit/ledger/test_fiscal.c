/* What receivers, the SII and factors declare about an invoice, before it comes and after. */
#include "ledger/fiscal.h"

#include "tests/unit/ledger/book_maker.h"

#define INVOICE "CL:" OURS ":33:1"
#define FACTOR "76543211-1"
#define SII "60803000-K"

static Document says(Arena *arena, const char *format, const char *type, const char *by, const char *code)
{
	Document document = { .format = format, .type = type, .issued = "2026-11-03T10:00:00",
			      .issuer = { .tax_id = by }, .receiver = { .tax_id = OURS }, .effect = EFFECT_NONE,
			      .verdict = VERDICT_SIGNED };
	document_add_reference(arena, &document, (Reference){ .type = "33", .number = "1", .code = code,
							      .tax_id = OURS, .reason = "en palabras" });
	return document;
}

static Document cession(Arena *arena, const char *from, TrustVerdict verdict)
{
	Document document = says(arena, "dte-cesion", "AEC", from, NULL);
	document.receiver = (Party){ .tax_id = FACTOR, .name = "Factor Uno" };
	document.currency = "CLP";
	document.total = "1000";
	document.verdict = verdict;
	return document;
}

typedef struct {
	const char *format, *type, *by, *code;
	const char *stands;
	size_t alerts;
	const char *what;
} Case;

static const Case cases[] = {
	{ "dte-respuesta", "RecepcionEnvio", CLIENT, "0", "new 1000", 0, "taken in by the receiver's system" },
	{ "dte-respuesta", "RecepcionEnvio", CLIENT, "99", "disputed 1000 held NOT_TAKEN_IN", 1, "not taken in" },
	{ "dte-respuesta", "ResultadoDTE", CLIENT, "0", "new 1000", 0, "accepted" },
	{ "dte-respuesta", "ResultadoDTE", CLIENT, "1", "new 1000", 0, "accepted with remarks" },
	{ "dte-respuesta", "ResultadoDTE", CLIENT, "2", "rejected 1000 held REJECTED", 1, "rejected" },
	{ "dte-respuesta", "ResultadoDTE", STRANGER, "2", "new 1000", 0, "rejected by somebody else" },
	{ "dte-respuesta", "ResultadoDTE", CLIENT, "7", "new 1000", 0, "a code that does not exist" },
	{ "dte-recibos", "EnvioRecibos", CLIENT, NULL, "new 1000", 0, "goods received" },
	{ "dte-respuesta", "RESULTADO_ENVIO", SII, "RCH - DTE Rechazado", "rejected 1000 held REJECTED", 1, "by the SII" },
	{ "dte-respuesta", "RESULTADO_ENVIO", SII, "RLV", "new 1000", 0, "remarks of the SII" },
	{ "dte-respuesta", "RESULTADO_ENVIO", STRANGER, "RCH", "new 1000", 0, "not by the SII" },
};

static const Outcome *declare(Book *book, Document document)
{
	Document *copy = arena_memdup(book->arena, &document, sizeof document);
	return book_mail(book, copy, 1);
}

static size_t count_tasks(const Outcome *outcome, TaskKind kind, bool open)
{
	size_t n = 0;
	for (size_t i = 0; i < outcome->n_tasks; i++)
		n += outcome->tasks[i].kind == kind && outcome->tasks[i].open == open ? 1 : 0;
	return n;
}

static void test_case(Arena *arena, const Case *one)
{
	Book *book = book_new(arena);
	book_take(book, dte(arena, "33", "1", "1000"));
	Document document = says(arena, one->format, one->type, one->by, one->code);
	const Outcome *outcome = declare(book, document);
	is_str(stands(book, INVOICE), one->stands, one->what);
	ok(outcome->n_alerts == one->alerts && count_tasks(outcome, TASK_REJECTED, true) == one->alerts,
	   "%s: told %zu", one->what, outcome->n_alerts);
	outcome = declare(book, document);
	ok(outcome->n_alerts == 0 && outcome->n_declarations == 0, "%s again: nothing", one->what);
	ok(book->sums_agree, "%s: the sums agree", one->what);

	Book *other = book_new(arena);
	declare(other, document);
	outcome = book_take(other, dte(arena, "33", "1", "1000"));
	is_str(stands(other, INVOICE), one->stands, "the same when the invoice comes after it");
	is_i64((int64_t)outcome->n_alerts, (int64_t)one->alerts, "and as many hear of it");
	ok(other->sums_agree, "%s first: the sums agree", one->what);
}

static void test_cession(Arena *arena)
{
	Book *book = book_new(arena);
	book_take(book, dte(arena, "33", "1", "1000"));
	const Outcome *outcome = declare(book, cession(arena, OURS, VERDICT_SIGNED));
	is_str(stands(book, INVOICE), "ceded 1000", "what we ceded is another's to collect");
	is_str(book_invoice(book, INVOICE)->holder_tax_id, FACTOR, "by name");
	ok(book_invoice(book, INVOICE)->next_kind == NULL && outcome->alerts[0].kind == ALERT_CEDED, "nothing is sent");

	book = book_new(arena);
	book_take(book, dte(arena, "33", "1", "1000"));
	declare(book, cession(arena, OURS, VERDICT_UNSIGNED));
	is_str(stands(book, INVOICE), "new 1000 held FACTORED", "an unsigned cession holds, and a person looks");
	ok(book_invoice(book, INVOICE)->holder_tax_id == NULL, "nobody else holds the debt");
	declare(book, cession(arena, STRANGER, VERDICT_SIGNED));
	ok(book_invoice(book, INVOICE)->holder_tax_id == NULL, "nor by who never held it");

	book = book_new(arena);
	book_take(book, dte(arena, "33", "1", "1000"));
	Document second = cession(arena, STRANGER, VERDICT_SIGNED);
	document_add_reference(arena, &second, (Reference){ .type = "cession", .tax_id = OURS, .reason = STRANGER });
	declare(book, second);
	is_str(stands(book, INVOICE), "ceded 1000", "a chain of two steps that begins with us");

	book = book_new(arena);
	declare(book, cession(arena, OURS, VERDICT_SIGNED));
	book_take(book, dte(arena, "33", "1", "1000"));
	is_str(stands(book, INVOICE), "ceded 1000", "a cession before its invoice");
	ok(book->sums_agree, "and the sums agree");
}

/* We are the debtor: what we owe stays owed, to another. */
static void test_received(Arena *arena)
{
	Book *book = book_new(arena);
	Document supply = dte(arena, "33", "1", "1000");
	supply.key = "CL:" CLIENT ":33:1";
	supply.issuer = (Party){ .tax_id = CLIENT, .name = "Comercial Uno" };
	supply.receiver = (Party){ .tax_id = OURS, .name = "Viña Andes" };
	book_take(book, supply);
	Document document = cession(arena, CLIENT, VERDICT_SIGNED);
	document.references[0].tax_id = CLIENT;
	const Outcome *outcome = declare(book, document);
	const Invoice *invoice = book_invoice(book, supply.key);
	ok(invoice->state == STATE_NEW && invoice->direction == DIRECTION_RECEIVED, "it is still to be paid");
	is_str(invoice->holder_tax_id, FACTOR, "to the factor");
	is_i64((int64_t)outcome->n_alerts, 1, "who pays suppliers hears of it");
	Document answer = says(arena, "dte-recibos", "EnvioRecibos", OURS, NULL);
	answer.references[0].tax_id = CLIENT;
	outcome = declare(book, answer);
	is_i64((int64_t)count_tasks(outcome, TASK_CLAIM_WINDOW, false), 1, "our own receipt ends the days to claim");
}

static void test_altered(Arena *arena)
{
	Book *book = book_new(arena);
	book_take(book, dte(arena, "33", "1", "1000"));
	Document document = says(arena, "dte-respuesta", "ResultadoDTE", CLIENT, "2");
	document.verdict = VERDICT_ALTERED;
	const Outcome *outcome = declare(book, document);
	is_str(stands(book, INVOICE), "new 1000", "an altered answer says nothing");
	is_str(outcome->documents[0].disposition, "information", "and is kept");
}

int main(void)
{
	g_autoptr(Arena) arena = arena_new();
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		test_case(arena, &cases[i]);
	test_cession(arena);
	test_received(arena);
	test_altered(arena);
	return tap_done();
}
