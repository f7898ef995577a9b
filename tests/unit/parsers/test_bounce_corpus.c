/*
 * Bounces of real servers, counted: recipients, status and class against what other libraries and the RFC
 * 3464 fields themselves say. Statuses that a library made up (5.0.9xx) are no expectation.
 */
#include "base/json.h"
#include "parsers/mime/mime.h"
#include "parsers/replies/bounce.h"
#include "tests/tap.h"
#include "tests/unit/parsers/corpus_files.h"

typedef struct {
	int files, recipients, status, status_of, class, class_of;
} Score;

static const Bounce *bounce_of(Arena *arena, const char *path)
{
	size_t length = 0;
	char *bytes = corpus_read(path, &length);
	if (bytes == NULL)
		return NULL;
	arena_own(arena, bytes, g_free);
	Limits limits = limits_default();
	return bounce_read(arena, mime_parse(arena, &limits, bytes, length));
}

/* Where a mail has RFC 3464 fields, they decide (test_dsn), not what a library made of them. */
static bool has_fields(const char *path)
{
	g_autofree char *text = corpus_read("EXPECTED_DSN.jsonl", NULL);
	g_autofree char *row = g_strdup_printf("\"%s\"", path);
	return strstr(text, row) != NULL;
}

static bool show(void)
{
	return g_getenv("SHOW") != NULL;
}

static void miss(const char *what, const char *path, const Bounce *bounce, const char *want)
{
	if (!show())
		return;
	printf("# MISS %s %s want [%s] got", what, path, want);
	for (size_t i = 0; bounce != NULL && i < bounce->n_recipients; i++)
		printf(" %s/%s/%s/%s", bounce->recipients[i].address, bounce->recipients[i].action,
		       bounce->recipients[i].status, bounce_class_word(bounce->recipients[i].class));
	printf("\n");
}

static const BounceRecipient *find(const Bounce *bounce, const char *address)
{
	for (size_t i = 0; bounce != NULL && i < bounce->n_recipients; i++)
		if (g_ascii_strcasecmp(bounce->recipients[i].address, address) == 0)
			return &bounce->recipients[i];
	return NULL;
}

/* ---- RFC 3464
 * ----------------------------------------------------------------------------------------------------- */

static bool dsn_holds(Arena *arena, const json_t *recipients, const Bounce *bounce)
{
	size_t known = 0;
	for (size_t i = 0; i < json_array_size(recipients); i++) {
		const json_t *want = json_array_get(recipients, i);
		const char *address = json_get_text(arena, want, "final_recipient");
		const char *action = json_get_text(arena, want, "action");
		const char *status = json_get_text(arena, want, "status");
		if (address == NULL || strchr(address, '@') == NULL)
			continue;
		known++;
		const BounceRecipient *got = find(bounce, address);
		if (got == NULL)
			return false;
		bool plain =
			action != NULL && (strcmp(action, "failed") == 0 || strcmp(action, "delayed") == 0);
		if ((plain && strcmp(got->action, action) != 0) ||
		    (status != NULL && strlen(status) >= 5 && !g_str_has_prefix(status, got->status)))
			return false;
	}
	return known == 0 || bounce->n_recipients >= known;
}

static void test_dsn(void)
{
	g_autofree char *text = corpus_read("EXPECTED_DSN.jsonl", NULL);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	int files = 0;
	int right = 0;
	for (size_t i = 0; lines[i] != NULL; i++) {
		g_autoptr(Arena) arena = arena_new();
		g_autoptr(json_t) row = json_read(lines[i], strlen(lines[i]), NULL);
		const char *path = row != NULL ? json_get_text(arena, row, "path") : NULL;
		if (path == NULL)
			continue;
		const Bounce *bounce = bounce_of(arena, path);
		bool holds = dsn_holds(arena, json_object_get(row, "recipients"), bounce);
		files++;
		right += holds;
		if (!holds)
			miss("dsn", path, bounce, lines[i]);
	}
	printf("# rfc 3464: %d of %d files\n", right, files);
	ok(files > 200, "there are RFC 3464 files");
	ok(right * 1000 >= files * 995, "99.5 %% of the RFC 3464 files");
}

