/* The public corpus against its oracle: every field, every seal, every stamp. */
#include "base/json.h"
#include "parsers/cfdi/cfdi.h"
#include "tests/tap.h"

#define CORPUS "../shared/corpus/cfdi"

typedef struct {
	const char *name;
	int equal, of, files;
} Tally;

static Tally fields = { "fields", 0, 0, 0 }, seals = { "seals", 0, 0, 0 }, stamps = { "stamps", 0, 0, 0 };

typedef struct {
	Arena *arena;
	const json_t *row;
	const Document *document;
	GString *wrong;
} Case;

static void compare(Case *test, const char *what, const char *want, const char *got)
{
	g_autofree char *trimmed = want != NULL ? g_strstrip(g_strdup(want)) : NULL;
	const char *expected = trimmed != NULL && *trimmed != '\0' ? trimmed : NULL;
	fields.of++;
	if (g_strcmp0(expected, got) == 0)
		fields.equal++;
	else
		g_string_append_printf(test->wrong, "%s: '%s' for '%s'; ", what, got != NULL ? got : "(none)",
				       expected != NULL ? expected : "(none)");
}

static const char *text(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static const char *upper(Arena *arena, const char *value)
{
	g_autofree char *copy = value != NULL ? g_utf8_strup(value, -1) : NULL;
	return arena_strdup(arena, copy);
}

static const struct {
	const char *key;
	size_t member;
} plain[] = {
	{ "version", offsetof(Document, version) },
	{ "serie", offsetof(Document, series) },
	{ "folio", offsetof(Document, number) },
	{ "fecha", offsetof(Document, issued) },
	{ "emisor_rfc", offsetof(Document, issuer.tax_id) },
	{ "emisor_nombre", offsetof(Document, issuer.name) },
	{ "receptor_rfc", offsetof(Document, receiver.tax_id) },
	{ "receptor_nombre", offsetof(Document, receiver.name) },
	{ "tipo_cambio", offsetof(Document, exchange_rate) },
	{ "subtotal", offsetof(Document, net) },
	{ "total", offsetof(Document, total) },
	{ "condiciones", offsetof(Document, terms) },
	{ "imp_trasladados", offsetof(Document, tax) },
	{ "imp_retenidos", offsetof(Document, withheld) },
};

static const struct {
	const char *written, *read;
} words[] = {
	{ "ingreso", "I" }, { "egreso", "E" }, { "Dolares", "USD" }, { "Pesos", "MXN" }, { "Peso", "MXN" },
};

static const char *in_our_words(const char *written)
{
	for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
		if (g_strcmp0(words[i].written, written) == 0)
			return words[i].read;
	return written;
}

static void compare_method(Case *test)
{
	const char *want = text(test->row, "metodo_pago");
	const char *version = text(test->row, "version");
	bool free_text = strcmp(version, "3.3") < 0;
	bool old = strcmp(version, "3") < 0;
	if (free_text && want != NULL)
		want = strstr(want, "arcialidad") != NULL || strstr(want, "ARCIALIDAD") != NULL ? "PPD"
												: "PUE";
	if (!old) { /* the oracle reads these two of CFDI only */
		compare(test, "metodo_pago", want, test->document->payment_method);
		compare(test, "forma_pago", text(test->row, "forma_pago"), test->document->payment_form);
	}
	const char *currency = in_our_words(text(test->row, "moneda"));
	compare(test, "moneda", currency == NULL && free_text ? "MXN" : currency, test->document->currency);
}

static void compare_relations(Case *test)
{
	const json_t *blocks = json_object_get(test->row, "relacionados");
	size_t at = 0;
	for (size_t i = 0; i < json_array_size(blocks); i++) {
		const json_t *block = json_array_get(blocks, i);
		const json_t *uuids = json_array_get(block, 1);
		for (size_t k = 0; k < json_array_size(uuids); k++, at++) {
			Reference none = { 0 };
			const Reference *got =
				at < test->document->n_references ? &test->document->references[at] : &none;
			compare(test, "TipoRelacion", json_string_value(json_array_get(block, 0)), got->code);
			compare(test, "related",
				upper(test->arena, json_string_value(json_array_get(uuids, k))), got->uuid);
		}
	}
}

static void compare_paid(Case *test, const json_t *want, const PaidDocument *got)
{
	const char *rate = text(want, "EquivalenciaDR");
	g_autofree char *instalment =
		got->instalment != 0 ? g_strdup_printf("%" PRId64, got->instalment) : NULL;
	compare(test, "IdDocumento", upper(test->arena, text(want, "IdDocumento")), got->uuid);
	compare(test, "MonedaDR", text(want, "MonedaDR"), got->currency);
	compare(test, "rate", rate != NULL ? rate : text(want, "TipoCambioDR"), got->rate);
	compare(test, "NumParcialidad", text(want, "NumParcialidad"), instalment);
	compare(test, "ImpSaldoAnt", text(want, "ImpSaldoAnt"), got->previous);
	compare(test, "ImpPagado", text(want, "ImpPagado"), got->paid);
	compare(test, "ImpSaldoInsoluto", text(want, "ImpSaldoInsoluto"), got->outstanding);
}

static void compare_payments(Case *test)
{
	const json_t *payments = json_object_get(test->row, "pagos");
	fields.of++;
	fields.equal += json_array_size(payments) == test->document->n_payments;
	for (size_t i = 0; i < json_array_size(payments) && i < test->document->n_payments; i++) {
		const json_t *want = json_array_get(payments, i);
		const Payment *got = &test->document->payments[i];
		const json_t *paid = json_object_get(want, "doctos");
		compare(test, "FechaPago", text(want, "FechaPago"), got->date);
		compare(test, "FormaDePagoP", text(want, "FormaDePagoP"), got->form);
		compare(test, "MonedaP", text(want, "MonedaP"), got->currency);
		compare(test, "TipoCambioP", text(want, "TipoCambioP"), got->exchange_rate);
		compare(test, "Monto", text(want, "Monto"), got->amount);
		for (size_t k = 0; k < json_array_size(paid) && k < got->n_documents; k++)
			compare_paid(test, json_array_get(paid, k), &got->documents[k]);
	}
}

/* The oracle's word for a seal. */
static TrustResult expected(const char *word, const char *none)
{
	if (word == NULL || *word == '\0' || strcmp(word, none) == 0)
		return RESULT_ABSENT;
	if (g_str_has_prefix(word, "OK"))
		return RESULT_OK;
	return strstr(word, "FAIL") != NULL ? RESULT_FAIL : RESULT_UNVERIFIABLE;
}

static void compare_check(Case *test, const char *check, TrustResult want, Tally *tally)
{
	TrustResult got = RESULT_ABSENT;
	for (size_t i = 0; i < test->document->n_checks; i++)
		if (strcmp(test->document->checks[i].check, check) == 0)
			got = test->document->checks[i].result;
	/* What the oracle could not even decode must not hold here; a complement without a table leaves it
	 * open. */
	bool both_open =
		want != RESULT_OK && want != RESULT_ABSENT && got != RESULT_OK && got != RESULT_ABSENT;
	tally->of++;
	if (got == want || both_open)
		tally->equal++;
	else
		g_string_append_printf(test->wrong, "%s is %s, not %s; ", check, trust_result_word(got),
				       trust_result_word(want));
}

static void compare_all(Case *test)
{
	const Document *document = test->document;
	for (size_t i = 0; i < G_N_ELEMENTS(plain); i++) {
		const char *got = NULL;
		memcpy(&got, (const char *)document + plain[i].member, sizeof got);
		compare(test, plain[i].key, text(test->row, plain[i].key), got);
	}
	compare(test, "tipo", in_our_words(text(test->row, "tipo")), document->type);
	compare_method(test);
	const json_t *uuids = json_object_get(test->row, "uuid");
	compare(test, "uuid", upper(test->arena, json_string_value(json_array_get(uuids, 0))),
		document->uuid);
	g_autofree char *lines = g_strdup_printf("%zu", document->n_lines);
	g_autofree char *wanted = g_strdup_printf(
		"%" JSON_INTEGER_FORMAT, json_integer_value(json_object_get(test->row, "conceptos")));
	compare(test, "conceptos", wanted, lines);
	compare_relations(test);
	compare_payments(test);
	compare_check(test, "sello", expected(text(test->row, "sello"), "no-sello"), &seals);
	compare_check(test, "stamp", expected(text(test->row, "tfd"), ""), &stamps);
}

static bool readable(const json_t *row)
{
	const char *root = text(row, "root");
	return json_is_true(json_object_get(row, "well_formed")) && g_strcmp0(root, "Comprobante") == 0 &&
	       text(row, "ns") != NULL;
}

static void run_row(const char *folder, const json_t *row)
{
	g_autoptr(Arena) arena = arena_new();
	g_autofree char *path = g_build_filename(folder, text(row, "path"), NULL);
	g_autofree char *bytes = NULL;
	gsize length = 0;
	Limits limits = limits_default();
	ReadOptions options = { .limits = &limits };
	FormatResult result = { 0 };
	if (!g_file_get_contents(path, &bytes, &length, NULL)) {
		ok(false, "%s is there", path);
		return;
	}
	g_autofree char *copy = exact_copy(bytes, length);
	format_read(arena, &options, copy, length, NULL, &result);
	if (!readable(row)) {
		bool proven = result.n_documents > 0 && result.documents[0].verdict == VERDICT_PROVEN;
		ok(!proven && (result.kind != FINDING_INVOICE || result.n_documents == 1),
		   "nothing proven: %s", text(row, "path"));
		return;
	}
	bool payroll = g_strcmp0(text(row, "tipo"), "N") == 0 || g_strcmp0(result.reason, "payroll") == 0;
	if (payroll) {
		ok(result.kind == FINDING_OTHER && result.n_documents == 0, "payroll leaves nothing: %s",
		   text(row, "path"));
		return;
	}
	if (!ok(result.n_documents == 1, "one document: %s", text(row, "path")))
		return;
	g_autoptr(GString) wrong = g_string_new(NULL);
	Case test = { .arena = arena, .row = row, .document = &result.documents[0], .wrong = wrong };
	compare_all(&test);
	fields.files++;
	bool stamped = json_array_size(json_object_get(row, "uuid")) > 0;
	ok(stamped || result.kind != FINDING_INVOICE, "without stamp it is no invoice: %s",
	   text(row, "path"));
	if (!ok(wrong->len == 0, "as the oracle says: %s", text(row, "path")))
		printf("#  %s\n", wrong->str);
}

int main(void)
{
	const char *corpus = g_getenv("VALIJA_CORPUS");
	g_autofree char *folder = corpus != NULL ? g_build_filename(corpus, "cfdi", NULL) : g_strdup(CORPUS);
	g_autofree char *path = g_build_filename(folder, "ORACLE.jsonl", NULL);
	g_autofree char *content = NULL;
	if (!g_file_get_contents(path, &content, NULL, NULL)) {
		skip("oracle of the corpus", "no corpus");
		return tap_done();
	}
	g_auto(GStrv) lines = g_strsplit(content, "\n", -1);
	for (size_t i = 0; lines[i] != NULL && *lines[i] != '\0'; i++) {
		g_autoptr(json_t) row = json_read(lines[i], strlen(lines[i]), NULL);
		run_row(folder, row);
	}
	printf("# %d of %d fields, %d of %d seals, %d of %d stamps equal in %d files\n", fields.equal,
	       fields.of, seals.equal, seals.of, stamps.equal, stamps.of, fields.files);
	return tap_done();
}
