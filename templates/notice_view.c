#include "templates/notice_view.h"

#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "templates/notice_named.h"
#include "templates/notice_sums.h"

#define NOTICE_MAX_LINE 300
#define NOTICE_MAX_LINES 40

/* What a notice asks for: the invoices it names in its subject and its first sentence. One that is not among these asks
 * for all that is owed and not in dispute. */
typedef struct {
	const char *notice;
	NoticeSection section;
	int64_t min_days_overdue;
} NoticeMain;

static const NoticeMain notice_mains[] = {
	{ "reminder-before", NOTICE_DUE, INT64_MIN },
	{ "reminder-due", NOTICE_DUE, 0 },
	{ "reminder-overdue", NOTICE_OVERDUE, INT64_MIN },
	{ "reminder-firm", NOTICE_OVERDUE, INT64_MIN },
	{ "formal-notice", NOTICE_OVERDUE, INT64_MIN },
};

/* These say something even when nothing is asked for. */
static const char *const notice_without_main[] = { "confirmation", "payment-receipt", "statement", NULL };

#define NOTICE_FRIENDLY "-friendly"

static const char *const notice_sections[] = {
	[NOTICE_OVERDUE] = "overdue",
	[NOTICE_DUE] = "due",
	[NOTICE_DISPUTED] = "disputed",
};

const char *notice_view_word(const NoticeContext *context, const char *name)
{
	const char *word = json_get_text(context->arena, context->words, name);
	return word != NULL ? word : "";
}

/* "{{n}} días" in the form that the count asks for. */
const char *notice_view_plural_of(const NoticeContext *context, const json_t *forms, int64_t count)
{
	const json_t *form = json_object_get(forms, locale_plural(context->locale, count));
	if (form == NULL)
		form = json_object_get(forms, "other");
	if (!json_is_string(form))
		return "";
	g_autoptr(json_t) view = json_object();
	json_set_text(view, "n", locale_number(context->arena, context->locale, count));
	MustacheSource source = { .name = "plural", .bytes = json_string_value(form), .length = json_string_length(form) };
	MustacheOptions options = { .escape = MUSTACHE_TEXT };
	const char *text = "";
	return mustache_render(context->arena, &source, view, &options, &text, NULL) ? text : "";
}

const char *notice_view_plural(const NoticeContext *context, const char *name, int64_t count)
{
	return notice_view_plural_of(context, json_object_get(context->words, name), count);
}

void notice_view_line(const NoticeContext *context, json_t *view, const char *key, const char *text)
{
	const char *valid = text != NULL ? text_utf8(context->arena, text, strlen(text)) : NULL;
	json_set_text(view, key, text_line(context->arena, valid, NOTICE_MAX_LINE));
}

static void notice_set_date(const NoticeContext *context, json_t *view, const char *key, Date date,
			    LocaleDateStyle style)
{
	json_set_text(view, key,
		      date_is_set(date) ? locale_date(context->arena, context->locale, date, style) : NULL);
}

/* {"lines": […]} of a text of several lines, null when it is NULL. */
static json_t *notice_lines(const NoticeContext *context, const char *text)
{
	if (text == NULL)
		return NULL;
	const char *valid = text_utf8(context->arena, text, strlen(text));
	g_auto(GStrv) lines = g_strsplit(valid, "\n", NOTICE_MAX_LINES + 1);
	json_t *array = json_array();
	for (size_t i = 0; lines[i] != NULL && i < NOTICE_MAX_LINES; i++)
		json_array_append_new(
			array, json_string(text_line(context->arena, g_strchomp(lines[i]), NOTICE_MAX_LINE)));
	if (g_strv_length(lines) > NOTICE_MAX_LINES)
		json_array_append_new(array, json_string("…"));
	json_t *object = json_object();
	json_set(object, "lines", array);
	return object;
}

/* The content id of the picture of a link's code; NULL: it has none. */
static const char *notice_code(const ReminderView *view, const char *link)
{
	for (size_t i = 0; i < view->n_codes; i++)
		if (strcmp(view->codes[i].link, link) == 0)
			return view->codes[i].content_id;
	return NULL;
}

