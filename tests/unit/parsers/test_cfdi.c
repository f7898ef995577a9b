/* Each tests/fixtures/cfdi/X.xml must read as X.json says: keys that X.json does not name are free, lists are
 * whole. */
#include "base/json.h"
#include "parsers/cfdi/cfdi.h"
#include "parsers/finding_json.h"
#include "tests/tap.h"

#define FIXTURES "tests/fixtures/cfdi"

static bool same(const json_t *want, const json_t *got, GString *where);

static bool same_object(const json_t *want, const json_t *got, GString *where)
{
	const char *key = NULL;
	json_t *value = NULL;
	void *at = json_object_iter((json_t *)(uintptr_t)want);
	for (; at != NULL; at = json_object_iter_next((json_t *)(uintptr_t)want, at)) {
		key = json_object_iter_key(at);
		value = json_object_iter_value(at);
		size_t length = where->len;
		g_string_append_printf(where, ".%s", key);
		if (!same(value, json_object_get(got, key), where))
			return false;
		g_string_truncate(where, length);
	}
	return true;
}

static bool same_array(const json_t *want, const json_t *got, GString *where)
{
	if (json_array_size(want) != json_array_size(got)) {
		g_string_append_printf(where, " has %zu items", json_array_size(got));
		return false;
	}
	for (size_t i = 0; i < json_array_size(want); i++) {
		size_t length = where->len;
		g_string_append_printf(where, "[%zu]", i);
		if (!same(json_array_get(want, i), json_array_get(got, i), where))
			return false;
		g_string_truncate(where, length);
	}
	return true;
}

static bool same(const json_t *want, const json_t *got, GString *where)
{
	if (json_is_object(want) && json_is_object(got))
		return same_object(want, got, where);
	if (json_is_array(want) && json_is_array(got))
		return same_array(want, got, where);
	if (got != NULL && json_equal(want, got))
		return true;
	g_autofree char *text = got != NULL ? json_dumps(got, JSON_ENCODE_ANY) : g_strdup("nothing");
	g_string_append_printf(where, " is %s", text);
	return false;
}

static json_t *as_json(const FormatResult *result)
{
	const Finding finding = { .kind = result->kind, .reason = result->reason, .documents = result->documents,
				  .n_documents = result->n_documents };
	json_t *whole = finding_to_json(&finding);
	json_t *object = json_object();
	json_set_text(object, "kind", finding_kind_word(result->kind));
	json_set_text(object, "reason", result->reason);
	json_object_set(object, "documents", json_object_get(whole, "documents"));
	json_decref(whole);
	return object;
}

static void run_fixture(const char *name)
{
	g_autoptr(Arena) arena = arena_new();
	g_autofree char *xml_path = g_build_filename(FIXTURES, name, NULL);
	g_autofree char *stem = g_strndup(xml_path, strlen(xml_path) - 4);
	g_autofree char *json_path = g_strconcat(stem, ".json", NULL);
	g_autofree char *xml = NULL;
	g_autofree char *expected = NULL;
	gsize length = 0;
	gsize expected_length = 0;
	Limits limits = limits_default();
	ReadOptions options = { .limits = &limits };
	FormatResult result = { 0 };
	if (!g_file_get_contents(xml_path, &xml, &length, NULL) ||
	    !g_file_get_contents(json_path, &expected, &expected_length, NULL)) {
		ok(false, "%s has its pair", name);
		return;
	}
	g_autoptr(json_t) want = json_read(expected, expected_length, NULL);
	g_autofree char *copy = exact_copy(xml, length);
	format_read(arena, &options, copy, length, name, &result);
	g_autoptr(json_t) got = as_json(&result);
	g_autoptr(GString) where = g_string_new(NULL);
	if (!ok(want != NULL && same(want, got, where), "%s", name))
		printf("#  %s\n", where->str);
}

static void fixtures(void)
{
	g_autoptr(GDir) folder = g_dir_open(FIXTURES, 0, NULL);
	int n = 0;
	const char *name = NULL;
	while (folder != NULL && (name = g_dir_read_name(folder)) != NULL)
		if (g_str_has_suffix(name, ".xml")) {
			run_fixture(name);
			n++;
		}
	ok(n >= 20, "the fixtures are there");
}

