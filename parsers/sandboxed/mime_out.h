/*
 * MimeOut: what a small executable took out of a file, told as a MIME message: each text and file one base64 part, messages
 * inside as messages. The reader reads that like any other; nothing but charset names and percent signs is decided here.
 */
#ifndef PARSERS_SANDBOXED_MIME_OUT_H
#define PARSERS_SANDBOXED_MIME_OUT_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
	int64_t room; /* bytes that may still be written */
	bool (*write)(void *self, const char *bytes, size_t length);
	void *self;
} MimeSink;

typedef struct {
	MimeSink sink;
	int parts; /* of all levels */
	int level; /* messages that are open */
	bool full; /* a part did not fit, or there were too many */
} MimeOut;

#define MIME_OUT_PLAIN "Content-Type: text/plain; charset=utf-8\r\n"
#define MIME_OUT_HTML "Content-Type: text/html; charset=utf-8\r\n"
#define MIME_OUT_RTF "Content-Type: text/rtf\r\n"
#define MIME_OUT_MESSAGE "Content-Type: message/rfc822\r\n"
#define MIME_OUT_FILE "Content-Type: application/octet-stream\r\n"

/* Begins the message, or one inside the one that is open: part is the fields of the part that it is (NULL: none, it is the
 * outermost), fields are its own. Each line ends in CRLF. False, and nothing written, when it does not fit. */
bool mime_out_begin(MimeOut *out, const char *part, const char *fields);
/* One whole part or nothing. fields say what it is. */
void mime_out_part(MimeOut *out, const char *fields, const void *bytes, size_t length);
void mime_out_end(MimeOut *out);
/* The bytes of one part that there is room for, at most. */
size_t mime_out_room(const MimeOut *out);

/* The field of a text in that charset. */
void mime_out_type(GString *fields, const char *type, const char *charset);
/* The field that names a part as a file; name is in that charset. */
void mime_out_name(GString *fields, const char *charset, const char *name, size_t length);

#endif
