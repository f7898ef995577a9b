/*
 * What the reader does not open itself: PDFs that no XML pairs with, winmail.dat and Outlook messages (.msg). Each is taken
 * out of the message, looked at by an executable of its own (gateway/work/opener.h), and what that said goes through the
 * reader again, so that no stranger's bytes are parsed in this process.
 */
#ifndef GATEWAY_READER_OPEN_H
#define GATEWAY_READER_OPEN_H

#include "gateway/work/reader.h"

typedef struct {
	ReaderClient *client;
	const char *program; /* path of valija */
	const Limits *limits;
	int fd; /* the message or file */
	uint64_t size;
} ReaderOpen;

/* Whether this answer of the reader may have something to open: a cheap look, so that others pass untouched. */
bool reader_open_wanted(const char *json);

/* Opens what is to be opened and puts it into the finding. What cannot be opened is said in the finding; an executable
 * that is missing leaves its flag there. */
void reader_open_parts(const ReaderOpen *open, Arena *arena, Finding *finding);

/* The part with that sha256 that only a winmail.dat or a .msg of the message has; finding is what the reader itself says of
 * it. */
bool reader_open_find(const ReaderOpen *open, Arena *arena, Finding *finding, const char *sha256,
		      const void **ret_bytes, size_t *ret_length);

#endif
