#include "base/file.h"
#include "tests/tap.h"
#include "tests/unit/parsers/finding_path.h"

/*
 * Every file of the DTE corpus against its oracle (corpus/dte/README.md): one line a file, every field and
 * every check counted. The corpus is not part of the project; without it the test is skipped.
 */
typedef struct {
	int fields, fields_equal, checks, checks_equal, files_equal, files;
} Score;

typedef struct {
	Score *score;
	GString *faults;
} Judge;

/* A value of the oracle: {"any": […]}, {"not": […]}, or the value itself. Numbers of lines are texts there.
 */
static bool value_equal(const json_t *got, const json_t *want)
{
	if (want == NULL || json_is_null(want))
		return got == NULL || json_is_null(got);
	g_autofree char *text = finding_path_text(got);
	return json_is_string(want) ? strcmp(text, json_string_value(want)) == 0 : json_equal(got, want) != 0;
}

static bool value_in(const json_t *got, const json_t *list)
{
	for (size_t i = 0; i < json_array_size(list); i++)
		if (value_equal(got, json_array_get(list, i)))
			return true;
	return false;
}

static bool value_holds(const json_t *got, const json_t *want);

static bool list_holds(const json_t *got, const json_t *want)
{
	if (json_array_size(got) != json_array_size(want))
		return false;
	for (size_t i = 0; i < json_array_size(want); i++) {
		json_t *item = json_array_get(want, i);
		for (void *at = json_object_iter(item); at != NULL; at = json_object_iter_next(item, at))
			if (!value_holds(json_object_get(json_array_get(got, i), json_object_iter_key(at)),
					 json_object_iter_value(at)))
				return false;
	}
	return true;
}

static bool value_holds(const json_t *got, const json_t *want)
{
	const json_t *any = json_object_get(want, "any");
	const json_t *none = json_object_get(want, "not");
	if (any != NULL || none != NULL)
		return any != NULL ? value_in(got, any) : !value_in(got, none);
	return json_is_array(want) ? list_holds(got, want) : value_equal(got, want);
}

static void judge_fault(const Judge *judge, const char *what, const json_t *got, const json_t *want)
{
	g_autofree char *has = finding_path_text(got);
	g_autofree char *should = finding_path_text(want);
	g_string_append_printf(judge->faults, "#   %s: got %.200s, want %.200s\n", what, has, should);
}

static const json_t *find_check(const json_t *document, const char *name)
{
	const json_t *checks = finding_path(document, "trust.checks");
	for (size_t i = 0; i < json_array_size(checks); i++)
		if (g_strcmp0(json_string_value(json_object_get(json_array_get(checks, i), "check")), name) ==
		    0)
			return json_object_get(json_array_get(checks, i), "result");
	return NULL;
}

static void judge_checks(const Judge *judge, const json_t *document, json_t *checks)
{
	const char *name = NULL;
	json_t *results = NULL;
	json_object_foreach(checks, name, results) {
		const json_t *got = find_check(document, name);
		bool equal = value_in(got, results);
		judge->score->checks++;
		judge->score->checks_equal += equal;
		if (!equal)
			judge_fault(judge, name, got, results);
	}
}

