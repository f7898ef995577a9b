/* Who hears of an alert, and which answers mean that it was seen. */
#include <glib.h>

#include "ledger/hearers.h"
#include "ledger/seen.h"
#include "tests/tap.h"

static const char *heard(Arena *arena, const HearersFacts *facts, Alert alert)
{
	const Hearers hearers = hearers_of(arena, facts, &alert);
	Texts texts = { 0 };
	for (size_t i = 0; i < hearers.n; i++)
		texts_add(arena, &texts, hearers.items[i].address);
	return arena_printf(arena, "%s%s", texts_join(arena, &texts, " "), hearers.digest ? "" : " silent");
}

static void test_default(Arena *arena, const HearersFacts *facts)
{
	HearersFacts bare = *facts;
	bare.n_rules = 0;
	is_str(heard(arena, &bare, (Alert){ .kind = ALERT_REPLY, .company = "uno" }), "fin@x.cl", "as ever: alerts_to");
	is_str(heard(arena, &bare, (Alert){ .kind = ALERT_DEADLINE, .company = "uno", .task = "rep" }),
	       "fin@x.cl eva@x.cl", "and whose area the task is, the stand-in of who is absent");
	is_str(heard(arena, &bare, (Alert){ .kind = ALERT_DEADLINE, .company = "uno", .task = "rep", .owner = "pia" }),
	       "fin@x.cl pia@x.cl", "a task with an owner is the owner's");
	is_str(heard(arena, &bare, (Alert){ .kind = ALERT_DEADLINE, .company = "uno", .task = "phone" }), "fin@x.cl",
	       "a task of nobody");
}

static void test_rules(Arena *arena, const HearersFacts *facts)
{
	const Money much = money_make(INT64_C(5000000000), "CLP");
	const Money little = money_make(INT64_C(4999000000), "CLP");
	is_str(heard(arena, facts, (Alert){ .kind = ALERT_REPLY, .company = "uno", .amount = much }),
	       "boss@x.cl", "from the amount on");
	is_str(heard(arena, facts, (Alert){ .kind = ALERT_REPLY, .company = "uno", .amount = little }),
	       "fin@x.cl", "below it: the default");
	is_str(heard(arena, facts, (Alert){ .kind = ALERT_REPLY, .company = "uno",
					     .amount = money_make(1, "USD") }),
	       "boss@x.cl", "another currency is not compared");
	is_str(heard(arena, facts, (Alert){ .kind = ALERT_REPLY, .company = "dos", .amount = much }),
	       "fin@x.cl", "another company: the default");
	is_str(heard(arena, facts, (Alert){ .kind = ALERT_BANK_DETAILS, .company = "dos" }), "pia@x.cl silent",
	       "by the kind's area, and not in the digest");
	is_str(heard(arena, facts, (Alert){ .kind = ALERT_MUTED, .company = "dos" }), "fin@x.cl",
	       "a rule that means nobody loses no alert");
}

static void test_seen(Arena *arena)
{
	static const struct {
		const char *text;
		bool seen;
		size_t n;
	} rows[] = {
		{ "visto", true, 0 }, { "Visto bueno.", true, 0 }, { "\n  OK, gracias!\n\nAna", true, 0 },
		{ "seen", true, 0 }, { "Recebido, obrigada", true, 0 }, { "Vu, merci", true, 0 }, { "REÇU", true, 0 },
		{ "visto 12, 15", true, 2 }, { "ok 7 y 9", true, 2 }, { "got it, thanks", true, 0 },
		{ "no visto", false, 0 }, { "visto que no han pagado, llamen", false, 0 }, { "", false, 0 },
		{ "gracias", false, 0 }, { "> visto", false, 0 }, { NULL, false, 0 }, { "okra", false, 0 },
		{ "ok pero no lo cierres", false, 0 }, { "visto -3", true, 1 },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const Seen seen = seen_read(arena, rows[i].text);
		ok(seen.seen == rows[i].seen && seen.n == rows[i].n, "seen: %s", rows[i].text != NULL ? rows[i].text : "(nothing)");
	}
}

static void test_minimum(void)
{
	Money money;
	ok(hearers_parse_minimum("CLP 1000000", &money) && money.micro == INT64_C(1000000000000), "an amount");
	ok(!hearers_parse_minimum("1000", &money), "without a currency");
	ok(!hearers_parse_minimum("clp 1000", &money), "small letters");
	ok(!hearers_parse_minimum("CLP 1.000.000", &money), "thousands marks");
}

int main(void)
{
	g_autoptr(Arena) arena = arena_new();
	const Date today = { .year = 2026, .month = 12, .day = 2 };
	Person people[] = {
		{ .name = "ana", .address = "ana@x.cl", .stand_in = "eva", .absent_from = today, .absent_until = today },
		{ .name = "eva", .address = "eva@x.cl" },
		{ .name = "pia", .address = "pia@x.cl" },
	};
	people[0].areas = texts_split(arena, "billing", ";");
	people[2].areas = texts_split(arena, "treasury", ";");
	const Staff staff = { people, G_N_ELEMENTS(people) };
	const Texts alerts_to = texts_split(arena, "fin@x.cl", ";");
	const AlertRule rules[] = {
		{ .kinds = texts_split(arena, "reply", ";"), .companies = texts_split(arena, "uno", ";"),
		  .minimum = texts_split(arena, "CLP 5000", ";"), .to = texts_split(arena, "boss@x.cl;BOSS@x.cl", ";"),
		  .digest = true },
		{ .areas = texts_split(arena, "treasury", ";"), .to = texts_split(arena, "area", ";") },
		{ .kinds = texts_split(arena, "muted", ";"), .to = texts_split(arena, "logistics", ";") },
	};
	const HearersFacts facts = { rules, G_N_ELEMENTS(rules), &staff, &alerts_to, today };
	test_default(arena, &facts);
	test_rules(arena, &facts);
	test_seen(arena);
	test_minimum();
	return tap_done();
}
