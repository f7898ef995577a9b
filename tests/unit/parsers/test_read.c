/*
 * read: whole mails as companies send them.
 *
 * Every NAME.eml of tests/fixtures/mail is read and compared with NAME.expect: lines of "path = text" (null
 * for what must be absent, \n for a line end) or "path ~ part of the text". Companies and people are
 * invented.
 */
#include "base/file.h"
#include "parsers/read.h"
#include "tests/finding_told.h"
#include "tests/tap.h"
#include "tests/unit/parsers/finding_path.h"
#include "tests/unit/parsers/zip_maker.h"

#define FIXTURES "tests/fixtures/mail"

static char *shown(const json_t *value)
{
	g_autofree char *text = finding_path_text(value);
	g_strchomp(text);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	return g_strjoinv("\\n", lines);
}

static void expect_line(const json_t *finding, const char *name, const char *line)
{
	g_auto(GStrv) equal = g_strsplit(line, " = ", 2);
	g_auto(GStrv) part = g_strsplit(line, " ~ ", 2);
	g_autofree char *what = g_strdup_printf("%s: %s", name, line);
	if (g_strv_length(equal) == 2 && strchr(equal[0], '~') == NULL) {
		g_autofree char *got = shown(finding_path(finding, equal[0]));
		is_str(got, equal[1], what);
	} else if (g_strv_length(part) == 2) {
		g_autofree char *got = shown(finding_path(finding, part[0]));
		if (!ok(strstr(got, part[1]) != NULL, "%s", what))
			printf("#   got: %s\n", got);
	} else {
		ok(false, "%s: a line of expectations that says nothing", what);
	}
}

static void test_fixture(const char *name)
{
	g_autofree char *stem = g_strndup(name, strlen(name) - strlen(".eml"));
	g_autofree char *mail = g_strconcat(FIXTURES "/", name, NULL);
	g_autofree char *expect = g_strconcat(FIXTURES "/", stem, ".expect", NULL);
	g_autofree char *bytes = NULL;
	g_autofree char *lines = NULL;
	size_t length = 0, n = 0;
	if (!ok(file_read(mail, 1 << 24, &bytes, &length, NULL) &&
			file_read(expect, 1 << 20, &lines, &n, NULL),
		"%s and its expectations are there", name))
		return;
	g_autoptr(Arena) arena = arena_new();
	Limits limits = limits_default();
	ReadOptions options = { .limits = &limits };
	Finding finding, again;
	read_bytes(arena, &options, name, bytes, length, &finding);
	g_autoptr(json_t) json = finding_to_json(&finding);
	g_autofree char *text = g_strndup(lines, n);
	g_auto(GStrv) rows = g_strsplit(g_strstrip(text), "\n", -1);
	for (size_t i = 0; rows[i] != NULL; i++)
		expect_line(json, stem, rows[i]);
	ok(finding_told(arena, json, &limits, &again, NULL), "%s: the reader's answer would be believed",
	   stem);
}

static gint by_name(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void test_find_part(void)
{
	g_autofree char *bytes = NULL;
	size_t length = 0;
	if (!ok(file_read(FIXTURES "/zip.eml", 1 << 24, &bytes, &length, NULL), "a mail with an archive"))
		return;
	g_autoptr(Arena) arena = arena_new();
	Limits limits = limits_default();
	ReadOptions options = { .limits = &limits };
	Finding finding;
	read_bytes(arena, &options, NULL, bytes, length, &finding);
	for (size_t i = 0; i < finding.mail->n_attachments; i++) {
		const Attachment *want = &finding.mail->attachments[i];
		Attachment got = { 0 };
		ok(read_find_part(arena, &options, bytes, length, want->sha256, &got),
		   "%s is found by its hash", want->path);
		is_mem(got.data, got.bytes, want->data, want->bytes, want->path);
	}
	Attachment none;
	ok(!read_find_part(arena, &options, bytes, length, finding.sha256, &none),
	   "the mail is no part of itself");
}

static const struct {
	const char *what, *bytes;
	size_t length;
	const char *kind, *reason;
} inputs[] = {
#define INPUT(what, bytes, kind, reason)                                                                     \
	{                                                                                                    \
		(what), (bytes), sizeof(bytes) - 1, (kind), (reason)                                         \
	}
	INPUT("nothing", "", "quarantine", "neither a mail"),
	INPUT("NULs", "\0\0\0\0", "quarantine", "neither a mail"),
	INPUT("words", "Pagaremos el viernes.\n", "quarantine", "neither a mail"),
	INPUT("a PDF", "%PDF-1.4\n%%EOF", "other", "a PDF without its XML"),
	INPUT("an XML that is none of ours", "<?xml version=\"1.0\"?><a/>", "other", "no fiscal document: a"),
	INPUT("a broken XML", "<?xml version=\"1.0\"?><a>", "quarantine", "not well-formed"),
	INPUT("a broken zip", "PK\003\004abc", "quarantine", "zip-damaged"),
	INPUT("a mail of headers alone", "From: a@b.example\nSubject: x\n", "other", ""),
};

static void test_inputs(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(inputs); i++) {
		g_autoptr(Arena) arena = arena_new();
		Limits limits = limits_default();
		ReadOptions options = { .limits = &limits };
		g_autofree char *copy = exact_copy(inputs[i].bytes, inputs[i].length);
		Finding finding;
		read_bytes(arena, &options, "x", copy, inputs[i].length, &finding);
		is_str(finding_kind_word(finding.kind), inputs[i].kind, inputs[i].what);
		ok(finding.reason != NULL && strstr(finding.reason, inputs[i].reason) != NULL,
		   "%s: the reason", inputs[i].what);
	}
}

