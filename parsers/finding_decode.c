#include <string.h>

#include "base/error.h"
#include "base/json_scan.h"
#include "parsers/finding_json.h"
#include "parsers/finding_shape.h"
#include "parsers/replies/bank.h"

typedef struct {
	Arena *arena;
	const Limits *limits;
	JsonScan scan;
	GError **error;
} Decoder;

static bool decode_struct(Decoder *decoder, const Shape *shape, char *structure);

/* What is wrong with the value of that key; what is no JSON at all comes before everything else. */
static bool decode_refuse(Decoder *decoder, const char *key, const char *why)
{
	if (decoder->scan.fault != NULL)
		why = decoder->scan.fault;
	json_scan_refuse(&decoder->scan, why);
	error_reject(decoder->error, "reader's answer: %s: %s (byte %td)", key, why,
		     decoder->scan.at - decoder->scan.start);
	return false;
}

/* The most items a list can honestly have: what the parsers were allowed to produce. */
static size_t decode_most(const Decoder *decoder, const char *key)
{
	const Limits *limits = decoder->limits;
	const struct {
		const char *key;
		int64_t most;
	} rows[] = {
		{ "to", limits->addresses },
		{ "cc", limits->addresses },
		{ "delivered_to", limits->addresses },
		{ "references", MAX(limits->references, limits->xml_elements) },
		{ "attachments", limits->parts + limits->attachments * limits->zip_entries },
		{ "files", limits->parts + limits->attachments * limits->zip_entries },
		{ "recipients", limits->addresses },
		{ "flags", limits->parts },
		{ "accounts", BANK_ACCOUNTS_MAX },
		{ "codes", limits->parts },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		if (strcmp(rows[i].key, key) == 0)
			return (size_t)rows[i].most;
	return (size_t)limits->xml_elements;
}

static bool decode_string(Decoder *decoder, const ShapeField *field, const char **ret)
{
	size_t length = 0;
	if (!json_scan_text(&decoder->scan, decoder->arena, ret, &length))
		return decode_refuse(decoder, field->key, "not a string");
	return shape_text_holds(field->rule, *ret, length, decoder->limits) ||
	       decode_refuse(decoder, field->key, "a text of the wrong shape or length");
}

static bool decode_text(Decoder *decoder, const ShapeField *field, char *at)
{
	const char *text = NULL;
	if (json_scan_null(&decoder->scan)) {
		if (field->required)
			return decode_refuse(decoder, field->key, "is null");
	} else if (!decode_string(decoder, field, &text)) {
		return false;
	}
	memcpy(at, &text, sizeof text);
	return true;
}

static bool decode_integer(Decoder *decoder, const ShapeField *field, char *at)
{
	int64_t number = 0;
	bool absent = field->nullable && json_scan_null(&decoder->scan);
	if (!absent && !json_scan_integer(&decoder->scan, &number))
		return decode_refuse(decoder, field->key, "not an integer");
	memcpy(at, &number, sizeof number);
	return true;
}

static bool decode_size(Decoder *decoder, const ShapeField *field, char *at)
{
	int64_t number = 0;
	if (!json_scan_integer(&decoder->scan, &number) || number < 0)
		return decode_refuse(decoder, field->key, "not a size");
	size_t size = (size_t)number;
	memcpy(at, &size, sizeof size);
	return true;
}

static bool decode_bool(Decoder *decoder, const ShapeField *field, char *at)
{
	bool flag = false;
	if (!json_scan_bool(&decoder->scan, &flag))
		return decode_refuse(decoder, field->key, "not true or false");
	memcpy(at, &flag, sizeof flag);
	return true;
}

static bool decode_is(const char *word, const char *text, size_t length)
{
	return strlen(word) == length && memcmp(word, text, length) == 0;
}

static bool decode_word(Decoder *decoder, const ShapeField *field, char *at)
{
	const char *word = NULL;
	size_t length = 0;
	bool read = json_scan_word(&decoder->scan, &word, &length);
	for (unsigned i = 0; read && i < field->n_words; i++)
		if (decode_is(field->words[i], word, length)) {
			memcpy(at, &i, sizeof i);
			return true;
		}
	return decode_refuse(decoder, field->key, "not a word of the contract");
}

/* The array is over, and it was one. */
static bool decode_ended(Decoder *decoder, const ShapeField *field)
{
	return decoder->scan.fault == NULL || decode_refuse(decoder, field->key, "not an array");
}

static bool decode_texts(Decoder *decoder, const ShapeField *field, char *at)
{
	size_t most = decode_most(decoder, field->key);
	Texts texts = { 0 };
	json_scan_open(&decoder->scan, '[');
	for (; json_scan_more(&decoder->scan, ']'); texts.n++) {
		if (texts.n == most)
			return decode_refuse(decoder, field->key, "too many items");
		texts.items = arena_grow(decoder->arena, texts.items, texts.n, sizeof *texts.items);
		if (!decode_string(decoder, field, &texts.items[texts.n]))
			return false;
	}
	memcpy(at, &texts, sizeof texts);
	return decode_ended(decoder, field);
}

static bool decode_list(Decoder *decoder, const ShapeField *field, char *structure)
{
	size_t most = field->inner == &shape_document ? (size_t)decoder->limits->documents :
							decode_most(decoder, field->key);
	size_t n = 0;
	char *items = NULL;
	json_scan_open(&decoder->scan, '[');
	for (; json_scan_more(&decoder->scan, ']'); n++) {
		if (n == most)
			return decode_refuse(decoder, field->key, "too many items");
		items = arena_grow(decoder->arena, items, n, field->inner->size);
		if (!decode_struct(decoder, field->inner, items + n * field->inner->size)) {
			g_prefix_error(decoder->error, "%s[%zu]: ", field->key, n);
			return false;
		}
	}
	memcpy(structure + field->at, &items, sizeof items);
	memcpy(structure + field->at_n, &n, sizeof n);
	return decode_ended(decoder, field);
}

static bool decode_behind(Decoder *decoder, const ShapeField *field, char *at)
{
	if (json_scan_null(&decoder->scan))
		return true;
	char *behind = arena_alloc(decoder->arena, field->inner->size);
	if (!decode_struct(decoder, field->inner, behind))
		return false;
	memcpy(at, &behind, sizeof behind);
	return true;
}

static bool decode_field(Decoder *decoder, const ShapeField *field, char *structure)
{
	char *at = structure + field->at;
	switch (field->kind) {
	case SHAPE_TEXT:
		return decode_text(decoder, field, at);
	case SHAPE_INTEGER:
		return decode_integer(decoder, field, at);
	case SHAPE_SIZE:
		return decode_size(decoder, field, at);
	case SHAPE_BOOL:
		return decode_bool(decoder, field, at);
	case SHAPE_WORD:
		return decode_word(decoder, field, at);
	case SHAPE_TEXTS:
		return decode_texts(decoder, field, at);
	case SHAPE_GROUP:
		return decode_struct(decoder, field->inner, structure);
	case SHAPE_INSIDE:
		return (field->nullable && json_scan_null(&decoder->scan)) ||
		       decode_struct(decoder, field->inner, at);
	case SHAPE_BEHIND:
		return decode_behind(decoder, field, at);
	case SHAPE_LIST:
		return decode_list(decoder, field, structure);
	}
	return false;
}

/* The row of the key that comes next, in whatever order; n_fields: there is no such one. */
static size_t decode_key(Decoder *decoder, const Shape *shape, size_t likely)
{
	const char *key = NULL;
	size_t length = 0;
	if (!json_scan_key(&decoder->scan, &key, &length))
		return shape->n_fields;
	for (size_t i = 0; i < shape->n_fields; i++) {
		size_t place = (likely + i) % shape->n_fields;
		if (decode_is(shape->fields[place].key, key, length))
			return place;
	}
	return shape->n_fields;
}

static bool decode_struct(Decoder *decoder, const Shape *shape, char *structure)
{
	const char *owner = shape->fields[0].key;
	uint64_t seen = 0;
	size_t place = 0;
	g_assert(shape->n_fields < 64);
	json_scan_open(&decoder->scan, '{');
	for (size_t likely = 0; json_scan_more(&decoder->scan, '}'); likely = place + 1) {
		place = decode_key(decoder, shape, likely);
		if (place == shape->n_fields)
			return decode_refuse(decoder, owner, "a key beside it is none of the contract");
		if ((seen >> place & 1) != 0)
			return decode_refuse(decoder, shape->fields[place].key, "is there twice");
		seen |= UINT64_C(1) << place;
		if (!decode_field(decoder, &shape->fields[place], structure))
			return false;
	}
	if (decoder->scan.fault != NULL)
		return decode_refuse(decoder, owner, "its owner is not an object");
	for (size_t i = 0; i < shape->n_fields; i++)
		if ((seen >> i & 1) == 0)
			return decode_refuse(decoder, shape->fields[i].key, "is missing");
	return true;
}

bool finding_from_line(Arena *arena, const char *line, size_t length, const Limits *limits, Finding *ret,
		       GError **error)
{
	Finding finding = { 0 };
	Decoder decoder = { .arena = arena, .limits = limits, .scan = json_scan_begin(line, length), .error = error };
	if (!decode_struct(&decoder, &shape_finding, (char *)&finding))
		return false;
	if (!json_scan_end(&decoder.scan))
		return decode_refuse(&decoder, "finding", "something stands behind it");
	if (finding.kind == FINDING_QUARANTINE && finding.reason == NULL)
		return decode_refuse(&decoder, "reason", "quarantine without a reason");
	size_t n = 0;
	const Attachment *files = finding_files(&finding, &n);
	for (size_t i = 0; i < n; i++)
		if (files[i].bytes > (size_t)limits->decoded_bytes)
			return decode_refuse(&decoder, "bytes", "an attachment larger than the limit");
	*ret = finding;
	return true;
}
