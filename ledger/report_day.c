#include "ledger/report_day.h"

/* Its day in the week or month of today, and in the one before. */
static Date report_day_named(const ReportTurn *turn, Date today, int back)
{
	switch (turn->rhythm) {
	case REPORT_DAILY:
		break;
	case REPORT_WEEKLY:
		return date_add_days(today, turn->weekday - date_weekday(today) - 7 * back);
	case REPORT_MONTHLY:
		return date_add_months(date_make(today.year, today.month, (int)turn->month_day), -back);
	}
	return today;
}

Date report_day_current(const ReportTurn *turn, const Calendar *calendar, Date today)
{
	if (!calendar_is_business_day(calendar, today))
		return (Date){ 0 };
	Date day = calendar_roll(calendar, report_day_named(turn, today, 0));
	for (int back = 1; date_compare(day, today) > 0; back++)
		day = calendar_roll(calendar, report_day_named(turn, today, back));
	return day;
}
