#include "templates/statement_pdf.h"

#include <gio/gio.h>
#include <string.h>

#include "base/json.h"
#include "templates/qr_image.h"
#include "tests/tap.h"

#define ROWS 200
#define PDF_BYTES "20971520"

/* Of invented companies. */
static ReminderView account_view(const char *language)
{
	return (ReminderView){ .language = language, .company = "Comercial Andina SpA",
			       .customer = "Constructora Los Boldos Ltda.", .today = date_make(2026, 11, 27),
			       .payment_note = "Banco del Sur, cuenta 00-123-45678-9\nIndique el documento" };
}

static void add_invoices(Arena *arena, ReminderView *view, size_t n, NoticeAgeing *ageing)
{
	NoticeInvoice *rows = arena_array(arena, NoticeInvoice, n);
	*ageing = (NoticeAgeing){ .currency = "CLP" };
	for (size_t i = 0; i < n; i++) {
		Money money = money_make((int64_t)(i + 1) * 1000 * MONEY_SCALE, "CLP");
		rows[i] = (NoticeInvoice){ .type_name = "Factura exenta electrónica",
					   .number = arena_printf(arena, "7%05zu", i),
					   .issued = date_make(2026, 9, 1), .due = date_make(2026, 10, 1),
					   .total = money, .balance = money, .days_overdue = 57,
					   .section = NOTICE_OVERDUE };
		ageing->micro[2] += money.micro;
	}
	view->invoices = rows;
	view->n = n;
	view->ageing = ageing;
	view->n_ageing = 1;
}

static GBytes *make(Arena *arena, const Catalog *catalog, const ReminderView *account, GBytes *logo)
{
	g_autoptr(GError) error = NULL;
	const StatementView view = { .account = account, .tax_id = "RUT 76.192.083-9",
				     .customer_tax_id = "78123456-7", .logo = logo };
	GBytes *pdf = statement_pdf(arena, catalog, &view, &error);
	ok(pdf != NULL, "made: %s", error != NULL ? error->message : "");
	const char *folder = g_getenv("VALIJA_PICTURES");
	static int number;
	if (folder != NULL && pdf != NULL) {
		g_autofree char *path = g_strdup_printf("%s/statement-%d.pdf", folder, ++number);
		g_file_set_contents(path, g_bytes_get_data(pdf, NULL), (gssize)g_bytes_get_size(pdf), NULL);
	}
	return pdf;
}

/* A member of each line that our own reader of PDFs says of it; NULL: that is not built. */
static GPtrArray *read_lines(GBytes *pdf, const char *member)
{
	g_autofree char *program = g_build_filename(g_getenv("B") != NULL ? g_getenv("B") : "build/release",
						    "valija-pdf", NULL);
	g_autoptr(GBytes) out = NULL;
	if (!g_file_test(program, G_FILE_TEST_IS_EXECUTABLE))
		return NULL;
	g_autoptr(GSubprocess) reader = g_subprocess_new(G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE,
							 NULL, program, PDF_BYTES, "10485760", "60000", "536870912", "50",
							 NULL);
	g_subprocess_communicate(reader, pdf, NULL, &out, NULL, NULL);
	g_autofree char *text = g_strndup(g_bytes_get_data(out, NULL), g_bytes_get_size(out));
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	GPtrArray *pages = g_ptr_array_new_with_free_func(g_free);
	for (char **line = lines; *line != NULL; line++) {
		g_autoptr(json_t) value = **line != '\0' ? json_read(*line, strlen(*line), NULL) : NULL;
		const char *page = json_string_value(json_object_get(value, member));
		if (page != NULL)
			g_ptr_array_add(pages, g_strdup(page));
	}
	return pages;
}

/* Its lines of text, a page each. */
static GPtrArray *read_pages(GBytes *pdf)
{
	return read_lines(pdf, "text");
}

static bool says(const GPtrArray *pages, size_t page, const char *text)
{
	return page < pages->len && strstr(pages->pdata[page], text) != NULL;
}

