#include "templates/statement_pdf.h"

#include <string.h>

#include "base/error.h"
#include "base/text.h"

#define STATEMENT_MAX_LINE 300
/* Room for the heading of a table, its head and a row. */
#define STATEMENT_KEEP 70

typedef struct {
	Arena *arena;
	const StatementView *view;
	const ReminderView *account;
	const Locale *locale;
	const json_t *words;
	PdfPages *pages;
	int total; /* pages; 0: not yet known */
} Sheet;

static const char *statement_word(const Sheet *sheet, const char *name)
{
	const char *word = json_get_text(sheet->arena, sheet->words, name);
	return word != NULL ? word : "";
}

static const char *statement_line(const Sheet *sheet, const char *text)
{
	const char *valid = text != NULL ? text_utf8(sheet->arena, text, strlen(text)) : NULL;
	const char *line = valid != NULL ? text_line(sheet->arena, valid, STATEMENT_MAX_LINE) : NULL;
	return line != NULL ? line : "";
}

static const char *statement_date(const Sheet *sheet, Date date)
{
	return locale_date(sheet->arena, sheet->locale, date, LOCALE_SHORT);
}

static const char *statement_money(const Sheet *sheet, Money money)
{
	return locale_money(sheet->arena, sheet->locale, money);
}

static bool statement_add(Money *total, Money money, GError **error)
{
	if (money_add(*total, money, total))
		return true;
	error_reject(error, "the total in %s does not fit", money.currency);
	return false;
}

static const char *statement_foot(void *context, int page)
{
	const Sheet *sheet = context;
	const char *form = statement_word(sheet, "page");
	MustacheSource source = { .name = "page", .bytes = form, .length = strlen(form) };
	MustacheOptions options = { .escape = MUSTACHE_TEXT };
	const char *text = NULL;
	g_autoptr(json_t) view = json_object();
	json_set_text(view, "n", locale_number(sheet->arena, sheet->locale, page));
	json_set_text(view, "total", locale_number(sheet->arena, sheet->locale, sheet->total));
	return mustache_render(sheet->arena, &source, view, &options, &text, NULL) ? text : NULL;
}

/* ---- the top of the first page ---- */

static void statement_top(const Sheet *sheet, PdfStyle style, const char *text)
{
	const PdfCell cells[] = { { text, 0, false }, { "", PDF_IMAGE_WIDTH, false } };
	if (*text != '\0')
		pdf_pages_row(sheet->pages, style, cells, sheet->view->logo != NULL ? 2 : 1);
}

static void statement_header(const Sheet *sheet)
{
	if (sheet->view->logo != NULL)
		pdf_pages_image(sheet->pages, sheet->view->logo);
	statement_top(sheet, PDF_TITLE, statement_line(sheet, sheet->account->company));
	statement_top(sheet, PDF_TEXT, statement_line(sheet, sheet->view->tax_id));
	pdf_pages_rule(sheet->pages);
	pdf_pages_space(sheet->pages, 6);
	if (sheet->account->test_banner != NULL)
		pdf_pages_add(sheet->pages, PDF_HEADING,
			      arena_printf(sheet->arena, "*** %s ***", statement_word(sheet, "test")));
	pdf_pages_add(sheet->pages, PDF_TITLE, statement_word(sheet, "statement"));
	const PdfCell whom[] = { { statement_line(sheet, sheet->account->customer), 0, false } };
	const PdfCell id[] = { { statement_line(sheet, sheet->view->customer_tax_id), 0, false } };
	pdf_pages_row(sheet->pages, PDF_HEADING, whom, 1);
	if (*id[0].text != '\0')
		pdf_pages_row(sheet->pages, PDF_TEXT, id, 1);
	pdf_pages_add(sheet->pages, PDF_TEXT,
		      arena_printf(sheet->arena, "%s %s", statement_word(sheet, "as_of"),
				   locale_date(sheet->arena, sheet->locale, sheet->account->today, LOCALE_LONG)));
	if (sheet->account->n == 0) {
		pdf_pages_space(sheet->pages, 8);
		pdf_pages_add(sheet->pages, PDF_TEXT, statement_word(sheet, "nothing_open"));
	}
}

/* ---- what is open ---- */

/* The last row of a table: a word, and its sum at the right. */
static void statement_sum(const Sheet *sheet, const char *word, Money sum)
{
	const PdfCell cells[] = { { statement_word(sheet, word), 0, false },
				  { statement_money(sheet, sum), 200, true } };
	pdf_pages_head(sheet->pages, PDF_TEXT, NULL, 0);
	pdf_pages_rule(sheet->pages);
	pdf_pages_row(sheet->pages, PDF_HEADING, cells, G_N_ELEMENTS(cells));
}

