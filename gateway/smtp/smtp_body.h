/*
 * SmtpBody: the bytes of a mail as they follow DATA. Frozen mails are canonical already; this guards that
 * nothing else ever leaves (threat T13, SMTP smuggling): every line end becomes CRLF, a bare CR or LF is a
 * line end too, and a line that begins with a dot gets another. The final dot is not part of it. Does no
 * I/O, changes no byte otherwise.
 */
#ifndef GATEWAY_SMTP_BODY_H
#define GATEWAY_SMTP_BODY_H

#include <stdbool.h>
#include <stddef.h>

#define SMTP_BODY_MAX_LINE 998 /* RFC 5321 4.5.3.1.6, without CRLF */
#define SMTP_BODY_MIN_ROOM 3

typedef struct {
	const char *at, *end;
	bool in_line; /* something of the present line was given out */
} SmtpBody;

/* What must be known before MAIL. NULL when the mail may be sent; else static words: a NUL, a line that is
 * too long. */
const char *smtp_body_fault(const void *bytes, size_t length, bool *ret_eight_bit);

/* The bytes are borrowed while they are read. */
void smtp_body_begin(SmtpBody *body, const void *bytes, size_t length);
/* Fills out (room >= SMTP_BODY_MIN_ROOM) and returns how many bytes; 0 at the end, after a CRLF. */
size_t smtp_body_read(SmtpBody *body, char *out, size_t room);

#endif
