#include "gateway/mails/digest_page.h"

#include <string.h>

#include "base/text.h"
#include "gateway/mails/report_figures.h"
#include "templates/alert_words.h"

#define DIGEST_ALERTS_MAX 50
#define DIGEST_ITEMS_MAX 50

/* An open alert, as its row says it. */
struct DigestAlert {
	int64_t id;
	const char *kind, *subject, *detail, *task;
	Texts to;
};

/* ---- what there is to say ---- */

/* What was raised today had its own mail today. */
static bool page_is_news(const DigestDay *day, const json_t *row)
{
	int64_t raised = 0;
	const char *text = json_string_value(json_object_get(row, "raised_at"));
	return text != NULL && instant_parse(text, &raised) &&
	       date_compare(date_in_zone(raised, day->desk.company->zone), day->today) == 0;
}

static bool page_take_alert(void *context, const json_t *row)
{
	DigestDay *day = context;
	Arena *arena = day->desk.arena;
	const json_t *to = json_object_get(row, "to");
	DigestAlert alert = { .id = json_integer_value(json_object_get(row, "id")),
			      .kind = json_get_text(arena, row, "kind"), .subject = json_get_text(arena, row, "subject"),
			      .detail = json_get_text(arena, row, "detail"), .task = json_get_text(arena, row, "task") };
	if (alert.kind == NULL || page_is_news(day, row) || !json_is_true(json_object_get(row, "digest")) ||
	    !json_is_null(json_object_get(row, "seen_at")))
		return true;
	for (size_t i = 0; i < json_array_size(to); i++)
		texts_add(arena, &alert.to, json_string_value(json_array_get(to, i)));
	arena_append(arena, day->alerts, day->n_alerts, alert);
	return true;
}

bool digest_page_load(DigestDay *day, GError **error)
{
	const Desk *desk = &day->desk;
	const ListFilter filter = { .company = desk->company->name, .state = "open" };
	const FiguresWish wish = { .store = desk->stage->store, .arena = desk->arena, .company = desk->company,
				   .today = day->today };
	const AgendaWish everybody = { .staff = day->staff, .today = day->today };
	AgendaItem *items = NULL;
	size_t n = 0;
	if (!store_list(desk->stage->store, "alerts", &filter, page_take_alert, day, error) ||
	    !report_figures_agenda(&wish, &items, &n, error))
		return false;
	day->entries = agenda_of(desk->arena, &everybody, items, n, &day->n_entries);
	return true;
}

/* ---- one page ---- */

typedef struct {
	const DigestDay *day;
	const char *address, *language;
	const Person *person;
	DigestPage *page;
	NoticeCell *cells;
	size_t n_cells, n_items;
} Writing;

static void page_cell(Writing *writing, NoticeCell cell)
{
	arena_append(writing->day->desk.arena, writing->cells, writing->n_cells, cell);
}

static void page_table(Writing *writing, NoticeTable table)
{
	ReportView *view = &writing->page->view;
	NoticeTable *tables = arena_array(writing->day->desk.arena, NoticeTable, view->n_tables + 1);
	if (view->n_tables > 0)
		memcpy(tables, view->tables, view->n_tables * sizeof *tables);
	table.cells = writing->cells;
	table.n_rows = writing->n_cells / table.n_heads;
	tables[view->n_tables++] = table;
	view->tables = tables;
	writing->cells = NULL;
	writing->n_cells = 0;
}

/* "Aviso 12", what it says */
static bool page_alert(Writing *writing, const DigestAlert *alert, GError **error)
{
	const Desk *desk = &writing->day->desk;
	AlertWords words;
	const char *language = writing->language;
	const char *subject = alert->subject != NULL ? alert->subject : "";
	if (alert->task != NULL)
		subject = arena_printf(desk->arena, "%s: %s",
				       alert_task_word(desk->arena, desk->catalog, language, alert->task), subject);
	if (!alert_words(desk->arena, desk->catalog, language, alert->kind, subject, alert->detail, &words, error))
		return false;
	const char *name = alert_fact_name(desk->arena, desk->catalog, language, "alert");
	const char *number = arena_printf(desk->arena, "%s %" G_GINT64_FORMAT, name, alert->id);
	page_cell(writing, (NoticeCell){ .value = { .kind = CELL_TEXT, .text = number } });
	page_cell(writing, (NoticeCell){ .value = { .kind = CELL_TEXT, .text = words.title } });
	arena_append(desk->arena, writing->page->alerts, writing->page->n_alerts, alert->id);
	return true;
}

static bool page_alerts(Writing *writing, GError **error)
{
	static const char *const heads[] = { "report.heads.alert", "report.heads.about" };
	NoticeTable table = { .title = "report.titles.alerts", .note = "report.notes.seen", .heads = heads,
			      .n_heads = G_N_ELEMENTS(heads), .texts = true };
	for (size_t i = 0; i < writing->day->n_alerts; i++) {
		const DigestAlert *alert = &writing->day->alerts[i];
		bool his = false;
		for (size_t t = 0; t < alert->to.n; t++)
			his = his || g_ascii_strcasecmp(alert->to.items[t], writing->address) == 0;
		if (his && writing->page->n_alerts == DIGEST_ALERTS_MAX)
			table.more++;
		else if (his && !page_alert(writing, alert, error))
			return false;
	}
	if (writing->n_cells > 0)
		page_table(writing, table);
	return true;
}