/* ---- other libraries' expectations
 * -------------------------------------------------------------------------------- */

static const struct {
	const char *reason;
	BounceClass class;
} reasons[] = {
	{ "userunknown", BOUNCE_CLASS_HARD },	  { "hostunknown", BOUNCE_CLASS_HARD },
	{ "mailboxfull", BOUNCE_CLASS_FULL },	  { "spamdetected", BOUNCE_CLASS_POLICY },
	{ "authfailure", BOUNCE_CLASS_POLICY },	  { "badreputation", BOUNCE_CLASS_POLICY },
	{ "norelaying", BOUNCE_CLASS_POLICY },	  { "requireptr", BOUNCE_CLASS_POLICY },
	{ "virusdetected", BOUNCE_CLASS_POLICY }, { "over_quota", BOUNCE_CLASS_FULL },
	{ "user_unknown", BOUNCE_CLASS_HARD },
};

/* The class that the contract gives to the status that was read comes first; then what the reason means. */
static bool class_holds(const BounceRecipient *got, const char *status, const char *reason, bool *ret_usable)
{
	*ret_usable = true;
	if (strcmp(got->action, "delayed") == 0)
		return got->class == BOUNCE_CLASS_DELAYED;
	if (status != NULL && strlen(status) >= 5 && g_str_has_prefix(status + 1, ".2.2"))
		return got->class == BOUNCE_CLASS_FULL;
	if (status != NULL && g_str_has_prefix(status + 1, ".7."))
		return got->class == BOUNCE_CLASS_POLICY;
	for (size_t i = 0; reason != NULL && i < G_N_ELEMENTS(reasons); i++)
		if (strcmp(reasons[i].reason, reason) == 0)
			return got->class == reasons[i].class ||
			       (status != NULL && *status == '4' && got->class == BOUNCE_CLASS_SOFT);
	*ret_usable = false;
	return true;
}

static bool sisimai_recipients(Arena *arena, const char *path, const json_t *oracle, const Bounce *bounce)
{
	for (size_t i = 0; i < json_array_size(oracle); i++) {
		const char *address = json_get_text(arena, json_array_get(oracle, i), "recipient");
		if (address != NULL && strchr(address, '@') != NULL && find(bounce, address) == NULL)
			return false;
	}
	return bounce != NULL && (bounce->n_recipients <= json_array_size(oracle) || has_fields(path));
}

static void sisimai_file(Score *score, const char *path, const char *want_path)
{
	g_autoptr(Arena) arena = arena_new();
	size_t length = 0;
	g_autofree char *bytes = corpus_read(want_path, &length);
	g_autoptr(json_t) root = bytes != NULL ? json_read(bytes, length, NULL) : NULL;
	const json_t *oracle = json_object_get(root, "oracle_p5_sisimai_5.1.0");
	const char *about = json_get_text(arena, json_array_get(oracle, 0), "reason");
	/* What was delivered, and what a reader complained of, is no bounce. */
	if (about == NULL || strcmp(about, "delivered") == 0 || strcmp(about, "feedback") == 0)
		return;
	const Bounce *bounce = bounce_of(arena, path);
	score->files++;
	bool holds = sisimai_recipients(arena, path, oracle, bounce);
	score->recipients += holds;
	const json_t *first = json_array_get(oracle, 0);
	const char *address = json_get_text(arena, first, "recipient");
	if (!holds) {
		miss("recipients", path, bounce, address != NULL ? address : "");
		return;
	}
	const BounceRecipient *got = find(bounce, address);
	const json_t *verified = json_array_get(json_object_get(root, "verified_by_upstream_tests"), 0);
	const char *status = json_get_text(arena, verified, "status");
	if (got == NULL || status == NULL || strlen(status) < 5)
		return;
	const char *reason = json_get_text(arena, verified, "reason");
	if (!g_str_has_prefix(status + 1, ".0.") && !has_fields(path)) {
		score->status_of++;
		bool same = strcmp(status, got->status) == 0;
		score->status += same;
		if (!same)
			miss("status", path, bounce, status);
	}
	bool usable = false;
	bool class = class_holds(got, got->status, reason, &usable);
	score->class_of += usable;
	score->class += usable && class;
	if (!class)
		miss("class", path, bounce, reason);
}

