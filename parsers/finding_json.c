#include "parsers/finding_json.h"

#include <string.h>

#include "base/json_write.h"
#include "parsers/finding_shape.h"

#define FINDING_LINE_SIZE 4096 /* of a mail with one invoice, about */

static void finding_write_struct(JsonWriter *writer, const Shape *shape, const char *structure);

static void finding_write_text(JsonWriter *writer, const char *at)
{
	const char *text = NULL;
	memcpy(&text, at, sizeof text);
	json_write_text(writer, text);
}

static void finding_write_integer(JsonWriter *writer, const ShapeField *field, const char *at)
{
	int64_t value = 0;
	memcpy(&value, at, sizeof value);
	if (field->nullable && value == 0)
		json_write_null(writer);
	else
		json_write_integer(writer, value);
}

static void finding_write_size(JsonWriter *writer, const char *at)
{
	size_t value = 0;
	memcpy(&value, at, sizeof value);
	json_write_integer(writer, (int64_t)value);
}

static void finding_write_bool(JsonWriter *writer, const char *at)
{
	bool value = false;
	memcpy(&value, at, sizeof value);
	json_write_bool(writer, value);
}

static void finding_write_word(JsonWriter *writer, const ShapeField *field, const char *at)
{
	unsigned value = 0;
	memcpy(&value, at, sizeof value);
	g_assert(value < field->n_words);
	json_write_text(writer, field->words[value]);
}

static void finding_write_texts(JsonWriter *writer, const char *at)
{
	Texts texts;
	memcpy(&texts, at, sizeof texts);
	json_write_open(writer, '[');
	for (size_t i = 0; i < texts.n; i++)
		json_write_text(writer, texts.items[i]);
	json_write_close(writer, ']');
}

static void finding_write_list(JsonWriter *writer, const ShapeField *field, const char *structure)
{
	const char *items = NULL;
	size_t n = 0;
	memcpy(&items, structure + field->at, sizeof items);
	memcpy(&n, structure + field->at_n, sizeof n);
	json_write_open(writer, '[');
	for (size_t i = 0; i < n; i++)
		finding_write_struct(writer, field->inner, items + i * field->inner->size);
	json_write_close(writer, ']');
}

static void finding_write_behind(JsonWriter *writer, const ShapeField *field, const char *at)
{
	const char *behind = NULL;
	memcpy(&behind, at, sizeof behind);
	if (behind != NULL)
		finding_write_struct(writer, field->inner, behind);
	else
		json_write_null(writer);
}

static void finding_write_inside(JsonWriter *writer, const ShapeField *field, const char *at)
{
	if (field->nullable && shape_is_empty(field->inner, at))
		json_write_null(writer);
	else
		finding_write_struct(writer, field->inner, at);
}

static void finding_write_field(JsonWriter *writer, const ShapeField *field, const char *structure)
{
	const char *at = structure + field->at;
	switch (field->kind) {
	case SHAPE_TEXT:
		finding_write_text(writer, at);
		break;
	case SHAPE_INTEGER:
		finding_write_integer(writer, field, at);
		break;
	case SHAPE_SIZE:
		finding_write_size(writer, at);
		break;
	case SHAPE_BOOL:
		finding_write_bool(writer, at);
		break;
	case SHAPE_WORD:
		finding_write_word(writer, field, at);
		break;
	case SHAPE_TEXTS:
		finding_write_texts(writer, at);
		break;
	case SHAPE_GROUP:
		finding_write_struct(writer, field->inner, structure);
		break;
	case SHAPE_INSIDE:
		finding_write_inside(writer, field, at);
		break;
	case SHAPE_BEHIND:
		finding_write_behind(writer, field, at);
		break;
	case SHAPE_LIST:
		finding_write_list(writer, field, structure);
		break;
	}
}

static void finding_write_struct(JsonWriter *writer, const Shape *shape, const char *structure)
{
	json_write_open(writer, '{');
	for (size_t i = 0; i < shape->n_fields; i++) {
		json_write_key(writer, shape->fields[i].key);
		finding_write_field(writer, &shape->fields[i], structure);
	}
	json_write_close(writer, '}');
}

char *finding_to_line(const Finding *finding, size_t *ret_length)
{
	JsonWriter writer = { .text = g_string_sized_new(FINDING_LINE_SIZE) };
	finding_write_struct(&writer, &shape_finding, (const char *)finding);
	if (ret_length != NULL)
		*ret_length = writer.text->len;
	return g_string_free(writer.text, FALSE);
}

json_t *finding_to_json(const Finding *finding)
{
	size_t length = 0;
	g_autofree char *line = finding_to_line(finding, &length);
	json_t *json = json_read(line, length, NULL);
	g_assert(json != NULL);
	return json;
}
