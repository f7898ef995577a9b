#include "parsers/mime/mime.h"

#include <glib.h>
#include <string.h>

#include "parsers/mime/attachment.h"
#include "parsers/mime/charset.h"
#include "parsers/mime/mime_scan.h"
#include "parsers/mime/mime_text.h"
#include "parsers/mime/mime_word.h"
#include "parsers/mime/rtf.h"

typedef struct {
	Arena *arena;
	const Limits *limits;
	const Passed *passed; /* or NULL */
	Message *message;
	MimeReader *reader;
	size_t decoded; /* bytes of decoded parts so far */
	BodyLeaf *leaves;
	size_t n_leaves;
} Mime;

/* One entity on the way down. */
typedef struct {
	const char *bytes;
	size_t length;
	const char *path;  /* its own number; "" for the whole message */
	int depth;	   /* messages around it */
	int nesting;	   /* multiparts and messages around it */
	const char *group; /* outermost multipart/alternative around it */
	bool related;	   /* its parent is a multipart/related */
	bool digest;	   /* its parent is a multipart/digest: message/rfc822 by default */
} Entity;

typedef struct {
	const Header *headers;
	size_t n_headers;
	size_t body;
	ContentType type;
	Disposition disposition;
	Transfer transfer;
	const char *content_id;
} Fields;

static void mime_entity(Mime *mime, const Entity *entity);
static void mime_body(Mime *mime, const Entity *entity, const Fields *fields);

static void mime_refuse(Mime *mime, const char *reason)
{
	mime_flag(mime->arena, &mime->message->flags, "ambiguous-mime");
	if (mime->message->refused == NULL)
		mime->message->refused = reason;
}

/* ---- headers ---- */

static const char *mime_find(const Header *headers, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (g_ascii_strcasecmp(headers[i].name, name) == 0)
			return headers[i].raw;
	return NULL;
}

/* Whether a field that may occur once occurs with two different values. */
static bool mime_differs(const Header *headers, size_t n, const char *name)
{
	const char *first = mime_find(headers, n, name);
	for (size_t i = 0; first != NULL && i < n; i++)
		if (g_ascii_strcasecmp(headers[i].name, name) == 0 && g_strcmp0(headers[i].raw, first) != 0)
			return true;
	return false;
}

/* Addresses and parameters are read from raw; their words are no text to be decoded ahead. */
static bool mime_is_structured(const char *name)
{
	static const char *const names[] = {
		"from",	       "to",	     "cc",	 "bcc",		 "reply-to",
		"sender",      "references", "received", "content-type", "content-disposition",
		"in-reply-to", "message-id"
	};
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		if (g_ascii_strcasecmp(name, names[i]) == 0)
			return true;
	return false;
}

static Header mime_header(Mime *mime, const ScanField *field, const char *charset)
{
	Header header = { .name = charset_guess(mime->arena, field->name, strlen(field->name)) };
	size_t length = 0;
	const char *mended = mime_word_mend(mime->arena, field->value, field->length, &length);
	header.raw = charset_decode_field(mime->arena, charset, mended, length);
	/* the words of a structured field are counted where it is read */
	header.value = mime_is_structured(header.name) ? mime_value_field_text(mime->reader, header.raw)
						       : mime_value_text(mime->reader, header.raw);
	return header;
}

/* The charset that the first Content-Type names: fields with bare 8-bit bytes are read by it. */
static const char *mime_charset(Mime *mime, const ScanHeaders *scan)
{
	for (size_t i = 0; i < scan->n_fields; i++)
		if (g_ascii_strcasecmp(scan->fields[i].name, "Content-Type") == 0) {
			const char *raw = charset_guess(mime->arena, scan->fields[i].value, scan->fields[i].length);
			return mime_value_content_type(mime->reader, raw).charset;
		}
	return NULL;
}

static bool mime_has_bare_bytes(const ScanHeaders *scan)
{
	for (size_t i = 0; i < scan->n_fields; i++)
		if (!g_utf8_validate(scan->fields[i].value, (gssize)scan->fields[i].length, NULL))
			return true;
	return false;
}

