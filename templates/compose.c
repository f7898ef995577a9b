#include "templates/compose.h"

#include <gmime/gmime.h>
#include <string.h>

#include "base/error.h"
#include "templates/compose_check.h"
#include "templates/compose_header.h"

#define COMPOSE_MAX_OUTPUT_LINE 998

G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeObject, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimePart, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeMultipart, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeStream, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeDataWrapper, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeFormatOptions, g_mime_format_options_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(InternetAddress, g_object_unref)

bool compose_address(Arena *arena, const char *address, const char **ret_ascii, GError **error)
{
	const char *at = address != NULL ? strrchr(address, '@') : NULL;
	if (at == NULL || !g_utf8_validate(address, -1, NULL)) {
		error_reject(error, "not an address");
		return false;
	}
	const char *ascii = address;
	g_autoptr(InternetAddress) mailbox = NULL;
	if (!g_str_is_ascii(at)) {
		g_mime_init();
		mailbox = internet_address_mailbox_new(NULL, address);
		ascii = internet_address_mailbox_get_idn_addr(INTERNET_ADDRESS_MAILBOX(mailbox));
	}
	if (ascii == NULL || !compose_check_ascii_address(ascii)) {
		error_reject(error, "not an address that can be mailed to");
		return false;
	}
	*ret_ascii = arena_strdup(arena, ascii);
	return true;
}

static bool compose_is_reserved(gunichar c)
{
	return !g_unichar_isprint(c) || (c < 0x80 && strchr("<>:\"|?*", (int)c) != NULL);
}

static const char *compose_shorten(Arena *arena, const char *name)
{
	enum { MAX_NAME = 120, MAX_EXTENSION = 10 };
	if (g_utf8_strlen(name, -1) <= MAX_NAME)
		return arena_strdup(arena, name);
	const char *dot = strrchr(name, '.');
	if (dot == NULL || g_utf8_strlen(dot, -1) > MAX_EXTENSION)
		dot = "";
	g_autofree char *stem = g_utf8_substring(name, 0, MAX_NAME - g_utf8_strlen(dot, -1));
	return arena_printf(arena, "%s%s", stem, dot);
}

const char *compose_file_name(Arena *arena, const char *name)
{
	g_autofree char *valid = g_utf8_make_valid(name != NULL ? name : "", -1);
	const char *base = valid;
	for (const char *at = valid; *at != '\0'; at++)
		if (*at == '/' || *at == '\\')
			base = at + 1;
	g_autoptr(GString) clean = g_string_new(NULL);
	for (const char *at = base; *at != '\0'; at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at);
		if (!compose_is_reserved(c))
			g_string_append_unichar(clean, c);
	}
	g_autofree char *composed = g_utf8_normalize(clean->str, -1, G_NORMALIZE_NFC);
	const char *fit = g_strstrip(composed);
	while (*fit == '.')
		fit++;
	return *fit != '\0' ? compose_shorten(arena, fit) : "document";
}

/* Sets a header to a value that is already encoded and folded: GMime's raw form, a blank before and a line
 * end after. */
static void compose_put(GMimeObject *object, const char *name, GString *value)
{
	GMimeHeaderList *headers = g_mime_object_get_header_list(object);
	g_string_append_c(value, '\n');
	if (value->str[0] != ' ' && value->str[0] != '\n')
		g_string_prepend_c(value, ' ');
	GMimeHeader *header = g_mime_header_list_get_header(headers, name);
	if (header == NULL) {
		g_mime_header_list_prepend(headers, name, "", NULL);
		header = g_mime_header_list_get_header(headers, name);
	}
	g_mime_header_set_raw_value(header, value->str);
	g_string_truncate(value, 0);
}

static void compose_put_text(GMimeObject *object, const char *name, const char *text)
{
	g_autoptr(GString) value = g_string_new(NULL);
	compose_header_text(value, text, strlen(name) + 1);
	compose_put(object, name, value);
}

static bool compose_put_mailboxes(Arena *arena, GMimeObject *object, const char *name,
				  const ComposeMailbox *mailboxes, size_t n, GError **error)
{
	g_autoptr(GString) value = g_string_new(NULL);
	for (size_t i = 0; i < n; i++) {
		const char *address = NULL;
		if (!compose_address(arena, mailboxes[i].address, &address, error)) {
			g_prefix_error(error, "%s: ", name);
			return false;
		}
		if (i > 0)
			g_string_append(value, ",\n ");
		compose_header_mailbox(value, mailboxes[i].name, address);
	}
	if (n > 0)
		compose_put(object, name, value);
	return true;
}

