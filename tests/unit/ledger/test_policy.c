#include "ledger/policy.h"

#include "tests/unit/ledger/book_maker.h"

static void test_steps(Arena *arena)
{
	static const struct {
		const char *text, *fault; /* NULL: fine */
	} rows[] = {
		{ "3 overdue; -5 before", NULL }, { "x due", "x due" },     { "1 polite", "1 polite" },
		{ "400 due", "400 due" },	  { "due", "due" },	    { "0 due; 1 due extra", "1 due extra" },
		{ "", NULL },			  { "-366 before", NULL },
		{ "0 first; -5 before", NULL },	  { "-1 first", "-1 first" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		Policy policy = { 0 };
		const char *fault = NULL;
		Texts steps = texts_split(arena, rows[i].text, ";");
		bool fine = policy_parse_steps(arena, &steps, &policy, &fault);
		ok(fine == (rows[i].fault == NULL), "\"%s\"", rows[i].text);
		is_str(fine ? NULL : fault, rows[i].fault, "the fault is named");
	}
	Policy policy = { 0 };
	const char *fault = NULL;
	Texts steps = texts_split(arena, "8 firm; -5 before; 0 due", ";");
	policy_parse_steps(arena, &steps, &policy, &fault);
	is_str(policy.steps[0].name, "before-5", "sorted by day");
	is_str(policy.steps[2].notice, "reminder-firm", "with its template");
}

/* A first contact is counted from when the document came in, and is passed over for what is due sooner. */
static void test_first(Arena *arena)
{
	Policy policy = book_new(arena)->companies[0].policy;
	const char *fault = NULL;
	Texts steps = texts_split(arena, "-5 before; 2 first; 8 overdue", ";");
	Date next = { 0 };
	policy_parse_steps(arena, &steps, &policy, &fault);
	is_str(policy.steps[0].name, "first+2", "before all others");
	Ladder ladder = policy_ladder(&policy, day("2026-11-30"), day("2026-11-02"));
	is_str(policy_step_after(&policy, ladder, day("2026-11-02"), &next)->name, "first+2", "comes next");
	is_str(date_text(arena, next), "2026-11-04", "two business days after it came in");
	is_str(policy_step_on(&policy, ladder, day("2026-11-04"))->notice, "first-notice", "with its words");
	ok(!policy_step_lapsed(&policy, &policy.steps[0], ladder, day("2026-11-11")), "for five business days more");
	ok(policy_step_lapsed(&policy, &policy.steps[0], ladder, day("2026-11-12")), "then it is no news");
	is_str(policy_step_after(&policy, ladder, day("2026-11-12"), &next)->name, "before-5", "the ladder goes on");
	ladder = policy_ladder(&policy, day("2026-11-05"), day("2026-11-02"));
	is_str(policy_step_on(&policy, ladder, day("2026-11-04"))->name, "before-5", "due soon: a reminder at once");
	ladder = policy_ladder(&policy, day("2026-11-03"), day("2026-11-02"));
	ok(policy_step_lapsed(&policy, &policy.steps[0], ladder, day("2026-11-04")), "nor is it news once it is due");
	policy.preferred = 1U << 0;
	is_i64(policy_step_send_at(&policy, &policy.steps[0], at("2026-11-04T15:00:00Z")), at("2026-11-04T15:00:00Z"),
	       "it waits for no preferred day");
}

static void test_attach(Arena *arena)
{
	static const struct {
		const char *text, *fault;
		unsigned attach[4]; /* before-5, overdue+3, overdue+8, firm+15 */
	} rows[] = {
		{ "", NULL, { 3, 3, 3, 3 } },
		{ "pdf", NULL, { 1, 1, 1, 1 } },
		{ "none; firm pdf statement", NULL, { 0, 0, 0, 5 } },
		{ "pdf xml; overdue pdf; overdue+8 statement; before none", NULL, { 0, 1, 4, 3 } },
		{ "due pdf", "due pdf", { 3, 3, 3, 3 } },
		{ "overdue", "overdue", { 3, 3, 3, 3 } },
		{ "overd pdf", "overd pdf", { 3, 3, 3, 3 } },
		{ "pdf doc", "pdf doc", { 3, 3, 3, 3 } },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		Policy policy = { 0 };
		const char *fault = NULL;
		Texts steps = texts_split(arena, "-5 before; 3 overdue; 8 overdue; 15 firm", ";");
		Texts rules = texts_split(arena, rows[i].text, ";");
		policy_parse_steps(arena, &steps, &policy, &fault);
		bool fine = policy_parse_attach(arena, &rules, &policy, &fault);
		is_str(fine ? NULL : fault, rows[i].fault, "the fault of a rule");
		for (size_t step = 0; fine && step < 4; step++)
			is_i64(policy.steps[step].attach, rows[i].attach[step], rows[i].text);
	}
}

static void test_defaults(Arena *arena)
{
	static const char *const languages[] = { "es-CL", "es-MX", "es", "en", "pt-BR", "fr", "xx", NULL };
	for (size_t i = 0; i < G_N_ELEMENTS(languages); i++) {
		Policy policy = { 0 };
		const char *fault = NULL;
		Texts steps = texts_split(arena, policy_default_steps(languages[i]), ";");
		ok(policy_parse_steps(arena, &steps, &policy, &fault) && policy.n_steps >= 3, "default steps of %s",
		   languages[i] != NULL ? languages[i] : "no language");
	}
}

static void test_days(Arena *arena)
{
	Book *book = book_new(arena);
	const Policy *policy = &book->companies[0].policy;
	Ladder ladder = policy_ladder(policy, day("2026-11-14"), day("2026-10-01"));
	is_str(date_text(arena, ladder.start), "2026-11-14", "seen in time: from the due date");
	ok(!policy_step_lapsed(policy, &policy->steps[1], ladder, day("2026-11-16")), "due on Saturday: Monday is its day");
	ok(policy_step_lapsed(policy, &policy->steps[1], ladder, day("2026-11-17")), "Tuesday is too late for \"due today\"");
	ok(policy_step_lapsed(policy, &policy->steps[0], ladder, day("2026-11-15")), "\"before\" lapses with the due date");
	ok(!policy_step_lapsed(policy, &policy->steps[4], ladder, day("2030-01-01")), "\"firm\" never does");
	ladder = policy_ladder(policy, day("2026-11-14"), day("2026-11-13"));
	is_str(date_text(arena, ladder.start), "2026-11-18", "seen on the eve: three business days first");
	ok(policy_step_on(policy, ladder, day("2026-11-01")) == NULL, "before the first step there is none");
	Date after = { 0 };
	ok(policy_step_after(policy, ladder, day("2027-11-01"), &after) == NULL, "after the last there is none");
}

typedef struct {
	const char *now, *want;
} Row;

/* Santiago: UTC-3 in November; hours 9 to 18, Monday to Friday. */
static const Row rows[] = {
	{ "2026-11-04T15:00:00Z", "2026-11-04T15:00:00Z" }, { "2026-11-04T11:59:59Z", "2026-11-04T12:00:00Z" },
	{ "2026-11-04T20:59:59Z", "2026-11-04T20:59:59Z" }, { "2026-11-04T21:00:00Z", "2026-11-05T12:00:00Z" },
	{ "2026-11-06T23:00:00Z", "2026-11-09T12:00:00Z" }, { "2026-11-07T15:00:00Z", "2026-11-09T12:00:00Z" },
	/* the clock goes forward in the night to Sunday, 6 September: 9:00 is 12:00 UTC after it, 13:00 before */
	{ "2026-09-04T10:00:00Z", "2026-09-04T13:00:00Z" }, { "2026-09-05T15:00:00Z", "2026-09-07T12:00:00Z" },
};

static void test_hours(Arena *arena)
{
	Policy policy = book_new(arena)->companies[0].policy;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		is_str(instant_text(arena, policy_send_at(&policy, at(rows[i].now))), rows[i].want, rows[i].now);
	Date holidays[] = { date_make(2026, 11, 5) };
	policy.calendar.holidays = holidays;
	policy.calendar.n_holidays = 1;
	is_str(instant_text(arena, policy_send_at(&policy, at("2026-11-05T15:00:00Z"))), "2026-11-06T12:00:00Z",
	       "never on a holiday");
	policy.hour_from = 0;
	policy.hour_until = 24;
	policy.calendar.weekdays = 0x7f;
	policy.calendar.n_holidays = 0;
	is_str(instant_text(arena, policy_send_at(&policy, at("2026-11-08T02:30:00Z"))), "2026-11-08T02:30:00Z",
	       "round the clock when the policy says so");
}

int main(void)
{
	g_autoptr(Arena) arena = arena_new();
	test_steps(arena);
	test_first(arena);
	test_attach(arena);
	test_defaults(arena);
	test_days(arena);
	test_hours(arena);
	return tap_done();
}
