/*
 * A mail to a customer before anybody reads it: of an invoice on record, or of an account that nobody has, with all that a
 * mail can say: late, paid in part, due, coming, in dispute, in two currencies, and payments. Stores nothing.
 */
#ifndef GATEWAY_PREVIEW_H
#define GATEWAY_PREVIEW_H

#include "gateway/mails/outbound_parts.h"

typedef struct {
	const Desk *desk;
	const char *notice;
	const char *language, *tone; /* NULL: the company's, formal */
	const Invoice *invoice;	     /* NULL: the sample */
} PreviewWish;

typedef struct {
	RenderedNotice notice;
	Attached attached;
	const char *kind;
} PreviewMail;

bool preview_render(const PreviewWish *wish, PreviewMail *ret, GError **error);
/* The bytes that would leave, signed, to the company itself. */
bool preview_bytes(const PreviewWish *wish, const PreviewMail *mail, const void **ret, size_t *ret_length,
		   GError **error);
/* Its HTML as a page of its own: the pictures of the mail stand in it. Own the text. */
char *preview_page(const PreviewMail *mail);

#endif
