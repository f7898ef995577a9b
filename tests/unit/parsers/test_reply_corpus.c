/*
 * The reply corpora of other libraries: counted, not tuned to. Expectations that contradict our contract
 * (quotations kept in the answer, an answer cut to nothing) count as misses.
 */
#include "base/json.h"
#include "base/text.h"
#include "parsers/mime/html.h"
#include "parsers/replies/reply.h"
#include "tests/tap.h"
#include "tests/unit/parsers/corpus_files.h"

typedef struct {
	const char *name;
	int cases, exact, emptied;
} Score;

/* Trailing blanks and outer blank lines do not count. */
static char *normal(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text != NULL ? text : "", "\n", -1);
	for (size_t i = 0; lines[i] != NULL; i++)
		g_strchomp(lines[i]);
	char *joined = g_strjoinv("\n", lines);
	return g_strstrip(joined);
}

static char *squeezed(const char *text)
{
	GString *out = g_string_new(NULL);
	for (; *text != '\0'; text++)
		if (!g_ascii_isspace(*text) && *text != '>')
			g_string_append_c(out, *text);
	return g_string_free(out, FALSE);
}

static void count(Score *score, bool exact, const char *path, const char *got)
{
	score->cases++;
	score->exact += exact;
	if (!exact && g_getenv("SHOW") != NULL)
		printf("# MISS %s\n# --- got\n%s\n# ---\n", path, got);
}

static bool same(const char *got, const char *want)
{
	g_autofree char *a = normal(got);
	g_autofree char *b = normal(want);
	return strcmp(a, b) == 0;
}

static void check_empty(Score *score, const char *text, const char *reply, const char *path)
{
	g_autofree char *before = normal(text);
	g_autofree char *after = normal(reply);
	if (*before == '\0' || *after != '\0')
		return;
	score->emptied++;
	printf("# EMPTIED %s\n", path);
}

static void split_file(Arena *arena, Score *score, const char *path, const char **ret_reply,
		       const char **ret_quoted)
{
	size_t length = 0;
	g_autofree char *bytes = corpus_read(path, &length);
	const char *text = text_utf8(arena, bytes, length);
	reply_split_text(arena, text, ret_reply, ret_quoted);
	check_empty(score, text, *ret_reply, path);
}

/* ---- crisp
 * -------------------------------------------------------------------------------------------------------- */

static bool regex_holds(const char *assertion, const char *reply, const char *quoted, bool *ret_usable)
{
	const char *open = strstr(assertion, "true, /");
	const char *close = strstr(assertion, "/.test(fragments[");
	*ret_usable = open != NULL && close != NULL;
	if (!*ret_usable)
		return true;
	g_autofree char *pattern = g_strndup(open + 7, (gsize)(close - open - 7));
	bool first = g_str_has_prefix(close, "/.test(fragments[0]");
	return g_regex_match_simple(pattern, first ? reply : quoted != NULL ? quoted : "", 0, 0);
}

static bool crisp_holds(Arena *arena, const json_t *entry, const char *reply, const char *quoted,
			bool *ret_usable)
{
	static const char *const whole[] = { "first_fragment_trimmed", "visible_text", "text" };
	*ret_usable = true;
	for (size_t i = 0; i < G_N_ELEMENTS(whole); i++) {
		const char *want = json_get_text(arena, entry, whole[i]);
		if (want != NULL && json_get_integer(entry, "fragment", 0) == 0)
			return same(reply, want);
	}
	const char *assertion = json_get_text(arena, entry, "assertion");
	if (g_strcmp0(assertion, "1, fragments.length") == 0)
		return quoted == NULL;
	return regex_holds(assertion != NULL ? assertion : "", reply, quoted, ret_usable);
}

static void crisp_file(Score *score, const char *path)
{
	g_autoptr(Arena) arena = arena_new();
	const char *reply = NULL;
	const char *quoted = NULL;
	split_file(arena, score, path, &reply, &quoted);
	g_autofree char *base = g_path_get_basename(path);
	base[strlen(base) - 4] = '\0';
	g_autofree char *json_path = g_strdup_printf("crisp-oss__email-reply-parser/_expected/%s.json", base);
	size_t length = 0;
	g_autofree char *bytes = corpus_read(json_path, &length);
	g_autoptr(json_t) root = bytes != NULL ? json_read(bytes, length, NULL) : NULL;
	bool holds = true;
	bool usable = false;
	for (size_t i = 0; i < json_array_size(root); i++) {
		bool one = false;
		holds = crisp_holds(arena, json_array_get(root, i), reply, quoted, &one) && holds;
		usable = usable || one;
	}
	if (usable)
		count(score, holds, path, reply);
}

/* ---- trimmer and talon: a text and its expected answer
 * ------------------------------------------------------------ */

static void pair_file(Score *score, const char *path, const char *want_path)
{
	g_autoptr(Arena) arena = arena_new();
	const char *reply = NULL;
	const char *quoted = NULL;
	split_file(arena, score, path, &reply, &quoted);
	g_autofree char *want = corpus_read(want_path, NULL);
	count(score, same(reply, want), path, reply);
}