static void flufl_file(Score *score, const char *path, const char *want_path)
{
	g_autoptr(Arena) arena = arena_new();
	size_t length = 0;
	g_autofree char *bytes = corpus_read(want_path, &length);
	g_autoptr(json_t) root = bytes != NULL ? json_read(bytes, length, NULL) : NULL;
	const json_t *addresses = json_object_get(json_array_get(root, 0), "addresses");
	if (json_array_size(addresses) == 0)
		return;
	if (has_fields(path))
		return;
	const Bounce *bounce = bounce_of(arena, path);
	score->files++;
	bool holds = bounce != NULL && bounce->n_recipients <= json_array_size(addresses);
	for (size_t i = 0; i < json_array_size(addresses); i++)
		holds = holds && find(bounce, json_string_value(json_array_get(addresses, i))) != NULL;
	score->recipients += holds;
	g_autofree char *want = json_dumps(addresses, JSON_COMPACT);
	if (!holds)
		miss("recipients", path, bounce, want);
}

static void gitpan_file(Score *score, const char *path, const char *want_path)
{
	g_autoptr(Arena) arena = arena_new();
	size_t length = 0;
	g_autofree char *bytes = corpus_read(want_path, &length);
	g_autoptr(json_t) root = bytes != NULL ? json_read(bytes, length, NULL) : NULL;
	const char *reason = json_get_text(arena, root, "std_reason");
	if (reason == NULL || !json_get_bool(root, "is_bounce"))
		return;
	const Bounce *bounce = bounce_of(arena, path);
	score->files++;
	score->recipients += bounce != NULL;
	if (bounce == NULL) {
		miss("recipients", path, bounce, reason);
		return;
	}
	bool usable = false;
	bool class = class_holds(&bounce->recipients[0], bounce->recipients[0].status, reason, &usable);
	score->class_of += usable;
	score->class += usable && class;
	if (!class)
		miss("class", path, bounce, reason);
}

static void print_score(const char *name, const Score *score)
{
	printf("# %s: recipients %d of %d, status %d of %d, class %d of %d\n", name, score->recipients,
	       score->files, score->status, score->status_of, score->class, score->class_of);
}

static void test_others(void)
{
	g_autoptr(GPtrArray) rows = corpus_index();
	Score scores[3] = { 0 };
	for (guint i = 0; i < rows->len; i++) {
		char **row = g_ptr_array_index(rows, i);
		if (!g_str_has_prefix(row[1], "bounce"))
			continue;
		g_auto(GStrv) wants = g_strsplit(row[3], " | ", -1);
		if (strstr(wants[0], "sisimai") != NULL && strstr(wants[0], "_expected/") != NULL)
			sisimai_file(&scores[0], row[0], wants[0]);
		else if (strstr(wants[0], "flufl") != NULL)
			flufl_file(&scores[1], row[0], wants[0]);
		else if (strstr(wants[0], "BounceParser") != NULL)
			gitpan_file(&scores[2], row[0], wants[0]);
	}
	print_score("sisimai", &scores[0]);
	print_score("flufl", &scores[1]);
	print_score("bounceparser", &scores[2]);
	Score all = { 0 };
	for (size_t i = 0; i < G_N_ELEMENTS(scores); i++) {
		all.files += scores[i].files;
		all.recipients += scores[i].recipients;
		all.status += scores[i].status;
		all.status_of += scores[i].status_of;
		all.class += scores[i].class;
		all.class_of += scores[i].class_of;
	}
	print_score("all", &all);
	ok(all.files > 350, "there are bounces of real servers");
	ok(all.recipients * 100 >= all.files * 97, "97 %% of the recipients");
	ok(all.status * 100 >= all.status_of * 97, "97 %% of the statuses");
	ok(all.class * 100 >= all.class_of * 97, "97 %% of the classes");
}

int main(void)
{
	if (!corpus_exists("INDEX.tsv")) {
		skip("bounce corpora", "no corpus beside the checkout");
		return tap_done();
	}
	test_dsn();
	test_others();
	return tap_done();
}
