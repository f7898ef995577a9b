#include "ledger/hearers.h"

#include <string.h>

#include "base/text.h"

static const char *const hearers_kind_words[] = {
#define HEARERS_WORD(symbol, word) word,
	ALERT_KINDS(HEARERS_WORD)
};

/* Whose it is when no task says so. */
static const char *const hearers_kind_areas[G_N_ELEMENTS(hearers_kind_words)] = {
	[ALERT_BANK_DETAILS] = "treasury", [ALERT_CONFLICT] = "billing", [ALERT_ALTERED] = "billing",
	[ALERT_SAT_CANCELLED] = "billing", [ALERT_REJECTED] = "billing", [ALERT_CEDED] = "billing",
};

bool hearers_kind_known(const char *word)
{
	for (size_t i = 0; i < G_N_ELEMENTS(hearers_kind_words); i++)
		if (strcmp(hearers_kind_words[i], word) == 0)
			return true;
	return false;
}

bool hearers_parse_minimum(const char *text, Money *ret)
{
	if (strlen(text) < 5 || text[3] != ' ')
		return false;
	g_autofree char *currency = g_strndup(text, 3);
	for (size_t i = 0; i < 3; i++)
		if (!g_ascii_isupper(currency[i]))
			return false;
	return money_parse(text + 4, currency, ret);
}

const char *hearers_area(const Alert *alert)
{
	TaskKind kind;
	if (alert->area != NULL)
		return alert->area;
	if (alert->task != NULL && task_kind_from_word(alert->task, &kind))
		return task_row(kind)->area;
	const char *area = hearers_kind_areas[alert->kind];
	return area != NULL ? area : "";
}

/* ---- who meets a rule ---- */

static bool hearers_is_enough(const Texts *minimum, Money amount)
{
	Money least;
	for (size_t i = 0; i < minimum->n; i++)
		if (hearers_parse_minimum(minimum->items[i], &least) && strcmp(least.currency, amount.currency) == 0 &&
		    amount.micro < least.micro)
			return false;
	return true;
}

static bool hearers_met(const AlertRule *rule, const Alert *alert)
{
	return (rule->kinds.n == 0 || texts_has(&rule->kinds, alert_kind_word(alert->kind))) &&
	       (rule->areas.n == 0 || texts_has(&rule->areas, hearers_area(alert))) &&
	       (rule->companies.n == 0 || texts_has(&rule->companies, alert->company)) &&
	       hearers_is_enough(&rule->minimum, alert->amount);
}

/* ---- whom its words mean ---- */

typedef struct {
	Arena *arena;
	const HearersFacts *facts;
	const Alert *alert;
	Hearers *hearers;
} Hearing;

static void hearers_add(const Hearing *hearing, const char *address, const char *language)
{
	Hearers *hearers = hearing->hearers;
	for (size_t i = 0; i < hearers->n; i++)
		if (g_ascii_strcasecmp(hearers->items[i].address, address) == 0)
			return;
	hearers->items = arena_grow(hearing->arena, hearers->items, hearers->n, sizeof *hearers->items);
	hearers->items[hearers->n++] = (Hearer){ address, language };
}

static size_t hearers_add_people(const Hearing *hearing, const Person *const *people, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const Person *acting = staff_acting(hearing->facts->staff, people[i], hearing->facts->today);
		if (acting->address != NULL)
			hearers_add(hearing, acting->address, acting->language);
	}
	return n;
}

static size_t hearers_add_area(const Hearing *hearing, const char *area)
{
	size_t n = 0;
	const Person **people = staff_of_area(hearing->arena, hearing->facts->staff, hearing->alert->company, area, &n);
	return hearers_add_people(hearing, people, n);
}

static size_t hearers_add_named(const Hearing *hearing, const char *word)
{
	size_t n = 0;
	const Person **people = staff_of_word(hearing->arena, hearing->facts->staff, word, &n);
	return hearers_add_people(hearing, people, n);
}

static void hearers_add_owner(const Hearing *hearing)
{
	if (hearing->alert->owner != NULL)
		hearers_add_named(hearing, hearing->alert->owner);
}

static void hearers_add_whose(const Hearing *hearing)
{
	const char *area = hearers_area(hearing->alert);
	if (*area == '\0' || hearers_add_area(hearing, area) == 0)
		hearers_add_owner(hearing);
}

static void hearers_add_word(const Hearing *hearing, const char *word)
{
	if (strchr(word, '@') != NULL)
		hearers_add(hearing, word, NULL);
	else if (strcmp(word, "area") == 0)
		hearers_add_whose(hearing);
	else if (strcmp(word, "owner") == 0)
		hearers_add_owner(hearing);
	else if (hearers_add_named(hearing, word) == 0)
		hearers_add_area(hearing, word);
}

static void hearers_add_words(const Hearing *hearing, const Texts *words)
{
	for (size_t i = 0; i < words->n; i++)
		hearers_add_word(hearing, words->items[i]);
}

/* The owner first: a task that somebody has is not its whole area's. */
static void hearers_add_default(const Hearing *hearing)
{
	hearers_add_words(hearing, hearing->facts->alerts_to);
	if (hearing->alert->task == NULL)
		return;
	size_t before = hearing->hearers->n;
	hearers_add_owner(hearing);
	if (hearing->hearers->n == before)
		hearers_add_whose(hearing);
}

static const char *hearers_language(const Staff *staff, const char *address)
{
	for (size_t i = 0; i < staff->n; i++)
		if (staff->people[i].address != NULL && g_ascii_strcasecmp(staff->people[i].address, address) == 0)
			return staff->people[i].language;
	return NULL;
}

Hearers hearers_named(Arena *arena, const HearersFacts *facts, const char *company, const Texts *words)
{
	Hearers hearers = { .digest = true };
	const Alert nothing = { .company = company };
	const Hearing hearing = { arena, facts, &nothing, &hearers };
	hearers_add_words(&hearing, words);
	return hearers;
}

Hearers hearers_of(Arena *arena, const HearersFacts *facts, const Alert *alert)
{
	Hearers hearers = { .digest = true };
	const Hearing hearing = { arena, facts, alert, &hearers };
	bool digest = false;
	if (alert->only_to != NULL) {
		hearers_add(&hearing, alert->only_to, hearers_language(facts->staff, alert->only_to));
		return hearers;
	}
	for (size_t i = 0; i < facts->n_rules; i++) {
		if (!hearers_met(&facts->rules[i], alert))
			continue;
		hearers_add_words(&hearing, &facts->rules[i].to);
		digest = digest || facts->rules[i].digest;
	}
	if (hearers.n > 0)
		hearers.digest = digest;
	else
		hearers_add_default(&hearing);
	return hearers;
}
