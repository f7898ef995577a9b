#include "parsers/mime/attachment.h"

#include <glib.h>
#include <string.h>

#include "base/sha256.h"
#include "parsers/mime/json_answer.h"
#include "parsers/xml/xml.h"

typedef struct {
	const char *magic;
	size_t length;
	size_t window; /* the magic may begin at any offset up to here */
	const char *type;
} Magic;

#define MAGIC(text, window_, type_)                                                                          \
	{                                                                                                    \
		.magic = (text), .length = sizeof(text) - 1, .window = (window_), .type = (type_)            \
	}

#define OLE_MAGIC "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

static const Magic magics[] = {
	MAGIC("%PDF-", 1024, TYPE_PDF),
	MAGIC("PK\003\004", 0, TYPE_ZIP),
	MAGIC("PK\005\006", 0, TYPE_ZIP),
	MAGIC("\x1f\x8b\x08", 0, TYPE_GZIP),
	MAGIC("Rar!\x1a\x07", 0, "application/vnd.rar"),
	MAGIC("7z\xbc\xaf\x27\x1c", 0, "application/x-7z-compressed"),
	MAGIC("BZh", 0, "application/x-bzip2"),
	MAGIC("\xfd"
	      "7zXZ",
	      0, "application/x-xz"),
	MAGIC("\x78\x9f\x3e\x22", 0, TYPE_TNEF),
	MAGIC("\x89PNG\r\n\x1a\n", 0, "image/png"),
	MAGIC("\xff\xd8\xff", 0, "image/jpeg"),
	MAGIC("GIF8", 0, "image/gif"),
	MAGIC("II*\0", 0, "image/tiff"),
	MAGIC("MM\0*", 0, "image/tiff"),
	MAGIC(OLE_MAGIC, 0, "application/x-ole-storage"),
	MAGIC("MZ", 0, "application/x-msdownload"),
	MAGIC("\x7f"
	      "ELF",
	      0, "application/x-executable"),
	MAGIC("{\\rtf", 0, "application/rtf"),
	MAGIC("BEGIN:VCALENDAR", 16, "text/calendar"),
	MAGIC("BEGIN:VCARD", 16, "text/vcard"),
	/* data, signedData and envelopedData: the OID stands behind a SEQUENCE of any length form (RFC 5652 section
	   3) */
	MAGIC("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01", 8, TYPE_PKCS7),
	MAGIC("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02", 8, TYPE_PKCS7),
	MAGIC("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03", 8, TYPE_PKCS7),
};

static bool attachment_has_magic(const Magic *magic, const char *bytes, size_t length)
{
	return length >= magic->length && memcmp(bytes, magic->magic, magic->length) == 0;
}

/* What stands further on counts only in what begins as nothing else: an archive may begin with a PDF that it stores. */
static bool attachment_has_late_magic(const Magic *magic, const char *bytes, size_t length)
{
	return magic->window > 0 &&
	       memmem(bytes, MIN(length, magic->window + magic->length), magic->magic, magic->length) != NULL;
}

/* HTML that people send begins with its doctype or one of few elements, behind blanks and comments. */
static bool attachment_is_html(const char *bytes, size_t length)
{
	static const char *const starts[] = { "<!doctype html", "<html", "<head", "<body",  "<div", "<p>",
					      "<table",		"<span", "<meta", "<style", "<br",  "<font" };
	const char *at = bytes, *end = bytes + length;
	if (length >= 3 && memcmp(at, "\xEF\xBB\xBF", 3) == 0)
		at += 3;
	while (at < end && g_ascii_isspace(*at))
		at++;
	for (size_t i = 0; i < G_N_ELEMENTS(starts); i++)
		if ((size_t)(end - at) >= strlen(starts[i]) &&
		    g_ascii_strncasecmp(at, starts[i], strlen(starts[i])) == 0)
			return true;
	return false;
}

/* XHTML wears an XML declaration; its root is within the first bytes. */
static bool attachment_is_xhtml(const char *bytes, size_t length)
{
	size_t window = MIN(length, 1024);
	return memmem(bytes, window, "<html", 5) != NULL ||
	       memmem(bytes, window, "<!DOCTYPE html", 14) != NULL;
}

static bool attachment_is_text(const char *bytes, size_t length)
{
	for (size_t i = 0; i < MIN(length, 4096); i++) {
		unsigned char c = (unsigned char)bytes[i];
		if (c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != 0x1b)
			return false;
	}
	return true;
}

