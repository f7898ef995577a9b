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

static Date slow_step(const Calendar *calendar, Date date, int64_t direction)
{
	for (int64_t i = 1; i <= 366; i++)
		if (calendar_is_business_day(calendar, date_add_days(date, direction * i)))
			return date_add_days(date, direction * i);
	return date_add_days(date, direction);
}

/* Any weekdays and holidays, also two on one day, from any day: as one day after another. */
static void test_any(void)
{
	static const unsigned weeks[] = { 0, 1, 0x15, 0x1f, 0x60, 0x7f };
	enum { HOLIDAYS = 40 };
	Date holidays[HOLIDAYS];
	g_autoptr(GRand) random = g_rand_new_with_seed(8);
	bool same = true;
	for (int round = 0; round < 2000; round++) {
		int64_t day = 20000;
		for (int i = 0; i < HOLIDAYS; i++)
			holidays[i] = date_from_days(day += g_rand_int_range(random, 0, round % 20 + 1));
		const Calendar calendar = { .weekdays = weeks[round % 6], .holidays = holidays,
					    .n_holidays = (size_t)g_rand_int_range(random, 0, HOLIDAYS + 1) };
		Date from = date_from_days(20000 + g_rand_int_range(random, -20, 420));
		int64_t n = g_rand_int_range(random, -30, 31);
		Date want = from;
		if (n == 0)
			want = calendar_is_business_day(&calendar, from) ? from : slow_step(&calendar, from, 1);
		for (int64_t i = 0; i < ABS(n); i++)
			want = slow_step(&calendar, want, n < 0 ? -1 : 1);
		same = same && date_compare(calendar_add(&calendar, from, n), want) == 0;
	}
	ok(same, "business days by any calendar");
}

int main(void)
{
	g_autoptr(Arena) arena = arena_new();
	test_any();
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
