/* Holidays of each country, against the lists that the governments published for those years. */
#include "base/holidays.h"

#include <glib.h>

#include "base/texts.h"
#include "tests/tap.h"

static const struct {
	int year;
	const char *easter;
} easters[] = {
	{ 2008, "2008-03-23" }, { 2011, "2011-04-24" }, { 2019, "2019-04-21" }, { 2024, "2024-03-31" },
	{ 2025, "2025-04-20" }, { 2026, "2026-04-05" }, { 2027, "2027-03-28" }, { 2038, "2038-04-25" },
	{ 1954, "1954-04-18" }, { 1981, "1981-04-19" }, { 2049, "2049-04-18" }, { 2076, "2076-04-19" },
};

static const struct {
	const char *country;
	int year;
	const char *days; /* MM-DD */
} rows[] = {
	{ "CL", 2023, "01-01 01-02 04-07 04-08 05-01 05-21 06-21 06-26 07-16 08-15 09-18 09-19 10-09 10-27 11-01 12-08 12-25" },
	{ "CL", 2024, "01-01 03-29 03-30 05-01 05-21 06-20 06-29 07-16 08-15 09-18 09-19 09-20 10-12 10-31 11-01 12-08 12-25" },
	{ "CL", 2025, "01-01 04-18 04-19 05-01 05-21 06-20 06-29 07-16 08-15 09-18 09-19 10-12 10-31 11-01 12-08 12-25" },
	{ "CL", 2026, "01-01 04-03 04-04 05-01 05-21 06-21 06-29 07-16 08-15 09-18 09-19 10-12 10-31 11-01 12-08 12-25" },
	{ "CL", 2028, "01-01 04-14 04-15 05-01 05-21 06-20 06-26 07-16 08-15 09-18 09-19 10-09 10-27 11-01 12-08 12-25" },
	{ "MX", 2025, "01-01 02-03 03-17 04-17 04-18 05-01 09-16 11-02 11-17 12-12 12-25" },
	{ "MX", 2024, "01-01 02-05 03-18 03-28 03-29 05-01 09-16 10-01 11-02 11-18 12-12 12-25" },
	{ "MX", 2030, "01-01 02-04 03-18 04-18 04-19 05-01 09-16 10-01 11-02 11-18 12-12 12-25" },
	{ "BR", 2025, "01-01 03-03 03-04 04-18 04-21 05-01 06-19 09-07 10-12 11-02 11-15 11-20 12-25" },
	{ "BR", 2023, "01-01 02-20 02-21 04-07 04-21 05-01 06-08 09-07 10-12 11-02 11-15 12-25" },
	{ "FR", 2025, "01-01 04-21 05-01 05-08 05-29 06-09 07-14 08-15 11-01 11-11 12-25" },
	{ "ES", 2025, "01-01 01-06 04-18 05-01 08-15 10-12 11-01 12-06 12-08 12-25" },
	{ "US", 2021, "01-01 01-18 02-15 05-31 06-18 06-19 07-04 07-05 09-06 10-11 11-11 11-25 12-24 12-25 12-31" },
	{ "US", 2025, "01-01 01-20 02-17 05-26 06-19 07-04 09-01 10-13 11-11 11-27 12-25" },
	{ "GB", 2021, "01-01 04-02 04-05 05-03 05-31 08-30 12-25 12-26 12-27 12-28" },
	{ "GB", 2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-26 12-28" },
	{ "GB", 2033, "01-01 01-03 04-15 04-18 05-02 05-30 08-29 12-25 12-26 12-27" },
	{ "PE", 2025, "" },
};

static const char *days_of(Arena *arena, const Date *dates, size_t n)
{
	Texts days = { 0 };
	for (size_t i = 0; i < n; i++)
		texts_add(arena, &days, date_text(arena, dates[i]) + 5);
	return texts_join(arena, &days, " ");
}

static void test_years(Arena *arena)
{
	size_t n = 0;
	const Date *two = holidays_of(arena, "US", 2021, 2022, &n);
	ok(n == 28, "two years in one list: %zu", n);
	for (size_t i = 1; i < n; i++)
		if (date_compare(two[i - 1], two[i]) >= 0)
			ok(false, "sorted, each once");
	ok(holidays_knows("CL") && !holidays_knows("PE") && !holidays_knows(NULL), "countries with rules");
}

int main(void)
{
	g_autoptr(Arena) arena = arena_new();
	for (size_t i = 0; i < G_N_ELEMENTS(easters); i++)
		is_str(date_text(arena, holidays_easter(easters[i].year)), easters[i].easter, "Easter");
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		size_t n = 0;
		const Date *dates = holidays_of(arena, rows[i].country, rows[i].year, rows[i].year, &n);
		g_autofree char *what = g_strdup_printf("%s %d", rows[i].country, rows[i].year);
		is_str(days_of(arena, dates, n), rows[i].days, what);
	}
	test_years(arena);
	return tap_done();
}
