/*
 * Kinds of the corpus' mails: automatic ones found, ordinary ones left alone.
 */
#include "parsers/mime/mime.h"
#include "parsers/replies/classify.h"
#include "parsers/replies/reply.h"
#include "tests/tap.h"
#include "tests/unit/parsers/corpus_files.h"

typedef struct {
	FindingKind kind;
	bool automatic;
	const char *reason;
} Verdict;

static Verdict classify_file(Arena *arena, const char *path)
{
	size_t length = 0;
	char *bytes = corpus_read(path, &length);
	if (bytes == NULL)
		return (Verdict){ .kind = FINDING_QUARANTINE };
	arena_own(arena, bytes, g_free);
	Limits limits = limits_default();
	Message *message = mime_parse(arena, &limits, bytes, length);
	Mail *mail = arena_new0(arena, Mail);
	mail->subject = message_header(message, "Subject");
	mail->in_reply_to = message_header(message, "In-Reply-To");
	mime_addresses(arena, &limits, message, "To", &mail->to, &mail->n_to);
	reply_split(arena, &limits, message, mail);
	Verdict verdict = { .automatic = classify_is_automatic(arena, message, mail) };
	verdict.kind = classify_message(arena, message, mail, &verdict.reason);
	return verdict;
}

static const struct {
	const char *kind; /* of INDEX.tsv */
	FindingKind want;
	int percent;
} rows[] = {
	{ "autoreply", FINDING_AUTO_REPLY, 95 },
	{ "crafted:autoreply", FINDING_AUTO_REPLY, 100 },
	{ "arf", FINDING_COMPLAINT, 90 },
	{ "mdn", FINDING_READ_RECEIPT, 100 },
	{ "crafted:mdn", FINDING_READ_RECEIPT, 100 },
	{ "crafted:reply", FINDING_REPLY, 100 },
	{ "bounce", FINDING_BOUNCE, 96 },
};

/* The kind of the index without its line ends ("arf-crlf"). */
static bool is_kind(const char *field, const char *kind)
{
	size_t length = strlen(kind);
	return strncmp(field, kind, length) == 0 &&
	       (field[length] == '\0' || strcmp(field + length, "-cr") == 0 ||
		strcmp(field + length, "-crlf") == 0);
}

static void test_kind(const GPtrArray *index, size_t row)
{
	int files = 0;
	int right = 0;
	for (guint i = 0; i < index->len; i++) {
		g_autoptr(Arena) arena = arena_new();
		char **fields = g_ptr_array_index(index, i);
		if (!is_kind(fields[1], rows[row].kind))
			continue;
		Verdict verdict = classify_file(arena, fields[0]);
		files++;
		bool robot = rows[row].want == FINDING_AUTO_REPLY && verdict.automatic &&
			     verdict.kind != FINDING_REPLY;
		right += robot || verdict.kind == rows[row].want;
		if (!robot && verdict.kind != rows[row].want && g_getenv("SHOW") != NULL)
			printf("# MISS %s is %s (%s)\n", fields[0], finding_kind_word(verdict.kind),
			       verdict.reason);
	}
	printf("# %s: %d of %d\n", rows[row].kind, right, files);
	ok(files > 0 && right * 100 >= files * rows[row].percent, "%s", rows[row].kind);
}

static void test_ham(const GPtrArray *index)
{
	int files = 0;
	int automatic = 0;
	int bounces = 0;
	for (guint i = 0; i < index->len; i++) {
		g_autoptr(Arena) arena = arena_new();
		char **fields = g_ptr_array_index(index, i);
		if (strcmp(fields[1], "ham") != 0)
			continue;
		Verdict verdict = classify_file(arena, fields[0]);
		bool alarm = verdict.kind == FINDING_AUTO_REPLY || verdict.automatic ||
			     verdict.kind == FINDING_COMPLAINT;
		files++;
		automatic += alarm;
		bounces += verdict.kind == FINDING_BOUNCE;
		if ((alarm || verdict.kind == FINDING_BOUNCE) && g_getenv("SHOW") != NULL)
			printf("# ALARM %s is %s (%s)\n", fields[0], finding_kind_word(verdict.kind),
			       verdict.reason);
	}
	printf("# ham: %d of %d taken for automatic, %d for a bounce\n", automatic, files, bounces);
	is_i64(files, 300, "300 ordinary mails");
	ok(automatic <= 1, "at most one ordinary mail is taken for automatic");
	ok(bounces <= 1, "at most one ordinary mail is taken for a bounce");
}

int main(void)
{
	if (!corpus_exists("INDEX.tsv")) {
		skip("kinds of the corpus", "no corpus beside the checkout");
		return tap_done();
	}
	g_autoptr(GPtrArray) index = corpus_index();
	for (size_t row = 0; row < G_N_ELEMENTS(rows); row++)
		test_kind(index, row);
	test_ham(index);
	return tap_done();
}