static Fields mime_fields(Mime *mime, const Entity *entity)
{
	ScanHeaders scan;
	mime_scan_headers(mime->arena, mime->limits, entity->bytes, entity->length, &scan,
			  &mime->message->flags);
	Header *headers = arena_array(mime->arena, Header, scan.n_fields);
	const char *charset = mime_has_bare_bytes(&scan) ? mime_charset(mime, &scan) : NULL;
	for (size_t i = 0; i < scan.n_fields; i++)
		headers[i] = mime_header(mime, &scan.fields[i], charset);
	Fields fields = { .headers = headers, .n_headers = scan.n_fields, .body = scan.body };
	const char *type = mime_find(headers, scan.n_fields, "Content-Type");
	if (type == NULL && entity->digest)
		type = "message/rfc822";
	fields.type = mime_value_content_type(mime->reader, type);
	fields.disposition = mime_value_disposition(mime->reader,
						    mime_find(headers, scan.n_fields, "Content-Disposition"));
	fields.transfer = mime_value_transfer(mime_find(headers, scan.n_fields, "Content-Transfer-Encoding"));
	fields.content_id = mime_value_message_id(mime->arena,
						  mime_find(headers, scan.n_fields, "Content-ID"));
	if (mime_differs(headers, scan.n_fields, "Content-Type"))
		mime_refuse(mime, "two Content-Type fields: two programs would read two messages");
	if (mime_differs(headers, scan.n_fields, "Content-Transfer-Encoding"))
		mime_refuse(mime,
			    "two Content-Transfer-Encoding fields: two programs would read two contents");
	if (fields.type.two_boundaries)
		mime_refuse(mime, "two boundaries: two programs would read two messages");
	return fields;
}

/* ---- parts ---- */

/* The next part, NULL when the limit is reached. */
static Part *mime_new_part(Mime *mime, const Entity *entity, const Fields *fields)
{
	Message *message = mime->message;
	if (message->n_parts >= (size_t)mime->limits->parts) {
		mime_flag(mime->arena, &message->flags, "limit:parts");
		return NULL;
	}
	message->parts = arena_grow(mime->arena, message->parts, message->n_parts, sizeof(Part));
	Part *part = &message->parts[message->n_parts++];
	const char *name = fields->disposition.name != NULL ? fields->disposition.name : fields->type.name;
	*part = (Part) { .headers = fields->headers,
			 .n_headers = fields->n_headers,
			 .declared = fields->type.type,
			 .report_type = fields->type.report_type,
			 .depth = entity->depth,
			 .content_id = fields->content_id,
			 .name = attachment_name(mime->arena, name),
			 .path = *entity->path != '\0' ? entity->path : "1" };
	part->is_inline = fields->disposition.is_inline ||
			  (entity->related && !fields->disposition.attachment);
	return part;
}

static bool mime_is_text(const char *type)
{
	static const char *const others[] = { "message/delivery-status", "message/disposition-notification",
					      "message/global-delivery-status", "message/feedback-report",
					      "text/rfc822-headers" };
	if (g_str_has_prefix(type, "text/") && !g_str_has_suffix(type, "xml"))
		return true;
	for (size_t i = 0; i < G_N_ELEMENTS(others); i++)
		if (strcmp(type, others[i]) == 0)
			return true;
	return false;
}

static bool mime_is_body(const char *type)
{
	return strcmp(type, "text/plain") == 0 || strcmp(type, "text/html") == 0;
}

static bool mime_may_decode(Mime *mime, size_t bytes)
{
	if (bytes > (size_t)mime->limits->decoded_bytes - mime->decoded) {
		mime_flag(mime->arena, &mime->message->flags, "limit:decoded_bytes");
		return false;
	}
	mime->decoded += bytes;
	return true;
}

/* Decodes the content of a part, counted against decoded_bytes; false when that is used up. */
static bool mime_decode(Mime *mime, const Entity *entity, const Fields *fields, Part *part)
{
	Decoded decoded = mime_value_decode(mime->arena, fields->transfer, entity->bytes + fields->body,
					    entity->length - fields->body, mime->passed);
	part->damaged = decoded.damaged;
	if (part->damaged)
		mime_flag(mime->arena, &mime->message->flags, "bad-base64");
	if (!mime_may_decode(mime, decoded.length)) {
		part->damaged = true;
		return false;
	}
	part->data = decoded.data;
	part->bytes = decoded.length;
	return true;
}

