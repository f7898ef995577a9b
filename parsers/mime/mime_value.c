#include "parsers/mime/mime_value.h"

#include <glib.h>
#include <gmime/gmime.h>
#include <string.h>

#include "base/text.h"
#include "parsers/mime/base64.h"
#include "parsers/mime/mime_scan.h"

struct MimeReader {
	Arena *arena;
	const Limits *limits;
	Texts *flags;
	GMimeParserOptions *options;
	int64_t words; /* encoded words that may still be decoded */
};

static void mime_value_free_options(void *options)
{
	g_mime_parser_options_free(options);
}

MimeReader *mime_value_reader(Arena *arena, const Limits *limits, Texts *flags)
{
	static const char *const charsets[] = { "utf-8", "windows-1252", NULL };
	g_mime_init();
	MimeReader *reader = arena_new0(arena, MimeReader);
	GMimeParserOptions *options = g_mime_parser_options_new();
	const char *copy[] = { charsets[0], charsets[1], NULL };
	g_mime_parser_options_set_fallback_charsets(options, copy);
	*reader = (MimeReader) {
		.arena = arena, .limits = limits, .flags = flags, .words = limits->encoded_words
	};
	reader->options = arena_own(arena, options, mime_value_free_options);
	return reader;
}

static int64_t mime_value_count(const char *text, const char *needle)
{
	int64_t n = 0;
	for (const char *at = strstr(text, needle); at != NULL; at = strstr(at + strlen(needle), needle))
		n++;
	return n;
}

/* Whether the words of this value may be decoded; counts them. */
static bool mime_value_may_decode(MimeReader *reader, const char *raw)
{
	int64_t words = mime_value_count(raw, "=?");
	if (words > reader->words) {
		mime_flag(reader->arena, reader->flags, "limit:encoded_words");
		return false;
	}
	reader->words -= words;
	return true;
}

/* One line that is valid UTF-8; tabs and controls become blanks. */
static const char *mime_value_line(Arena *arena, const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	for (char *at = valid; *at != '\0'; at++)
		if ((unsigned char)*at < 0x20 || *at == 0x7f)
			*at = ' ';
	return text_trim(arena, valid);
}

const char *mime_value_text(MimeReader *reader, const char *raw)
{
	if (strstr(raw, "=?") == NULL || !mime_value_may_decode(reader, raw))
		return mime_value_line(reader->arena, raw);
	g_autofree char *text = g_mime_utils_header_decode_text(reader->options, raw);
	return mime_value_line(reader->arena, text != NULL ? text : raw);
}

const char *mime_value_field_text(MimeReader *reader, const char *raw)
{
	int64_t words = reader->words;
	reader->words = reader->limits->encoded_words;
	const char *text = mime_value_text(reader, raw);
	reader->words = words;
	return text;
}

/* GMime's time grows with the square of the parameters: what is past the limit is cut off. */
static const char *mime_value_cut_parameters(MimeReader *reader, const char *raw)
{
	int64_t n = 0;
	for (const char *at = strchr(raw, ';'); at != NULL; at = strchr(at + 1, ';'))
		if (++n > reader->limits->parameters) {
			mime_flag(reader->arena, reader->flags, "limit:parameters");
			return arena_strndup(reader->arena, raw, (size_t)(at - raw));
		}
	return raw;
}

static const char *mime_value_parameter(MimeReader *reader, GMimeParamList *list, const char *name)
{
	GMimeParam *parameter = g_mime_param_list_get_parameter(list, name);
	const char *value = parameter != NULL ? g_mime_param_get_value(parameter) : NULL;
	return value != NULL ? text_or_null(reader->arena, mime_value_line(reader->arena, value)) : NULL;
}

static const char *mime_value_lower(Arena *arena, const char *text)
{
	g_autofree char *lower = text != NULL ? g_ascii_strdown(text, -1) : NULL;
	return arena_strdup(arena, lower);
}

/* White space at the end of a boundary is no part of it (RFC 2046 section 5.1.1), inside it is. */
static const char *mime_value_boundary(MimeReader *reader, GMimeParamList *list, bool *ret_two)
{
	const char *first = NULL;
	for (int i = 0; i < g_mime_param_list_length(list); i++) {
		GMimeParam *parameter = g_mime_param_list_get_parameter_at(list, i);
		if (g_ascii_strcasecmp(g_mime_param_get_name(parameter), "boundary") != 0)
			continue;
		const char *value = g_mime_param_get_value(parameter);
		if (first != NULL && g_strcmp0(first, value) != 0)
			*ret_two = true;
		first = first != NULL ? first : value;
	}
	g_autofree char *trimmed = first != NULL ? g_strchomp(g_strdup(first)) : NULL;
	return trimmed != NULL && *trimmed != '\0' ? arena_strdup(reader->arena, trimmed) : NULL;
}

