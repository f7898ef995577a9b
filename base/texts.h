/* A growing list of texts in an arena. */
#ifndef BASE_TEXTS_H
#define BASE_TEXTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

typedef struct {
	const char **items;
	size_t n;
} Texts;

/* Appends a copy of text. */
void texts_add(Arena *arena, Texts *texts, const char *text);
void texts_addf(Arena *arena, Texts *texts, const char *format, ...) G_GNUC_PRINTF(3, 4);
bool texts_has(const Texts *texts, const char *text);
/* "a; b" -> a, b: trimmed, empty ones left out. */
Texts texts_split(Arena *arena, const char *text, const char *separator);
const char *texts_join(Arena *arena, const Texts *texts, const char *separator);

#endif
