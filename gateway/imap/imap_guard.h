/*
 * ImapGuard: looks at every byte an IMAP server sends before the parser does, and refuses what would harm it:
 * endless lines, giant or mid-line literals, deep nesting, NUL, floods of untagged data, and the responses
 * the parser is known to die on. It follows the line structure of RFC 3501 (lines, quoted strings, literals)
 * and nothing more; it allocates nothing and never fails but by its verdict, which is final.
 */
#ifndef GATEWAY_IMAP_GUARD_H
#define GATEWAY_IMAP_GUARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define IMAP_GUARD_LINE (64 * 1024)
#define IMAP_GUARD_DEPTH 100
#define IMAP_GUARD_BYTES (4 * 1024 * 1024) /* outside literals, per command */
#define IMAP_GUARD_LITERAL (64 * 1024)	   /* one literal of a command that asks for no bodies */
#define IMAP_GUARD_TOKEN 24
#define IMAP_GUARD_STATUS 400

typedef enum { IMAP_GUARD_TEXT, IMAP_GUARD_QUOTED, IMAP_GUARD_ESCAPE, IMAP_GUARD_BODY } ImapGuardMode;
/* "[PERMANENTFLAGS (\Seen": what must come next. */
typedef enum { IMAP_FLAGS_NONE, IMAP_FLAGS_OPEN, IMAP_FLAGS_FIRST, IMAP_FLAGS_NAME } ImapGuardFlags;
typedef enum { IMAP_BRACE_NONE, IMAP_BRACE_DIGITS, IMAP_BRACE_CLOSED, IMAP_BRACE_CR } ImapGuardBrace;

typedef struct {
	/* limits of the command under way */
	uint64_t max_literal;
	uint64_t max_literals; /* all literals together */
	/* counters of the command under way */
	uint64_t literals;
	uint64_t bytes;
	/* where in the stream */
	ImapGuardMode mode;
	ImapGuardBrace brace;
	uint64_t literal_left; /* of the literal we are in; the number being read while in braces */
	int brace_digits;
	size_t line;
	int depth;
	/* words of the line, upper case */
	char token[IMAP_GUARD_TOKEN]; /* lint: string_buffer: bytes of a stream, with their count */
	size_t token_length;
	int words; /* complete ones so far */
	bool untagged;
	ImapGuardFlags flags;
	bool numbered; /* "* 12 …" */
	bool fetch;
	bool after_body; /* the last word was BODY and a space followed */
	bool bracket;	 /* the word began right after "[" */
	char before;	 /* the byte before this one, in text */
	/* the line as far as it is kept, and the last one that said how a command ended (tagged, or BYE) */
	char head[IMAP_GUARD_STATUS];	/* lint: string_buffer: bytes of a stream, with their count */
	char status[IMAP_GUARD_STATUS]; /* lint: string_buffer: a copy of head */
	const char *verdict; /* NULL while all is well */
} ImapGuard;

void imap_guard_init(ImapGuard *guard);
/* Before each command: counters start again, limits are those of this command. */
void imap_guard_command(ImapGuard *guard, uint64_t max_literal, uint64_t max_literals);
/* False when these bytes must not reach the parser: guard->verdict says why, and stays. */
bool imap_guard_feed(ImapGuard *guard, const void *bytes, size_t n);

#endif