ContentType mime_value_content_type(MimeReader *reader, const char *raw)
{
	ContentType ret = { .type = "text/plain" };
	if (raw == NULL || strchr(raw, '/') == NULL)
		return ret;
	const char *cut = mime_value_cut_parameters(reader, raw);
	GMimeContentType *type = g_mime_content_type_parse(reader->options, cut);
	if (type == NULL)
		return ret;
	g_autofree char *name = g_mime_content_type_get_mime_type(type);
	GMimeParamList *list = g_mime_content_type_get_parameters(type);
	ret.type = mime_value_lower(reader->arena, mime_value_line(reader->arena, name));
	ret.boundary = mime_value_boundary(reader, list, &ret.two_boundaries);
	ret.charset = mime_value_parameter(reader, list, "charset");
	ret.name = mime_value_parameter(reader, list, "name");
	ret.report_type = mime_value_lower(reader->arena, mime_value_parameter(reader, list, "report-type"));
	ret.smime_type = mime_value_lower(reader->arena, mime_value_parameter(reader, list, "smime-type"));
	const char *format = mime_value_parameter(reader, list, "format");
	const char *delsp = mime_value_parameter(reader, list, "delsp");
	ret.flowed = format != NULL && g_ascii_strcasecmp(format, "flowed") == 0;
	ret.delsp = delsp != NULL && g_ascii_strcasecmp(delsp, "yes") == 0;
	g_object_unref(type);
	return ret;
}

Disposition mime_value_disposition(MimeReader *reader, const char *raw)
{
	Disposition ret = { 0 };
	if (raw == NULL)
		return ret;
	const char *cut = mime_value_cut_parameters(reader, raw);
	GMimeContentDisposition *disposition = g_mime_content_disposition_parse(reader->options, cut);
	if (disposition == NULL)
		return ret;
	const char *word = g_mime_content_disposition_get_disposition(disposition);
	ret.attachment = word != NULL && g_ascii_strcasecmp(word, "attachment") == 0;
	ret.is_inline = word != NULL && g_ascii_strcasecmp(word, "inline") == 0;
	GMimeParamList *list = g_mime_content_disposition_get_parameters(disposition);
	ret.name = mime_value_parameter(reader, list, "filename");
	if (ret.name == NULL)
		ret.name = mime_value_parameter(reader, list, "name");
	g_object_unref(disposition);
	return ret;
}

#define GROUP_NESTING 20
#define GROUP_COLONS 2000

/* GMime descends once for each group inside a group: colons that would nest deeper are taken out (RFC 5322
 * knows no group inside a group). */
static char *mime_value_flat_groups(const char *raw)
{
	char *flat = g_strdup(raw);
	int open = 0, colons = 0;
	for (char *at = flat; *at != '\0'; at++) {
		if (*at == ';' && open > 0)
			open--;
		if (*at != ':')
			continue;
		if (++open > GROUP_NESTING || ++colons > GROUP_COLONS)
			*at = ' ';
	}
	return flat;
}

static void mime_value_add_mailbox(MimeReader *reader, InternetAddress *address, Address **list, size_t *n)
{
	Arena *arena = reader->arena;
	const char *spec = internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(address));
	const char *name = internet_address_get_name(address);
	if (spec == NULL || *spec == '\0')
		return;
	if (*n >= (size_t)reader->limits->addresses) {
		mime_flag(arena, reader->flags, "limit:addresses");
		return;
	}
	*list = arena_grow(arena, *list, *n, sizeof **list);
	(*list)[(*n)++] = (Address) { .address = mime_value_line(arena, spec),
				      .name = name != NULL ? text_or_null(arena, mime_value_line(arena, name))
							   : NULL };
}

/* Members of groups are taken one level deep: a group inside a group has no meaning. */
static void mime_value_add_list(MimeReader *reader, InternetAddressList *addresses, Address **list, size_t *n,
				int level)
{
	int count = internet_address_list_length(addresses);
	for (int i = 0; i < count; i++) {
		InternetAddress *address = internet_address_list_get_address(addresses, i);
		if (INTERNET_ADDRESS_IS_MAILBOX(address))
			mime_value_add_mailbox(reader, address, list, n);
		else if (level < GROUP_NESTING && INTERNET_ADDRESS_IS_GROUP(address))
			mime_value_add_list(
				reader, internet_address_group_get_members(INTERNET_ADDRESS_GROUP(address)),
				list, n, level + 1);
	}
}

