#include "ledger/agenda.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "ledger/decide.h"
#include "ledger/task.h"

static bool agenda_has(const Person *const *people, size_t n, const Person *person)
{
	for (size_t i = 0; i < n; i++)
		if (people[i] == person)
			return true;
	return false;
}

const Person **agenda_collectors(Arena *arena, const Staff *staff, const char *words, size_t *ret_n)
{
	const Person **list = NULL;
	Texts parts = words != NULL ? texts_split(arena, words, ";") : (Texts){ 0 };
	*ret_n = 0;
	for (size_t i = 0; i < parts.n; i++) {
		size_t n = 0;
		const Person **some = staff_of_word(arena, staff, parts.items[i], &n);
		for (size_t k = 0; k < n; k++)
			if (!agenda_has(list, *ret_n, some[k]))
				arena_append(arena, list, *ret_n, some[k]);
	}
	return list;
}

const char *agenda_stranger(Arena *arena, const Staff *staff, const char *words)
{
	Texts parts = texts_split(arena, words, ";");
	for (size_t i = 0; staff->n > 0 && i < parts.n; i++) {
		size_t n = 0;
		staff_of_word(arena, staff, parts.items[i], &n);
		if (n == 0)
			return parts.items[i];
	}
	return NULL;
}

/* Its owner's; without one, the people's of its area; without them, the collector's. */
static const Person **agenda_people(Arena *arena, const Staff *staff, const AgendaItem *item, size_t *ret_n)
{
	const Person **people = agenda_collectors(arena, staff, item->owner, ret_n);
	if (*ret_n == 0 && item->area != NULL)
		people = staff_of_area(arena, staff, item->company, item->area, ret_n);
	return *ret_n > 0 ? people : agenda_collectors(arena, staff, item->collector, ret_n);
}

typedef struct {
	Arena *arena;
	const AgendaWish *wish;
	AgendaEntry *entries;
	size_t n;
} Agenda;

/* Once for each who acts, also when somebody stands in for two of them. */
static void agenda_add(Agenda *agenda, const AgendaItem *item, const char *person, const char *of, size_t first)
{
	if (agenda->wish->person != NULL && !text_equal(agenda->wish->person, person))
		return;
	for (size_t i = first; i < agenda->n; i++)
		if (text_equal(agenda->entries[i].person, person))
			return;
	arena_append(agenda->arena, agenda->entries, agenda->n,
		     ((AgendaEntry){ .item = item, .person = person,
				     .stands_in = text_equal(of, person) ? NULL : of }));
}

static void agenda_item(Agenda *agenda, const AgendaItem *item)
{
	size_t first = agenda->n;
	size_t n = 0;
	const Person **people = agenda_people(agenda->arena, agenda->wish->staff, item, &n);
	for (size_t i = 0; i < n; i++) {
		const Person *acting = staff_acting(agenda->wish->staff, people[i], agenda->wish->today);
		agenda_add(agenda, item, acting->name, people[i]->name, first);
	}
	/* A name that is no [person] is a person all the same; nobody's work is everybody's to see. */
	const char *word = item->owner != NULL ? item->owner : item->collector;
	if (n == 0)
		agenda_add(agenda, item, word, word, first);
}

/* ---- order ---- */

static int agenda_compare_person(const AgendaEntry *a, const AgendaEntry *b)
{
	if (a->person == NULL || b->person == NULL)
		return (a->person == NULL) - (b->person == NULL);
	return strcmp(a->person, b->person);
}

/* Days that are not set come last. */
static int agenda_compare_due(const AgendaItem *a, const AgendaItem *b)
{
	int unset = !date_is_set(a->due) - !date_is_set(b->due);
	return unset != 0 ? unset : date_compare(a->due, b->due);
}

static int agenda_compare_exposure(const AgendaItem *a, const AgendaItem *b)
{
	if (a->currency == NULL || b->currency == NULL)
		return (a->currency == NULL) - (b->currency == NULL);
	int by_currency = strcmp(a->currency, b->currency);
	return by_currency != 0 ? by_currency : (a->balance < b->balance) - (a->balance > b->balance);
}

static int agenda_compare_names(const AgendaItem *a, const AgendaItem *b)
{
	int by_customer = strcmp(a->customer != NULL ? a->customer : "", b->customer != NULL ? b->customer : "");
	if (by_customer != 0)
		return by_customer;
	int by_key = strcmp(a->invoice_key != NULL ? a->invoice_key : "", b->invoice_key != NULL ? b->invoice_key : "");
	return by_key != 0 ? by_key : (a->task > b->task) - (a->task < b->task);
}

static bool agenda_is_promise(const AgendaItem *item)
{
	return text_equal(item->kind, task_row(TASK_PROMISE)->word);
}

static int agenda_by_promise(const void *left, const void *right)
{
	const AgendaEntry *a = left;
	const AgendaEntry *b = right;
	int order = agenda_compare_person(a, b);
	order = order != 0 ? order : agenda_is_promise(b->item) - agenda_is_promise(a->item);
	order = order != 0 ? order : agenda_compare_due(a->item, b->item);
	order = order != 0 ? order : agenda_compare_exposure(a->item, b->item);
	return order != 0 ? order : agenda_compare_names(a->item, b->item);
}

static int agenda_by_exposure(const void *left, const void *right)
{
	const AgendaEntry *a = left;
	const AgendaEntry *b = right;
	int order = agenda_compare_person(a, b);
	order = order != 0 ? order : agenda_compare_exposure(a->item, b->item);
	order = order != 0 ? order : agenda_compare_due(a->item, b->item);
	return order != 0 ? order : agenda_compare_names(a->item, b->item);
}

AgendaEntry *agenda_of(Arena *arena, const AgendaWish *wish, const AgendaItem *items, size_t n, size_t *ret_n)
{
	Agenda agenda = { .arena = arena, .wish = wish };
	for (size_t i = 0; i < n; i++)
		agenda_item(&agenda, &items[i]);
	*ret_n = agenda.n;
	if (agenda.n > 1)
		qsort(agenda.entries, agenda.n, sizeof *agenda.entries,
		      wish->order == AGENDA_BY_PROMISE ? agenda_by_promise : agenda_by_exposure);
	return agenda.entries;
}

/* ---- invoices ---- */

const char *agenda_invoice_kind(const AgendaItem *item, Date today)
{
	if (!date_is_set(item->due))
		return item->written ? NULL : AGENDA_WAITS;
	return !item->written && date_compare(item->due, today) <= 0 ? AGENDA_FIRST_CONTACT : NULL;
}

const char *agenda_orphan(Arena *arena, const AgendaItem *item, Date today)
{
	if (!date_is_set(item->due))
		return decide_waits_for_person(item->detail) ? NULL : "no next day, and no person is waited for";
	return date_compare(item->due, today) < 0 ?
		       arena_printf(arena, "its day %s has passed", date_text(arena, item->due)) : NULL;
}