static bool compose_put_date(GMimeObject *object, int64_t instant, const char *zone, GError **error)
{
	g_autoptr(GTimeZone) place = zone != NULL ? g_time_zone_new_identifier(zone) : NULL;
	if (place == NULL)
		place = g_time_zone_new_utc();
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(instant);
	g_autoptr(GDateTime) local = utc != NULL ? g_date_time_to_timezone(utc, place) : NULL;
	if (local == NULL) {
		error_reject(error, "date: out of range");
		return false;
	}
	g_autofree char *text = g_mime_utils_header_format_date(local);
	g_autoptr(GString) value = g_string_new(text);
	compose_put(object, "Date", value);
	return true;
}

static bool compose_put_ids(Arena *arena, GMimeObject *object, const ComposeRequest *request, GError **error)
{
	g_autoptr(GString) value = g_string_new(NULL);
	const char *id = NULL;
	for (size_t i = 0; i < request->n_references; i++) {
		id = compose_check_id(arena, "references", request->references[i], error);
		if (id == NULL)
			return false;
		g_string_append_printf(value, "%s<%s>", i > 0 ? "\n " : "", id);
	}
	if (id != NULL) {
		compose_put(object, "References", value);
		g_string_append_printf(value, "<%s>", id);
		compose_put(object, "In-Reply-To", value);
	}
	id = compose_check_id(arena, "message_id", request->message_id, error);
	if (id == NULL)
		return false;
	g_string_append_printf(value, "<%s>", id);
	compose_put(object, "Message-ID", value);
	return true;
}

/* Each header goes in front of the others, so the last one put here is the first of the mail. */
static bool compose_put_headers(Arena *arena, GMimeObject *object, const ComposeRequest *request,
				GError **error)
{
	compose_put_text(object, "MIME-Version", "1.0");
	if (request->language != NULL)
		compose_put_text(object, "Content-Language", request->language);
	if (request->kind != NULL)
		compose_put_text(object, "X-Valija-Kind", request->kind);
	compose_put_text(object, "X-Auto-Response-Suppress", "All");
	compose_put_text(object, "Auto-Submitted", "auto-generated");
	if (!compose_put_ids(arena, object, request, error))
		return false;
	compose_put_text(object, "Subject", request->subject);
	if (!compose_put_mailboxes(arena, object, "Cc", request->cc, request->n_cc, error) ||
	    !compose_put_mailboxes(arena, object, "To", request->to, request->n_to, error) ||
	    !compose_put_mailboxes(arena, object, "Reply-To", &request->reply_to,
				   request->reply_to.address != NULL ? 1 : 0, error) ||
	    !compose_put_mailboxes(arena, object, "From", &request->from, 1, error))
		return false;
	return compose_put_date(object, request->date, request->zone, error);
}

static GMimePart *compose_part(const char *type, const char *subtype, const void *bytes, size_t length,
			       GMimeContentEncoding encoding)
{
	GMimePart *part = g_mime_part_new_with_type(type, subtype);
	g_autoptr(GMimeStream) stream = g_mime_stream_mem_new_with_buffer(bytes, length);
	g_autoptr(GMimeDataWrapper)
		content = g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT);
	g_mime_part_set_content(part, content);
	g_mime_part_set_content_encoding(part, encoding);
	return part;
}

/* CRLF and bare CR become LF: what is left of line ends is turned into CRLF once, at the end. */
static GMimeObject *compose_text_part(const char *subtype, const char *text)
{
	g_autoptr(GString) lines = g_string_sized_new(strlen(text));
	for (const char *at = text; *at != '\0'; at++)
		if (*at != '\r')
			g_string_append_c(lines, *at);
		else if (at[1] != '\n')
			g_string_append_c(lines, '\n');
	GMimePart *part = compose_part("text", subtype, lines->str, lines->len,
				       GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
	g_mime_object_set_content_type_parameter(GMIME_OBJECT(part), "charset", "utf-8");
	return GMIME_OBJECT(part);
}

/* Without an HTML that shows it, a picture is a file like any other. */
static bool compose_is_shown(const ComposeRequest *request, const ComposeAttachment *attachment)
{
	return request->html != NULL && attachment->content_id != NULL;
}

static GMimeObject *compose_attachment_part(const ComposeRequest *request, const ComposeAttachment *attachment)
{
	const char *type = attachment->type != NULL ? attachment->type : "application/octet-stream";
	g_auto(GStrv) names = g_strsplit(type, "/", 2);
	GMimePart *part = compose_part(names[0], names[1], attachment->bytes, attachment->length,
				       GMIME_CONTENT_ENCODING_BASE64);
	GMimeObject *object = GMIME_OBJECT(part);
	g_autoptr(GString) value = g_string_new(type);
	compose_header_parameter(value, "name", attachment->name);
	compose_put(object, "Content-Type", value);
	g_string_append(value, compose_is_shown(request, attachment) ? "inline" : "attachment");
	compose_header_parameter(value, "filename", attachment->name);
	compose_put(object, "Content-Disposition", value);
	if (!compose_is_shown(request, attachment))
		return object;
	g_string_append_printf(value, "<%s>", attachment->content_id);
	compose_put(object, "Content-ID", value);
	return object;
}

/* Never found in a part: "=_" stands in neither quoted-printable nor base64. */
static GMimeMultipart *compose_multipart(const char *subtype, const char *message_id)
{
	GMimeMultipart *multipart = g_mime_multipart_new_with_subtype(subtype);
	g_autoptr(GString) seed = g_string_new(subtype);
	g_string_append(seed, message_id);
	g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, seed->str, -1);
	g_string_assign(seed, "=_");
	g_string_append_len(seed, digest, 32);
	g_mime_multipart_set_boundary(multipart, seed->str);
	return multipart;
}

