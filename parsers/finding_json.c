#include "parsers/finding_json.h"

#include <string.h>

#include "parsers/finding_shape.h"

static json_t *finding_struct_to_json(const Shape *shape, const void *structure);

static json_t *finding_integer_to_json(const ShapeField *field, const char *at)
{
	int64_t value = 0;
	memcpy(&value, at, sizeof value);
	return field->nullable && value == 0 ? json_null() : json_integer(value);
}

static json_t *finding_size_to_json(const char *at)
{
	size_t value = 0;
	memcpy(&value, at, sizeof value);
	return json_integer((json_int_t)value);
}

static json_t *finding_bool_to_json(const char *at)
{
	bool value = false;
	memcpy(&value, at, sizeof value);
	return json_boolean(value);
}

static json_t *finding_word_to_json(const ShapeField *field, const char *at)
{
	unsigned value = 0;
	memcpy(&value, at, sizeof value);
	g_assert(value < field->n_words);
	return json_string(field->words[value]);
}

static json_t *finding_texts_to_json(const char *at)
{
	Texts texts;
	memcpy(&texts, at, sizeof texts);
	return json_texts(texts.items, texts.n);
}

static json_t *finding_list_to_json(const ShapeField *field, const char *structure)
{
	const char *items = NULL;
	size_t n = 0;
	memcpy(&items, structure + field->at, sizeof items);
	memcpy(&n, structure + field->at_n, sizeof n);
	json_t *array = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(array,
				      finding_struct_to_json(field->inner, items + i * field->inner->size));
	return array;
}

static json_t *finding_behind_to_json(const ShapeField *field, const char *at)
{
	const void *behind = NULL;
	memcpy(&behind, at, sizeof behind);
	return behind != NULL ? finding_struct_to_json(field->inner, behind) : json_null();
}

static json_t *finding_field_to_json(const ShapeField *field, const char *structure)
{
	const char *at = structure + field->at;
	switch (field->kind) {
	case SHAPE_TEXT:
		break;
	case SHAPE_INTEGER:
		return finding_integer_to_json(field, at);
	case SHAPE_SIZE:
		return finding_size_to_json(at);
	case SHAPE_BOOL:
		return finding_bool_to_json(at);
	case SHAPE_WORD:
		return finding_word_to_json(field, at);
	case SHAPE_TEXTS:
		return finding_texts_to_json(at);
	case SHAPE_GROUP:
		return finding_struct_to_json(field->inner, structure);
	case SHAPE_INSIDE:
		if (field->nullable && shape_is_empty(field->inner, at))
			return json_null();
		return finding_struct_to_json(field->inner, at);
	case SHAPE_BEHIND:
		return finding_behind_to_json(field, at);
	case SHAPE_LIST:
		return finding_list_to_json(field, structure);
	}
	return NULL;
}

static json_t *finding_struct_to_json(const Shape *shape, const void *structure)
{
	json_t *object = json_object();
	for (size_t i = 0; i < shape->n_fields; i++) {
		const ShapeField *field = &shape->fields[i];
		if (field->kind != SHAPE_TEXT) {
			json_set(object, field->key, finding_field_to_json(field, structure));
			continue;
		}
		const char *text = NULL;
		memcpy(&text, (const char *)structure + field->at, sizeof text);
		json_set_text(object, field->key, text);
	}
	return object;
}

json_t *finding_to_json(const Finding *finding)
{
	return finding_struct_to_json(&shape_finding, finding);
}

json_t *finding_document_to_json(const Document *document)
{
	return finding_struct_to_json(&shape_document, document);
}