static void statement_invoice(const Sheet *sheet, const NoticeInvoice *invoice)
{
	bool late = date_is_set(invoice->due) && invoice->days_overdue > 0;
	const char *days = late ? locale_number(sheet->arena, sheet->locale, invoice->days_overdue) : "";
	const PdfCell cells[] = { { statement_line(sheet, invoice->type_name), 0, false },
				  { statement_line(sheet, invoice->number), 80, false },
				  { statement_date(sheet, invoice->issued), 70, false },
				  { statement_date(sheet, invoice->due), 74, false },
				  { days, 48, true },
				  { statement_money(sheet, invoice->balance), 105, true } };
	pdf_pages_row(sheet->pages, PDF_SMALL, cells, G_N_ELEMENTS(cells));
}

static bool statement_section(const Sheet *sheet, const char *currency, NoticeSection section, Money *total,
			      GError **error)
{
	static const char *const titles[] = { [NOTICE_OVERDUE] = "overdue", [NOTICE_DUE] = "due",
					      [NOTICE_DISPUTED] = "disputed" };
	const char *title = json_get_text(sheet->arena, json_object_get(sheet->words, "sections"), titles[section]);
	for (size_t i = 0; i < sheet->account->n; i++) {
		const NoticeInvoice *invoice = &sheet->account->invoices[i];
		if (invoice->section != section || !text_equal(invoice->balance.currency, currency))
			continue;
		const PdfCell cell = { title != NULL ? title : "", 0, false };
		if (cell.text[0] != '\0') {
			pdf_pages_keep(sheet->pages, STATEMENT_KEEP / 2);
			pdf_pages_row(sheet->pages, PDF_SMALL_BOLD, &cell, 1);
		}
		title = NULL;
		statement_invoice(sheet, invoice);
		if (!statement_add(total, invoice->balance, error))
			return false;
	}
	return true;
}

static bool statement_open(const Sheet *sheet, const char *currency, GError **error)
{
	const PdfCell head[] = { { statement_word(sheet, "document"), 0, false },
				 { statement_word(sheet, "number"), 80, false },
				 { statement_word(sheet, "issue_date"), 70, false },
				 { statement_word(sheet, "due_date"), 74, false },
				 { statement_word(sheet, "days_late"), 48, true },
				 { statement_word(sheet, "balance"), 105, true } };
	Money total = money_make(0, currency);
	size_t n = 0;
	for (size_t i = 0; i < sheet->account->n; i++)
		n += text_equal(sheet->account->invoices[i].balance.currency, currency);
	if (n == 0)
		return true;
	pdf_pages_head(sheet->pages, PDF_SMALL_BOLD, head, G_N_ELEMENTS(head));
	for (NoticeSection section = NOTICE_OVERDUE; section <= NOTICE_DISPUTED; section++)
		if (!statement_section(sheet, currency, section, &total, error))
			return false;
	statement_sum(sheet, "balance_due", total);
	return true;
}

static void statement_ageing(const Sheet *sheet, const char *currency)
{
	const json_t *labels = json_object_get(sheet->words, "ageing");
	for (size_t i = 0; i < sheet->account->n_ageing; i++) {
		const NoticeAgeing *ageing = &sheet->account->ageing[i];
		PdfCell head[NOTICE_AGES];
		PdfCell row[NOTICE_AGES];
		if (!text_equal(ageing->currency, currency))
			continue;
		for (size_t age = 0; age < NOTICE_AGES; age++) {
			const char *label = json_string_value(json_array_get(labels, age));
			Money money = money_make(ageing->micro[age], currency);
			head[age] = (PdfCell){ label != NULL ? label : "", 0, true };
			row[age] = (PdfCell){ statement_money(sheet, money), 0, true };
		}
		pdf_pages_keep(sheet->pages, STATEMENT_KEEP);
		pdf_pages_add(sheet->pages, PDF_HEADING, statement_word(sheet, "ageing_title"));
		pdf_pages_head(sheet->pages, PDF_SMALL_BOLD, head, NOTICE_AGES);
		pdf_pages_row(sheet->pages, PDF_SMALL, row, NOTICE_AGES);
		pdf_pages_head(sheet->pages, PDF_TEXT, NULL, 0);
	}
}

/* ---- what was paid ---- */

static void statement_payment(const Sheet *sheet, const NoticePayment *payment)
{
	const PdfCell cells[] = { { statement_date(sheet, payment->date), 70, false },
				  { statement_line(sheet, payment->type_name), 0, false },
				  { statement_line(sheet, payment->number), 80, false },
				  { statement_line(sheet, payment->reference), 0, false },
				  { statement_money(sheet, payment->amount), 105, true } };
	pdf_pages_row(sheet->pages, PDF_SMALL, cells, G_N_ELEMENTS(cells));
}

