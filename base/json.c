#include "base/json.h"

#include <string.h>

#include "base/error.h"

void json_set_text(json_t *object, const char *key, const char *text)
{
	if (text == NULL) {
		json_object_set_new(object, key, json_null());
		return;
	}
	json_t *value = json_string(text);
	if (value == NULL) {
		g_autofree char *valid = g_utf8_make_valid(text, -1);
		value = json_string(valid);
	}
	json_object_set_new(object, key, value);
}

void json_set_integer(json_t *object, const char *key, int64_t value)
{
	json_object_set_new(object, key, json_integer(value));
}

void json_set_bool(json_t *object, const char *key, bool value)
{
	json_object_set_new(object, key, json_boolean(value));
}

void json_set(json_t *object, const char *key, json_t *value)
{
	json_object_set_new(object, key, value != NULL ? value : json_null());
}

json_t *json_texts(const char *const *texts, size_t n)
{
	json_t *array = json_array();
	for (size_t i = 0; i < n; i++) {
		g_autofree char *valid = g_utf8_make_valid(texts[i], -1);
		json_array_append_new(array, json_string(valid));
	}
	return array;
}

const char *json_get_text(Arena *arena, const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);
	if (!json_is_string(value))
		return NULL;
	return arena_strndup(arena, json_string_value(value), strlen(json_string_value(value)));
}

int64_t json_get_integer(const json_t *object, const char *key, int64_t fallback)
{
	const json_t *value = json_object_get(object, key);
	return json_is_integer(value) ? json_integer_value(value) : fallback;
}

bool json_get_bool(const json_t *object, const char *key)
{
	return json_is_true(json_object_get(object, key));
}

char *json_line(const json_t *value)
{
	char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
	g_assert(text != NULL);
	char *line = g_strdup(text);
	free(text);
	return line;
}

static json_t *json_read_with(const char *bytes, size_t length, size_t flags, GError **error)
{
	json_error_t fault;
	json_t *value = json_loadb(bytes, length, JSON_REJECT_DUPLICATES | flags, &fault);
	if (value == NULL)
		error_reject(error, "not JSON: line %d column %d: %s", fault.line, fault.column, fault.text);
	return value;
}

json_t *json_read(const char *bytes, size_t length, GError **error)
{
	return json_read_with(bytes, length, JSON_DECODE_ANY, error);
}

json_t *json_read_first(const char *bytes, size_t length, GError **error)
{
	return json_read_with(bytes, length, JSON_DISABLE_EOF_CHECK, error);
}