/* In a table, where a phone must be able to break the line between number and currency. */
static const char *notice_cell(const NoticeContext *context, Money money)
{
	g_autoptr(GString) text = g_string_new(locale_money(context->arena, context->locale, money));
	g_string_replace(text, "\u00a0", " ", 0);
	return arena_strdup(context->arena, text->str);
}

static json_t *notice_totals(const NoticeContext *context, const NoticeSums *totals)
{
	json_t *array = json_array();
	for (size_t i = 0; i < totals->n; i++)
		json_array_append_new(array, json_string(notice_cell(context, totals->sums[i])));
	return array;
}

/* "A", "A y B", "A, B y C" */
static const char *notice_join(const NoticeContext *context, const NoticeSums *totals)
{
	g_autoptr(GString) joined = g_string_new(NULL);
	for (size_t i = 0; i < totals->n; i++) {
		if (i > 0 && i + 1 == totals->n)
			g_string_append_printf(joined, " %s ", notice_view_word(context, "and"));
		else if (i > 0)
			g_string_append(joined, ", ");
		g_string_append(joined, locale_money(context->arena, context->locale, totals->sums[i]));
	}
	return arena_strndup(context->arena, joined->str, joined->len);
}

const char *notice_view_days(const NoticeContext *context, const NoticeInvoice *invoice)
{
	if (!date_is_set(invoice->due))
		return notice_view_word(context, "no_due");
	if (invoice->days_overdue == 0)
		return notice_view_word(context, "today");
	if (invoice->days_overdue > 0)
		return notice_view_plural(context, "days_overdue", invoice->days_overdue);
	return notice_view_plural(context, "days_left",
			     invoice->days_overdue == INT64_MIN ? 0 : -invoice->days_overdue);
}

static json_t *notice_row(const NoticeContext *context, const NoticeInvoice *invoice)
{
	json_t *row = json_object();
	notice_view_line(context, row, "type", invoice->type_name);
	notice_named(context, row);
	notice_view_line(context, row, "number", invoice->number);
	notice_view_line(context, row, "fiscal_id", invoice->fiscal_id);
	notice_set_date(context, row, "issued", invoice->issued, LOCALE_SHORT);
	notice_set_date(context, row, "due", invoice->due, LOCALE_SHORT);
	notice_set_date(context, row, "due_long", invoice->due, LOCALE_LONG);
	json_set_text(row, "days", notice_view_days(context, invoice));
	json_set_bool(row, "late", date_is_set(invoice->due) && invoice->days_overdue > 0);
	json_set_text(row, "balance", notice_cell(context, invoice->balance));
	json_set_text(row, "total", notice_cell(context, invoice->total));
	json_set_bool(row, "partial", invoice->balance.micro != invoice->total.micro);
	return row;
}

/* Appends the section's table to the list, unless no invoice is in it. */
static bool notice_section(const NoticeContext *context, const ReminderView *view, NoticeSection section,
			   json_t *sections, GError **error)
{
	NoticeSums totals = { 0 };
	g_autoptr(json_t) rows = json_array();
	for (size_t i = 0; i < view->n; i++) {
		if (view->invoices[i].section != section)
			continue;
		json_array_append_new(rows, notice_row(context, &view->invoices[i]));
		if (!notice_sums_add(context->arena, &totals, view->invoices[i].balance, error))
			return false;
	}
	if (json_array_size(rows) == 0)
		return true;
	const json_t *titles = json_object_get(context->words, "sections");
	json_t *table = json_object();
	json_set_text(table, "title", json_get_text(context->arena, titles, notice_sections[section]));
	json_set(table, "rows", g_steal_pointer(&rows));
	json_set(table, "totals", notice_totals(context, &totals));
	json_array_append_new(sections, table);
	return true;
}

/* In whatever register. */
static bool notice_is(const char *notice, const char *name)
{
	size_t length = strlen(name);
	return strncmp(notice, name, length) == 0 &&
	       (notice[length] == '\0' || strcmp(notice + length, NOTICE_FRIENDLY) == 0);
}

static bool notice_needs_main(const char *notice)
{
	for (const char *const *name = notice_without_main; *name != NULL; name++)
		if (notice_is(notice, *name))
			return false;
	return true;
}