static bool is_about_the_oracle(const char *name)
{
	const char *const names[] = { "checks", "verdict", "signature_how", "misplaced_totals" };
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

static void judge_document(const Judge *judge, const json_t *document, json_t *wanted)
{
	const char *name = NULL;
	json_t *want = NULL;
	json_object_foreach(wanted, name, want) {
		if (is_about_the_oracle(name))
			continue;
		const json_t *got = finding_path(document, name);
		bool equal = value_holds(got, want);
		judge->score->fields++;
		judge->score->fields_equal += equal;
		if (!equal)
			judge_fault(judge, name, got, want);
	}
	judge_checks(judge, document, json_object_get(wanted, "checks"));
	const json_t *verdict = json_object_get(wanted, "verdict");
	if (verdict != NULL && !value_holds(finding_path(document, "trust.verdict"), verdict))
		judge_fault(judge, "verdict", finding_path(document, "trust.verdict"), verdict);
}

static void judge_documents(const Judge *judge, const json_t *finding, const json_t *oracle)
{
	const json_t *got = json_object_get(finding, "documents");
	const json_t *wanted = json_object_get(oracle, "documents");
	if (json_array_size(wanted) > 0 && json_array_size(got) != json_array_size(wanted))
		judge_fault(judge, "documents", got, wanted);
	for (size_t i = 0; i < json_array_size(wanted); i++)
		judge_document(judge, json_array_get(got, i), json_array_get(wanted, i));
}

/* Files that may be parked: what is read nevertheless must be one of the keys named. */
static void judge_tolerant(const Judge *judge, const json_t *finding, const json_t *oracle)
{
	const json_t *got = json_object_get(finding, "documents");
	for (size_t i = 0; i < json_array_size(got); i++) {
		const json_t *key = json_object_get(json_array_get(got, i), "key");
		if (!value_in(key, json_object_get(oracle, "optional")))
			judge_fault(judge, "a document too many", key, json_object_get(oracle, "optional"));
	}
}

static void judge_answers(const Judge *judge, Arena *arena, const json_t *finding, const json_t *oracle)
{
	const json_t *answers = json_object_get(oracle, "answers");
	const json_t *references = finding_path(finding, "documents.0.references");
	const json_t *signature = json_object_get(oracle, "signature");
	if (answers != NULL && json_array_size(references) != json_array_size(answers))
		judge_fault(judge, "answers", references, answers);
	for (size_t i = 0; i < json_array_size(answers); i++) {
		const json_t *reference = json_array_get(references, i);
		const char *key = arena_printf(arena, "CL:%s:%s:%s",
					       json_get_text(arena, reference, "tax_id"),
					       json_get_text(arena, reference, "type"),
					       json_get_text(arena, reference, "number"));
		if (g_strcmp0(key, json_string_value(json_array_get(answers, i))) != 0)
			judge_fault(judge, "answer", reference, json_array_get(answers, i));
	}
	const json_t *result = find_check(finding_path(finding, "documents.0"), "set-signature");
	if (signature != NULL && !value_equal(result, signature))
		judge_fault(judge, "signature", result, signature);
}

static void test_file(const char *folder, const json_t *oracle, Score *score)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GString) faults = g_string_new(NULL);
	const char *name = json_get_text(arena, oracle, "file");
	g_autofree char *path = g_strconcat(folder, "/", name, NULL);
	g_autofree char *bytes = NULL;
	size_t length = 0;
	Limits limits = limits_default();
	ReadOptions options = { .limits = &limits };
	Judge judge = { score, faults };
	score->files++;
	if (!file_read(path, 1 << 26, &bytes, &length, NULL)) {
		ok(false, "%s is there", name);
		return;
	}
	g_autofree char *exact = exact_copy(bytes, length);
	g_autoptr(json_t) finding = finding_of_xml(arena, &options, exact, length);
	if (!value_in(json_object_get(finding, "kind"), json_object_get(oracle, "kind")))
		judge_fault(&judge, "kind", json_object_get(finding, "kind"),
			    json_object_get(oracle, "kind"));
	if (json_get_bool(oracle, "tolerant"))
		judge_tolerant(&judge, finding, oracle);
	else
		judge_documents(&judge, finding, oracle);
	judge_answers(&judge, arena, finding, oracle);
	score->files_equal += ok(faults->len == 0, "%s", name);
	printf("%s", faults->str);
}

static char *corpus_folder(void)
{
	const char *corpus = g_getenv("VALIJA_CORPUS");
	return g_build_filename(corpus != NULL ? corpus : "../shared/corpus", "dte", NULL);
}

int main(void)
{
	g_autofree char *folder = corpus_folder();
	g_autofree char *path = g_build_filename(folder, "ORACLE.jsonl", NULL);
	g_autofree char *text = NULL;
	size_t length = 0;
	Score score = { 0 };
	if (!file_read(path, 1 << 26, &text, &length, NULL)) {
		skip("the DTE corpus", "not here");
		return tap_done();
	}
	g_autofree char *whole = g_strndup(text, length);
	g_auto(GStrv) lines = g_strsplit(whole, "\n", -1);
	for (size_t i = 0; lines[i] != NULL; i++) {
		g_autoptr(json_t) oracle = *lines[i] != '\0' ? json_read(lines[i], strlen(lines[i]), NULL)
							     : NULL;
		if (oracle != NULL)
			test_file(folder, oracle, &score);
	}
	ok(score.files >= 100 && score.fields > 2000 && score.checks > 400, "the corpus is whole");
	printf("# files %d of %d, fields %d of %d, checks %d of %d\n", score.files_equal, score.files,
	       score.fields_equal, score.fields, score.checks_equal, score.checks);
	return tap_done();
}