static void compose_add(GMimeMultipart *multipart, GMimeObject *part)
{
	g_mime_multipart_add(multipart, part);
	g_object_unref(part);
}

/* Adds those that the HTML shows, or the others. */
static void compose_add_files(GMimeMultipart *multipart, const ComposeRequest *request, bool shown)
{
	for (size_t i = 0; i < request->n_attachments; i++)
		if (compose_is_shown(request, &request->attachments[i]) == shown)
			compose_add(multipart, compose_attachment_part(request, &request->attachments[i]));
}

static size_t compose_count_shown(const ComposeRequest *request)
{
	size_t n = 0;
	for (size_t i = 0; i < request->n_attachments; i++)
		n += compose_is_shown(request, &request->attachments[i]);
	return n;
}

static GMimeObject *compose_html(const ComposeRequest *request)
{
	GMimeObject *html = compose_text_part("html", request->html);
	if (compose_count_shown(request) == 0)
		return html;
	GMimeMultipart *related = compose_multipart("related", request->message_id);
	g_mime_object_set_content_type_parameter(GMIME_OBJECT(related), "type", "text/html");
	compose_add(related, html);
	compose_add_files(related, request, true);
	return GMIME_OBJECT(related);
}

static GMimeObject *compose_body(const ComposeRequest *request)
{
	GMimeObject *text = compose_text_part("plain", request->text);
	if (request->html == NULL)
		return text;
	GMimeMultipart *both = compose_multipart("alternative", request->message_id);
	compose_add(both, text);
	compose_add(both, compose_html(request));
	return GMIME_OBJECT(both);
}

static GMimeObject *compose_parts(const ComposeRequest *request)
{
	GMimeObject *body = compose_body(request);
	if (request->n_attachments == compose_count_shown(request))
		return body;
	GMimeMultipart *mixed = compose_multipart("mixed", request->message_id);
	compose_add(mixed, body);
	compose_add_files(mixed, request, false);
	return GMIME_OBJECT(mixed);
}

/* LF to CRLF, and the promises of the header file once more on the bytes themselves. */
static bool compose_finish(Arena *arena, const char *mail, const void **ret_bytes, size_t *ret_length,
			   GError **error)
{
	size_t lines = 0;
	size_t line = 0;
	size_t length = 0;
	for (; mail[length] != '\0'; length++) {
		line = mail[length] == '\n' ? 0 : line + 1;
		lines += mail[length] == '\n';
		if (line > COMPOSE_MAX_OUTPUT_LINE || mail[length] == '\r' || (mail[length] & 0x80) != 0) {
			error_reject(error, "byte %zu of the mail cannot be sent", length);
			return false;
		}
	}
	char *bytes = arena_array(arena, char, length + lines + 1);
	char *out = bytes;
	for (size_t i = 0; i < length; i++) {
		if (mail[i] == '\n')
			*out++ = '\r';
		*out++ = mail[i];
	}
	*ret_bytes = bytes;
	*ret_length = (size_t)(out - bytes);
	return true;
}

bool compose_mail(Arena *arena, const ComposeRequest *request, const void **ret_bytes, size_t *ret_length,
		  GError **error)
{
	if (!compose_check_request(request, error) ||
	    compose_check_id(arena, "message_id", request->message_id, error) == NULL)
		return false;
	g_mime_init();
	g_autoptr(GMimeObject) mail = compose_parts(request);
	if (!compose_put_headers(arena, mail, request, error))
		return false;
	g_autoptr(GMimeFormatOptions) options = g_mime_format_options_new();
	g_mime_format_options_set_newline_format(options, GMIME_NEWLINE_FORMAT_UNIX);
	g_autofree char *text = g_mime_object_to_string(mail, options);
	return compose_finish(arena, text, ret_bytes, ret_length, error);
}
