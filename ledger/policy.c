#include "ledger/policy.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

typedef struct {
	const char *word, *notice;
	PolicyChannel channel;
	bool escalates;
} NoticeRow;

static const NoticeRow policy_notices[] = {
	{ "before", "reminder-before", CHANNEL_MAIL, false }, { "due", "reminder-due", CHANNEL_MAIL, false },
	{ "overdue", "reminder-overdue", CHANNEL_MAIL, false }, { "firm", "reminder-firm", CHANNEL_MAIL, true },
	{ "formal", NULL, CHANNEL_FORMAL, true },
};

#define POLICY_CHANNEL_WORD(symbol, word) [CHANNEL_##symbol] = word,
static const char *const policy_channels[] = { POLICY_CHANNELS(POLICY_CHANNEL_WORD) };

const char *policy_channel_word(PolicyChannel channel)
{
	return policy_channels[channel];
}

typedef struct {
	const char *language, *steps;
} DefaultRow;

static const DefaultRow policy_defaults[] = {
	{ "es", "-5 before; 0 due; 3 overdue; 8 overdue; 15 firm; 30 formal" },
	{ "en", "-7 before; 1 overdue; 7 overdue; 14 firm; 30 formal" },
	{ "pt", "-3 before; 0 due; 1 overdue; 7 overdue; 15 firm; 30 formal" },
	{ "fr", "-5 before; 3 overdue; 10 overdue; 20 firm; 30 formal" },
};

const char *policy_default_steps(const char *language)
{
	for (size_t i = 0; i < G_N_ELEMENTS(policy_defaults); i++)
		if (language != NULL && g_str_has_prefix(language, policy_defaults[i].language))
			return policy_defaults[i].steps;
	return policy_defaults[0].steps;
}

static const NoticeRow *policy_notice(const char *word)
{
	for (size_t i = 0; i < G_N_ELEMENTS(policy_notices); i++)
		if (strcmp(policy_notices[i].word, word) == 0)
			return &policy_notices[i];
	return NULL;
}

static int policy_compare_steps(const void *a, const void *b)
{
	int64_t left = ((const PolicyStep *)a)->days;
	int64_t right = ((const PolicyStep *)b)->days;
	return left < right ? -1 : left > right;
}

/* What is formal is a person's act by any way; the other steps may go by one of those before it. */
static bool policy_parse_channel(const char *word, PolicyStep *step)
{
	for (size_t i = 0; i < CHANNEL_FORMAL; i++)
		if (step->channel != CHANNEL_FORMAL && strcmp(policy_channels[i], word) == 0) {
			step->channel = (PolicyChannel)i;
			return true;
		}
	return false;
}

static bool policy_parse_step(Arena *arena, const char *text, PolicyStep *ret)
{
	Texts words = texts_split(arena, text, " ");
	gint64 days = 0;
	if (words.n < 2 || words.n > 3 || !g_ascii_string_to_signed(words.items[0], 10, -366, 366, &days, NULL))
		return false;
	const NoticeRow *row = policy_notice(words.items[1]);
	if (row == NULL)
		return false;
	const char *name = arena_printf(arena, "%s%+d", words.items[1], (int)days);
	*ret = (PolicyStep){ .days = days, .name = name, .notice = row->notice, .channel = row->channel,
			     .escalates = row->escalates };
	return words.n == 2 || policy_parse_channel(words.items[2], ret);
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

int64_t policy_step_send_at(const Policy *policy, const PolicyStep *step, int64_t now)
{
	int64_t at = policy_send_at(policy, now);
	if (policy->preferred == 0 || step->days <= 0)
		return at;
	Calendar preferred = policy->calendar;
	preferred.weekdays &= policy->preferred;
	Policy narrowed = *policy;
	narrowed.calendar = preferred;
	return preferred.weekdays != 0 ? policy_send_at(&narrowed, at) : at;
}

/* "MXN 1; CLP 5" */
static bool policy_parse_amounts(Arena *arena, const Texts *rules, Money **ret, size_t *ret_n, const char **ret_fault)
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
		*ret = arena_grow(arena, *ret, *ret_n, sizeof **ret);
		(*ret)[(*ret_n)++] = rule;
	}
	return true;
}

static int64_t policy_amount(const Money *rules, size_t n, const char *currency)
{
	for (size_t i = 0; i < n; i++)
		if (text_equal(rules[i].currency, currency))
			return rules[i].micro;
	return 0;
}

bool policy_parse_rounding(Arena *arena, const Texts *rules, Policy *policy, const char **ret_fault)
{
	return policy_parse_amounts(arena, rules, &policy->rounding, &policy->n_rounding, ret_fault);
}

bool policy_parse_minimum(Arena *arena, const Texts *rules, Policy *policy, const char **ret_fault)
{
	return policy_parse_amounts(arena, rules, &policy->minimum, &policy->n_minimum, ret_fault);
}

int64_t policy_rounding(const Policy *policy, const char *currency)
{
	return policy_amount(policy->rounding, policy->n_rounding, currency);
}

int64_t policy_minimum(const Policy *policy, const char *currency)
{
	return policy_amount(policy->minimum, policy->n_minimum, currency);
}

const char *policy_label(Arena *arena, const Policy *policy)
{
	const char *version = policy->version != NULL ? policy->version : "";
	const char *since = date_is_set(policy->since) ? date_text(arena, policy->since) : "";
	return arena_printf(arena, "%s%s%s%s%s", policy->name, *version != '\0' ? " " : "", version,
			    *since != '\0' ? " of " : "", since);
}
