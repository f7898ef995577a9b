/*
 * SmtpReply: one reply of an SMTP server, read from a feed of bytes (RFC 5321 4.2, RFC 2034). Everything in
 * it is a stranger's: lines and their number are limited, and what is no reply is a fault, never a guess.
 * CRLF and bare LF both end a line, as in Postfix. Does no I/O.
 */
#ifndef GATEWAY_SMTP_REPLY_H
#define GATEWAY_SMTP_REPLY_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

#define SMTP_REPLY_MAX_LINE 4096
#define SMTP_REPLY_MAX_LINES 100

typedef enum { SMTP_REPLY_MORE, SMTP_REPLY_DONE, SMTP_REPLY_FAULT } SmtpReplyState;

typedef struct {
	SmtpReplyState state;
	int code;	 /* of the first line; 200..599 when done */
	int enhanced[3]; /* RFC 3463 of the first line, zeros when it has none */
	int lines;
	GString *text;	   /* the lines without codes, "\n" between; any bytes */
	GString *line;	   /* the one that is not complete */
	const char *fault; /* static words when state is SMTP_REPLY_FAULT */
} SmtpReply;

SmtpReply *smtp_reply_new(void);
void smtp_reply_free(SmtpReply *reply); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SmtpReply, smtp_reply_free)
void smtp_reply_reset(SmtpReply *reply);

/* Takes bytes up to the end of the reply; returns how many. Nothing is taken once the state is not
 * SMTP_REPLY_MORE. */
size_t smtp_reply_feed(SmtpReply *reply, const char *bytes, size_t n);

/* The server's words as one line for people, at most 500 characters; in the arena. */
const char *smtp_reply_words(Arena *arena, const SmtpReply *reply);

/* Of a reply to EHLO: true when it offers the keyword; ret_value (may be NULL) is what follows it, "" or
 * "SIZE"'s number, in the arena. */
bool smtp_reply_offers(Arena *arena, const SmtpReply *ehlo, const char *keyword, const char **ret_value);

#endif
