#include "ledger/report_day.h"

#include "tests/tap.h"

/* Monday 2 March 2026 and Thursday 5 are holidays. */
static const Date holidays[] = { { 2026, 3, 2 }, { 2026, 3, 5 } };
static const Calendar calendar = { CALENDAR_MONDAY_TO_FRIDAY, holidays, 2 };

typedef struct {
	ReportTurn turn;
	const char *today, *want; /* want NULL: none */
} Row;

static const Row rows[] = {
	{ { REPORT_DAILY, 1, 1 }, "2026-03-03", "2026-03-03" },
	{ { REPORT_DAILY, 1, 1 }, "2026-03-05", NULL },
	{ { REPORT_DAILY, 1, 1 }, "2026-03-07", NULL },
	{ { REPORT_WEEKLY, 1, 1 }, "2026-03-09", "2026-03-09" },
	{ { REPORT_WEEKLY, 1, 1 }, "2026-03-13", "2026-03-09" },
	{ { REPORT_WEEKLY, 1, 1 }, "2026-03-02", NULL },	 /* a holiday: it moves */
	{ { REPORT_WEEKLY, 1, 1 }, "2026-03-03", "2026-03-03" }, /* to here */
	{ { REPORT_WEEKLY, 1, 1 }, "2026-03-06", "2026-03-03" },
	{ { REPORT_WEEKLY, 3, 1 }, "2026-03-10", "2026-03-04" }, /* the last week's is the current one */
	{ { REPORT_WEEKLY, 6, 1 }, "2026-03-06", "2026-03-03" }, /* Saturday 28 moves over the holiday */
	{ { REPORT_WEEKLY, 6, 1 }, "2026-03-09", "2026-03-09" }, /* Saturday 7 is Monday 9 */
	{ { REPORT_WEEKLY, 6, 1 }, "2026-03-10", "2026-03-09" },
	{ { REPORT_MONTHLY, 1, 1 }, "2026-03-03", "2026-03-03" }, /* Sunday 1, holiday 2 */
	{ { REPORT_MONTHLY, 1, 1 }, "2026-03-31", "2026-03-03" },
	{ { REPORT_MONTHLY, 1, 28 }, "2026-03-27", "2026-03-03" },
	{ { REPORT_MONTHLY, 1, 28 }, "2026-03-30", "2026-03-30" },
	{ { REPORT_MONTHLY, 1, 15 }, "2026-01-05", "2025-12-15" }, /* over a year's end */
};

int main(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Arena) arena = arena_new();
		Date today = { 0 };
		date_parse(rows[i].today, &today);
		Date day = report_day_current(&rows[i].turn, &calendar, today);
		is_str(date_text(arena, day), rows[i].want, rows[i].today);
	}
	/* Over three years: each turn once, on a business day, within a week of the day that was named. */
	const ReportTurn weekly = { REPORT_WEEKLY, 5, 1 };
	int64_t turns = 0;
	int64_t faults = 0;
	Date last = { 0 };
	for (int64_t i = 0; i < 3 * 364; i++) {
		Date today = date_add_days(date_make(2026, 1, 5), i);
		Date day = report_day_current(&weekly, &calendar, today);
		if (!date_is_set(day))
			continue;
		faults += !calendar_is_business_day(&calendar, day) || date_compare(day, today) > 0 ||
			  date_diff(today, day) > 10;
		faults += date_is_set(last) && date_compare(day, last) < 0;
		turns += !date_is_set(last) || date_compare(day, last) != 0;
		last = day;
	}
	is_i64(turns, 3 * 52 + 1, "one a week, and the one before the first");
	is_i64(faults, 0, "never later than today, never back");
	return tap_done();
}
