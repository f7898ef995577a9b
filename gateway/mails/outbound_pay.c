#include "gateway/mails/outbound_pay.h"

#include "base/file.h"
#include "base/text.h"
#include "templates/pay_link.h"
#include "templates/pdf_pages.h"
#include "templates/qr_image.h"

/* ---- lines and links ---- */

typedef struct {
	const char *currency, *line, *link;
} PayRow;

#define OUTBOUND_PAY_ROW(currency_) { #currency_, settings->pay_##currency_, settings->pay_link_##currency_ }
#define OUTBOUND_PAY_ROWS(name)                                                                                \
	const PayRow name[] = { OUTBOUND_PAY_ROW(CLP), OUTBOUND_PAY_ROW(MXN), OUTBOUND_PAY_ROW(USD),           \
				OUTBOUND_PAY_ROW(EUR), OUTBOUND_PAY_ROW(BRL) }

static bool outbound_pay_asks_in(const char *currency, const ReminderView *view)
{
	for (size_t i = 0; i < view->n; i++)
		if (text_equal(view->invoices[i].balance.currency, currency) &&
		    view->invoices[i].section != NOTICE_DISPUTED)
			return true;
	return false;
}

/* The company's note, and a line for each currency of these documents that has one. */
static const char *outbound_pay_note(const Desk *desk, const ReminderView *view)
{
	const CompanySettings *settings = desk->settings;
	OUTBOUND_PAY_ROWS(rows);
	Texts lines = { 0 };
	if (settings->payment_note != NULL)
		texts_add(desk->arena, &lines, settings->payment_note);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		if (rows[i].line != NULL && outbound_pay_asks_in(rows[i].currency, view))
			texts_addf(desk->arena, &lines, "%s: %s", rows[i].currency, rows[i].line);
	return lines.n > 0 ? texts_join(desk->arena, &lines, "\n") : NULL;
}

const char *outbound_pay_link(const Desk *desk, const Invoice *invoice)
{
	const CompanySettings *settings = desk->settings;
	OUTBOUND_PAY_ROWS(rows);
	const PayLinkValues values = { .type = invoice->type, .series = invoice->series, .folio = invoice->number,
				       .number = outbound_parts_number(desk, invoice), .uuid = invoice->uuid,
				       .customer = invoice->debtor_tax_id, .due = invoice->due,
				       .amount = money_make(invoice_balance(invoice), invoice->total.currency) };
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		if (rows[i].link != NULL && text_equal(rows[i].currency, invoice->total.currency))
			return pay_link_fill(desk->arena, rows[i].link, &values);
	return NULL;
}

/* ---- pictures ---- */

static void outbound_pay_free(gpointer bytes)
{
	g_bytes_unref(bytes);
}

/* Named by its bytes, so that the same picture has the same name in every mail. */
static const char *outbound_pay_id(const Desk *desk, const char *kind, GBytes *png)
{
	g_autofree char *digest = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, png);
	return arena_printf(desk->arena, "%s-%.16s@%s", kind, digest, desk->domain);
}

static bool outbound_pay_show(const Desk *desk, const char *name, GBytes *png, const char *content_id,
			      Attached *attached)
{
	ComposeAttachment part = { .name = name, .type = "image/png", .content_id = content_id };
	part.bytes = g_bytes_get_data(png, &part.length);
	/* Small, and beside the limit of documents. */
	if (attached == NULL || attached->bytes + part.length > OUTBOUND_ATTACHED_BYTES)
		return false;
	outbound_parts_bytes(desk, &part, attached);
	return true;
}

static bool outbound_pay_has(const NoticeCode *codes, size_t n, const char *link)
{
	for (size_t i = 0; i < n; i++)
		if (text_equal(codes[i].link, link))
			return true;
	return false;
}

static void outbound_pay_codes(const Desk *desk, ReminderView *view, Attached *attached)
{
	NoticeCode *codes = arena_array(desk->arena, NoticeCode, PDF_PICTURES);
	size_t n = 0;
	for (size_t i = 0; i < view->n && n < PDF_PICTURES; i++) {
		const char *link = view->invoices[i].link;
		GBytes *png = link != NULL && !outbound_pay_has(codes, n, link) ? qr_image_png(link, NULL) : NULL;
		if (png == NULL)
			continue;
		arena_own(desk->arena, png, outbound_pay_free);
		codes[n] = (NoticeCode){ .link = link, .png = png, .content_id = outbound_pay_id(desk, "qr", png) };
		const char *name = arena_printf(desk->arena, "qr-%zu.png", n + 1);
		if (!outbound_pay_show(desk, name, png, codes[n].content_id, attached))
			codes[n].content_id = NULL;
		n++;
	}
	view->codes = codes;
	view->n_codes = n;
}

GBytes *outbound_pay_logo(const Desk *desk)
{
	char *bytes = NULL;
	size_t length = 0;
	if (desk->settings->logo == NULL || !file_read(desk->settings->logo, PDF_IMAGE_BYTES, &bytes, &length, NULL))
		return NULL;
	g_autoptr(GBytes) png = g_bytes_new_take(bytes, length);
	return pdf_pages_check_image(png, NULL) ? g_steal_pointer(&png) : NULL;
}

void outbound_pay(const Desk *desk, ReminderView *view, Attached *attached)
{
	view->payment_note = outbound_pay_note(desk, view);
	if (desk->settings->pay_qr)
		outbound_pay_codes(desk, view, attached);
	GBytes *logo = attached != NULL ? outbound_pay_logo(desk) : NULL;
	if (logo == NULL)
		return;
	arena_own(desk->arena, logo, outbound_pay_free);
	const char *id = outbound_pay_id(desk, "logo", logo);
	view->logo = outbound_pay_show(desk, "logo.png", logo, id, attached) ? id : NULL;
}
