#include "gateway/digest.h"

#include <string.h>

#include "base/calendar.h"
#include "base/text.h"
#include "gateway/outbound_desk.h"
#include "ledger/agenda.h"
#include "store/marks.h"
#include "store/store_report.h"
#include "templates/alert_words.h"

#define DIGEST_ALERTS_MAX 50
#define DIGEST_ITEMS_MAX 50

/* An open alert, as its row says it. */
typedef struct {
	int64_t id;
	const char *kind, *subject, *detail, *task;
	Texts to;
} DigestAlert;

typedef struct {
	Desk desk;
	Date today;
	const Staff *staff;
	DigestAlert *alerts;
	size_t n_alerts;
	AgendaItem *items;
	size_t n_items;
	Drafts drafts;
} Digest;

/* What one person reads. */
typedef struct {
	const Digest *digest;
	const char *address, *language;
	const char *(*facts)[2];
	size_t n_facts, n_items;
	int64_t *alerts;
	size_t n_alerts;
} DigestPage;

/* ---- what there is to say ---- */

/* What was raised today had its own mail today. */
static bool digest_is_news(const Digest *digest, const json_t *row)
{
	int64_t raised = 0;
	const char *text = json_string_value(json_object_get(row, "raised_at"));
	return text != NULL && instant_parse(text, &raised) &&
	       date_compare(date_in_zone(raised, digest->desk.company->zone), digest->today) == 0;
}

static bool digest_take_alert(void *context, const json_t *row)
{
	Digest *digest = context;
	Arena *arena = digest->desk.arena;
	const json_t *to = json_object_get(row, "to");
	DigestAlert alert = { .id = json_integer_value(json_object_get(row, "id")),
			      .kind = json_get_text(arena, row, "kind"), .subject = json_get_text(arena, row, "subject"),
			      .detail = json_get_text(arena, row, "detail"), .task = json_get_text(arena, row, "task") };
	if (alert.kind == NULL || digest_is_news(digest, row) || !json_is_true(json_object_get(row, "digest")) ||
	    !json_is_null(json_object_get(row, "seen_at")))
		return true;
	for (size_t i = 0; i < json_array_size(to); i++)
		texts_add(arena, &alert.to, json_string_value(json_array_get(to, i)));
	digest->alerts = arena_grow(arena, digest->alerts, digest->n_alerts, sizeof *digest->alerts);
	digest->alerts[digest->n_alerts++] = alert;
	return true;
}

static bool digest_load(Digest *digest, GError **error)
{
	const Desk *desk = &digest->desk;
	const char *company = desk->company->name;
	const ListFilter filter = { .company = company, .state = "open" };
	AgendaItem *invoices = NULL;
	size_t n = 0;
	Store *store = desk->stage->store;
	if (!store_list(store, "alerts", &filter, digest_take_alert, digest, error) ||
	    !store_agenda_tasks(store, desk->arena, company, digest->today, &digest->items, &digest->n_items, error) ||
	    !store_agenda_invoices(store, desk->arena, company, digest->today, &invoices, &n, error))
		return false;
	for (size_t i = 0; i < n; i++) {
		invoices[i].kind = agenda_invoice_kind(&invoices[i], digest->today);
		if (invoices[i].kind == NULL)
			continue;
		digest->items = arena_grow(desk->arena, digest->items, digest->n_items, sizeof *digest->items);
		digest->items[digest->n_items++] = invoices[i];
	}
	return true;
}

/* ---- one page ---- */

static void digest_fact(DigestPage *page, const char *name, const char *value)
{
	page->facts = arena_grow(page->digest->desk.arena, page->facts, page->n_facts, sizeof *page->facts);
	page->facts[page->n_facts][0] = name;
	page->facts[page->n_facts++][1] = value;
}