void mime_value_addresses(MimeReader *reader, const char *raw, Address **list, size_t *n)
{
	g_autofree char *flat = mime_value_flat_groups(raw);
	if (!mime_value_may_decode(reader, raw))
		return;
	InternetAddressList *addresses = internet_address_list_parse(reader->options, flat);
	if (addresses == NULL)
		return;
	mime_value_add_list(reader, addresses, list, n, 0);
	g_object_unref(addresses);
}

bool mime_value_date(MimeReader *reader, const char *raw, const char **ret_text, int64_t *ret_instant)
{
	if (raw == NULL || strlen(raw) > 256)
		return false;
	g_autoptr(GDateTime) date = g_mime_utils_header_decode_date(raw);
	if (date == NULL || g_date_time_get_year(date) < 1970 || g_date_time_get_year(date) > 2199)
		return false;
	/* lint: handmade: the offset of the sender stays, base/date.h writes UTC */
	g_autofree char *text = g_date_time_format(date, "%Y-%m-%dT%H:%M:%S%:z");
	if (text == NULL)
		return false;
	*ret_text = arena_strdup(reader->arena, text);
	*ret_instant = g_date_time_to_unix(date);
	return true;
}

#define MESSAGE_ID_BYTES 998

static const char *mime_value_id(Arena *arena, const char *from, const char *to)
{
	while (from < to && g_ascii_isspace(*from))
		from++;
	while (to > from && g_ascii_isspace(to[-1]))
		to--;
	if (from == to || to - from > MESSAGE_ID_BYTES)
		return NULL;
	return mime_value_line(arena, arena_strndup(arena, from, (size_t)(to - from)));
}

const char *mime_value_message_id(Arena *arena, const char *raw)
{
	if (raw == NULL)
		return NULL;
	const char *open = strchr(raw, '<');
	const char *close = open != NULL ? strchr(open, '>') : NULL;
	if (close != NULL)
		return mime_value_id(arena, open + 1, close);
	const char *bare = text_trim(arena, raw);
	return mime_value_id(arena, bare, bare + strcspn(bare, " \t<>"));
}

void mime_value_references(Arena *arena, const char *raw, size_t max, Texts *ret)
{
	size_t n = raw != NULL ? (size_t)mime_value_count(raw, "<") : 0;
	size_t skip = n > max ? n - max : 0;
	const char *at = raw;
	for (size_t i = 0; i < n; i++) {
		const char *open = strchr(at, '<');
		const char *close = open + 1 + strcspn(open + 1, "<>");
		at = close;
		const char *id = i >= skip && *close == '>' ? mime_value_id(arena, open + 1, close) : NULL;
		if (id != NULL && *id != '\0')
			texts_add(arena, ret, id);
	}
}

Transfer mime_value_transfer(const char *raw)
{
	static const struct {
		const char *name;
		Transfer transfer;
	} rows[] = { { "base64", TRANSFER_BASE64 },
		     { "quoted-printable", TRANSFER_QUOTED },
		     { "x-uuencode", TRANSFER_UU },
		     { "uuencode", TRANSFER_UU },
		     { "x-uue", TRANSFER_UU } };
	g_autofree char *name = g_strstrip(g_strdup(raw != NULL ? raw : ""));
	name[strcspn(name, "; \t(\"")] = '\0';
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		if (g_ascii_strcasecmp(name, rows[i].name) == 0)
			return rows[i].transfer;
	return TRANSFER_IDENTITY;
}

/* What a byte counts as in base64. */
#define BASE64_LETTER 1
#define BASE64_PAD 2
#define BASE64_WRONG 4
#define BASE64_KIND(c)                                                                                       \
	(((c) >= '0' && (c) <= '9') || ((c) >= 'A' && (c) <= 'Z') || ((c) >= 'a' && (c) <= 'z') ||           \
			 (c) == '+' || (c) == '/'                                                            \
		 ? BASE64_LETTER                                                                             \
	 : (c) == '='                                               ? BASE64_PAD                             \
	 : (c) == '\r' || (c) == '\n' || (c) == ' ' || (c) == '\t' ? 0                                         \
								    : BASE64_WRONG)
#define BASE64_ROW(c) BASE64_KIND(c), BASE64_KIND((c) + 1), BASE64_KIND((c) + 2), BASE64_KIND((c) + 3)
#define BASE64_ROWS(c) BASE64_ROW(c), BASE64_ROW((c) + 4), BASE64_ROW((c) + 8), BASE64_ROW((c) + 12)
static const unsigned char mime_value_base64_kinds[256] = {
	BASE64_ROWS(0),	  BASE64_ROWS(16),  BASE64_ROWS(32),  BASE64_ROWS(48),	BASE64_ROWS(64),  BASE64_ROWS(80),
	BASE64_ROWS(96),  BASE64_ROWS(112), BASE64_ROWS(128), BASE64_ROWS(144), BASE64_ROWS(160), BASE64_ROWS(176),
	BASE64_ROWS(192), BASE64_ROWS(208), BASE64_ROWS(224), BASE64_ROWS(240),
};

