/* Every file of the corpora ends with a finding within the time and memory of one message, and the crafted
 * ones with what is required of them. */
#include <glib/gstdio.h>

#include "base/file.h"
#include "tests/tap.h"
#include "tests/unit/parsers/confined_read.h"

#define FILE_BYTES (64 << 20)

static char *corpus_folder(void)
{
	const char *set = g_getenv("VALIJA_CORPUS");
	return g_strdup(set != NULL ? set : "../shared/corpus");
}

typedef struct {
	size_t files, ended;
	double seconds, slowest;
	char slowest_name[200];
} Tally;

static void read_one(Tally *tally, const char *path)
{
	g_autofree char *bytes = NULL;
	size_t length = 0;
	if (!file_read(path, FILE_BYTES, &bytes, &length, NULL))
		return;
	ConfinedAnswer answer = confined_read(path, bytes, length);
	tally->files++;
	tally->ended += answer.ended;
	tally->seconds += answer.seconds;
	if (!answer.ended)
		printf("# did not end: %s\n", path);
	if (answer.seconds > tally->slowest) {
		tally->slowest = answer.seconds;
		g_strlcpy(tally->slowest_name, path, sizeof tally->slowest_name);
	}
}

/* Folder by folder without recursion. */
static void read_folder(Tally *tally, const char *folder)
{
	g_autoptr(GPtrArray) open = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(open, g_strdup(folder));
	for (guint i = 0; i < open->len; i++) {
		const char *at = g_ptr_array_index(open, i);
		g_autoptr(GDir) dir = g_dir_open(at, 0, NULL);
		const char *name = NULL;
		while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
			g_autofree char *path = g_build_filename(at, name, NULL);
			if (g_file_test(path, G_FILE_TEST_IS_DIR))
				g_ptr_array_add(open, g_strdup(path));
			else
				read_one(tally, path);
		}
	}
}

static void test_folder(const char *corpus, const char *name)
{
	g_autofree char *folder = g_build_filename(corpus, name, NULL);
	if (!g_file_test(folder, G_FILE_TEST_IS_DIR)) {
		skip(name, "the corpus is not here");
		return;
	}
	Tally tally = { 0 };
	read_folder(&tally, folder);
	is_i64((int64_t)tally.ended, (int64_t)tally.files, name);
	printf("# %s: %zu files in %.2f s of processor time; slowest %.3f s: %s\n", name, tally.files,
	       tally.seconds, tally.slowest, tally.slowest_name);
}

/* What EXPECT.tsv asks, as far as one reading can show it. NULL and -1: not asked. */
static const struct {
	const char *path, *kind, *flag, *reason;
	const char *name;     /* of an attachment */
	const char *not_name; /* may not be part of any name */
	const char *reply;
	const char *class;
} crafted[] = {
	{ .path = "xml/xxe-file.xml", .kind = "quarantine", .reason = "doctype" },
	{ .path = "xml/external-dtd.xml", .kind = "quarantine", .reason = "doctype" },
	{ .path = "xml/pi-stylesheet.xml", .kind = "other" },
	{ .path = "xml/billion-laughs.xml", .kind = "quarantine", .reason = "doctype" },
	{ .path = "xml/billion-laughs-attr.xml", .kind = "quarantine", .reason = "doctype" },
	{ .path = "xml/entity-loop.xml", .kind = "quarantine", .reason = "doctype" },
	{ .path = "xml/deep-200000.xml", .kind = "quarantine", .flag = "limit:xml_depth" },
	{ .path = "xml/xmlns-50000.xml", .kind = "quarantine", .flag = "limit:xml_namespaces" },
	{ .path = "xml/utf7.xml", .kind = "quarantine" },
	{ .path = "xml/nul-in-middle.xml", .kind = "quarantine" },
	{ .path = "xml/fields-injection.xml", .kind = "other" },
	{ .path = "mime/depth-101.eml", .kind = "other", .flag = "limit:mime_depth" },
	{ .path = "mime/depth-20000.eml", .kind = "other", .flag = "limit:mime_depth" },
	{ .path = "mime/rfc822-depth-5000.eml", .kind = "other", .flag = "limit:messages_nested" },
	{ .path = "mime/header-8MB.eml", .kind = "other", .flag = "limit:header_bytes" },
	{ .path = "mime/folded-200000.eml", .kind = "other", .flag = "limit:header_bytes" },
	{ .path = "mime/encoded-words-100000.eml", .kind = "other", .flag = "limit:encoded_words" },
	{ .path = "mime/references-100000.eml", .flag = "limit:header_bytes" },
	{ .path = "mime/two-content-types.eml", .kind = "quarantine", .flag = "ambiguous-mime" },
	{ .path = "mime/two-boundaries.eml", .kind = "quarantine", .flag = "ambiguous-mime" },
	{ .path = "mime/b64-garbage.eml", .kind = "quarantine", .flag = "bad-base64" },
	{ .path = "mime/filename-traversal.eml", .name = "x", .not_name = "/" },
	{ .path = "mime/filename-abs.eml", .name = "passwd", .not_name = "/" },
	{ .path = "mime/filename-rfc2231.eml", .name = "passwd", .not_name = "/" },
	{ .path = "mime/filename-nul.eml", .name = "a.xml .exe" },
	{ .path = "mime/filename-crlf.eml", .not_name = "\r\n" },
	{ .path = "mime/filename-shell.eml", .not_name = "$" },
	{ .path = "mime/message-partial.eml", .kind = "other", .flag = "message-partial" },
	{ .path = "mime/external-body.eml", .kind = "other", .flag = "external-body" },
	{ .path = "mime/only-nuls.eml", .kind = "quarantine" },
	{ .path = "zip/ratio-1000-64MiB.zip", .kind = "quarantine", .flag = "limit:zip_ratio" },
	{ .path = "zip/nested-6x10.zip", .kind = "quarantine", .flag = "limit:zip_depth" },
	{ .path = "zip/entries-70000.zip", .kind = "quarantine", .flag = "limit:zip_entries" },
	{ .path = "zip/traversal.zip", .kind = "other", .flag = "zip-path" },
	{ .path = "zip/symlink.zip", .kind = "other", .flag = "zip-symlink" },
	{ .path = "zip/gzip-bomb.xml.gz", .kind = "quarantine", .flag = "limit:zip_ratio" },
	{ .path = "zip/truncated.zip", .kind = "quarantine", .flag = "zip-damaged" },
	{ .path = "reply/good-es.eml", .kind = "reply", .reply = "Pagamos el viernes." },
	{ .path = "reply/es-mensaje-original.eml", .kind = "reply", .reply = "Favor de reenviar el XML." },
	{ .path = "reply/bank-change.eml", .kind = "reply", .flag = "bank-details" },
	{ .path = "auto/es-fuera.eml", .kind = "auto-reply" },
	{ .path = "auto/precedence.eml", .kind = "auto-reply" },
	{ .path = "auto/xautoreply.eml", .kind = "auto-reply" },
	{ .path = "auto/nullpath.eml", .kind = "auto-reply" },
	{ .path = "auto/ticket-robot.eml", .kind = "auto-reply" },
	{ .path = "dsn/soft-full.eml", .kind = "bounce", .class = "delayed" },
	{ .path = "dsn/full-5.2.2.eml", .kind = "bounce", .class = "full" },
	{ .path = "dsn/success.eml", .kind = "read-receipt" },
	{ .path = "dsn/forged-unknown-original.eml", .kind = "bounce" },
	{ .path = "dsn/es-exchange-nodsn.eml", .kind = "bounce", .class = "hard" },
	{ .path = "mdn/es-leido.eml", .kind = "read-receipt" },
};

