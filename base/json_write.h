/*
 * JSON written straight into a text, for what is written too often to be built as a tree (base/json.h) first. The writer
 * owns commas and escapes; the caller says brackets, keys and values in their order, each bracket closed by its own.
 */
#ifndef BASE_JSON_WRITE_H
#define BASE_JSON_WRITE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct {
	GString *text; /* the caller's */
	bool comma;    /* something stands before the next value */
} JsonWriter;

void json_write_open(JsonWriter *writer, char bracket); /* { or [ */
void json_write_close(JsonWriter *writer, char bracket);
/* key: ASCII that needs no escape. */
void json_write_key(JsonWriter *writer, const char *key);
/* null when text is NULL. Bytes that are not UTF-8 become U+FFFD. */
void json_write_text(JsonWriter *writer, const char *text);
void json_write_integer(JsonWriter *writer, int64_t value);
void json_write_bool(JsonWriter *writer, bool value);
void json_write_null(JsonWriter *writer);

#endif