static bool mime_add_uu(Mime *mime, const Entity *entity, const UuBlock *block)
{
	Fields none = { .type = { .type = "application/octet-stream", .name = block->name } };
	Part *part = mime_may_decode(mime, block->length) ? mime_new_part(mime, entity, &none) : NULL;
	if (part == NULL)
		return false;
	part->path = arena_printf(mime->arena, "%s/%s", part->path, part->name != NULL ? part->name : "uu");
	part->attachment = true;
	part->data = block->data;
	part->bytes = block->length;
	mime_flag(mime->arena, &mime->message->flags, "uuencode");
	return true;
}

/* Takes uuencoded files out of a text; each becomes a part of its own at "<path>/<name>". *bytes and *length
 * are then what is left of the text. */
static void mime_take_uu(Mime *mime, const Entity *entity, const char **bytes, size_t *length)
{
	if (memmem(*bytes, *length, "\nend", 4) == NULL || memmem(*bytes, *length, "begin ", 6) == NULL)
		return;
	UuBlock block;
	const char *at = arena_strndup(mime->arena, *bytes, *length);
	if (!mime_text_uu(mime->arena, at, &block))
		return;
	g_autoptr(GString) rest = g_string_new(NULL);
	do {
		g_string_append_len(rest, at, block.start - at);
		at = block.end;
	} while (mime_add_uu(mime, entity, &block) && mime_text_uu(mime->arena, at, &block));
	g_string_append(rest, at);
	*bytes = arena_strndup(mime->arena, rest->str, rest->len);
	*length = rest->len;
}

static void mime_add_leaf(Mime *mime, const Entity *entity, const char *text, bool html)
{
	mime->leaves = arena_grow(mime->arena, mime->leaves, mime->n_leaves, sizeof(BodyLeaf));
	mime->leaves[mime->n_leaves++] = (BodyLeaf) { .group = entity->group, .text = text, .html = html };
}

static bool mime_is_body_part(const Part *part)
{
	return !part->attachment && mime_is_body(part->declared);
}

static void mime_leaf_text(Mime *mime, const Entity *entity, const Fields *fields, size_t index)
{
	Part *part = &mime->message->parts[index];
	const char *sniffed = attachment_type(part->data, part->bytes);
	if (!mime_is_text(part->declared))
		return;
	part->attachment |= mime_is_body(part->declared) && strcmp(sniffed, TYPE_XML) == 0;
	ContentType type = fields->type;
	bool body = mime_is_body_part(part);
	if (body && strcmp(sniffed, "text/html") == 0)
		type.type = "text/html";
	const char *bytes = part->data;
	size_t length = part->bytes;
	bool html = strcmp(type.type, "text/html") == 0;
	if (body && !html)
		mime_take_uu(mime, entity, &bytes, &length);
	const char *text = mime_text_of(mime->arena, mime->limits, &type, bytes, length,
					&mime->message->flags);
	mime->message->parts[index].text = text; /* the array may have moved */
	if (body && entity->depth == 0)
		mime_add_leaf(mime, entity, text, html);
}

/* RTF is a body where there is no other: what valija-tnef makes of a winmail.dat, and old mail programs of a text. */
static void mime_leaf_rtf(Mime *mime, const Entity *entity, const Part *part)
{
	RtfText text = { 0 };
	bool only = entity->depth == 0 && !part->attachment && mime->n_leaves == 0;
	if (only && rtf_read(mime->arena, part->data, part->bytes, (size_t)mime->limits->html_bytes, &text) &&
	    text.text != NULL)
		mime_add_leaf(mime, entity, text.text, text.html);
}

