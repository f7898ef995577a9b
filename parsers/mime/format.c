#include "parsers/mime/format.h"

#include <string.h>

#include "parsers/cfdi/cfdi.h"
#include "parsers/dte/dte.h"
#include "parsers/xml/schema.h"
#include "parsers/xml/xml.h"

#define ELEMENTS_LOOKED_AT 4000 /* below a foreign root, for documents inside wrappers */
#define TEXTS_LOOKED_AT 16	/* of those, how many texts may be XML in disguise */
#define TEXT_BYTES_MAX 1048576	/* all such texts together */
#define TEXT_MIN 40		/* shorter texts are no document */
#define UUID_LENGTH 36
#define STAMP_BYTES ((size_t)4096) /* a stamp's start tag */

/* One row a format; the first that claims an element reads it. */
static const Format *const formats[] = {
	&dte_format,	  &dte_answer_format, &dte_cession_format,
	&dte_book_format, &cfdi_format,	      &retenciones_format, &cfdi_acuse_format,
};

typedef struct {
	Arena *arena;
	const ReadOptions *options;
	const char *path;
	FormatResult *result;
	bool inside_text; /* already reading XML that stood in a text */
} Reading;

void format_add_document(Arena *arena, const Limits *limits, FormatResult *result, const Document *document)
{
	if ((int64_t)result->n_documents >= limits->documents) {
		if (!texts_has(&result->flags, "limit:documents"))
			texts_add(arena, &result->flags, "limit:documents");
		return;
	}
	result->documents = arena_grow(arena, result->documents, result->n_documents,
				       sizeof *result->documents);
	result->documents[result->n_documents++] = *document;
}

static const Format *format_of(const XmlNode *element)
{
	for (size_t i = 0; i < G_N_ELEMENTS(formats); i++)
		if (formats[i]->claims(element))
			return formats[i];
	return NULL;
}

/* How much a kind says about a file that holds several things. */
static int format_weight(FindingKind kind)
{
	static const FindingKind order[] = { FINDING_OTHER, FINDING_QUARANTINE, FINDING_FISCAL_ANSWER,
					     FINDING_INVOICE };
	for (size_t i = 0; i < G_N_ELEMENTS(order); i++)
		if (order[i] == kind)
			return (int)i;
	return 0;
}

static void format_merge(const Reading *reading, const FormatResult *part)
{
	FormatResult *result = reading->result;
	if (result->reason == NULL || format_weight(part->kind) > format_weight(result->kind))
		result->reason = part->reason;
	if (format_weight(part->kind) > format_weight(result->kind))
		result->kind = part->kind;
	for (size_t i = 0; i < part->flags.n; i++)
		texts_add(reading->arena, &result->flags, part->flags.items[i]);
	for (size_t i = 0; i < part->n_documents; i++)
		format_add_document(reading->arena, reading->options->limits, result, &part->documents[i]);
}

static void format_read_element(const Reading *reading, const XmlFile *file, const Format *format,
				const XmlNode *element)
{
	FormatResult part = { .kind = FINDING_OTHER };
	format->read(reading->arena, reading->options, file, element, &part);
	for (size_t i = 0; i < part.n_documents; i++) {
		part.documents[i].path = reading->path;
		for (size_t k = 0; k < file->warnings.n; k++)
			texts_add(reading->arena, &part.documents[i].warnings, file->warnings.items[k]);
	}
	format_merge(reading, &part);
}

/* Next element in document order; below its children only when inside is true. NULL behind the root. */
static const XmlNode *format_next(const XmlNode *root, const XmlNode *node, bool inside)
{
	if (inside && node->children != NULL)
		return node->children;
	for (; node != root && node != NULL; node = node->parent)
		if (node->next != NULL)
			return node->next;
	return NULL;
}

/* Reads every outermost element that a format claims; the number of them. */
static size_t format_descend(const Reading *reading, const XmlFile *file)
{
	size_t found = 0;
	const XmlNode *node = file->root;
	for (size_t looked = 0; node != NULL && looked < ELEMENTS_LOOKED_AT; looked++) {
		const Format *format = format_of(node);
		if (format != NULL)
			format_read_element(reading, file, format, node);
		found += format != NULL;
		node = format_next(file->root, node, format == NULL);
	}
	return found;
}

