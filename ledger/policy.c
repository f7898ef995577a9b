#include "ledger/policy.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

typedef struct {
	const char *word, *notice;
	PolicyChannel channel;
	bool escalates, arrival;
} NoticeRow;

#define POLICY_FIRST_DAYS 5

static const NoticeRow policy_notices[] = {
	{ "first", "first-notice", CHANNEL_MAIL, false, true },
	{ "before", "reminder-before", CHANNEL_MAIL, false, false },
	{ "due", "reminder-due", CHANNEL_MAIL, false, false },
	{ "overdue", "reminder-overdue", CHANNEL_MAIL, false, false },
	{ "firm", "reminder-firm", CHANNEL_MAIL, true, false },
	{ "formal", NULL, CHANNEL_FORMAL, true, false },
};

#define POLICY_CHANNEL_WORD(symbol, word) [CHANNEL_##symbol] = word,
static const char *const policy_channels[] = { POLICY_CHANNELS(POLICY_CHANNEL_WORD) };

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
	const PolicyStep *left = a;
	const PolicyStep *right = b;
	if (left->arrival != right->arrival)
		return left->arrival ? -1 : 1;
	return left->days < right->days ? -1 : left->days > right->days;
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
	if (row == NULL || (row->arrival && days < 0))
		return false;
	const char *name = arena_printf(arena, "%s%+d", words.items[1], (int)days);
	*ret = (PolicyStep){ .days = days, .name = name, .notice = row->notice, .channel = row->channel,
			     .escalates = row->escalates, .arrival = row->arrival,
			     .attach = ATTACH_PDF | ATTACH_XML };
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
	return (Ladder){ .due = due, .seen = seen, .start = date_compare(earliest, due) > 0 ? earliest : due };
}

Date policy_step_day(const Policy *policy, const PolicyStep *step, Ladder ladder)
{
	Date from = step->arrival ? ladder.seen : step->days > 0 ? ladder.start : ladder.due;
	return calendar_add(&policy->calendar, from, step->days);
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
	if (step->arrival) {
		Date last = calendar_add(&policy->calendar, policy_step_day(policy, step, ladder), POLICY_FIRST_DAYS);
		return date_compare(today, ladder.due) > 0 || date_compare(today, last) > 0;
	}
	Date last = step->days == 0 ? calendar_roll(&policy->calendar, ladder.due) : ladder.due;
	return step->days <= 0 && date_compare(today, last) > 0;
}

const PolicyStep *policy_step_after(const Policy *policy, Ladder ladder, Date today, Date *ret_date)
{
	const PolicyStep *next = NULL;
	for (size_t i = 0; i < policy->n_steps; i++) {
		Date date = policy_step_day(policy, &policy->steps[i], ladder);
		if (date_compare(date, today) <= 0 || (next != NULL && date_compare(date, *ret_date) >= 0))
			continue;
		*ret_date = date;
		next = &policy->steps[i];
	}
	return next;
}

/* ---- what goes with a step ---- */

static bool policy_attach_kind(const char *word, unsigned *ret)
{
	static const struct {
		const char *word;
		PolicyAttach kind;
	} rows[] = { { "pdf", ATTACH_PDF }, { "xml", ATTACH_XML }, { "statement", ATTACH_STATEMENT },
		     { "none", ATTACH_NONE } };
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		if (strcmp(rows[i].word, word) == 0) {
			*ret |= rows[i].kind;
			return true;
		}
	return false;
}

/* A step's name, or the word before its days. */
static bool policy_is_called(const PolicyStep *step, const char *word)
{
	size_t length = strcspn(step->name, "+-");
	return strcmp(step->name, word) == 0 ||
	       (strlen(word) == length && strncmp(step->name, word, length) == 0);
}

static bool policy_attach_rule(Arena *arena, const char *text, Policy *policy)
{
	Texts words = texts_split(arena, text, " ");
	unsigned attach = 0;
	unsigned unused = 0;
	bool all = words.n > 0 && policy_attach_kind(words.items[0], &unused);
	bool known = all;
	for (size_t i = all ? 0 : 1; i < words.n; i++)
		if (!policy_attach_kind(words.items[i], &attach))
			return false;
	for (size_t i = 0; i < policy->n_steps; i++) {
		if (!all && !policy_is_called(&policy->steps[i], words.items[0]))
			continue;
		known = true;
		policy->steps[i].attach = attach;
	}
	return known && words.n > (all ? 0 : 1);
}

bool policy_parse_attach(Arena *arena, const Texts *rules, Policy *policy, const char **ret_fault)
{
	for (size_t i = 0; i < rules->n; i++)
		if (!policy_attach_rule(arena, rules->items[i], policy)) {
			*ret_fault = rules->items[i];
			return false;
		}
	return true;
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
	if (policy->preferred == 0 || step->days <= 0 || step->arrival)
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