static void mime_leaf(Mime *mime, const Entity *entity, const Fields *fields)
{
	Part *part = mime_new_part(mime, entity, fields);
	if (part == NULL || !mime_decode(mime, entity, fields, part))
		return;
	bool only = strcmp(part->path, "1") == 0 && *entity->path == '\0';
	part->attachment = fields->disposition.attachment ||
			   (part->name != NULL && !(mime_is_body(part->declared) && only));
	mime_flag_opaque(mime->arena, &mime->message->flags, part->declared);
	if (strcmp(part->declared, "text/rtf") == 0)
		mime_leaf_rtf(mime, entity, part);
	mime_leaf_text(mime, entity, fields, mime->message->n_parts - 1);
}

/* ---- messages inside messages ---- */

static bool mime_is_message(const char *type)
{
	return strcmp(type, "message/rfc822") == 0 || strcmp(type, "message/global") == 0;
}

/* A file that is a mail by its bytes, whatever it is called: phones attach forwarded mail that way. */
static bool mime_is_mail_file(const Part *part)
{
	bool generic = strcmp(part->declared, "application/octet-stream") == 0 ||
		       g_str_has_prefix(part->declared, "message/");
	return generic && part->attachment && mime_scan_is_mail(part->data, part->bytes) &&
	       strcmp(attachment_type(part->data, part->bytes), "text/plain") == 0 &&
	       !mime_is_text(part->declared) && strcmp(part->declared, "message/partial") != 0 &&
	       strcmp(part->declared, "message/external-body") != 0;
}

/* Reads the decoded bytes of the part as a message of its own, its parts behind it. */
static void mime_inner(Mime *mime, const Entity *entity, size_t index)
{
	Part *part = &mime->message->parts[index];
	if (entity->depth >= mime->limits->messages_nested) {
		mime_flag(mime->arena, &mime->message->flags, "limit:messages_nested");
		return;
	}
	if (entity->nesting >= mime->limits->mime_depth) {
		mime_flag(mime->arena, &mime->message->flags, "limit:mime_depth");
		return;
	}
	Entity inner = { .bytes = part->data,
			 .length = part->bytes,
			 .depth = entity->depth + 1,
			 .path = part->path,
			 .nesting = entity->nesting + 1 };
	Fields fields = mime_fields(mime, &inner);
	if (fields.n_headers == 0)
		return;
	part = &mime->message->parts[index];
	part->headers = fields.headers;
	part->n_headers = fields.n_headers;
	if (!g_str_has_prefix(fields.type.type, "multipart/"))
		inner.path = arena_printf(mime->arena, "%s.1", part->path);
	mime_body(mime, &inner, &fields);
}

static void mime_message(Mime *mime, const Entity *entity, const Fields *fields)
{
	Part *part = mime_new_part(mime, entity, fields);
	if (part == NULL || !mime_decode(mime, entity, fields, part))
		return;
	part->attachment = true;
	mime_inner(mime, entity, mime->message->n_parts - 1);
}

/* ---- multiparts ---- */

static void mime_children(Mime *mime, const Entity *entity, const Fields *fields, const ScanParts *scan)
{
	bool alternative = strcmp(fields->type.type, "multipart/alternative") == 0;
	for (size_t i = 0; i < scan->n_parts; i++) {
		const char *path = *entity->path != '\0'
					   ? arena_printf(mime->arena, "%s.%zu", entity->path, i + 1)
					   : arena_printf(mime->arena, "%zu", i + 1);
		Entity child = { .bytes = entity->bytes + fields->body + scan->parts[i].start,
				 .length = scan->parts[i].end - scan->parts[i].start,
				 .path = path,
				 .depth = entity->depth,
				 .nesting = entity->nesting + 1,
				 .group = entity->group,
				 .related = strcmp(fields->type.type, "multipart/related") == 0 && i > 0,
				 .digest = strcmp(fields->type.type, "multipart/digest") == 0 };
		if (alternative && child.group == NULL)
			child.group = *entity->path != '\0' ? entity->path : "0";
		mime_entity(mime, &child);
	}
}

