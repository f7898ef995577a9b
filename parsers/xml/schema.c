#include "parsers/xml/schema.h"

#include <libxml/parser.h>
#include <libxml/xmlschemas.h>
#include <string.h>

#include "base/text.h"

#define SCHEMA_SAYS 5	 /* faults told of one file */
#define SCHEMA_LINE 300 /* characters of one */

typedef xmlDoc SchemaDoc;
typedef xmlSchemaParserCtxt SchemaParser;
typedef xmlSchemaValidCtxt SchemaRun;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SchemaDoc, xmlFreeDoc)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SchemaParser, xmlSchemaFreeParserCtxt)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SchemaRun, xmlSchemaFreeValidCtxt)

typedef struct {
	char *file, *ns, *root;
	xmlSchema *schema; /* NULL: fault says why */
	char *fault;
} SchemaEntry;

struct Schemas {
	GPtrArray *entries; /* SchemaEntry * */
};

static const char *const schema_roots[] = { "EnvioDTE",	    "EnvioBOLETA",  "DTE", "Comprobante", "Retenciones",
					    "RespuestaDTE", "EnvioRecibos", "AEC" };

static void schema_entry_free(void *data)
{
	SchemaEntry *entry = data;
	xmlSchemaFree(entry->schema);
	g_free(entry->file);
	g_free(entry->ns);
	g_free(entry->root);
	g_free(entry->fault);
	g_free(entry);
}

Schemas *schema_new(void)
{
	Schemas *schemas = g_new0(Schemas, 1);
	schemas->entries = g_ptr_array_new_with_free_func(schema_entry_free);
	xmlSetExternalEntityLoader(xmlNoNetExternalEntityLoader);
	return schemas;
}

void schema_free(Schemas *schemas)
{
	if (schemas == NULL)
		return;
	g_ptr_array_unref(schemas->entries);
	g_free(schemas);
}

/* ---- compiling ---- */

static char *schema_attribute(xmlNode *node, const char *name)
{
	xmlChar *value = xmlGetNoNsProp(node, (const xmlChar *)name);
	char *copy = value != NULL ? g_utf8_make_valid((const char *)value, -1) : NULL;
	xmlFree(value);
	return copy;
}

/* The root of ours that a schema declares; g_free() it. */
static char *schema_root_of(xmlNode *schema)
{
	for (xmlNode *node = schema != NULL ? schema->children : NULL; node != NULL; node = node->next) {
		g_autofree char *name = node->type == XML_ELEMENT_NODE && xmlStrEqual(node->name, BAD_CAST "element") ?
						schema_attribute(node, "name") : NULL;
		for (size_t i = 0; name != NULL && i < G_N_ELEMENTS(schema_roots); i++)
			if (strcmp(name, schema_roots[i]) == 0)
				return g_steal_pointer(&name);
	}
	return NULL;
}

static char *schema_words(const xmlError *error)
{
	g_autofree char *words = g_utf8_make_valid(error->message != NULL ? error->message : "error", -1);
	return g_strdup(g_strstrip(words));
}

static void schema_first_fault(void *context, xmlErrorPtr error)
{
	SchemaEntry *entry = context;
	if (entry->fault == NULL && error->level >= XML_ERR_ERROR)
		entry->fault = schema_words(error);
}

static void schema_ignore(void *context, xmlErrorPtr error)
{
	(void)context;
	(void)error;
}

void schema_add(Schemas *schemas, const char *path)
{
	xmlSetStructuredErrorFunc(NULL, schema_ignore);
	int options = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING;
	g_autoptr(SchemaDoc) document = xmlReadFile(path, NULL, options);
	xmlNode *top = document != NULL ? xmlDocGetRootElement(document) : NULL;
	g_autofree char *root = schema_root_of(top);
	if (root == NULL)
		return;
	SchemaEntry *entry = g_new0(SchemaEntry, 1);
	entry->file = g_path_get_basename(path);
	entry->ns = schema_attribute(top, "targetNamespace");
	entry->root = g_steal_pointer(&root);
	g_ptr_array_add(schemas->entries, entry);
	g_autoptr(SchemaParser) parser = xmlSchemaNewParserCtxt(path);
	if (parser == NULL)
		return;
	xmlSchemaSetParserStructuredErrors(parser, schema_first_fault, entry);
	entry->schema = xmlSchemaParse(parser);
}

/* ---- checking ---- */

typedef struct {
	Arena *arena;
	Texts says;
	size_t n;
} SchemaFaults;

static void schema_note(void *context, xmlErrorPtr error)
{
	SchemaFaults *faults = context;
	if (error->level < XML_ERR_ERROR)
		return;
	g_autofree char *words = schema_words(error);
	if (faults->n++ < SCHEMA_SAYS)
		texts_addf(faults->arena, &faults->says, "schema: line %d: %s", error->line,
			   text_line(faults->arena, words, SCHEMA_LINE));
}

static void schema_run(Arena *arena, const SchemaEntry *entry, xmlDoc *document, SchemaFaults *ret)
{
	*ret = (SchemaFaults){ .arena = arena };
	if (entry->schema == NULL) {
		texts_addf(arena, &ret->says, "schema: %s cannot be used: %s", entry->file,
			   text_line(arena, entry->fault != NULL ? entry->fault : "not compiled", SCHEMA_LINE));
		ret->n = SIZE_MAX;
		return;
	}
	g_autoptr(SchemaRun) run = xmlSchemaNewValidCtxt(entry->schema);
	xmlSchemaSetValidStructuredErrors(run, schema_note, ret);
	xmlSchemaValidateDoc(run, document);
	if (ret->n > SCHEMA_SAYS)
		texts_addf(arena, &ret->says, "schema: and %zu more", ret->n - SCHEMA_SAYS);
}

static xmlDoc *schema_document(const XmlFile *file)
{
	size_t length = file->root->end;
	return xmlReadMemory(file->bytes, (int)length, NULL, file->encoding,
			     XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
}

static bool schema_is_for(const SchemaEntry *entry, const XmlNode *root)
{
	return strcmp(entry->root, root->name) == 0 && g_strcmp0(entry->ns, root->ns) == 0;
}

void schema_check(Arena *arena, const Schemas *schemas, const XmlFile *file, Texts *ret_warnings)
{
	g_autoptr(SchemaDoc) document = schema_document(file);
	SchemaFaults best = { .n = SIZE_MAX };
	for (guint i = 0; document != NULL && i < schemas->entries->len && best.n > 0; i++) {
		const SchemaEntry *entry = g_ptr_array_index(schemas->entries, i);
		SchemaFaults faults = { 0 };
		if (!schema_is_for(entry, file->root))
			continue;
		schema_run(arena, entry, document, &faults);
		if (faults.n < best.n || best.says.n == 0)
			best = faults;
	}
	for (size_t i = 0; i < best.says.n; i++)
		texts_add(arena, ret_warnings, best.says.items[i]);
}
