/*
 * One outbound mail as bytes: typed fields in, canonical RFC 5322 out. The same request always gives the same
 * bytes, so that a frozen mail can be made again; nothing is looked up, no clock is read.
 *
 * Output: CRLF everywhere, no line longer than 998 bytes (76 but for long addresses), 7-bit (quoted-printable, base64,
 * RFC 2047, RFC 2231); text alone, or multipart/alternative with HTML, which stands with the pictures it shows in
 * multipart/related (RFC 2387, 2392), inside multipart/mixed with attachments. Every value is checked and none is
 * repaired: a control character, CR, LF or bytes that are not UTF-8 in a header value, an address that is no address,
 * are REJECT with the name of the field. Threats T12 and T13 of the reliability facts. GMime writes the parts; header
 * values are encoded in compose_header.c, because GMime's own encoding of them does not read back as what was given.
 */
#ifndef TEMPLATES_COMPOSE_H
#define TEMPLATES_COMPOSE_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

typedef struct {
	const char *name;    /* what is shown; NULL or "": none */
	const char *address; /* bare addr-spec; the domain may be in its own letters */
} ComposeMailbox;

typedef struct {
	const char *name; /* compose_file_name() makes a fit one */
	const char *type; /* "application/pdf"; NULL: application/octet-stream; no multipart, no message */
	const void *bytes;
	size_t length;
	const char *content_id; /* shown by the HTML, which says cid:ID: bare, with an @; NULL: attached */
} ComposeAttachment;

typedef struct {
	ComposeMailbox from;
	ComposeMailbox reply_to;  /* address NULL: no header */
	const ComposeMailbox *to; /* at least one */
	size_t n_to;
	const ComposeMailbox *cc;
	size_t n_cc;
	const char *message_id;	       /* with or without angle brackets */
	const char *const *references; /* the thread, oldest first; the last one is In-Reply-To as well */
	size_t n_references;
	int64_t date;	      /* instant */
	const char *zone;     /* the offset to show it in; NULL or unknown: UTC */
	const char *language; /* Content-Language; NULL: no header */
	const char *subject;
	const char *text;
	const char *html; /* NULL: text alone */
	const ComposeAttachment *attachments;
	size_t n_attachments;
	const char *
		kind; /* "reminder", "alert": letters, digits and dashes, in X-Valija-Kind; NULL: no header */
} ComposeRequest;

/* ret_bytes lives in the arena. */
bool compose_mail(Arena *arena, const ComposeRequest *request, const void **ret_bytes, size_t *ret_length,
		  GError **error);

/* The address as it goes on the wire, in headers and envelope alike: the domain in ASCII (IDNA 2008). REJECT
 * for what cannot be mailed to without SMTPUTF8: a local part that is no dot-atom of ASCII, longer than 64; a
 * bad domain. */
bool compose_address(Arena *arena, const char *address, const char **ret_ascii, GError **error);

/* A name fit for an attachment from any name a stranger gave: its last path component without control, bidi
 * and reserved characters, at most 120 characters, the extension kept; "document" when nothing is left. */
const char *compose_file_name(Arena *arena, const char *name);

#endif