static void test_many(const Catalog *catalog)
{
	g_autoptr(Arena) arena = arena_new();
	NoticeAgeing ageing;
	ReminderView account = account_view("es-CL");
	NoticePayment paid = { .type_name = "Factura", .number = "88", .reference = "TRF 5",
			       .date = date_make(2026, 11, 20), .amount = money_make(1190 * MONEY_SCALE, "CLP") };
	add_invoices(arena, &account, ROWS, &ageing);
	account.payments = &paid;
	account.n_payments = 1;
	g_autoptr(GBytes) pdf = make(arena, catalog, &account, NULL);
	g_autoptr(GBytes) again = make(arena, catalog, &account, NULL);
	ok(g_bytes_equal(pdf, again), "the same view gives the same bytes");
	g_autoptr(GPtrArray) pages = read_pages(pdf);
	if (pages == NULL) {
		skip("what it says", "valija-pdf is not built");
		return;
	}
	ok(pages->len >= 5 && pages->len <= 9, "%d rows: %u pages", ROWS, pages->len);
	size_t rows = 0;
	size_t heads = 0;
	for (size_t i = 0; i < ROWS; i++)
		for (size_t page = 0; page < pages->len; page++)
			rows += says(pages, page, account.invoices[i].number);
	for (size_t page = 0; page < pages->len; page++) {
		g_autofree char *foot = g_strdup_printf("Página %zu de %u", page + 1, pages->len);
		ok(says(pages, page, foot), "%s", foot);
		heads += says(pages, page, "Vencimiento");
	}
	is_i64((int64_t)rows, ROWS, "each row once");
	ok(heads + 1 >= pages->len, "the head again on each page of the table");
	ok(says(pages, 0, "RUT 76.192.083-9") && says(pages, 0, "Los Boldos") && says(pages, 0, "78123456-7"),
	   "who, and whose");
	size_t last = pages->len - 1;
	ok(says(pages, last, "$20.100.000") || says(pages, last - 1, "$20.100.000"), "the total");
	ok(says(pages, last, "TRF 5") && says(pages, last, "$1.190"), "the payment");
	ok(says(pages, last, "00-123-45678-9"), "how to pay");
	ok(says(pages, last, "nunca informamos cambios"), "the standing sentence");
}

/* Two currencies, a name without end, markup, an amount as wide as there is. */
static void test_hostile(const Catalog *catalog)
{
	g_autoptr(Arena) arena = arena_new();
	GString *name = g_string_new("<b>&amp;");
	for (int i = 0; i < 2000; i++)
		g_string_append(name, "Ñandú");
	Money huge = money_make(INT64_MAX, "USD");
	NoticeInvoice rows[] = {
		{ .type_name = name->str, .number = "5F0C1B7E-2D3A-4E69-9B1C-7A4D0E8F2C61", .total = huge,
		  .balance = huge, .section = NOTICE_DISPUTED },
		{ .type_name = "Factura\n\tA", .number = name->str, .balance = money_make(1, "MXN"),
		  .due = date_make(2026, 12, 1), .days_overdue = -4, .section = NOTICE_DUE },
	};
	ReminderView account = account_view("es-MX");
	account.customer = account.company = name->str;
	account.invoices = rows;
	account.n = G_N_ELEMENTS(rows);
	g_autoptr(GBytes) pdf = make(arena, catalog, &account, NULL);
	g_autoptr(GPtrArray) pages = read_pages(pdf);
	if (pages == NULL)
		skip("a name without end", "valija-pdf is not built");
	else {
		is_i64(pages->len, 1, "a name without end is cut");
		ok(says(pages, 0, "<b>&amp;"), "markup is text");
		ok(says(pages, 0, "0.000001") && says(pages, 0, "775807"), "no digit of an amount is cut");
	}
	rows[1].balance = huge;
	const StatementView view = { .account = &account };
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) none = statement_pdf(arena, catalog, &view, &error);
	ok(none == NULL && error != NULL, "a total that does not fit is refused");
	g_string_free(name, TRUE);
}