static void trimmer_file(Score *score, const char *path)
{
	g_autofree char *base = g_path_get_basename(path);
	g_autofree char *want = g_strdup_printf("discourse__email_reply_trimmer/test/trimmed/%s", base);
	pair_file(score, path, want);
}

static void talon_file(Score *score, const char *path)
{
	g_autofree char *stem = g_strndup(path, strlen(path) - 4);
	g_autofree char *want = g_strdup_printf("%s.expected", stem);
	pair_file(score, path, want);
}

static void talon_html_file(Score *score, const char *path)
{
	g_autoptr(Arena) arena = arena_new();
	Limits limits = limits_default();
	g_autofree char *html = corpus_read(path, NULL);
	g_autofree char *stem = g_strndup(path, strlen(path) - 5);
	g_autofree char *want_path = g_strdup_printf("%s.expected", stem);
	g_autofree char *want_html = corpus_read(want_path, NULL);
	Message message = { .html = html };
	Mail mail = { 0 };
	reply_split(arena, &limits, &message, &mail);
	check_empty(score, mail.text, mail.reply, path);
	g_autofree char *got = squeezed(mail.reply);
	g_autofree char *want = squeezed(html_to_text(arena, &limits, want_html, strlen(want_html)));
	count(score, strcmp(got, want) == 0, path, mail.reply);
}

/* ---- quotequail
 * --------------------------------------------------------------------------------------------------- */

static char *quail_want(Arena *arena, const json_t *root)
{
	const json_t *intro =
		json_array_get(json_array_get(json_object_get(root, "expected_quote_intro_line"), 0), 1);
	if (json_is_string(intro))
		return g_strdup(json_string_value(intro));
	const json_t *expected = json_object_get(root, "expected");
	const char *top = json_get_text(arena, expected, "text_top");
	const char *bottom = json_get_text(arena, expected, "text_bottom");
	return top == NULL ? NULL : bottom == NULL ? g_strdup(top) : g_strdup_printf("%s\n\n%s", top, bottom);
}

static void quail_file(Score *score, const char *path)
{
	g_autoptr(Arena) arena = arena_new();
	const char *reply = NULL;
	const char *quoted = NULL;
	split_file(arena, score, path, &reply, &quoted);
	g_autofree char *base = g_path_get_basename(path);
	base[strlen(base) - 4] = '\0';
	g_autofree char *json_path = g_strdup_printf("closeio__quotequail/_expected/%s.json", base);
	size_t length = 0;
	g_autofree char *bytes = corpus_read(json_path, &length);
	g_autoptr(json_t) root = bytes != NULL ? json_read(bytes, length, NULL) : NULL;
	g_autofree char *want = root != NULL ? quail_want(arena, root) : NULL;
	if (want != NULL)
		count(score, same(reply, want), path, reply);
}

/* Files without an expectation: only that nothing is cut to nothing. */
static void plain_file(Score *score, const char *path)
{
	g_autoptr(Arena) arena = arena_new();
	const char *reply = NULL;
	const char *quoted = NULL;
	split_file(arena, score, path, &reply, &quoted);
}

typedef struct {
	const char *name, *folder, *suffix;
	void (*run)(Score *score, const char *path);
} Corpus;

static const Corpus corpora[] = {
	{ "crisp", "crisp-oss__email-reply-parser/test/fixtures", ".txt", crisp_file },
	{ "trimmer", "discourse__email_reply_trimmer/test/emails", ".txt", trimmer_file },
	{ "talon text", "mailgun__talon/_inline", ".txt", talon_file },
	{ "talon html", "mailgun__talon/_inline", ".html", talon_html_file },
	{ "quotequail", "closeio__quotequail/_inline", ".txt", quail_file },
	{ "github", "github__email_reply_parser/test/emails", ".txt", plain_file },
	{ "willdurand", "willdurand__EmailReplyParser/tests/Fixtures", ".txt", plain_file },
};

int main(void)
{
	if (!corpus_exists("INDEX.tsv")) {
		skip("reply corpora", "no corpus beside the checkout");
		return tap_done();
	}
	Score all = { .name = "all" };
	for (size_t i = 0; i < G_N_ELEMENTS(corpora); i++) {
		Score score = { .name = corpora[i].name };
		g_autoptr(GPtrArray) paths = corpus_list(corpora[i].folder, corpora[i].suffix);
		for (guint p = 0; p < paths->len; p++)
			corpora[i].run(&score, g_ptr_array_index(paths, p));
		printf("# %s: %d of %d exact, %d cut to nothing, %u files\n", score.name, score.exact,
		       score.cases, score.emptied, paths->len);
		all.cases += score.cases;
		all.exact += score.exact;
		all.emptied += score.emptied;
	}
	printf("# all: %d of %d exact\n", all.exact, all.cases);
	ok(all.cases > 90, "the corpora have their cases");
	ok(all.exact * 100 >= all.cases * 90, "90 %% of the reply corpora are exact");
	is_i64(all.emptied, 0, "no answer is cut to nothing");
	return tap_done();
}
