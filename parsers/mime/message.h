/*
 * Message: one RFC 5322 mail taken apart, before anybody asks what it means. Built by mime.c; everything lives in the
 * arena, bytes point into it or into the input. Parts are flat, in document order; the message/rfc822 parts inside are
 * followed by their own parts with a deeper depth, up to the limits.
 */
#ifndef PARSERS_MESSAGE_H
#define PARSERS_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "parsers/finding.h"

typedef struct {
	const char *name;  /* as written */
	const char *value; /* unfolded, RFC 2047 decoded, valid UTF-8, trimmed */
	const char *raw;   /* unfolded, valid UTF-8, encoded words as they stand: for addresses and parameters */
} Header;

typedef struct {
	const Header *headers; /* of this part; of the inner message for message/rfc822 */
	size_t n_headers;
	const char *declared;  /* Content-Type, lower case "text/plain"; "text/plain" when absent */
	const char *report_type; /* report-type parameter of multipart/report, else NULL */
	const char *path;      /* "1", "2.1", "3.1.2" */
	int depth;             /* 0 = the outer message's own parts; +1 inside each message/rfc822 */
	bool multipart;
	bool attachment; /* disposition attachment, or a name and not a text body */
	bool is_inline;	 /* disposition inline, or a part that a multipart/related shows */
	bool damaged;	 /* its transfer encoding cannot be decoded strictly: nothing of it may be imported */
	const char *name; /* file name for display, sanitised; NULL for none */
	const char *content_id;
	const void *data; /* decoded bytes; NULL for multipart */
	size_t bytes;
	/* as UTF-8: text/ parts and message/delivery-status, disposition-notification, rfc822-headers */
	const char *text;
} Part;

typedef struct {
	const Header *headers;
	size_t n_headers;
	const char *declared; /* Content-Type of the whole */
	const char *report_type;
	Part *parts;
	size_t n_parts;
	const char *plain; /* the body as text/plain, NULL when there is none */
	const char *html;  /* the body as text/html, NULL when there is none */
	Texts flags;       /* ambiguous-mime, limit:parts, … */
	const char *refused; /* reason why nothing of it may be imported, NULL when fine */
} Message;

/* First header of that name (any case), NULL when absent. */
const char *message_header(const Message *message, const char *name);
const char *part_header(const Part *part, const char *name);

#endif
