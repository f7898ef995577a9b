/*
 * Money, dates, numbers and plurals as people of a language write them: ICU, included in locale.c and nowhere
 * else.
 *
 * A Locale is long-lived (the catalog owns one per language) and keeps its formatters; results live in the
 * arena of the caller. Amounts reach ICU as decimal text, never as a double, and no digit is ever rounded
 * away. ICU is told the zone "UTC" only: time zones are base/date.h's business.
 */
#ifndef TEMPLATES_LOCALE_H
#define TEMPLATES_LOCALE_H

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/date.h"
#include "base/money.h"

typedef struct Locale Locale;

typedef enum {
	LOCALE_LONG,  /* 27 de noviembre de 2026 */
	LOCALE_SHORT, /* 27-11-2026: for tables */
	LOCALE_MONTH, /* nov 2026 */
} LocaleDateStyle;

/* The languages we write, NULL-terminated: es-CL es-MX es en pt-BR fr. */
const char *const *locale_languages(void);
/* The nearest of our languages to a BCP 47 tag ("es_cl" -> es-CL, "es-PE" -> es, "pt" -> pt-BR); en when
 * there is none. */
const char *locale_match(const char *tag);
/* Where to look next when this language lacks something: es-CL -> es -> en -> NULL. */
const char *locale_parent(const char *language);

/* The locale of locale_match(language); aborts when ICU's own data is missing. Free with locale_free(). */
Locale *locale_new(const char *language);
void locale_free(Locale *locale); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Locale, locale_free)
const char *locale_language(const Locale *locale);

/* The currencies of the place with their sign ($1.234.567 in es-CL, $1,234.56 MXN in es-MX, 1 234,56 € in
 * fr), any other with its code (USD 1.234,50). At least the currency's decimals, at most six, none lost. An
 * empty currency: the number. */
const char *locale_money(Arena *arena, const Locale *locale, Money money);
/* The same of an amount of any size, in decimal text: "1160.5". */
const char *locale_amount(Arena *arena, const Locale *locale, const char *amount, const char *currency);
/* 453 -> 45,3 */
const char *locale_tenths(Arena *arena, const Locale *locale, int64_t tenths);
/* 453 -> 45,3 % */
const char *locale_percent(Arena *arena, const Locale *locale, int64_t tenths);
/* "" for no date. */
const char *locale_date(Arena *arena, const Locale *locale, Date date, LocaleDateStyle style);
/* With the marks of thousands of the place. */
const char *locale_number(Arena *arena, const Locale *locale, int64_t number);
/* The plural category of CLDR for a count: "zero", "one", "two", "few", "many" or "other". */
const char *locale_plural(const Locale *locale, int64_t count);

#endif
