/*
 * The values of mail: words, parameters, addresses, dates and transfer encodings, read by GMime. GMime is
 * included in mime_value.c and nowhere else; what it reads was scanned and cut to its limits before.
 */
#ifndef PARSERS_MIME_VALUE_H
#define PARSERS_MIME_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "parsers/finding.h"
#include "parsers/limits.h"
#include "parsers/mime/passed.h"

typedef struct MimeReader MimeReader;

/* Lives in the arena. */
MimeReader *mime_value_reader(Arena *arena, const Limits *limits, Texts *flags);

/* RFC 2047 words decoded, white space trimmed, one line. raw is valid UTF-8. Past encoded_words nothing is
 * decoded. */
const char *mime_value_text(MimeReader *reader, const char *raw);
/* The same without counting: each field may have as many words as the whole message otherwise. */
const char *mime_value_field_text(MimeReader *reader, const char *raw);

typedef struct {
	const char *type; /* lower case "text/plain" */
	const char *boundary, *charset, *name, *report_type, *smime_type;
	bool flowed, delsp;
	bool two_boundaries; /* two boundary parameters that differ */
} ContentType;

/* RFC 2045, 2231. NULL or nonsense is text/plain. */
ContentType mime_value_content_type(MimeReader *reader, const char *raw);

typedef struct {
	bool attachment, is_inline;
	const char *name;
} Disposition;

Disposition mime_value_disposition(MimeReader *reader, const char *raw);

/* Adds the mailboxes of one field, groups flattened (RFC 5322 section 3.4), to what is there; at most
 * limits.addresses in all. */
void mime_value_addresses(MimeReader *reader, const char *raw, Address **list, size_t *n);

/* RFC 5322 date: RFC 3339 with the sender's offset and the instant. False for anything that is no date of
 * 1970..2199. */
bool mime_value_date(MimeReader *reader, const char *raw, const char **ret_text, int64_t *ret_instant);

/* "<a@b>" or "a@b" -> "a@b"; NULL when there is none. */
const char *mime_value_message_id(Arena *arena, const char *raw);
/* The last max of the ids, oldest first. */
void mime_value_references(Arena *arena, const char *raw, size_t max, Texts *ret);

typedef enum { TRANSFER_IDENTITY, TRANSFER_BASE64, TRANSFER_QUOTED, TRANSFER_UU } Transfer;

/* The Content-Transfer-Encoding named; unknown names and absence are identity. */
Transfer mime_value_transfer(const char *raw);

typedef struct {
	const char *data;
	size_t length;
	bool damaged;
} Decoded;

/* Decodes into the arena (identity: points into the input). damaged: base64 with foreign bytes, bytes after its
 * padding, or a lone last character (RFC 4648 sections 3.3, 4). passed (or NULL) is told as it goes. */
Decoded mime_value_decode(Arena *arena, Transfer transfer, const char *bytes, size_t length, const Passed *passed);

#endif
