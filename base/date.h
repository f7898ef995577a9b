/*
 * Civil dates (no zone, no time) and RFC 3339 instants. Documents state dates; nothing converts them through a zone.
 */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

typedef struct {
	int16_t year; /* 0 = no date */
	int8_t month; /* 1..12 */
	int8_t day;   /* 1..31 */
} Date;

/* "YYYY-MM-DD" exactly; false (ret untouched) for anything else or a day that does not exist. */
bool date_parse(const char *text, Date *ret);
/* The date part of "YYYY-MM-DD" or of "YYYY-MM-DDThh:mm:ss…". */
bool date_parse_prefix(const char *text, Date *ret);
bool date_is_set(Date date);
Date date_make(int year, int month, int day);
bool date_exists(int year, int month, int day);

int64_t date_to_days(Date date); /* days since 1970-01-01 */
Date date_from_days(int64_t days);
Date date_add_days(Date date, int64_t days);
/* Same day n months later, or the last of that month. */
Date date_add_months(Date date, int months);
Date date_month_end(Date date);
int64_t date_diff(Date later, Date earlier);
int date_compare(Date a, Date b); /* <0, 0, >0 */
int date_weekday(Date date);      /* 1 Monday .. 7 Sunday */

#define DATE_TEXT_SIZE 11
/* "YYYY-MM-DD" in the arena; NULL for no date. */
const char *date_text(Arena *arena, Date date);

/* The civil date at an instant in a zone ("America/Santiago"); an unknown zone counts as UTC. */
Date date_in_zone(int64_t instant, const char *zone);
/* The instant of hour:minute local time on a date in a zone. */
int64_t date_at(Date date, int hour, int minute, const char *zone);
/* The hour there, "09:05". */
const char *date_clock(Arena *arena, int64_t instant, const char *zone);
bool date_zone_exists(const char *zone);
/* While the arena lives a zone is read from its file once, not at each question. */
void date_zone_keep(Arena *arena, const char *zone);

/* RFC 3339 instants, UTC with "Z" out; any offset in. */
const char *instant_text(Arena *arena, int64_t instant);
bool instant_parse(const char *text, int64_t *ret);
/* An RFC 3339 instant as a Date field has it (RFC 5322 section 3.3), in the zone it states: "24 Nov 2026 10:00:00 -0300".
 * NULL for what is none. */
const char *instant_mail_text(Arena *arena, const char *rfc3339);

#endif
