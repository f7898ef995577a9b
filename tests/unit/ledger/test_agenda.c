/* Whose work it is on a day, in which order, and what is left without a next action. */
#include "ledger/agenda.h"

#include "tests/unit/ledger/book_maker.h"

static Person people[] = {
	{ .name = "ana", .stand_in = "eva" },
	{ .name = "eva" },
	{ .name = "pia" },
	{ .name = "leo" },
};

static Staff staff_make(Arena *arena)
{
	people[0].absent_from = day("2026-03-10");
	people[0].absent_until = day("2026-03-12");
	people[0].groups = people[2].groups = texts_split(arena, "norte", ";");
	people[3].areas = texts_split(arena, "billing", ";");
	return (Staff){ .people = people, .n = G_N_ELEMENTS(people) };
}

static const char *names(Arena *arena, const Staff *staff, const AgendaItem *item, const char *today)
{
	const AgendaWish wish = { .staff = staff, .today = day(today) };
	Texts list = { 0 };
	size_t n = 0;
	const AgendaEntry *entries = agenda_of(arena, &wish, item, 1, &n);
	for (size_t i = 0; i < n; i++)
		texts_add(arena, &list, entries[i].person != NULL ? entries[i].person : "nobody");
	return texts_join(arena, &list, " ");
}

static void test_people(Arena *arena, const Staff *staff)
{
	static const struct {
		const char *owner, *area, *collector, *today, *want;
	} rows[] = {
		{ NULL, NULL, "ana", "2026-03-09", "ana" },
		{ NULL, NULL, "ana", "2026-03-10", "eva" },
		{ NULL, NULL, "norte", "2026-03-09", "ana pia" },
		{ NULL, NULL, "norte", "2026-03-12", "eva pia" },
		{ NULL, NULL, "eva; norte", "2026-03-12", "eva pia" },
		{ NULL, "billing", "ana", "2026-03-09", "leo" },
		{ NULL, "legal", "ana", "2026-03-09", "ana" },
		{ "pia", "billing", "ana", "2026-03-09", "pia" },
		{ NULL, NULL, "Juan P", "2026-03-09", "Juan P" },
		{ NULL, NULL, NULL, "2026-03-09", "nobody" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const AgendaItem item = { .company = "andes", .owner = rows[i].owner, .area = rows[i].area,
					  .collector = rows[i].collector };
		is_str(names(arena, staff, &item, rows[i].today), rows[i].want, rows[i].want);
	}
}

static void test_order(Arena *arena, const Staff *staff)
{
	const AgendaItem items[] = {
		{ .kind = "waits", .collector = "eva", .currency = "CLP", .balance = 900, .invoice_key = "w" },
		{ .kind = "reply", .collector = "eva", .currency = "CLP", .balance = 5, .due = day("2026-03-01") },
		{ .kind = "promise", .collector = "eva", .currency = "USD", .balance = 7, .due = day("2026-03-09") },
		{ .kind = "promise", .collector = "eva", .currency = "CLP", .balance = 6, .due = day("2026-03-02") },
		{ .kind = "phone", .collector = "pia", .currency = "CLP", .balance = 6, .due = day("2026-03-02") },
	};
	static const size_t by_promise[] = { 3, 2, 1, 0 };
	static const size_t by_exposure[] = { 0, 3, 1, 2 };
	AgendaWish wish = { .staff = staff, .today = day("2026-03-09"), .person = "eva" };
	size_t n = 0;
	const AgendaEntry *entries = agenda_of(arena, &wish, items, G_N_ELEMENTS(items), &n);
	is_i64((int64_t)n, 4, "one person's");
	for (size_t i = 0; i < n; i++)
		ok(entries[i].item == &items[by_promise[i]], "oldest promise first, then by day: %zu", i);
	wish.order = AGENDA_BY_EXPOSURE;
	entries = agenda_of(arena, &wish, items, G_N_ELEMENTS(items), &n);
	for (size_t i = 0; i < n; i++)
		ok(entries[i].item == &items[by_exposure[i]], "largest first, each currency for itself: %zu", i);
}

static void test_invoices(Arena *arena)
{
	Date today = day("2026-03-09");
	AgendaItem item = { .detail = "overdue+3", .due = day("2026-03-08") };
	is_str(agenda_orphan(arena, &item, today), "its day 2026-03-08 has passed", "nobody looked at it");
	item.due = today;
	ok(agenda_orphan(arena, &item, today) == NULL, "today it is due, no orphan");
	is_str(agenda_invoice_kind(&item, today), AGENDA_FIRST_CONTACT, "no mail spoke of it yet");
	item.written = true;
	ok(agenda_invoice_kind(&item, today) == NULL, "one that was written to goes on by itself");
	item = (AgendaItem){ .detail = "person" };
	ok(agenda_orphan(arena, &item, today) == NULL, "a person is waited for");
	is_str(agenda_invoice_kind(&item, today), AGENDA_WAITS, "who finds it on the agenda");
	item.written = true;
	ok(agenda_invoice_kind(&item, today) == NULL, "or its task");
	item.detail = "decide";
	ok(agenda_orphan(arena, &item, today) != NULL, "no day and no person: an orphan");
}

int main(void)
{
	g_autoptr(Arena) arena = arena_new();
	Staff staff = staff_make(arena);
	test_people(arena, &staff);
	test_order(arena, &staff);
	test_invoices(arena);
	return tap_done();
}