static bool digest_add_alert(DigestPage *page, const DigestAlert *alert, GError **error)
{
	const Desk *desk = &page->digest->desk;
	const Catalog *catalog = desk->catalog;
	AlertWords words;
	const char *subject = alert->subject != NULL ? alert->subject : "";
	if (alert->task != NULL)
		subject = arena_printf(desk->arena, "%s: %s",
				       alert_task_word(desk->arena, catalog, page->language, alert->task), subject);
	if (!alert_words(desk->arena, catalog, page->language, alert->kind, subject, alert->detail, &words, error))
		return false;
	page->alerts = arena_grow(desk->arena, page->alerts, page->n_alerts, sizeof *page->alerts);
	page->alerts[page->n_alerts++] = alert->id;
	digest_fact(page, arena_printf(desk->arena, "%s %" G_GINT64_FORMAT,
				       alert_fact_name(desk->arena, catalog, page->language, "alert"), alert->id),
		    words.title);
	return true;
}

static bool digest_add_alerts(DigestPage *page, GError **error)
{
	for (size_t i = 0; i < page->digest->n_alerts && page->n_alerts < DIGEST_ALERTS_MAX; i++) {
		const DigestAlert *alert = &page->digest->alerts[i];
		bool his = false;
		for (size_t t = 0; t < alert->to.n; t++)
			his = his || g_ascii_strcasecmp(alert->to.items[t], page->address) == 0;
		if (his && !digest_add_alert(page, alert, error))
			return false;
	}
	return true;
}

/* "Comercial Uno, CL:…:33:1234, $595.000, 12-01-2026" */
static void digest_add_item(DigestPage *page, const AgendaItem *item)
{
	const Desk *desk = &page->digest->desk;
	const Catalog *catalog = desk->catalog;
	const Locale *locale = catalog_locale(catalog, page->language);
	Texts parts = { 0 };
	const char *const texts[] = { item->name != NULL ? item->name : item->customer, item->invoice_key,
				      item->task != 0 ? item->detail : NULL };
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
		if (texts[i] != NULL)
			texts_add(desk->arena, &parts, texts[i]);
	if (item->currency != NULL)
		texts_add(desk->arena, &parts,
			  locale_money(desk->arena, locale, money_make(item->balance, item->currency)));
	if (date_is_set(item->due))
		texts_add(desk->arena, &parts, locale_date(desk->arena, locale, item->due, LOCALE_SHORT));
	digest_fact(page, alert_task_word(desk->arena, catalog, page->language, item->kind),
		    texts_join(desk->arena, &parts, ", "));
	page->n_items++;
}

static void digest_add_agenda(DigestPage *page, const char *person)
{
	const Digest *digest = page->digest;
	const AgendaWish wish = { .staff = digest->staff, .person = person, .today = digest->today };
	size_t n = 0;
	const AgendaEntry *entries = agenda_of(digest->desk.arena, &wish, digest->items, digest->n_items, &n);
	for (size_t i = 0; i < n && i < DIGEST_ITEMS_MAX; i++)
		digest_add_item(page, entries[i].item);
	page->n_items = n;
}

static bool digest_freeze(Digest *digest, const DigestPage *page, GError **error)
{
	const Desk *desk = &digest->desk;
	AlertWords words;
	RenderedNotice notice;
	const char *count = arena_printf(desk->arena, "%zu", page->n_items + page->n_alerts);
	if (!alert_words(desk->arena, desk->catalog, page->language, "digest", count,
			 alert_day(desk->arena, desk->catalog, page->language, digest->today), &words, error))
		return false;
	const AlertView view = { .language = page->language, .company = desk->company->legal_name, .title = words.title,
				 .summary = page->n_alerts > 0 ? words.summary : NULL,
				 .facts = (const char *const(*)[2])page->facts, .n_facts = page->n_facts,
				 .command = "valija report agenda" };
	if (!notice_render_alert(desk->arena, desk->catalog, "alert", &view, &notice, error))
		return false;
	const ComposeMailbox to = { .address = page->address };
	Draft draft = { .row = { .kind = "digest", .invoice_set = "", .due_at = desk->now, .alerts = page->alerts,
				 .n_alerts = page->n_alerts,
				 .step = arena_printf(desk->arena, "daily %s %s",
						      date_text(desk->arena, digest->today), page->address) },
			.notice = &notice, .to = &to };
	texts_add(desk->arena, &draft.row.to, page->address);
	draft.thread = outbound_desk_thread(desk, "digest", 0);
	return outbound_desk_freeze(desk, &draft, &digest->drafts, error);
}