static size_t format_read_bytes(const Reading *reading, const void *bytes, size_t length);

/* SOAP and vendor wrappers carry a document escaped, or in CDATA, as the text of an element. */
static size_t format_texts(const Reading *reading, const XmlFile *file)
{
	size_t found = 0;
	size_t tried = 0;
	size_t bytes = 0;
	Reading inner = *reading;
	inner.inside_text = true;
	const XmlNode *node = file->root;
	for (size_t looked = 0; node != NULL && looked < ELEMENTS_LOOKED_AT && tried < TEXTS_LOOKED_AT;
	     looked++) {
		size_t length = strlen(node->text);
		if (length >= TEXT_MIN && length <= TEXT_BYTES_MAX - bytes && xml_sniff(node->text, length)) {
			tried++;
			bytes += length;
			found += format_read_bytes(&inner, node->text, length);
		}
		node = format_next(file->root, node, true);
	}
	return found;
}

static bool format_is_uuid(const char *text)
{
	static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
	for (size_t i = 0; i < UUID_LENGTH; i++)
		if (form[i] == 'x' ? !g_ascii_isxdigit(text[i]) : text[i] != '-')
			return false;
	return true;
}

/* The UUID that the stamp of a CFDI states, by its text alone; NULL when there is none. */
static const char *format_stamped(Arena *arena, const char *bytes, size_t length)
{
	static const char stamp[] = "TimbreFiscalDigital";
	static const char name[] = "UUID=";
	const char *end = bytes + length;
	const char *at = memmem(bytes, length, stamp, sizeof stamp - 1);
	at = at != NULL ? memmem(at, MIN((size_t)(end - at), STAMP_BYTES), name, sizeof name - 1) : NULL;
	if (at == NULL || (size_t)(end - at) < sizeof name + UUID_LENGTH || !format_is_uuid(at + sizeof name))
		return NULL;
	g_autofree char *upper = g_ascii_strup(at + sizeof name, UUID_LENGTH);
	return arena_strdup(arena, upper);
}

/* A person who looks for a CFDI that could not be read knows its UUID. */
static void format_refuse(const Reading *reading, const GError *error, const void *bytes, size_t length)
{
	FormatResult *result = reading->result;
	const char *uuid = format_stamped(reading->arena, bytes, length);
	result->kind = FINDING_QUARANTINE;
	result->reason = arena_strdup(reading->arena, error->message);
	if (uuid != NULL)
		result->reason = arena_printf(reading->arena, "%s; its text names UUID %s", error->message, uuid);
	if (g_str_has_prefix(error->message, "limit:"))
		texts_add(reading->arena, &result->flags,
			  arena_strndup(reading->arena, error->message, strcspn(error->message, " ")));
}

/* The number of elements that were claimed; refusals only count for the file itself, not for texts inside. */
static size_t format_read_bytes(const Reading *reading, const void *bytes, size_t length)
{
	g_autoptr(GError) error = NULL;
	XmlFile *file = NULL;
	if (!xml_parse(reading->arena, reading->options->limits, bytes, length, &file, &error)) {
		if (!reading->inside_text)
			format_refuse(reading, error, bytes, length);
		return 0;
	}
	if (reading->options->schemas != NULL)
		schema_check(reading->arena, reading->options->schemas, file, &file->warnings);
	size_t found = format_descend(reading, file);
	if (found == 0 && !reading->inside_text)
		found = format_texts(reading, file);
	if (found == 0 && !reading->inside_text)
		reading->result->reason = arena_printf(reading->arena, "no fiscal document: %s",
						       file->root->name);
	return found;
}

void format_read(Arena *arena, const ReadOptions *options, const void *bytes, size_t length, const char *path,
		 FormatResult *ret)
{
	*ret = (FormatResult){ .kind = FINDING_OTHER };
	Reading reading = {
		.arena = arena, .options = options, .path = arena_strdup(arena, path), .result = ret
	};
	format_read_bytes(&reading, bytes, length);
}
