/*
 * JSON values for the whole house: jansson, included here and nowhere else, with what we add to it.
 * Texts are valid UTF-8 without NUL; objects keep the order in which keys were set.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC(json_t, json_decref)

/* Sets key to a text, null when text is NULL. Bytes that are not UTF-8 become U+FFFD. */
void json_set_text(json_t *object, const char *key, const char *text);
void json_set_integer(json_t *object, const char *key, int64_t value);
void json_set_bool(json_t *object, const char *key, bool value);
/* Sets key to value and takes the reference; NULL becomes null. */
void json_set(json_t *object, const char *key, json_t *value);
/* A new array of texts; n may be 0. */
json_t *json_texts(const char *const *texts, size_t n);

/* Reading what may be absent, null or of another type: NULL, fallback. The text is copied into the arena. */
const char *json_get_text(Arena *arena, const json_t *object, const char *key);
int64_t json_get_integer(const json_t *object, const char *key, int64_t fallback);
bool json_get_bool(const json_t *object, const char *key);

/* One line of JSON without line end; free with g_free(). */
char *json_line(const json_t *value);

/* Parses exactly one value. Depth is limited by jansson (2,048); duplicate keys are refused. */
json_t *json_read(const char *bytes, size_t length, GError **error);
/* The value that the bytes begin with, an object or an array; what follows it is not looked at. */
json_t *json_read_first(const char *bytes, size_t length, GError **error);

#endif
