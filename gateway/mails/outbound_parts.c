#include "gateway/mails/outbound_parts.h"

#include <unistd.h>

#include "base/text.h"
#include "gateway/mails/outbound_pay.h"

static bool outbound_part(const Desk *desk, const char *mail_sha256, const char *sha256, ComposeAttachment *ret)
{
	int64_t size = 0;
	int fd = store_blob_open(desk->stage->store, mail_sha256, &size, NULL);
	if (fd < 0)
		return false;
	bool done = reader_client_part(desk->stage->reader, desk->arena, fd, (uint64_t)size, sha256, &ret->bytes,
				       &ret->length, NULL);
	close(fd);
	return done;
}

bool outbound_parts_fit(Attached *attached, size_t bytes)
{
	size_t limit = attached->limit != 0 ? attached->limit : OUTBOUND_ATTACHED_BYTES;
	bool fits = attached->bytes + bytes <= limit;
	attached->left_out = attached->left_out || !fits;
	return fits;
}

bool outbound_parts_attach(const Desk *desk, const OutboundPart *from, Attached *attached)
{
	ComposeAttachment part = { 0 };
	if (from->sha256 == NULL || from->mail_sha256 == NULL)
		return false;
	if (!outbound_part(desk, from->mail_sha256, from->sha256, &part)) {
		attached->left_out = true;
		return false;
	}
	if (!outbound_parts_fit(attached, part.length))
		return false;
	part.name = compose_file_name(desk->arena, arena_printf(desk->arena, "%s.%s", from->name,
								from->pdf ? "pdf" : "xml"));
	part.type = from->pdf ? "application/pdf" : "application/xml";
	outbound_parts_bytes(desk, &part, attached);
	return true;
}

void outbound_parts_bytes(const Desk *desk, const ComposeAttachment *part, Attached *attached)
{
	attached->bytes += part->length;
	attached->files += part->content_id == NULL;
	attached->items = arena_grow(desk->arena, attached->items, attached->n, sizeof *attached->items);
	attached->items[attached->n++] = *part;
}

static const char *outbound_invoice_name(const Desk *desk, const Invoice *invoice)
{
	const char *number = invoice->number != NULL ? invoice->number : invoice->uuid;
	return arena_printf(desk->arena, "%s-%s%s%s", invoice->type != NULL ? invoice->type : "doc",
			    invoice->series != NULL ? invoice->series : "", invoice->series != NULL ? "-" : "",
			    number != NULL ? number : "");
}

void outbound_parts_invoice(const Desk *desk, const Invoice *invoice, unsigned kinds, Attached *attached)
{
	OutboundPart part = { .mail_sha256 = invoice->mail_sha256, .name = outbound_invoice_name(desk, invoice) };
	part.sha256 = invoice->pdf_sha256;
	part.pdf = true;
	if ((kinds & ATTACH_PDF) != 0)
		outbound_parts_attach(desk, &part, attached);
	part.sha256 = invoice->xml_sha256;
	part.pdf = false;
	if ((kinds & ATTACH_XML) != 0)
		outbound_parts_attach(desk, &part, attached);
}

NoticeInvoice outbound_parts_notice(const Desk *desk, const Invoice *invoice, NoticeSection section,
				      const char *language)
{
	Date today = date_in_zone(desk->now, desk->company->zone);
	NoticeInvoice row = { .fiscal_id = invoice->uuid, .issued = invoice->issued, .due = invoice->due,
			      .total = invoice->total, .section = section,
			      .balance = money_make(invoice_balance(invoice), invoice->total.currency) };
	row.type_name = notice_type_name(desk->arena, desk->catalog, language, invoice->type);
	row.number = outbound_parts_number(desk, invoice);
	row.link = section != NOTICE_DISPUTED && row.balance.micro > 0 ? outbound_pay_link(desk, invoice) : NULL;
	row.days_overdue = date_is_set(invoice->due) ? date_diff(today, invoice->due) : 0;
	return row;
}

const char *outbound_parts_number(const Desk *desk, const Invoice *invoice)
{
	const char *number = invoice->number != NULL ? invoice->number : invoice->uuid;
	return invoice->series != NULL ? arena_printf(desk->arena, "%s-%s", invoice->series, number) : number;
}

void outbound_parts_recipients(const Desk *desk, const Contact **contacts, size_t n, ComposeMailbox **ret_boxes,
				    Texts *ret_texts)
{
	*ret_boxes = arena_array(desk->arena, ComposeMailbox, n + 1);
	for (size_t i = 0; i < n; i++) {
		(*ret_boxes)[i] = (ComposeMailbox){ .name = contacts[i]->name, .address = contacts[i]->address };
		texts_add(desk->arena, ret_texts, contacts[i]->address);
	}
}