/* Counts the letters up to the end or to the first byte that is neither a letter nor white space; returns its place. */
static size_t mime_value_base64_run(const unsigned char *bytes, size_t length, size_t *letters)
{
	size_t n = 0, i = 0;
	for (; i < length; i++) {
		unsigned kind = mime_value_base64_kinds[bytes[i]];
		if (kind > BASE64_LETTER)
			break;
		n += kind;
	}
	*letters = n;
	return i;
}

#define DECODE_WINDOW ((size_t)256 * 1024)

/* Whether base64 is all alphabet, white space and one padding at its end. */
static bool mime_value_base64_holds(const char *bytes, size_t length, const Passed *passed)
{
	const unsigned char *at = (const unsigned char *)bytes;
	size_t letters = 0, pads = 0, i = 0;
	for (size_t n = 1, run = 1; run == n && i < length; i += run) {
		size_t some = 0;
		n = MIN(length - i, DECODE_WINDOW);
		run = mime_value_base64_run(at + i, n, &some);
		letters += some;
		passed_tell(passed, bytes + i, run);
	}
	for (; i < length; i++) {
		unsigned kind = mime_value_base64_kinds[at[i]];
		if (kind != BASE64_PAD && kind != 0)
			return false;
		pads += kind == BASE64_PAD;
	}
	return letters % 4 != 1 && pads <= 2;
}

/* What stands before the data of a uuencoded file: up to the end of its line "begin …". */
static void mime_value_skip_begin(const char **bytes, size_t *length)
{
	const char *begin = memmem(*bytes, *length, "begin ", 6);
	const char *feed = begin != NULL ? memchr(begin, '\n', *length - (size_t)(begin - *bytes)) : NULL;
	if (feed == NULL || (begin != *bytes && begin[-1] != '\n'))
		return;
	*length -= (size_t)(feed + 1 - *bytes);
	*bytes = feed + 1;
}

/* Line by line as it should be, a window of whole lines at a time; false: somebody lenient must decode it. */
static bool mime_value_base64(const char *bytes, size_t length, const Passed *passed, char *out, size_t *ret_used)
{
	size_t used = 0;
	for (size_t at = 0, n = 0; at < length; at += n) {
		bool last = length - at <= DECODE_WINDOW;
		const char *feed = last ? NULL : memrchr(bytes + at, '\n', DECODE_WINDOW);
		size_t got = 0;
		n = last ? length - at : feed != NULL ? (size_t)(feed - bytes) + 1 - at : 0;
		if (n == 0 || (!last && memchr(bytes + at, '=', n) != NULL) ||
		    !base64_decode_lines(bytes + at, n, out + used, &got))
			return false;
		used += got;
		passed_tell(passed, bytes + at, n);
	}
	*ret_used = used;
	return true;
}

Decoded mime_value_decode(Arena *arena, Transfer transfer, const char *bytes, size_t length, const Passed *passed)
{
	static const GMimeContentEncoding encodings[] = {
		[TRANSFER_IDENTITY] = GMIME_CONTENT_ENCODING_BINARY,
		[TRANSFER_BASE64] = GMIME_CONTENT_ENCODING_BASE64,
		[TRANSFER_QUOTED] = GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE,
		[TRANSFER_UU] = GMIME_CONTENT_ENCODING_UUENCODE,
	};
	if (transfer == TRANSFER_IDENTITY)
		passed_tell(passed, bytes, length);
	if (transfer == TRANSFER_IDENTITY)
		return (Decoded){ .data = bytes, .length = length };
	if (transfer == TRANSFER_UU)
		mime_value_skip_begin(&bytes, &length);
	GMimeEncoding state;
	g_mime_encoding_init_decode(&state, encodings[transfer]);
	char *out = arena_alloc(arena, g_mime_encoding_outlen(&state, length) + 8);
	size_t used = 0;
	if (transfer == TRANSFER_BASE64 && mime_value_base64(bytes, length, passed, out, &used))
		return (Decoded){ .data = out, .length = used };
	bool damaged = transfer == TRANSFER_BASE64 && !mime_value_base64_holds(bytes, length, passed);
	used = 0;
	for (size_t at = 0, n = 0; at < length; at += n) {
		n = MIN(length - at, DECODE_WINDOW);
		used += g_mime_encoding_step(&state, bytes + at, n, out + used);
		passed_tell(passed, bytes + at, n);
	}
	/* padding that a truncating mailer left out would cost the last bytes */
	if (transfer == TRANSFER_BASE64)
		used += g_mime_encoding_step(&state, "==", 2, out + used);
	return (Decoded){ .data = out, .length = used, .damaged = damaged };
}