/* A first contact announces what is new, and lists the rest. */
static bool notice_announces(const char *notice, const ReminderView *view)
{
	for (size_t i = 0; i < view->n && notice_is(notice, "first-notice"); i++)
		if (view->invoices[i].asked)
			return true;
	return false;
}

static bool notice_is_main(const char *notice, const ReminderView *view, const NoticeInvoice *invoice)
{
	if (notice_announces(notice, view))
		return invoice->asked;
	for (size_t i = 0; i < G_N_ELEMENTS(notice_mains); i++)
		if (notice_is(notice, notice_mains[i].notice))
			return invoice->section == notice_mains[i].section &&
			       invoice->days_overdue >= notice_mains[i].min_days_overdue;
	return invoice->section != NOTICE_DISPUTED;
}

static json_t *notice_main(const NoticeContext *context, const char *notice, const ReminderView *view,
			   GError **error)
{
	NoticeSums totals = { 0 };
	const NoticeInvoice *first = NULL;
	int64_t count = 0;
	for (size_t i = 0; i < view->n; i++) {
		if (!notice_is_main(notice, view, &view->invoices[i]))
			continue;
		if (!notice_sums_add(context->arena, &totals, view->invoices[i].balance, error))
			return NULL;
		first = first != NULL ? first : &view->invoices[i];
		count++;
	}
	if (first == NULL && !notice_needs_main(notice))
		return json_null();
	if (first == NULL) {
		error_reject(error, "%s: there is no invoice to ask for", notice);
		return NULL;
	}
	json_t *object = json_object();
	json_set_bool(object, "one", count == 1);
	json_set_text(object, "count", locale_number(context->arena, context->locale, count));
	json_set_text(object, "documents", notice_view_plural(context, "documents", count));
	json_set_text(object, "amount", notice_join(context, &totals));
	json_set(object, "first", notice_row(context, first));
	return object;
}

/* ---- how to pay ---- */

static bool notice_has_link(const ReminderView *view, size_t n, const char *link)
{
	for (size_t i = 0; i < n; i++)
		if (view->invoices[i].link != NULL && strcmp(view->invoices[i].link, link) == 0)
			return true;
	return false;
}

/* Each link once: one that does not name the document pays all of them. */
static json_t *notice_links(const NoticeContext *context, const ReminderView *view)
{
	json_t *list = json_array();
	for (size_t i = 0; i < view->n; i++) {
		const NoticeInvoice *invoice = &view->invoices[i];
		if (invoice->link == NULL || notice_has_link(view, i, invoice->link))
			continue;
		json_t *row = json_object();
		notice_view_line(context, row, "type", invoice->type_name);
		notice_view_line(context, row, "number", invoice->number);
		json_set_text(row, "amount", notice_cell(context, invoice->balance));
		notice_view_line(context, row, "url", invoice->link);
		json_set_text(row, "code", notice_code(view, invoice->link));
		json_array_append_new(list, row);
	}
	return list;
}

/* From the view and nowhere else; NULL when it says nothing. */
static json_t *notice_payment_words(const NoticeContext *context, const ReminderView *view)
{
	json_t *object = notice_lines(context, view->payment_note);
	g_autoptr(json_t) links = notice_links(context, view);
	if (object == NULL && json_array_size(links) == 0)
		return NULL;
	if (object == NULL)
		object = json_object();
	json_set_bool(object, "note", view->payment_note != NULL);
	if (view->payment_note == NULL)
		json_set(object, "lines", json_array());
	json_set_bool(object, "online", json_array_size(links) > 0);
	json_set(object, "links", g_steal_pointer(&links));
	return object;
}

/* ---- what was paid ---- */

static json_t *notice_payment(const NoticeContext *context, const NoticePayment *payment)
{
	json_t *row = json_object();
	bool known = payment->left.currency[0] != '\0';
	notice_view_line(context, row, "type", payment->type_name);
	notice_named(context, row);
	notice_view_line(context, row, "number", payment->number);
	notice_view_line(context, row, "fiscal_id", payment->fiscal_id);
	notice_view_line(context, row, "reference", payment->reference);
	notice_set_date(context, row, "date", payment->date, LOCALE_SHORT);
	json_set_text(row, "amount", notice_cell(context, payment->amount));
	json_set_text(row, "left", known && payment->left.micro > 0 ? notice_cell(context, payment->left) : NULL);
	json_set_bool(row, "settled", known && payment->left.micro <= 0);
	return row;
}

