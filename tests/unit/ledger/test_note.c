/* Notes, and what follows from one that is addressed to an area. */
#include "ledger/note.h"

#include "tests/unit/ledger/book_maker.h"

static const char *refused(Arena *arena, NewNote new)
{
	Outcome outcome = { 0 };
	g_autoptr(GError) error = NULL;
	return note_add(arena, &new, &outcome, &error) ? "accepted" : arena_strdup(arena, error->message);
}

static void test_plain(Arena *arena, NewNote new)
{
	Outcome outcome = { 0 };
	ok(note_add(arena, &new, &outcome, NULL), "a note to nobody");
	ok(outcome.n_notes == 1 && outcome.notes[0].verified && outcome.n_events == 1, "is kept, with its event");
	ok(outcome.n_tasks == 0 && outcome.n_alerts == 0, "and asks nobody for anything");
	is_str(outcome.notes[0].invoice_key, "k", "on the invoice");
	is_str(outcome.notes[0].customer_tax_id, CLIENT, "and its customer");
}

static void test_area(Arena *arena, NewNote new)
{
	Outcome outcome = { 0 };
	new.area = "billing";
	ok(note_add(arena, &new, &outcome, NULL) && outcome.n_tasks == 1 && outcome.n_alerts == 1, "to an area: a task, a mail");
	is_str(date_text(arena, outcome.tasks[0].due), "2026-11-04", "two business days, when no day is said");
	is_str(outcome.tasks[0].subject, "u-1", "each note has its own task");
	is_str(outcome.alerts[0].area, "billing", "the mail is that area's");
	is_str(note_subject_of(arena, outcome.alerts[0].key), "u-1", "an answer finds the task by the mail's step");
	is_str(note_subject_of(arena, "note u-1 es-CL"), "u-1", "in any language");
	ok(note_subject_of(arena, "reply x") == NULL && note_subject_of(arena, NULL) == NULL, "other mails have none");
	new.due = day("2026-11-30");
	outcome = (Outcome){ 0 };
	ok(note_add(arena, &new, &outcome, NULL), "with a day");
	is_str(date_text(arena, outcome.tasks[0].due), "2026-11-30", "it is that day");
}

static void test_refusals(Arena *arena, NewNote new)
{
	NewNote empty = new;
	empty.text = "";
	is_str(refused(arena, empty), "a text is wanted", "nothing is no note");
	new.due = day("2026-12-01");
	is_str(refused(arena, new), "a day is wanted of somebody: name the area", "a day for nobody");
	new.area = "billing";
	is_str(refused(arena, new), "accepted", "for somebody it is fine");
	new.due = day("2026-11-01");
	is_str(refused(arena, new), "a day that has not passed is wanted", "unless it has passed");
}

int main(void)
{
	g_autoptr(Arena) arena = arena_new();
	Book *book = book_new(arena);
	const Invoice invoice = { .company = "andes", .key = "k", .debtor_tax_id = CLIENT };
	const NewNote new = { .company = &book->companies[0], .invoice = &invoice, .author = "Ana", .text = "llamar",
			      .unique = "u-1", .now = book->now };
	test_plain(arena, new);
	test_area(arena, new);
	test_refusals(arena, new);
	return tap_done();
}