static bool statement_paid(const Sheet *sheet, const char *currency, GError **error)
{
	const PdfCell head[] = { { statement_word(sheet, "date"), 70, false },
				 { statement_word(sheet, "document"), 0, false },
				 { statement_word(sheet, "number"), 80, false },
				 { statement_word(sheet, "reference_head"), 0, false },
				 { statement_word(sheet, "amount"), 105, true } };
	Money total = money_make(0, currency);
	bool begun = false;
	for (size_t i = 0; i < sheet->account->n_payments; i++) {
		const NoticePayment *payment = &sheet->account->payments[i];
		if (!text_equal(payment->amount.currency, currency))
			continue;
		if (!begun) {
			pdf_pages_keep(sheet->pages, STATEMENT_KEEP);
			pdf_pages_add(sheet->pages, PDF_HEADING, statement_word(sheet, "payments"));
			pdf_pages_head(sheet->pages, PDF_SMALL_BOLD, head, G_N_ELEMENTS(head));
		}
		begun = true;
		statement_payment(sheet, payment);
		if (!statement_add(&total, payment->amount, error))
			return false;
	}
	if (begun)
		statement_sum(sheet, "total", total);
	return true;
}

/* ---- all of it ---- */

static bool statement_currency(const Sheet *sheet, Texts *seen, const char *currency, GError **error)
{
	if (texts_has(seen, currency))
		return true;
	texts_add(sheet->arena, seen, currency);
	pdf_pages_keep(sheet->pages, 2 * STATEMENT_KEEP);
	pdf_pages_space(sheet->pages, 8);
	pdf_pages_add(sheet->pages, PDF_HEADING, currency);
	if (!statement_open(sheet, currency, error))
		return false;
	statement_ageing(sheet, currency);
	return statement_paid(sheet, currency, error);
}

static bool statement_currencies(const Sheet *sheet, GError **error)
{
	Texts seen = { 0 };
	for (size_t i = 0; i < sheet->account->n; i++)
		if (!statement_currency(sheet, &seen, sheet->account->invoices[i].balance.currency, error))
			return false;
	for (size_t i = 0; i < sheet->account->n_payments; i++)
		if (!statement_currency(sheet, &seen, sheet->account->payments[i].amount.currency, error))
			return false;
	return true;
}

static const NoticeInvoice *statement_of_link(const Sheet *sheet, const char *link)
{
	size_t i = 0;
	while (!text_equal(sheet->account->invoices[i].link, link))
		i++;
	return &sheet->account->invoices[i];
}

/* The QR codes that the view has, each with the document that it pays. */
static void statement_codes(const Sheet *sheet)
{
	PdfPicture pictures[PDF_PICTURES];
	size_t n = MIN(sheet->account->n_codes, PDF_PICTURES);
	for (size_t i = 0; i < n; i++) {
		const NoticeCode *code = &sheet->account->codes[i];
		const NoticeInvoice *invoice = statement_of_link(sheet, code->link);
		pictures[i] = (PdfPicture){ .png = code->png, .link = code->link };
		pictures[i].caption = arena_printf(sheet->arena, "%s %s %s\n%s", statement_line(sheet, invoice->type_name),
						   statement_word(sheet, "number_sign"),
						   statement_line(sheet, invoice->number),
						   statement_money(sheet, invoice->balance));
	}
	if (n == 0)
		return;
	pdf_pages_keep(sheet->pages, 2 * STATEMENT_KEEP);
	pdf_pages_add(sheet->pages, PDF_HEADING, statement_word(sheet, "scan"));
	pdf_pages_pictures(sheet->pages, pictures, n);
	pdf_pages_space(sheet->pages, 8);
}

static void statement_end(const Sheet *sheet)
{
	pdf_pages_keep(sheet->pages, 2 * STATEMENT_KEEP);
	pdf_pages_space(sheet->pages, 8);
	if (sheet->account->payment_note != NULL) {
		pdf_pages_add(sheet->pages, PDF_HEADING, statement_word(sheet, "how_to_pay"));
		pdf_pages_add(sheet->pages, PDF_TEXT, sheet->account->payment_note);
		pdf_pages_space(sheet->pages, 8);
	}
	statement_codes(sheet);
	pdf_pages_add(sheet->pages, PDF_SMALL, statement_word(sheet, "bank"));
}

static bool statement_draw(Sheet *sheet, GError **error)
{
	const char *created = arena_printf(sheet->arena, "%sT00:00:00Z",
					   date_text(sheet->arena, sheet->account->today));
	sheet->pages = pdf_pages_new(sheet->view->paper, statement_word(sheet, "statement"), created);
	pdf_pages_foot(sheet->pages, statement_foot, sheet);
	statement_header(sheet);
	if (!statement_currencies(sheet, error))
		return false;
	statement_end(sheet);
	return true;
}

/* Twice: how many pages there are is known after the first time. */
GBytes *statement_pdf(Arena *arena, const Catalog *catalog, const StatementView *view, GError **error)
{
	const char *language = catalog_pick(catalog, "statement", view->account->language);
	Sheet sheet = { .arena = arena, .view = view, .account = view->account,
			.locale = catalog_locale(catalog, language), .words = catalog_words(catalog, language) };
	g_autoptr(PdfPages) draft = NULL;
	bool done = statement_draw(&sheet, error);
	draft = sheet.pages;
	if (!done)
		return NULL;
	sheet.total = pdf_pages_count(draft);
	done = statement_draw(&sheet, error);
	g_autoptr(PdfPages) pages = sheet.pages;
	return done ? pdf_pages_end(pages, error) : NULL;
}