/* 2024-01-31, a leap year, so that months and days differ. */
static const struct {
	const char *terms, *due; /* due NULL: says nothing */
} terms[] = {
	{ "CONTADO", "2024-01-31" },
	{ "Pago de contado", "2024-01-31" },
	{ "Efectivo", "2024-01-31" },
	{ "Pago en una sola exhibición", "2024-01-31" },
	{ "Pago inmediato", "2024-01-31" },
	{ "30 días", "2024-03-01" },
	{ "Pago a 30 días.", "2024-03-01" },
	{ "Crédito a 20 días", "2024-02-20" },
	{ "CREDITO 30 DIAS F FAC", "2024-03-01" },
	{ "CRÉDITO  30  DÍAS", "2024-03-01" },
	{ "NET15", "2024-02-15" },
	{ "Neto 15", "2024-02-15" },
	{ "2/10 net 30", "2024-03-01" },
	{ "NE\rT15", "2024-02-15" },
	{ "90 Dias -6%", "2024-04-30" },
	{ "-6% a 10 dias", "2024-02-10" },
	{ "3 meses", "2024-04-30" },
	{ "un mes", "2024-02-29" },
	{ "2 semanas", "2024-02-14" },
	{ "quincena", "2024-02-15" },
	{ "treinta dias", "2024-03-01" },
	{ "15 D", "2024-02-15" },
	{ "15D FECHA FACTURA", "2024-02-15" },
	{ "30 days", "2024-03-01" },
	{ "CREDITO", NULL },
	{ "Factura a Crédito", NULL },
	{ "Parcialidades", NULL },
	{ "PUE", NULL },
	{ "B030", NULL },
	{ "AGENTE", NULL },
	{ "CondicionesDePago", NULL },
	{ "50% anticipo", NULL },
	{ "99999 dias", NULL },
	{ "9999 dias", NULL },
	{ "", NULL },
	{ NULL, NULL },
};

static void due_dates(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(terms); i++) {
		g_autoptr(Arena) arena = arena_new();
		Date due = { 0 };
		bool known = cfdi_due_terms(arena, terms[i].terms, date_make(2024, 1, 31), &due);
		is_str(known ? date_text(arena, due) : NULL, terms[i].due,
		       terms[i].terms != NULL ? terms[i].terms : "none");
	}
}

static const struct {
	const char *written, *code;
} currencies[] = {
	{ "MXN", "MXN" },     { "mxn", "MXN" },	 { "Pesos", "MXN" },
	{ "MXP", "MXN" },     { "M.N.", "MXN" }, { "Dólares", "USD" },
	{ "Dolares", "USD" }, { "EUR", "EUR" },	 { "Pesos Mexicanos", "MXN" },
	{ "AMD", "AMD" },     { "12", NULL },	 { "???", NULL },
	{ "", NULL },	      { NULL, NULL },
};

static void currency_words(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(currencies); i++) {
		g_autoptr(Arena) arena = arena_new();
		is_str(cfdi_fields_currency(arena, currencies[i].written), currencies[i].code,
		       currencies[i].written != NULL ? currencies[i].written : "none");
	}
}

/* More items than the limit: lines are only left out, relations and payments put the document aside. */
static void crowded(const char *open, const char *item, const char *close, const char *kind)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GString) xml =
		g_string_new("<c:Comprobante xmlns:c='http://www.sat.gob.mx/cfd/4' Version='4.0' "
			     "Sello='QUJD' TipoDeComprobante='P'>");
	g_string_append(xml, open);
	for (int i = 0; i < 11; i++)
		g_string_append(xml, item);
	g_string_append(xml, close);
	g_string_append(
		xml, "<c:Complemento><t:TimbreFiscalDigital UUID='0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f9' "
		     "xmlns:t='http://www.sat.gob.mx/TimbreFiscalDigital'/></c:Complemento></c:Comprobante>");
	Limits limits = limits_default();
	limits.document_items = 10;
	ReadOptions options = { .limits = &limits };
	FormatResult result = { 0 };
	format_read(arena, &options, xml->str, xml->len, NULL, &result);
	is_str(finding_kind_word(result.kind), kind, item);
	ok(texts_has(&result.flags, "limit:document_items"), "flagged: %s", item);
}

int main(void)
{
	crowded("<c:Conceptos>", "<c:Concepto/>", "</c:Conceptos>", "invoice");
	crowded("<c:CfdiRelacionados>", "<c:CfdiRelacionado UUID='x'/>", "</c:CfdiRelacionados>",
		"quarantine");
	crowded("<c:Complemento><p:Pagos xmlns:p='http://www.sat.gob.mx/Pagos20'>", "<p:Pago Monto='1'/>",
		"</p:Pagos></c:Complemento>", "quarantine");
	crowded("<c:Complemento><p:Pagos xmlns:p='http://www.sat.gob.mx/Pagos20'><p:Pago Monto='1'>",
		"<p:DoctoRelacionado/>", "</p:Pago></p:Pagos></c:Complemento>", "quarantine");
	fixtures();
	due_dates();
	currency_words();
	return tap_done();
}
