/*
 * What goes into a mail to a customer besides its words: documents out of the raw mails, rows as templates show them, and
 * whom it goes to. Only outbound's own files use it.
 */
#ifndef GATEWAY_OUTBOUND_PARTS_H
#define GATEWAY_OUTBOUND_PARTS_H

#include "gateway/mails/outbound_desk.h"

typedef struct {
	ComposeAttachment *items;
	size_t n, bytes;
	size_t limit;	/* bytes; 0: as much as a mail may carry */
	size_t files;	/* of them: what is no picture of the mail itself */
	bool left_out;	/* a document was too large, or is not to be had any more */
} Attached;

typedef struct {
	const char *mail_sha256, *sha256; /* of the message, and of the part in it; NULL: there is none */
	const char *name;		  /* without its extension */
	bool pdf;
} OutboundPart;

/* A part that cannot be had any more, or is too large, is left out (false): the mail names the document all the same. */
bool outbound_parts_attach(const Desk *desk, const OutboundPart *from, Attached *attached);
void outbound_parts_bytes(const Desk *desk, const ComposeAttachment *part, Attached *attached);
/* Is there room for so many bytes more? Else left_out is set. */
bool outbound_parts_fit(Attached *attached, size_t bytes);
/* Its PDF and its XML, those that kinds (PolicyAttach) has. */
void outbound_parts_invoice(const Desk *desk, const Invoice *invoice, unsigned kinds, Attached *attached);

NoticeInvoice outbound_parts_notice(const Desk *desk, const Invoice *invoice, NoticeSection section,
				    const char *language);
/* Series and number, else the UUID. */
const char *outbound_parts_number(const Desk *desk, const Invoice *invoice);

void outbound_parts_recipients(const Desk *desk, const Contact **contacts, size_t n, ComposeMailbox **ret_boxes,
			       Texts *ret_texts);

#endif