/* The ranges between the boundary lines, by a guess when the declared boundary never occurs. */
static void mime_split(Mime *mime, const Entity *entity, const Fields *fields, ScanParts *scan)
{
	const char *body = entity->bytes + fields->body;
	size_t length = entity->length - fields->body;
	size_t max = (size_t)mime->limits->parts + 1;
	*scan = (ScanParts) { 0 };
	const char *boundary = fields->type.boundary;
	if (boundary != NULL && strlen(boundary) > (size_t)mime->limits->boundary_bytes) {
		mime_flag(mime->arena, &mime->message->flags, "limit:boundary_bytes");
		return;
	}
	if (boundary != NULL)
		mime_scan_parts(mime->arena, body, length, boundary, max, scan);
	if (scan->n_parts > 0)
		return;
	const char *guess = mime_scan_guess_boundary(mime->arena, mime->limits, body, length);
	mime_flag(mime->arena, &mime->message->flags,
		  guess != NULL ? "boundary-guessed" : "boundary-missing");
	if (guess != NULL)
		mime_scan_parts(mime->arena, body, length, guess, max, scan);
}

static void mime_multipart(Mime *mime, const Entity *entity, const Fields *fields)
{
	ScanParts scan = { 0 };
	if (entity->nesting >= mime->limits->mime_depth)
		mime_flag(mime->arena, &mime->message->flags, "limit:mime_depth");
	else
		mime_split(mime, entity, fields, &scan);
	if (scan.resumed)
		mime_refuse(mime, "parts after the closing boundary: two programs would read two messages");
	if (scan.n_parts == 0) {
		Fields opaque = *fields;
		opaque.type = (ContentType) { .type = entity->nesting >= mime->limits->mime_depth
							      ? "application/octet-stream"
							      : "text/plain",
					      .charset = fields->type.charset };
		mime_leaf(mime, entity, &opaque);
		return;
	}
	if (*entity->path != '\0') {
		Part *part = mime_new_part(mime, entity, fields);
		if (part == NULL)
			return;
		part->multipart = true;
	}
	mime_children(mime, entity, fields, &scan);
}

static void mime_body(Mime *mime, const Entity *entity, const Fields *fields)
{
	if (g_str_has_prefix(fields->type.type, "multipart/")) {
		mime_multipart(mime, entity, fields);
		return;
	}
	if (mime_is_message(fields->type.type)) {
		mime_message(mime, entity, fields);
		return;
	}
	size_t index = mime->message->n_parts;
	mime_leaf(mime, entity, fields);
	if (index < mime->message->n_parts && mime->message->parts[index].data != NULL &&
	    mime_is_mail_file(&mime->message->parts[index]))
		mime_inner(mime, entity, index);
}

static void mime_entity(Mime *mime, const Entity *entity)
{
	if (mime->message->n_parts >= (size_t)mime->limits->parts) {
		mime_flag(mime->arena, &mime->message->flags, "limit:parts");
		return;
	}
	Fields fields = mime_fields(mime, entity);
	mime_body(mime, entity, &fields);
}

/* ---- the whole ---- */

Message *mime_parse_mapped(Arena *arena, const Limits *limits, const void *bytes, size_t length, const Passed *passed)
{
	Message *message = arena_new0(arena, Message);
	Mime mime = { .arena = arena, .limits = limits, .message = message, .passed = passed };
	mime.reader = mime_value_reader(arena, limits, &message->flags);
	message->declared = "text/plain";
	bool large = length > (size_t)limits->message_bytes;
	Entity whole = { .bytes = length > 0 ? mime_text_line_ends(arena, bytes, length, passed, &message->flags) : "",
			 .length = length,
			 .path = "" };
	if (large)
		whole.length = (size_t)limits->message_bytes;
	size_t blank = mime_scan_leading(whole.bytes, whole.length);
	whole.bytes += blank;
	whole.length -= blank;
	Fields fields = mime_fields(&mime, &whole);
	message->headers = fields.headers;
	message->n_headers = fields.n_headers;
	message->declared = fields.type.type;
	message->report_type = fields.type.report_type;
	if (large) {
		mime_flag(arena, &message->flags, "limit:message_bytes");
		message->refused = "larger than the limit for a message";
		return message;
	}
	if (mime_differs(fields.headers, fields.n_headers, "From"))
		mime_refuse(&mime, "two From fields: it is not clear whose message this is");
	mime_body(&mime, &whole, &fields);
	mime_text_body(arena, limits, mime.leaves, mime.n_leaves, message);
	return message;
}