static bool is_in(const char *list, const char *word)
{
	g_autofree char *token = g_strdup_printf("|%s|", word);
	return strstr(list, token) != NULL;
}

static void check_crafted(size_t i, const ConfinedAnswer *answer)
{
	g_autofree char *reply = g_strstrip(g_strdup(answer->reply));
	bool right = answer->ended && answer->documents == 0;
	right &= crafted[i].kind == NULL || strcmp(crafted[i].kind, answer->kind) == 0;
	right &= crafted[i].flag == NULL || is_in(answer->flags, crafted[i].flag);
	right &= crafted[i].reason == NULL || strstr(answer->reason, crafted[i].reason) != NULL;
	right &= crafted[i].name == NULL || is_in(answer->names, crafted[i].name);
	right &= crafted[i].not_name == NULL || strpbrk(answer->names, crafted[i].not_name) == NULL;
	right &= crafted[i].reply == NULL || strcmp(crafted[i].reply, reply) == 0;
	right &= crafted[i].class == NULL || strcmp(crafted[i].class, answer->class) == 0;
	if (!ok(right, "%s", crafted[i].path))
		printf("#  kind %s, flags %s, reason %s, names %s, class %s, reply %s\n", answer->kind,
		       answer->flags, answer->reason, answer->names, answer->class, reply);
}

/* The eight large ones are written by the corpus's own script, where there is a Python. */
static char *make_large(const char *crafted_folder)
{
	g_autofree char *script = g_build_filename(crafted_folder, "make_large.py", NULL);
	g_autofree char *folder = g_dir_make_tmp("valija-large-XXXXXX", NULL);
	const char *argv[] = { "python3", script, folder, NULL };
	int status = 1;
	if (folder == NULL ||
	    !g_spawn_sync(NULL, (char **)(uintptr_t)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL,
			  &status, NULL) ||
	    status != 0)
		return NULL;
	return g_steal_pointer(&folder);
}

static void remove_large(const char *folder)
{
	for (size_t i = 0; i < G_N_ELEMENTS(crafted); i++) {
		g_autofree char *path = g_build_filename(folder, crafted[i].path, NULL);
		g_autofree char *parent = g_path_get_dirname(path);
		g_remove(path);
		g_rmdir(parent);
	}
	g_rmdir(folder);
}

static void test_crafted(const char *corpus)
{
	g_autofree char *folder = g_build_filename(corpus, "mail", "crafted", NULL);
	if (!g_file_test(folder, G_FILE_TEST_IS_DIR)) {
		skip("crafted", "the corpus is not here");
		return;
	}
	g_autofree char *large = make_large(folder);
	for (size_t i = 0; i < G_N_ELEMENTS(crafted); i++) {
		g_autofree char *stored = g_build_filename(folder, crafted[i].path, NULL);
		g_autofree char *made = large != NULL ? g_build_filename(large, crafted[i].path, NULL) : NULL;
		g_autofree char *bytes = NULL;
		size_t length = 0;
		if (!file_read(stored, FILE_BYTES, &bytes, &length, NULL) &&
		    (made == NULL || !file_read(made, FILE_BYTES, &bytes, &length, NULL))) {
			skip(crafted[i].path, "not stored, and no Python to write it");
			continue;
		}
		ConfinedAnswer answer = confined_read(crafted[i].path, bytes, length);
		check_crafted(i, &answer);
	}
	if (large != NULL)
		remove_large(large);
}

int main(void)
{
	g_autofree char *corpus = corpus_folder();
	test_crafted(corpus);
	test_folder(corpus, "mail");
	test_folder(corpus, "dte");
	test_folder(corpus, "cfdi");
	return tap_done();
}