/* null when there is none. */
static json_t *notice_paid(const NoticeContext *context, const ReminderView *view, GError **error)
{
	NoticeSums sum = { 0 };
	NoticeSums left = { 0 };
	if (view->n_payments == 0)
		return json_null();
	g_autoptr(json_t) rows = json_array();
	for (size_t i = 0; i < view->n_payments; i++) {
		const NoticePayment *payment = &view->payments[i];
		json_array_append_new(rows, notice_payment(context, payment));
		if (!notice_sums_add(context->arena, &sum, payment->amount, error) ||
		    (payment->left.micro > 0 && !notice_sums_add(context->arena, &left, payment->left, error)))
			return NULL;
	}
	json_t *object = json_object();
	json_set_bool(object, "one", view->n_payments == 1);
	json_set_text(object, "amount", notice_join(context, &sum));
	json_set_text(object, "left", left.n > 0 ? notice_join(context, &left) : NULL);
	json_set(object, "first", notice_payment(context, &view->payments[0]));
	json_set(object, "rows", g_steal_pointer(&rows));
	return object;
}

static json_t *notice_ageing_one(const NoticeContext *context, const NoticeAgeing *ageing, NoticeSums *balance,
				 GError **error)
{
	const json_t *labels = json_object_get(context->words, "ageing");
	NoticeSums total = { 0 };
	g_autoptr(json_t) rows = json_array();
	for (size_t i = 0; i < NOTICE_AGES; i++) {
		Money money = money_make(ageing->micro[i], ageing->currency);
		const char *label = json_string_value(json_array_get(labels, i));
		json_t *row = json_object();
		json_set_text(row, "label", label != NULL ? label : "");
		json_set_text(row, "amount", notice_cell(context, money));
		json_array_append_new(rows, row);
		if (!notice_sums_add(context->arena, &total, money, error) ||
		    !notice_sums_add(context->arena, balance, money, error))
			return NULL;
	}
	json_t *object = json_object();
	notice_view_line(context, object, "currency", ageing->currency);
	json_set_text(object, "total", notice_cell(context, total.sums[0]));
	json_set(object, "rows", g_steal_pointer(&rows));
	return object;
}

static bool notice_set_ageing(const NoticeContext *context, const ReminderView *view, json_t *object, GError **error)
{
	NoticeSums balance = { 0 };
	json_t *list = json_array();
	json_set(object, "ageing", list);
	for (size_t i = 0; i < view->n_ageing; i++) {
		json_t *one = notice_ageing_one(context, &view->ageing[i], &balance, error);
		if (one == NULL)
			return false;
		json_array_append_new(list, one);
	}
	json_set_text(object, "balance", balance.n > 0 ? notice_join(context, &balance) : NULL);
	return true;
}

static bool notice_set_account(const NoticeContext *context, const ReminderView *view, json_t *object, GError **error)
{
	json_t *paid = notice_paid(context, view, error);
	if (paid == NULL)
		return false;
	json_set(object, "paid", paid);
	notice_set_date(context, object, "receipt_by", view->receipt_by, LOCALE_LONG);
	json_set_bool(object, "receipt", view->receipt);
	return notice_set_ageing(context, view, object, error);
}

static const char *notice_greeting(const NoticeContext *context, const char *notice, const char *name)
{
	bool friendly = g_str_has_suffix(notice, NOTICE_FRIENDLY);
	const json_t *greetings = json_object_get(context->words, friendly ? "friendly" : "greeting");
	const char *form = json_get_text(context->arena, greetings, name != NULL ? "named" : "unnamed");
	if (form == NULL)
		return "";
	g_autoptr(json_t) view = json_object();
	notice_view_line(context, view, "name", name);
	MustacheSource source = { .name = "greeting", .bytes = form, .length = strlen(form) };
	MustacheOptions options = { .escape = MUSTACHE_HEADER };
	const char *text = "";
	return mustache_render(context->arena, &source, view, &options, &text, NULL) ? text : "";
}

