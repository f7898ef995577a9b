#include "base/calendar.h"

#include "tests/tap.h"

typedef struct {
	const char *text;
	bool valid;
	unsigned days;
} Weekdays;

static const Weekdays weekdays[] = {
	{ "1-5", true, 0x1f }, { "1-7", true, 0x7f }, { "1,3,5", true, 0x15 }, { "6", true, 0x20 }, { "1-2,4", true, 0x0b },
	{ "", false, 0 },      { "0", false, 0 },     { "8", false, 0 },       { "1-", false, 0 },  { "1 - 5", false, 0 },
	{ "1-9", false, 0 },   { ",", false, 0 },     { "1,,2", false, 0 },    { "1,", false, 0 },  { "mon", false, 0 },
	{ "5-1", false, 0 },   { "1-1", true, 0x01 }, { "11", false, 0 },
};

typedef struct {
	const char *from;
	int64_t n;
	const char *want;
} Step;

/* 1 to 7 November 2026: Sunday to Saturday; 5 November is a holiday. */
static const Step steps[] = {
	{ "2026-11-02", 0, "2026-11-02" },  { "2026-11-01", 0, "2026-11-02" },	{ "2026-11-02", 1, "2026-11-03" },
	{ "2026-11-04", 1, "2026-11-06" },  { "2026-11-06", 1, "2026-11-09" },	{ "2026-11-07", 1, "2026-11-09" },
	{ "2026-11-02", 5, "2026-11-10" },  { "2026-11-06", -1, "2026-11-04" }, { "2026-11-09", -3, "2026-11-03" },
	{ "2026-11-05", 0, "2026-11-06" },  { "2026-11-08", -1, "2026-11-06" }, { "2026-02-27", 1, "2026-03-02" },
	{ "2026-12-31", 1, "2027-01-01" },
};

int main(void)
{
	g_autoptr(Arena) arena = arena_new();
	for (size_t i = 0; i < G_N_ELEMENTS(weekdays); i++) {
		unsigned days = 0;
		bool valid = calendar_parse_weekdays(weekdays[i].text, &days);
		ok(valid == weekdays[i].valid && (!valid || days == weekdays[i].days), "weekdays \"%s\"", weekdays[i].text);
	}
	Date holidays[] = { date_make(2026, 9, 18), date_make(2026, 11, 5), date_make(2026, 12, 25) };
	Calendar calendar = { .weekdays = CALENDAR_MONDAY_TO_FRIDAY, .holidays = holidays, .n_holidays = 3 };
	for (size_t i = 0; i < G_N_ELEMENTS(steps); i++) {
		Date from = { 0 };
		date_parse(steps[i].from, &from);
		is_str(date_text(arena, calendar_add(&calendar, from, steps[i].n)), steps[i].want, steps[i].from);
	}
	Calendar never = { 0 };
	is_str(date_text(arena, calendar_add(&never, date_make(2026, 11, 2), 2)), "2026-11-04",
	       "a calendar without days of work ends too");
	Date from = date_make(2026, 1, 1);
	bool there_and_back = true;
	for (int64_t n = 1; n < 400; n++) {
		Date far = calendar_add(&calendar, from, n);
		there_and_back = there_and_back && calendar_is_business_day(&calendar, far) &&
				 date_compare(calendar_add(&calendar, far, -n), from) == 0;
	}
	ok(there_and_back, "n business days there and back");
	return tap_done();
}
