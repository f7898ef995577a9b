#include "ledger/policy.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
	const char *word, *notice;
} NoticeRow;

static const NoticeRow policy_notices[] = {
	{ "before", "reminder-before" },
	{ "due", "reminder-due" },
	{ "overdue", "reminder-overdue" },
	{ "firm", "reminder-firm" },
};

typedef struct {
	const char *language, *steps;
} DefaultRow;

static const DefaultRow policy_defaults[] = {
	{ "es", "-5 before; 0 due; 3 overdue; 8 overdue; 15 firm" },
	{ "en", "-7 before; 1 overdue; 7 overdue; 14 firm" },
	{ "pt", "-3 before; 0 due; 1 overdue; 7 overdue; 15 firm" },
	{ "fr", "-5 before; 3 overdue; 10 overdue; 20 firm" },
};

const char *policy_default_steps(const char *language)
{
	for (size_t i = 0; i < G_N_ELEMENTS(policy_defaults); i++)
		if (language != NULL && g_str_has_prefix(language, policy_defaults[i].language))
			return policy_defaults[i].steps;
	return policy_defaults[0].steps;
}

static const char *policy_notice(const char *word)
{
	for (size_t i = 0; i < G_N_ELEMENTS(policy_notices); i++)
		if (strcmp(policy_notices[i].word, word) == 0)
			return policy_notices[i].notice;
	return NULL;
}

static int policy_compare_steps(const void *a, const void *b)
{
	int64_t left = ((const PolicyStep *)a)->days;
	int64_t right = ((const PolicyStep *)b)->days;
	return left < right ? -1 : left > right;
}

static bool policy_parse_step(Arena *arena, const char *text, PolicyStep *ret)
{
	Texts words = texts_split(arena, text, " ");
	gint64 days = 0;
	if (words.n != 2 || !g_ascii_string_to_signed(words.items[0], 10, -366, 366, &days, NULL))
		return false;
	const char *notice = policy_notice(words.items[1]);
	const char *name = arena_printf(arena, "%s%+d", words.items[1], (int)days);
	*ret = (PolicyStep){ .days = days, .name = name, .notice = notice };
	return notice != NULL;
}

bool policy_parse_steps(Arena *arena, const Texts *steps, Policy *policy, const char **ret_fault)
{
	policy->steps = arena_array(arena, PolicyStep, steps->n + 1);
	for (size_t i = 0; i < steps->n; i++)
		if (!policy_parse_step(arena, steps->items[i], &policy->steps[i])) {
			*ret_fault = steps->items[i];
			return false;
		}
	policy->n_steps = steps->n;
	qsort(policy->steps, policy->n_steps, sizeof *policy->steps, policy_compare_steps);
	return true;
}

Ladder policy_ladder(const Policy *policy, Date due, Date seen)
{
	Date earliest = calendar_add(&policy->calendar, seen, policy->grace_days);
	return (Ladder){ .due = due, .start = date_compare(earliest, due) > 0 ? earliest : due };
}

Date policy_step_day(const Policy *policy, const PolicyStep *step, Ladder ladder)
{
	return calendar_add(&policy->calendar, step->days > 0 ? ladder.start : ladder.due, step->days);
}

const PolicyStep *policy_step_on(const Policy *policy, Ladder ladder, Date today)
{
	const PolicyStep *reached = NULL;
	for (size_t i = 0; i < policy->n_steps; i++)
		if (date_compare(policy_step_day(policy, &policy->steps[i], ladder), today) <= 0)
			reached = &policy->steps[i];
	return reached;
}

bool policy_step_lapsed(const Policy *policy, const PolicyStep *step, Ladder ladder, Date today)
{
	Date last = step->days == 0 ? calendar_roll(&policy->calendar, ladder.due) : ladder.due;
	return step->days <= 0 && date_compare(today, last) > 0;
}

const PolicyStep *policy_step_after(const Policy *policy, Ladder ladder, Date today, Date *ret_date)
{
	for (size_t i = 0; i < policy->n_steps; i++) {
		Date date = policy_step_day(policy, &policy->steps[i], ladder);
		if (date_compare(date, today) <= 0)
			continue;
		*ret_date = date;
		return &policy->steps[i];
	}
	return NULL;
}

int64_t policy_send_at(const Policy *policy, int64_t now)
{
	Date today = date_in_zone(now, policy->zone);
	int64_t from = date_at(today, (int)policy->hour_from, 0, policy->zone);
	/* Hour 24 is the midnight that ends the day. */
	int64_t until = policy->hour_until == 24 ? date_at(date_add_days(today, 1), 0, 0, policy->zone) :
						   date_at(today, (int)policy->hour_until, 0, policy->zone);
	bool business = calendar_is_business_day(&policy->calendar, today);
	if (business && now >= from && now < until)
		return now;
	if (business && now < from)
		return from;
	return date_at(calendar_add(&policy->calendar, today, 1), (int)policy->hour_from, 0, policy->zone);
}

bool policy_parse_rounding(Arena *arena, const Texts *rules, Policy *policy, const char **ret_fault)
{
	for (size_t i = 0; i < rules->n; i++) {
		Money rule;
		const char *text = rules->items[i];
		const char *currency = arena_strndup(arena, text, 3);
		bool good = strlen(text) > 4 && text[3] == ' ' && strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 3 &&
			    money_parse(text + 4, currency, &rule) && rule.micro >= 0;
		*ret_fault = text;
		if (!good)
			return false;
		policy->rounding = arena_grow(arena, policy->rounding, policy->n_rounding, sizeof *policy->rounding);
		policy->rounding[policy->n_rounding++] = rule;
	}
	return true;
}

int64_t policy_rounding(const Policy *policy, const char *currency)
{
	for (size_t i = 0; i < policy->n_rounding; i++)
		if (strcmp(policy->rounding[i].currency, currency) == 0)
			return policy->rounding[i].micro;
	return 0;
}