/* "Saldo: $1.190.000 – Vencimiento: 2 de diciembre de 2026": what a list of mails shows beside the subject. */
static const char *notice_preheader(const NoticeContext *context, const char *notice, const json_t *object)
{
	const char *colon = notice_view_word(context, "colon");
	const json_t *paid = json_object_get(object, "paid");
	const json_t *main = json_object_get(object, "main");
	const json_t *first = json_object_get(main, "first");
	const char *owed = json_get_text(context->arena, object, "balance");
	if (notice_is(notice, "statement"))
		return owed != NULL ? arena_printf(context->arena, "%s%s %s", notice_view_word(context, "balance_due"),
						   colon, owed) : NULL;
	if (!json_is_object(main))
		return json_is_object(paid) ? arena_printf(context->arena, "%s%s %s", notice_view_word(context, "amount"),
							   colon, json_get_text(context->arena, paid, "amount")) : NULL;
	const char *due = json_get_text(context->arena, first, "due_long");
	bool one = json_get_bool(main, "one") && due != NULL;
	const char *rest = one ? arena_printf(context->arena, "%s%s %s", notice_view_word(context, "due_date"), colon, due) :
				 json_get_text(context->arena, main, "documents");
	return arena_printf(context->arena, "%s%s %s – %s", notice_view_word(context, "balance"), colon,
			    json_get_text(context->arena, main, "amount"), rest);
}

json_t *notice_view_common(const NoticeContext *context, const char *company, const char *test_banner)
{
	json_t *object = json_object();
	json_set_text(object, "language", context->language);
	json_object_set(object, "words", context->words);
	notice_view_line(context, object, "company", company);
	notice_view_line(context, object, "test_banner", test_banner);
	json_set_text(object, "logo", NULL);
	json_set_text(object, "preheader", NULL);
	json_set_bool(object, "has_figures", false);
	return object;
}

json_t *notice_view_reminder(const NoticeContext *context, const char *notice, const ReminderView *view,
			     GError **error)
{
	g_autoptr(json_t) object = notice_view_common(context, view->company, view->test_banner);
	json_t *main = notice_main(context, notice, view, error);
	if (main == NULL)
		return NULL;
	json_set(object, "main", main);
	json_t *sections = json_array();
	json_set(object, "sections", sections);
	for (NoticeSection section = NOTICE_OVERDUE; section <= NOTICE_DISPUTED; section++)
		if (!notice_section(context, view, section, sections, error))
			return NULL;
	notice_view_line(context, object, "contact_name", view->contact_name);
	json_set_text(object, "greeting",
		      notice_greeting(context, notice, text_or_null(context->arena, view->contact_name)));
	notice_view_line(context, object, "customer", view->customer);
	notice_set_date(context, object, "today", view->today, LOCALE_LONG);
	notice_set_date(context, object, "deadline", view->deadline, LOCALE_LONG);
	json_set_bool(object, "attached", view->attached);
	json_set_bool(object, "left_out", view->left_out);
	notice_view_line(context, object, "sender", view->sender);
	notice_view_line(context, object, "phone", view->phone);
	notice_view_line(context, object, "tax_id", view->tax_id);
	notice_view_line(context, object, "charges_note", view->charges_note);
	json_set(object, "payment", notice_payment_words(context, view));
	notice_view_line(context, object, "logo", view->logo);
	if (!notice_set_account(context, view, object, error))
		return NULL;
	json_set_text(object, "preheader", notice_preheader(context, notice, object));
	return g_steal_pointer(&object);
}

json_t *notice_view_alert(const NoticeContext *context, const AlertView *view)
{
	json_t *object = notice_view_common(context, view->company, view->test_banner);
	notice_view_line(context, object, "title", view->title);
	notice_view_line(context, object, "summary", view->summary);
	notice_view_line(context, object, "preheader", view->summary);
	json_t *facts = json_array();
	for (size_t i = 0; i < view->n_facts; i++) {
		json_t *fact = json_object();
		notice_view_line(context, fact, "name", view->facts[i][0]);
		notice_view_line(context, fact, "value", view->facts[i][1]);
		json_array_append_new(facts, fact);
	}
	json_set_bool(object, "has_facts", view->n_facts > 0);
	json_set(object, "facts", facts);
	json_set(object, "quote", notice_lines(context, view->quote));
	notice_view_line(context, object, "command", view->command);
	return object;
}