/* ---- messages that were saved as files ---- */

static const char *zip_of(Arena *arena, const char *name, const char *bytes, size_t length, size_t *ret_length)
{
	const ZipFile file = { .path = name, .data = bytes, .length = length };
	g_autoptr(GByteArray) zip = make_zip(&file, 1, NULL);
	*ret_length = zip->len;
	return arena_memdup(arena, zip->data, zip->len);
}

static Finding read_name(Arena *arena, const char *bytes, size_t length)
{
	static Limits limits;
	limits = limits_default();
	ReadOptions options = { .limits = &limits };
	Finding finding;
	read_bytes(arena, &options, "x", arena_memdup(arena, bytes, length), length, &finding);
	return finding;
}

static void test_saved(void)
{
	g_autoptr(Arena) arena = arena_new();
	g_autofree char *mail = NULL;
	size_t length = 0;
	if (!ok(file_read(FIXTURES "/zip.eml", 1 << 24, &mail, &length, NULL), "a mail with an archive"))
		return;
	Finding own = read_name(arena, mail, length);
	const char *bytes = zip_of(arena, "enviados/factura.eml", mail, length, &length);
	Finding once = read_name(arena, bytes, length);
	is_str(finding_kind_word(once.kind), "invoice", "a mail in an archive is taken apart");
	is_i64((int64_t)once.n_documents, (int64_t)own.n_documents, "… each of its documents");
	is_str(once.files[0].type, "message/rfc822", "… and is listed as what it is");
	ok(g_str_has_prefix(once.documents[0].path, "enviados/factura.eml/") &&
		   strstr(once.documents[0].path, "factura.eml/factura.eml") == NULL, "… the path leads there: %s",
	   once.documents[0].path);
	for (int i = 0; i < 3; i++)
		bytes = zip_of(arena, "a.zip", bytes, length, &length);
	Finding deep = read_name(arena, bytes, length);
	is_str(finding_kind_word(deep.kind), "quarantine", "but not wrapped as often as one likes");
	ok(strstr(deep.reason, "limit:zip_depth") != NULL, "… and it says why");
	static const char note[] = "From: the meeting\nDate: today\n\nnothing\n";
	bytes = zip_of(arena, "note.txt", note, sizeof note - 1, &length);
	Finding text = read_name(arena, bytes, length);
	is_str(text.files[0].type, "text/plain", "a note that begins like a header is a note");
}

static void test_outlook(void)
{
	static const char name[] = "_\0_\0p\0r\0o\0p\0e\0r\0t\0i\0e\0s\0_\0v\0e\0r\0s\0i\0o\0n\0001\0.\0000";
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GByteArray) msg = g_byte_array_new();
	g_byte_array_append(msg, (const guint8 *)"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8);
	g_byte_array_set_size(msg, 1024);
	memset(msg->data + 8, 0, 1016);
	g_byte_array_append(msg, (const guint8 *)name, sizeof name - 1);
	size_t length = 0;
	const char *bytes = zip_of(arena, "factura.msg", (const char *)msg->data, msg->len, &length);
	Finding finding = read_name(arena, bytes, length);
	is_str(finding.files[0].type, "application/vnd.ms-outlook", "Outlook's own form is known");
	ok(texts_has(&finding.flags, "outlook-message"), "… and flagged");
	ok(finding.reason != NULL && strstr(finding.reason, "factura.msg is a message in Outlook's own form") != NULL,
	   "… in words that say what to do: %s", finding.reason);
	bytes = zip_of(arena, "libro.xls", (const char *)msg->data, 1024, &length);
	finding = read_name(arena, bytes, length);
	is_str(finding.files[0].type, "application/x-ole-storage", "other compound files are not");
}

int main(void)
{
	test_saved();
	test_outlook();
	g_autoptr(GDir) folder = g_dir_open(FIXTURES, 0, NULL);
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	const char *name = NULL;
	while (folder != NULL && (name = g_dir_read_name(folder)) != NULL)
		if (g_str_has_suffix(name, ".eml"))
			g_ptr_array_add(names, g_strdup(name));
	g_ptr_array_sort(names, by_name);
	ok(names->len >= 20, "the fixtures are there");
	for (size_t i = 0; i < names->len; i++)
		test_fixture(g_ptr_array_index(names, i));
	test_find_part();
	test_inputs();
	return tap_done();
}
