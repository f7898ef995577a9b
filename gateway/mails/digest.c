#include "gateway/mails/digest.h"

#include <string.h>

#include "base/text.h"
#include "gateway/mails/digest_mail.h"
#include "gateway/mails/digest_page.h"
#include "store/marks.h"

static bool digest_commit(const Desk *desk, const Drafts *drafts, GError **error)
{
	const Outcome outcome = { .outcome = "digest", .company = desk->company->name };
	if (drafts->n == 0)
		return true;
	if (!store_commit_act(desk->stage->store, &outcome, drafts->mails, drafts->n, desk->now, error))
		return false;
	store_ring(desk->stage->store, "send");
	return true;
}

/* ---- the agenda ---- */

static bool digest_write(const DigestDay *day, const char *address, const Person *person, Drafts *drafts,
			 GError **error)
{
	const Desk *desk = &day->desk;
	DigestPage page;
	RenderedReport mail;
	if (!digest_page_make(day, address, person, &page, error))
		return false;
	if (page.notice == NULL)
		return true;
	if (!notice_report_render(desk->arena, desk->catalog, page.notice, &page.view, &mail, error))
		return false;
	const DigestMail draft = { .address = address, .mail = &mail, .alerts = page.alerts, .n_alerts = page.n_alerts,
				   .step = arena_printf(desk->arena, "daily %s %s", date_text(desk->arena, day->today),
							address) };
	return digest_mail_freeze(desk, &draft, drafts, error);
}

typedef struct {
	const Person *person; /* NULL: of nobody of the config */
	const char *address;
} DigestReader;

typedef struct {
	const DigestDay *day;
	DigestReader *items;
	size_t n;
} DigestReaders;

static void digest_reader(DigestReaders *readers, const char *address, const Person *person)
{
	if (address == NULL || strchr(address, '@') == NULL)
		return;
	for (size_t i = 0; i < readers->n; i++)
		if (g_ascii_strcasecmp(readers->items[i].address, address) == 0)
			return;
	arena_append(readers->day->desk.arena, readers->items, readers->n, ((DigestReader){ person, address }));
}

static void digest_readers_people(DigestReaders *readers)
{
	const DigestDay *day = readers->day;
	for (size_t i = 0; i < day->staff->n; i++) {
		const Person *person = &day->staff->people[i];
		bool ours = person->companies.n == 0 || texts_has(&person->companies, day->desk.company->name);
		if (ours && !staff_is_absent(person, day->today))
			digest_reader(readers, person->address, person);
	}
}

/* Nobody who is absent, by whichever name. */
static void digest_readers_texts(DigestReaders *readers, const Texts *words)
{
	const DigestDay *day = readers->day;
	for (size_t i = 0; i < words->n; i++) {
		bool absent = false;
		for (size_t k = 0; k < day->staff->n; k++)
			absent = absent || (text_equal(day->staff->people[k].address, words->items[i]) &&
					    staff_is_absent(&day->staff->people[k], day->today));
		if (!absent)
			digest_reader(readers, words->items[i], NULL);
	}
}

/* People of the config, the addresses that the rules and alerts_to name, and collectors that are an address. */
static DigestReaders digest_readers(const DigestDay *day)
{
	DigestReaders readers = { .day = day };
	const Settings *settings = day->desk.stage->settings;
	digest_readers_people(&readers);
	for (size_t i = 0; i < settings->n_alert_rules; i++)
		digest_readers_texts(&readers, &settings->alert_rules[i].to);
	digest_readers_texts(&readers, &day->desk.settings->alerts_to);
	for (size_t i = 0; i < day->n_entries; i++)
		digest_reader(&readers, day->entries[i].person, NULL);
	return readers;
}

static bool digest_agenda(const Desk *desk, Date today, GError **error)
{
	DigestDay day = { .desk = *desk, .today = today, .staff = &desk->stage->settings->staff };
	Drafts drafts = { 0 };
	if (!digest_page_load(&day, error))
		return false;
	const DigestReaders readers = digest_readers(&day);
	for (size_t i = 0; i < readers.n; i++)
		if (!digest_write(&day, readers.items[i].address, readers.items[i].person, &drafts, error))
			return false;
	return digest_commit(desk, &drafts, error);
}

