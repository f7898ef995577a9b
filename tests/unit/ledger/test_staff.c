/* Who acts for whom today, and who is meant by a word. */
#include <glib.h>

#include "ledger/staff.h"
#include "ledger/task.h"
#include "tests/tap.h"

static Date day(const char *text)
{
	Date date = { 0 };
	if (!date_parse(text, &date))
		g_error("%s", text);
	return date;
}

static void make(Arena *arena, Staff *staff)
{
	Person *people = arena_array(arena, Person, 4);
	people[0] = (Person){ .name = "ana", .stand_in = "luis", .absent_from = day("2026-12-01"),
			      .absent_until = day("2026-12-05") };
	people[1] = (Person){ .name = "luis", .stand_in = "eva", .absent_from = day("2026-12-04") };
	people[2] = (Person){ .name = "eva", .stand_in = "ana", .absent_from = day("2026-12-05"),
			      .absent_until = day("2026-12-05") };
	people[3] = (Person){ .name = "pia" };
	people[0].groups = people[1].groups = texts_split(arena, "north", ";");
	people[0].areas = texts_split(arena, "billing;treasury", ";");
	people[2].areas = texts_split(arena, "billing", ";");
	people[2].companies = texts_split(arena, "uno", ";");
	*staff = (Staff){ people, 4 };
}

static void test_acting(const Staff *staff)
{
	static const struct {
		const char *name, *day, *acting, *what;
	} rows[] = {
		{ "ana", "2026-11-30", "ana", "the day before an absence" },
		{ "ana", "2026-12-01", "luis", "its first day" },
		{ "ana", "2026-12-04", "eva", "the stand-in is away too: the next one" },
		{ "ana", "2026-12-05", "ana", "everybody of a circle is away: the person" },
		{ "ana", "2026-12-06", "ana", "the day after" },
		{ "luis", "2027-12-06", "eva", "an absence without an end" },
		{ "pia", "2026-12-04", "pia", "no absence" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		is_str(staff_acting(staff, staff_person(staff, rows[i].name), day(rows[i].day))->name, rows[i].acting,
		       rows[i].what);
	ok(staff_person(staff, "nobody") == NULL, "nobody has that name");
}

static void test_words(Arena *arena, const Staff *staff)
{
	size_t n = 0;
	const Person **list = staff_of_word(arena, staff, "north", &n);
	ok(n == 2 && list[0] == &staff->people[0] && list[1] == &staff->people[1], "a group is all of it");
	list = staff_of_word(arena, staff, "pia", &n);
	ok(n == 1 && list[0] == &staff->people[3], "a name is one person");
	staff_of_word(arena, staff, "south", &n);
	ok(n == 0, "a word that means nobody");
	staff_of_area(arena, staff, "uno", "billing", &n);
	is_i64((int64_t)n, 2, "an area of a company");
	staff_of_area(arena, staff, "dos", "billing", &n);
	is_i64((int64_t)n, 1, "who is of another company does not answer for it");
}

static void test_task_words(void)
{
	TaskKind kind;
	ok(task_kind_from_word("confirm-payment", &kind) && kind == TASK_CONFIRM_PAYMENT, "a kind by its word");
	is_str(task_row(kind)->area, "treasury", "its area");
	ok(!task_kind_from_word("nap", &kind), "no such kind");
}

int main(void)
{
	g_autoptr(Arena) arena = arena_new();
	Staff staff;
	make(arena, &staff);
	test_acting(&staff);
	test_words(arena, &staff);
	test_task_words();
	return tap_done();
}
