/*
 * Staff: the company's own people, from the config: who collects, who answers for an area, who stands in for whom.
 * Const. People need not be users of anything; they are names with an address.
 */
#ifndef LEDGER_STAFF_H
#define LEDGER_STAFF_H

#include "base/date.h"
#include "base/texts.h"

typedef struct {
	const char *name;      /* of its section: the word in `customer set --collector` and in lists */
	const char *full_name; /* NULL: the name */
	const char *address;   /* where mail for this person goes; NULL: none is sent */
	const char *phone;     /* shown to clients under a mail; NULL */
	const char *language;  /* NULL: the company's */
	Texts groups;	       /* "north": customers may be assigned to a group */
	Texts areas;	       /* "billing", "treasury", "legal" …: whose tasks are this person's */
	Texts companies;       /* none: of all */
	const char *stand_in;  /* name of the person who acts while absent; NULL */
	Date absent_from, absent_until; /* both inclusive; unset: never, and for ever */
} Person;

typedef struct {
	Person *people;
	size_t n;
} Staff;

const Person *staff_person(const Staff *staff, const char *name); /* NULL: nobody has that name */
bool staff_is_absent(const Person *person, Date today);
/* Who acts for a person today: the person, or along the stand-ins the first who is there; nobody is there: the person.
 * A circle of stand-ins ends. */
const Person *staff_acting(const Staff *staff, const Person *person, Date today);
/* Everybody who is meant by a word: the person of that name, else all of that group. The result lives in arena. */
const Person **staff_of_word(Arena *arena, const Staff *staff, const char *word, size_t *ret_n);
/* Everybody who answers for an area of a company. */
const Person **staff_of_area(Arena *arena, const Staff *staff, const char *company, const char *area, size_t *ret_n);

#endif
