#include <string.h>

#include "base/error.h"
#include "parsers/bank.h"
#include "parsers/finding_json.h"
#include "parsers/finding_shape.h"

typedef struct {
	Arena *arena;
	const Limits *limits;
	GError **error;
} Decoder;

static bool decode_struct(const Decoder *decoder, const Shape *shape, const json_t *json, char *structure);

static bool decode_refuse(const Decoder *decoder, const char *key, const char *why)
{
	error_reject(decoder->error, "reader's answer: %s: %s", key, why);
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

static bool decode_string(const Decoder *decoder, const ShapeField *field, const json_t *value,
			  const char **ret)
{
	if (!json_is_string(value))
		return decode_refuse(decoder, field->key, "not a string");
	const char *text = json_string_value(value);
	if (!shape_text_holds(field->rule, text, json_string_length(value), decoder->limits))
		return decode_refuse(decoder, field->key, "a text of the wrong shape or length");
	*ret = arena_strdup(decoder->arena, text);
	return true;
}

static bool decode_text(const Decoder *decoder, const ShapeField *field, const json_t *value, char *at)
{
	const char *text = NULL;
	if (json_is_null(value) && field->required)
		return decode_refuse(decoder, field->key, "is null");
	if (!json_is_null(value) && !decode_string(decoder, field, value, &text))
		return false;
	memcpy(at, &text, sizeof text);
	return true;
}

static bool decode_integer(const Decoder *decoder, const ShapeField *field, const json_t *value, char *at)
{
	int64_t number = 0;
	if (!(field->nullable && json_is_null(value))) {
		if (!json_is_integer(value))
			return decode_refuse(decoder, field->key, "not an integer");
		number = json_integer_value(value);
	}
	memcpy(at, &number, sizeof number);
	return true;
}

static bool decode_size(const Decoder *decoder, const ShapeField *field, const json_t *value, char *at)
{
	if (!json_is_integer(value) || json_integer_value(value) < 0)
		return decode_refuse(decoder, field->key, "not a size");
	size_t number = (size_t)json_integer_value(value);
	memcpy(at, &number, sizeof number);
	return true;
}

static bool decode_bool(const Decoder *decoder, const ShapeField *field, const json_t *value, char *at)
{
	if (!json_is_boolean(value))
		return decode_refuse(decoder, field->key, "not true or false");
	bool flag = json_is_true(value);
	memcpy(at, &flag, sizeof flag);
	return true;
}

static bool decode_word(const Decoder *decoder, const ShapeField *field, const json_t *value, char *at)
{
	const char *word = json_string_value(value);
	for (unsigned i = 0; word != NULL && i < field->n_words; i++)
		if (strcmp(field->words[i], word) == 0) {
			memcpy(at, &i, sizeof i);
			return true;
		}
	return decode_refuse(decoder, field->key, "not a word of the contract");
}

static bool decode_array(const Decoder *decoder, const ShapeField *field, const json_t *value)
{
	if (!json_is_array(value))
		return decode_refuse(decoder, field->key, "not an array");
	if (json_array_size(value) > decode_most(decoder, field->key))
		return decode_refuse(decoder, field->key, "too many items");
	return true;
}

static bool decode_texts(const Decoder *decoder, const ShapeField *field, const json_t *value, char *at)
{
	if (!decode_array(decoder, field, value))
		return false;
	Texts texts = { .n = json_array_size(value) };
	for (size_t i = 0; i < texts.n; i++) {
		texts.items = arena_grow(decoder->arena, texts.items, i, sizeof *texts.items);
		if (!decode_string(decoder, field, json_array_get(value, i), &texts.items[i]))
			return false;
	}
	memcpy(at, &texts, sizeof texts);
	return true;
}

static bool decode_list(const Decoder *decoder, const ShapeField *field, const json_t *value, char *structure)
{
	if (!decode_array(decoder, field, value))
		return false;
	size_t n = json_array_size(value);
	if (field->inner == &shape_document && n > (size_t)decoder->limits->documents)
		return decode_refuse(decoder, field->key, "too many documents");
	char *items = NULL;
	for (size_t i = 0; i < n; i++) {
		items = arena_grow(decoder->arena, items, i, field->inner->size);
		const json_t *item = json_array_get(value, i);
		if (!decode_struct(decoder, field->inner, item, items + i * field->inner->size)) {
			g_prefix_error(decoder->error, "%s[%zu]: ", field->key, i);
			return false;
		}
	}
	memcpy(structure + field->at, &items, sizeof items);
	memcpy(structure + field->at_n, &n, sizeof n);
	return true;
}

static bool decode_behind(const Decoder *decoder, const ShapeField *field, const json_t *value, char *at)
{
	if (json_is_null(value))
		return true;
	char *behind = arena_alloc(decoder->arena, field->inner->size);
	if (!decode_struct(decoder, field->inner, value, behind))
		return false;
	memcpy(at, &behind, sizeof behind);
	return true;
}

static bool decode_field(const Decoder *decoder, const ShapeField *field, const json_t *value,
			 char *structure)
{
	char *at = structure + field->at;
	switch (field->kind) {
	case SHAPE_TEXT:
		return decode_text(decoder, field, value, at);
	case SHAPE_INTEGER:
		return decode_integer(decoder, field, value, at);
	case SHAPE_SIZE:
		return decode_size(decoder, field, value, at);
	case SHAPE_BOOL:
		return decode_bool(decoder, field, value, at);
	case SHAPE_WORD:
		return decode_word(decoder, field, value, at);
	case SHAPE_TEXTS:
		return decode_texts(decoder, field, value, at);
	case SHAPE_GROUP:
		return decode_struct(decoder, field->inner, value, structure);
	case SHAPE_INSIDE:
		return (field->nullable && json_is_null(value)) ||
		       decode_struct(decoder, field->inner, value, at);
	case SHAPE_BEHIND:
		return decode_behind(decoder, field, value, at);
	case SHAPE_LIST:
		return decode_list(decoder, field, value, structure);
	}
	return false;
}

static bool decode_struct(const Decoder *decoder, const Shape *shape, const json_t *json, char *structure)
{
	if (!json_is_object(json))
		return decode_refuse(decoder, shape->fields[0].key, "its owner is not an object");
	for (size_t i = 0; i < shape->n_fields; i++) {
		const ShapeField *field = &shape->fields[i];
		const json_t *value = json_object_get(json, field->key);
		if (value == NULL)
			return decode_refuse(decoder, field->key, "is missing");
		if (!decode_field(decoder, field, value, structure))
			return false;
	}
	return true;
}

bool finding_from_json(Arena *arena, const json_t *json, const Limits *limits, Finding *ret, GError **error)
{
	Finding finding = { 0 };
	Decoder decoder = { .arena = arena, .limits = limits, .error = error };
	if (!decode_struct(&decoder, &shape_finding, json, (char *)&finding))
		return false;
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
