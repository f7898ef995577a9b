/* Schemas: what a document breaks is told, with the fixtures of tests/fixtures/schema. */
#include "parsers/xml/schema.h"
#include "tests/tap.h"

#define UNO "<EnvioDTE xmlns='urn:uno'>"
#define OTHER_SCHEMA " xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:schemaLocation='urn:uno /etc/passwd'"

typedef struct {
	const char *name, *text;
	const char *first; /* beginning of the first warning; NULL: there is none */
	size_t n;
} Row;

static const Row rows[] = {
	{ "nothing is broken", UNO "<Folio>7</Folio><Pais>España</Pais></EnvioDTE>", NULL, 0 },
	{ "Latin-1 in document and schema",
	  "<?xml version='1.0' encoding='ISO-8859-1'?>" UNO "<Folio>7</Folio><Pais>Espa\xF1"
	  "a</Pais></EnvioDTE>",
	  NULL, 0 },
	{ "a value out of range, by an included type", UNO "\n<Folio>1000</Folio></EnvioDTE>",
	  "schema: line 2: Element '{urn:uno}Folio'", 1 },
	{ "an element that is missing", UNO "</EnvioDTE>", "schema: line 1: Element '{urn:uno}EnvioDTE'", 1 },
	{ "many faults are cut",
	  UNO "<Folio/><Folio/><Folio/><Folio/><Folio/><Folio/><Folio/><Folio/></EnvioDTE>",
	  "schema: line 1: Element '{urn:uno}Folio'", 6 },
	{ "a schema that the document names is not heeded",
	  "<EnvioDTE xmlns='urn:uno'" OTHER_SCHEMA "><Folio>7</Folio></EnvioDTE>", NULL, 0 },
	{ "another namespace has no schema", "<EnvioDTE><Folio>x</Folio></EnvioDTE>", NULL, 0 },
	{ "another root has no schema", "<Pais xmlns='urn:uno'>Chile</Pais>", NULL, 0 },
	{ "a schema that lacks a part says so", "<Comprobante xmlns='urn:cut' Moneda='MXN'/>",
	  "schema: cut.xsd cannot be used: ", 1 },
};

static void test_row(const Schemas *schemas, const Row *row)
{
	g_autoptr(Arena) arena = arena_new();
	Limits limits = limits_default();
	XmlFile *file = NULL;
	Texts says = { 0 };
	g_autofree char *bytes = exact_copy(row->text, strlen(row->text));
	if (!ok(xml_parse(arena, &limits, bytes, strlen(row->text), &file, NULL), "reads: %s", row->name))
		return;
	schema_check(arena, schemas, file, &says);
	is_i64((int64_t)says.n, (int64_t)row->n, row->name);
	if (row->first != NULL && says.n > 0 &&
	    !ok(g_str_has_prefix(says.items[0], row->first), "%s: the first", row->name))
		printf("#   got: %s\n", says.items[0]);
}

int main(void)
{
	g_autoptr(Schemas) schemas = schema_new();
	schema_add(schemas, "tests/fixtures/schema/EnvioDTE_x.xsd");
	schema_add(schemas, "tests/fixtures/schema/cut.xsd");
	schema_add(schemas, "tests/fixtures/schema/kinds/types.xsd");
	schema_add(schemas, "tests/fixtures/schema/none.xsd");
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		test_row(schemas, &rows[i]);
	return tap_done();
}