static bool digest_write(Digest *digest, const char *address, const Person *person, GError **error)
{
	const char *language = person != NULL && person->language != NULL ? person->language :
									     digest->desk.company->language;
	DigestPage page = { .digest = digest, .address = address, .language = locale_match(language) };
	if (!digest_add_alerts(&page, error))
		return false;
	if (person != NULL)
		digest_add_agenda(&page, person->name);
	return page.n_facts == 0 || digest_freeze(digest, &page, error);
}

/* ---- who reads it ---- */

static bool digest_people(Digest *digest, Texts *done, GError **error)
{
	const char *company = digest->desk.company->name;
	for (size_t i = 0; i < digest->staff->n; i++) {
		const Person *person = &digest->staff->people[i];
		bool ours = person->companies.n == 0 || texts_has(&person->companies, company);
		if (!ours || person->address == NULL || staff_is_absent(person, digest->today) ||
		    texts_has(done, person->address))
			continue;
		texts_add(digest->desk.arena, done, person->address);
		if (!digest_write(digest, person->address, person, error))
			return false;
	}
	return true;
}

/* Addresses that the rules name. */
static bool digest_addresses(Digest *digest, Texts *done, GError **error)
{
	const Settings *settings = digest->desk.stage->settings;
	for (size_t r = 0; r < settings->n_alert_rules; r++)
		for (size_t i = 0; i < settings->alert_rules[r].to.n; i++) {
			const char *address = settings->alert_rules[r].to.items[i];
			if (strchr(address, '@') == NULL || texts_has(done, address))
				continue;
			texts_add(digest->desk.arena, done, address);
			if (!digest_write(digest, address, NULL, error))
				return false;
		}
	return true;
}

/* ---- when ---- */

static bool digest_is_due(Stage *stage, const Company *company, const char *name, bool *ret, GError **error)
{
	int64_t now = stage_now(stage);
	int64_t last = 0;
	int64_t hour = settings_company_settings(stage->settings, company->name)->digest_hour;
	Date today = date_in_zone(now, company->zone);
	*ret = false;
	if (hour == 24 || !calendar_is_business_day(&company->policy.calendar, today) ||
	    now < date_at(today, (int)hour, 0, company->zone))
		return true;
	if (!marks_get(stage->store, name, &last, error))
		return false;
	*ret = last == 0 || date_compare(date_in_zone(last, company->zone), today) != 0;
	return true;
}

static bool digest_company(Stage *stage, const Company *company, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	const char *name = arena_printf(arena, "digest %s", company->name);
	Outcome outcome = { .outcome = "digest", .company = company->name };
	Texts done = { 0 };
	bool due = false;
	if (!digest_is_due(stage, company, name, &due, error))
		return false;
	if (!due)
		return true;
	Digest digest = { .desk = outbound_desk(stage, arena, company), .staff = &stage->settings->staff,
			  .today = date_in_zone(stage_now(stage), company->zone) };
	if (!digest_load(&digest, error) || !digest_people(&digest, &done, error) ||
	    !digest_addresses(&digest, &done, error))
		return false;
	if (digest.drafts.n > 0 && !store_commit_act(stage->store, &outcome, digest.drafts.mails, digest.drafts.n,
						     stage_now(stage), error))
		return false;
	if (digest.drafts.n > 0)
		store_ring(stage->store, "send");
	return marks_set(stage->store, name, stage_now(stage), error);
}

bool digest_pass(Stage *stage, GError **error)
{
	for (size_t i = 0; i < stage->settings->n_companies; i++)
		if (!digest_company(stage, &stage->settings->companies[i], error))
			return false;
	return true;
}