/* ---- reports ---- */

static const char *digest_language(const Desk *desk, const Hearer *hearer)
{
	return locale_match(hearer->language != NULL ? hearer->language : desk->company->language);
}

/* One mail for each address; each language is rendered once. */
static bool digest_report(const Desk *desk, const DigestSettings *digest, Date day, Date today, GError **error)
{
	const Hearers hearers = digest_mail_hearers(desk, digest, today);
	RenderedReport *mails = arena_array(desk->arena, RenderedReport, hearers.n + 1);
	DigestReport report = (DigestReport)digest->report;
	const char *word = digest_mail_word(report);
	Drafts drafts = { 0 };
	for (size_t i = 0; i < hearers.n; i++) {
		const char *language = digest_language(desk, &hearers.items[i]);
		size_t same = 0;
		while (same < i && !text_equal(digest_language(desk, &hearers.items[same]), language))
			same++;
		mails[i] = mails[same];
		if (same == i && !digest_mail_render(desk, report, today, language, &mails[i], error))
			return false;
		const DigestMail mail = { .address = hearers.items[i].address, .mail = &mails[i],
					  .step = arena_printf(desk->arena, "%s %s %s", word, date_text(desk->arena, day),
							       hearers.items[i].address) };
		if (!digest_mail_freeze(desk, &mail, &drafts, error))
			return false;
	}
	return digest_commit(desk, &drafts, error);
}

/* ---- when ---- */

/* What has its turn, once: a mark says when it was sent last. */
typedef struct {
	const char *mark;
	ReportTurn turn;
	int64_t hour;
	Date today, day; /* of its turn, once it is due */
} DigestTurn;

static bool digest_is_due(Stage *stage, const Company *company, DigestTurn *turn, bool *ret, GError **error)
{
	int64_t now = stage_now(stage);
	int64_t last = 0;
	turn->today = date_in_zone(now, company->zone);
	turn->day = report_day_current(&turn->turn, &company->policy.calendar, turn->today);
	*ret = false;
	if (!date_is_set(turn->day) || now < date_at(turn->today, (int)turn->hour, 0, company->zone))
		return true;
	if (!marks_get(stage->store, turn->mark, &last, error))
		return false;
	*ret = last == 0 || date_compare(date_in_zone(last, company->zone), turn->day) < 0;
	return true;
}

/* digest NULL: the agenda of the day. */
static bool digest_once(Stage *stage, const Company *company, const DigestSettings *digest, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	int64_t hour = digest != NULL ? digest->hour :
					settings_company_settings(stage->settings, company->name)->digest_hour;
	DigestTurn turn = { .mark = arena_printf(arena, "digest %s", company->name), .hour = hour };
	bool due = false;
	if (digest != NULL) {
		turn.mark = arena_printf(arena, "digest %s %s", company->name, digest->name);
		turn.turn = digest_mail_turn(digest);
	}
	if (hour == 24)
		return true;
	if (!digest_is_due(stage, company, &turn, &due, error) || !due)
		return *error == NULL;
	const Desk desk = outbound_desk(stage, arena, company);
	bool done = digest != NULL ? digest_report(&desk, digest, turn.day, turn.today, error) :
				     digest_agenda(&desk, turn.today, error);
	return done && marks_set(stage->store, turn.mark, desk.now, error);
}

static bool digest_company(Stage *stage, const Company *company, GError **error)
{
	const Settings *settings = stage->settings;
	if (!digest_once(stage, company, NULL, error))
		return false;
	for (size_t i = 0; i < settings->n_digests; i++) {
		const DigestSettings *digest = settings->digests[i];
		bool ours = digest->companies.n == 0 || texts_has(&digest->companies, company->name);
		if (ours && !digest_once(stage, company, digest, error))
			return false;
	}
	return true;
}

bool digest_pass(Stage *stage, GError **error)
{
	for (size_t i = 0; i < stage->settings->n_companies; i++)
		if (!digest_company(stage, &stage->settings->companies[i], error))
			return false;
	return true;
}