/* The name that people have for a document: "33-1234" of CL:76192083-9:33:1234, the UUID of a CFDI. */
static const char *page_document(Arena *arena, const char *key)
{
	g_auto(GStrv) parts = g_strsplit(key, ":", 4);
	guint n = g_strv_length(parts);
	return n == 4 ? arena_printf(arena, "%s-%s", parts[2], parts[3]) : arena_strdup(arena, n == 2 ? parts[1] : key);
}

/* "Comercial Uno, 33-1234, 12 de enero" */
static const char *page_about(const Writing *writing, const AgendaEntry *entry)
{
	Arena *arena = writing->day->desk.arena;
	const AgendaItem *item = entry->item;
	const Person *absent = entry->stands_in != NULL ? staff_person(writing->day->staff, entry->stands_in) : NULL;
	Texts parts = { 0 };
	const char *const texts[] = {
		item->name != NULL ? item->name : item->customer,
		item->invoice_key != NULL ? page_document(arena, item->invoice_key) : NULL,
		item->task != 0 ? item->detail : NULL,
		absent != NULL && absent->full_name != NULL ? absent->full_name : entry->stands_in,
	};
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
		if (texts[i] != NULL && !texts_has(&parts, texts[i]))
			texts_add(arena, &parts, texts[i]);
	return parts.n > 0 ? texts_join(arena, &parts, ", ") : NULL;
}

static void page_item(Writing *writing, const AgendaEntry *entry)
{
	Arena *arena = writing->day->desk.arena;
	const AgendaItem *item = entry->item;
	NoticeCell what = { .value = { .kind = CELL_WORD, .text = arena_printf(arena, "tasks.%s", item->kind) },
			    .detail = { .kind = CELL_TEXT, .text = page_about(writing, entry) } };
	NoticeCell due = { .value = { .kind = CELL_EMPTY } };
	NoticeCell amount = { .value = { .kind = CELL_EMPTY } };
	if (date_is_set(item->due))
		due = (NoticeCell){ .value = { .kind = CELL_DATE, .date = item->due },
				    .late = date_compare(item->due, writing->day->today) < 0 };
	if (item->currency != NULL)
		amount.value = (CellValue){ .kind = CELL_AMOUNT, .text = money_micro_text(arena, item->balance),
					    .currency = item->currency };
	page_cell(writing, what);
	page_cell(writing, due);
	page_cell(writing, amount);
}

static bool page_is_his(const Writing *writing, const char *person)
{
	if (person == NULL) {
		const Texts *alerts_to = &writing->day->desk.settings->alerts_to;
		for (size_t i = 0; i < alerts_to->n; i++)
			if (g_ascii_strcasecmp(alerts_to->items[i], writing->address) == 0)
				return true;
		return false;
	}
	return (writing->person != NULL && text_equal(person, writing->person->name)) ||
	       g_ascii_strcasecmp(person, writing->address) == 0;
}

static void page_agenda(Writing *writing)
{
	static const char *const heads[] = { "report.heads.task", "report.heads.due", "report.heads.amount" };
	NoticeTable table = { .title = "report.titles.agenda", .heads = heads, .n_heads = G_N_ELEMENTS(heads) };
	for (size_t i = 0; i < writing->day->n_entries; i++) {
		const AgendaEntry *entry = &writing->day->entries[i];
		if (!page_is_his(writing, entry->person))
			continue;
		if (writing->n_items++ < DIGEST_ITEMS_MAX)
			page_item(writing, entry);
		else
			table.more++;
	}
	if (writing->n_cells > 0)
		page_table(writing, table);
}

bool digest_page_make(const DigestDay *day, const char *address, const Person *person, DigestPage *ret, GError **error)
{
	const Company *company = day->desk.company;
	const char *language = person != NULL && person->language != NULL ? person->language : company->language;
	DigestPage page = { .view = { .language = locale_match(language), .company = company->legal_name,
				      .today = day->today } };
	Writing writing = { .day = day, .address = address, .person = person, .page = &page };
	writing.language = page.view.language;
	if (!page_alerts(&writing, error))
		return false;
	page_agenda(&writing);
	page.view.person = person != NULL ? person->full_name : NULL;
	page.view.alerts = (int64_t)page.n_alerts;
	page.view.count = (int64_t)(writing.n_items + page.n_alerts);
	page.view.command = writing.n_items > 0 ? "valija report agenda" : "valija alert list";
	if (page.view.count > 0)
		page.notice = writing.n_items > 0 ? "digest-agenda" : "digest-alerts";
	*ret = page;
	return true;
}
