#include "ledger/staff.h"

#include <glib.h>

#include "base/text.h"

const Person *staff_person(const Staff *staff, const char *name)
{
	for (size_t i = 0; i < staff->n; i++)
		if (text_equal(staff->people[i].name, name))
			return &staff->people[i];
	return NULL;
}

bool staff_is_absent(const Person *person, Date today)
{
	return date_is_set(person->absent_from) && date_compare(person->absent_from, today) <= 0 &&
	       (!date_is_set(person->absent_until) || date_compare(today, person->absent_until) <= 0);
}

const Person *staff_acting(const Staff *staff, const Person *person, Date today)
{
	const Person *acting = person;
	for (size_t i = 0; i < staff->n && acting != NULL && staff_is_absent(acting, today); i++)
		acting = acting->stand_in != NULL ? staff_person(staff, acting->stand_in) : NULL;
	return acting != NULL && !staff_is_absent(acting, today) ? acting : person;
}

static void staff_append(Arena *arena, const Person ***list, size_t *n, const Person *person)
{
	*list = arena_grow(arena, *list, *n, sizeof **list);
	(*list)[(*n)++] = person;
}

const Person **staff_of_word(Arena *arena, const Staff *staff, const char *word, size_t *ret_n)
{
	const Person **list = NULL;
	const Person *named = staff_person(staff, word);
	*ret_n = 0;
	if (named != NULL)
		staff_append(arena, &list, ret_n, named);
	for (size_t i = 0; named == NULL && i < staff->n; i++)
		if (texts_has(&staff->people[i].groups, word))
			staff_append(arena, &list, ret_n, &staff->people[i]);
	return list;
}

const Person **staff_of_area(Arena *arena, const Staff *staff, const char *company, const char *area, size_t *ret_n)
{
	const Person **list = NULL;
	*ret_n = 0;
	for (size_t i = 0; i < staff->n; i++) {
		const Person *person = &staff->people[i];
		if (texts_has(&person->areas, area) &&
		    (person->companies.n == 0 || texts_has(&person->companies, company)))
			staff_append(arena, &list, ret_n, person);
	}
	return list;
}