/* A compound file whose directory names the properties of a message (MS-OXMSG, section 2.4; names are UTF-16LE). */
static bool attachment_is_outlook(const char *bytes, size_t length)
{
	static const char name[] = "_\0_\0p\0r\0o\0p\0e\0r\0t\0i\0e\0s\0_\0v\0e\0r\0s\0i\0o\0n\0001\0.\0000";
	return length > 512 && memcmp(bytes, OLE_MAGIC, sizeof OLE_MAGIC - 1) == 0 &&
	       memmem(bytes, length, name, sizeof name - 1) != NULL;
}

const char *attachment_type(const void *bytes, size_t length)
{
	const char *text = length > 0 ? bytes : "";
	if (attachment_is_outlook(text, length))
		return TYPE_OUTLOOK;
	for (size_t i = 0; i < G_N_ELEMENTS(magics); i++)
		if (attachment_has_magic(&magics[i], text, length))
			return magics[i].type;
	if (attachment_is_html(text, length))
		return "text/html";
	if (xml_sniff(text, length))
		return attachment_is_xhtml(text, length) ? "text/html" : TYPE_XML;
	for (size_t i = 0; i < G_N_ELEMENTS(magics); i++)
		if (attachment_has_late_magic(&magics[i], text, length))
			return magics[i].type;
	if (json_answer_sniff(text, length))
		return TYPE_JSON;
	return attachment_is_text(text, length) ? "text/plain" : "application/octet-stream";
}

static bool attachment_is_unfit(gunichar c)
{
	return c < 0x20 ||
	       (c < 0x80 && strchr("<>:\"|?*`$;&!\\/'%", (int)c) != NULL && c != '&' && c != '\'');
}

static bool attachment_is_hidden(gunichar c)
{
	GUnicodeType type = g_unichar_type(c);
	return g_unichar_iscntrl(c) || type == G_UNICODE_FORMAT || type == G_UNICODE_LINE_SEPARATOR ||
	       type == G_UNICODE_PARAGRAPH_SEPARATOR || type == G_UNICODE_PRIVATE_USE ||
	       type == G_UNICODE_SURROGATE;
}

#define NAME_CHARACTERS 120
#define EXTENSION_CHARACTERS 12

/* Cut in the middle, so that the extension stays. */
static const char *attachment_shorten(Arena *arena, const char *name)
{
	glong length = g_utf8_strlen(name, -1);
	if (length <= NAME_CHARACTERS)
		return arena_strdup(arena, name);
	const char *dot = strrchr(name, '.');
	glong extension = dot != NULL ? g_utf8_strlen(dot, -1) : 0;
	if (extension > EXTENSION_CHARACTERS)
		extension = 0;
	g_autofree char *head = g_utf8_substring(name, 0, NAME_CHARACTERS - extension - 1);
	return arena_printf(arena, "%s…%s", head, extension > 0 ? dot : "");
}

const char *attachment_name(Arena *arena, const char *raw)
{
	if (raw == NULL)
		return NULL;
	g_autofree char *valid = g_utf8_make_valid(raw, -1);
	g_autofree char *composed = g_utf8_normalize(valid, -1, G_NORMALIZE_NFC);
	const char *base = composed != NULL ? composed : valid;
	for (const char *at = base; *at != '\0'; at++)
		if ((*at == '/' || *at == '\\') && at[1] != '\0')
			base = at + 1;
	g_autoptr(GString) name = g_string_new(NULL);
	for (const char *at = base; *at != '\0'; at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at);
		if (attachment_is_unfit(c))
			g_string_append_c(name, '_');
		else if (!attachment_is_hidden(c))
			g_string_append_unichar(name, g_unichar_isspace(c) ? ' ' : c);
	}
	g_strstrip(name->str);
	char *shown = name->str;
	while (*shown == '.' || *shown == ' ' || *shown == '-')
		shown++;
	return *shown != '\0' ? attachment_shorten(arena, shown) : NULL;
}

#define HASH_WINDOW ((size_t)1024 * 1024)

const char *attachment_hash_mapped(Arena *arena, const void *bytes, size_t length, const Passed *passed)
{
	g_autoptr(Sha256) sum = sha256_new();
	for (size_t at = 0, n = 0; at < length; at += n) {
		n = MIN(length - at, HASH_WINDOW);
		sha256_add(sum, (const char *)bytes + at, n);
		passed_tell(passed, (const char *)bytes + at, n);
	}
	return arena_own(arena, sha256_end(sum), g_free);
}

const char *attachment_hash(Arena *arena, const void *bytes, size_t length)
{
	return attachment_hash_mapped(arena, bytes, length, NULL);
}