static void test_empty(const Catalog *catalog)
{
	for (const char *const *language = locale_languages(); *language != NULL; language++) {
		g_autoptr(Arena) arena = arena_new();
		ReminderView account = account_view(*language);
		g_autoptr(GBytes) pdf = make(arena, catalog, &account, NULL);
		g_autoptr(GPtrArray) pages = read_pages(pdf);
		if (pages == NULL) {
			skip("nothing open", "valija-pdf is not built");
			continue;
		}
		const json_t *words = catalog_words(catalog, *language);
		/* Lines may break anywhere: the first words are enough. */
		g_autofree char *want = g_strndup(json_get_text(arena, words, "nothing_open"), 8);
		ok(says(pages, 0, want), "%s: nothing is open", *language);
	}
}

/* A PNG of 2 by 1 pixels. */
static const char png_good[] = "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAADUlEQVR4nGP4"
			       "zwAE/wEHAAH/4iOeWQAAAABJRU5ErkJggg==";

static GBytes *png_bytes(size_t cut, int change)
{
	gsize length = 0;
	guchar *bytes = g_base64_decode(png_good, &length);
	if (change >= 0)
		bytes[change] = 0xff;
	return g_bytes_new_take(bytes, length - cut);
}

static void test_logo(const Catalog *catalog)
{
	static const struct {
		size_t cut;
		int change;
		bool want;
		const char *name;
	} rows[] = { { 0, -1, true, "a PNG" }, { 40, -1, false, "half of one" }, { 0, 0, false, "none" },
		     { 0, 16, false, "4 billion pixels wide" }, { 60, -1, false, "its beginning" } };
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(GBytes) png = png_bytes(rows[i].cut, rows[i].change);
		bool done = pdf_pages_check_image(png, &error);
		ok(done == rows[i].want && done == (error == NULL), "%s", rows[i].name);
	}
	g_autoptr(Arena) arena = arena_new();
	ReminderView account = account_view("en");
	g_autoptr(GBytes) png = png_bytes(0, -1);
	g_autoptr(GBytes) with = make(arena, catalog, &account, png);
	ok(memmem(g_bytes_get_data(with, NULL), g_bytes_get_size(with), "/Subtype /Image", 15) != NULL, "is in the PDF");
}

/* The codes of the first links, which a reader of codes reads; one for each link. */
static void test_codes(const Catalog *catalog)
{
	static const char link[] = "https://pagos.andina.example/pagar?documento=700000&cliente=78123456-7";
	g_autoptr(Arena) arena = arena_new();
	NoticeAgeing ageing;
	ReminderView account = account_view("es-CL");
	add_invoices(arena, &account, 3, &ageing);
	NoticeInvoice *rows = arena_memdup(arena, account.invoices, sizeof *rows * account.n);
	g_autoptr(GBytes) png = qr_image_png(link, NULL);
	const NoticeCode code = { .link = link, .png = png };
	rows[0].link = link;
	account.invoices = rows;
	account.codes = &code;
	account.n_codes = 1;
	g_autoptr(GBytes) pdf = make(arena, catalog, &account, NULL);
	g_autoptr(GPtrArray) pages = read_pages(pdf);
	g_autoptr(GPtrArray) codes = read_lines(pdf, "bytes");
	if (pages == NULL) {
		skip("its code", "valija-pdf is not built");
		return;
	}
	ok(says(pages, 0, "Escanee para pagar") && says(pages, 0, "N.º 700000"), "it is said what it is for");
	gsize length = 0;
	g_autofree guchar *bytes = codes->len > 0 ? g_base64_decode(codes->pdata[0], &length) : NULL;
	is_mem(bytes != NULL ? (const void *)bytes : "", length, link, strlen(link), "and its code is the link");
	const char *uri = memmem(g_bytes_get_data(pdf, NULL), g_bytes_get_size(pdf), "/URI", 4);
	ok(uri != NULL, "which a click opens too");
}

int main(void)
{
	g_autoptr(Catalog) catalog = catalog_new(NULL, true, NULL);
	test_many(catalog);
	test_hostile(catalog);
	test_empty(catalog);
	test_logo(catalog);
	test_codes(catalog);
	return tap_done();
}
