#include "base/date.h"

#include <glib.h>
#include <string.h>

static bool date_digits(const char *text, size_t n, int *ret)
{
	int value = 0;
	for (size_t i = 0; i < n; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		value = value * 10 + (text[i] - '0');
	}
	*ret = value;
	return true;
}

static bool date_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int date_month_length(int year, int month)
{
	static const int lengths[12] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	return month == 2 && date_leap(year) ? 29 : lengths[month - 1];
}

bool date_exists(int year, int month, int day)
{
	return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 &&
	       day <= date_month_length(year, month);
}

Date date_make(int year, int month, int day)
{
	return (Date){ .year = (int16_t)year, .month = (int8_t)month, .day = (int8_t)day };
}

bool date_parse_prefix(const char *text, Date *ret)
{
	int year = 0;
	int month = 0;
	int day = 0;
	if (text == NULL || strnlen(text, 10) < 10 || text[4] != '-' || text[7] != '-')
		return false;
	if (!date_digits(text, 4, &year) || !date_digits(text + 5, 2, &month) || !date_digits(text + 8, 2, &day))
		return false;
	if (!date_exists(year, month, day) || (text[10] != '\0' && text[10] != 'T' && text[10] != ' '))
		return false;
	*ret = date_make(year, month, day);
	return true;
}

bool date_parse(const char *text, Date *ret)
{
	return text != NULL && strnlen(text, 11) == 10 && date_parse_prefix(text, ret);
}

bool date_is_set(Date date)
{
	return date.year != 0;
}

/* Howard Hinnant's days_from_civil: years begin in March so that the leap day is the last. */
int64_t date_to_days(Date date)
{
	int64_t year = date.year - (date.month <= 2 ? 1 : 0);
	int64_t era = year / 400;
	int64_t year_of_era = year - era * 400;
	int64_t month = (date.month + 9) % 12;
	int64_t day_of_year = (153 * month + 2) / 5 + date.day - 1;
	int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
	return era * 146097 + day_of_era - 719468;
}

Date date_from_days(int64_t days)
{
	days += 719468;
	int64_t era = days / 146097;
	int64_t day_of_era = days - era * 146097;
	int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t month = (5 * day_of_year + 2) / 153;
	int64_t day = day_of_year - (153 * month + 2) / 5 + 1;
	int64_t civil_month = month < 10 ? month + 3 : month - 9;
	int64_t year = year_of_era + era * 400 + (civil_month <= 2 ? 1 : 0);
	return date_make((int)year, (int)civil_month, (int)day);
}

Date date_add_days(Date date, int64_t days)
{
	return date_from_days(date_to_days(date) + days);
}

Date date_add_months(Date date, int months)
{
	int index = date.year * 12 + date.month - 1 + months;
	int year = index / 12;
	int month = index % 12 + 1;
	return date_make(year, month, MIN((int)date.day, date_month_length(year, month)));
}

Date date_month_end(Date date)
{
	return date_make(date.year, date.month, date_month_length(date.year, date.month));
}

int64_t date_diff(Date later, Date earlier)
{
	return date_to_days(later) - date_to_days(earlier);
}

int date_compare(Date a, Date b)
{
	int diff = a.year != b.year ? a.year - b.year : a.month != b.month ? a.month - b.month : a.day - b.day;
	return diff < 0 ? -1 : diff > 0;
}

int date_weekday(Date date)
{
	int64_t day = (date_to_days(date) + 3) % 7;
	return (int)(day < 0 ? day + 7 : day) + 1;
}

const char *date_text(Arena *arena, Date date)
{
	return date_is_set(date) ? arena_printf(arena, "%04d-%02d-%02d", date.year, date.month, date.day) : NULL;
}

static GTimeZone *date_zone(const char *zone)
{
	GTimeZone *found = zone != NULL ? g_time_zone_new_identifier(zone) : NULL;
	return found != NULL ? found : g_time_zone_new_utc();
}

Date date_in_zone(int64_t instant, const char *zone)
{
	g_autoptr(GTimeZone) tz = date_zone(zone);
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(instant);
	g_autoptr(GDateTime) local = g_date_time_to_timezone(utc, tz);
	return date_make(g_date_time_get_year(local), g_date_time_get_month(local),
			 g_date_time_get_day_of_month(local));
}

const char *date_clock(Arena *arena, int64_t instant, const char *zone)
{
	g_autoptr(GTimeZone) tz = date_zone(zone);
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(instant);
	g_autoptr(GDateTime) local = g_date_time_to_timezone(utc, tz);
	return arena_printf(arena, "%02d:%02d", g_date_time_get_hour(local), g_date_time_get_minute(local));
}

int64_t date_at(Date date, int hour, int minute, const char *zone)
{
	g_autoptr(GTimeZone) tz = date_zone(zone);
	g_autoptr(GDateTime) local = g_date_time_new(tz, date.year, date.month, date.day, hour, minute, 0);
	return g_date_time_to_unix(local);
}

bool date_zone_exists(const char *zone)
{
	g_autoptr(GTimeZone) tz = zone != NULL ? g_time_zone_new_identifier(zone) : NULL;
	return tz != NULL;
}

static void date_zone_drop(void *zone)
{
	g_time_zone_unref(zone);
}

/* GLib shares a zone among all who hold it, and forgets it when nobody does. */
void date_zone_keep(Arena *arena, const char *zone)
{
	arena_own(arena, date_zone(zone), date_zone_drop);
}

/* lint: prefix: an instant is the other noun of this header */
const char *instant_text(Arena *arena, int64_t instant)
{
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(instant);
	g_autofree char *text = utc != NULL ? g_date_time_format(utc, "%Y-%m-%dT%H:%M:%SZ") : NULL;
	return arena_strdup(arena, text);
}

/* lint: prefix: an instant is the other noun of this header */
bool instant_parse(const char *text, int64_t *ret)
{
	Date date;
	if (text == NULL || !date_parse_prefix(text, &date))
		return false;
	g_autoptr(GDateTime) parsed = g_date_time_new_from_iso8601(text, NULL);
	if (parsed == NULL)
		return false;
	*ret = g_date_time_to_unix(parsed);
	return true;
}

/* lint: prefix: an instant is the other noun of this header */
const char *instant_mail_text(Arena *arena, const char *rfc3339)
{
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
					      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	g_autoptr(GDateTime) time = rfc3339 != NULL ? g_date_time_new_from_iso8601(rfc3339, NULL) : NULL;
	if (time == NULL)
		return NULL;
	g_autofree char *rest = g_date_time_format(time, "%Y %H:%M:%S %z");
	return arena_printf(arena, "%d %s %s", g_date_time_get_day_of_month(time),
			    months[g_date_time_get_month(time) - 1], rest);
}
