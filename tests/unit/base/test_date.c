#include "base/date.h"
#include "tests/tap.h"

typedef struct {
	const char *text;
	bool valid;
} DateRow;

static const DateRow rows[] = {
	{ "2026-02-28", true }, { "2024-02-29", true }, { "2026-02-29", false },  { "2026-13-01", false },
	{ "2026-1-01", false }, { "26-01-01", false },	{ "2026-01-01x", false }, { "", false },
};

static void test_days(void)
{
	bool round_trip = true;
	for (int64_t day = -200000; day < 400000; day += 37)
		round_trip = round_trip && date_to_days(date_from_days(day)) == day;
	ok(round_trip, "days to date and back agree over 1,600 years");
	is_i64(date_to_days(date_make(1970, 1, 1)), 0, "the epoch is day 0");
	is_i64(date_weekday(date_make(2026, 11, 21)), 6, "21 November 2026 is a Saturday");
	is_i64(date_weekday(date_make(1969, 12, 28)), 7, "28 December 1969 was a Sunday");
}

static void test_zone(Arena *arena)
{
	int64_t instant = 0;
	ok(instant_parse("2026-11-21T01:30:00Z", &instant), "an instant is read");
	is_str(date_text(arena, date_in_zone(instant, "America/Santiago")), "2026-11-20", "still yesterday in Santiago");
	is_str(date_text(arena, date_in_zone(instant, "UTC")), "2026-11-21", "today in UTC");
	is_str(date_clock(arena, instant, "America/Santiago"), "22:30", "and half past ten in the evening");
	is_i64(date_at(date_make(2026, 11, 21), 9, 0, "America/Mexico_City"), 1795273200, "09:00 in Mexico is 15:00 UTC");
	ok(!date_zone_exists("America/Atlantis"), "an unknown zone is known to be unknown");
	ok(instant_parse("2026-11-20T22:30:00-03:00", &instant), "an instant with offset is read");
	is_str(instant_text(arena, instant), "2026-11-21T01:30:00Z", "and written in UTC");
	ok(!instant_parse("2026-11-20T25:00:00Z", &instant), "an hour 25 is refused");
}

int main(void)
{
	g_autoptr(Arena) arena = arena_new();
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		Date date = { 0 };
		ok(date_parse(rows[i].text, &date) == rows[i].valid, "date \"%s\"", rows[i].text);
		if (rows[i].valid)
			is_str(date_text(arena, date), rows[i].text, "written back");
	}
	test_days();
	test_zone(arena);
	is_str(date_text(arena, date_add_months(date_make(2026, 1, 31), 1)), "2026-02-28", "a month after 31 January");
	is_str(date_text(arena, date_month_end(date_make(2024, 2, 3))), "2024-02-29", "month end of a leap February");
	return tap_done();
}
