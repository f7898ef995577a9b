/*
 * What other mail readers make of the same mails, counted: subject, people, date, text and files, wherever an
 * expectation can be read without a person. Every miss is listed; some of theirs contradict the contract, so the target
 * is 98 %, not all.
 */
#include "base/json.h"
#include "parsers/mime/attachment.h"
#include "parsers/mime/format.h"
#include "parsers/read.h"
#include "tests/tap.h"
#include "tests/unit/parsers/corpus_files.h"

#define TARGET_PERCENT 98

typedef struct {
	const char *source;
	Arena *arena;
	const char *path;
	const Mail *mail;
	int files, checks, agreed;
} Score;

static const Mail *mail_of(Arena *arena, const char *path)
{
	size_t length = 0;
	char *bytes = corpus_read(path, &length);
	Limits limits = limits_default();
	ReadOptions options = { .limits = &limits, .no_proof = true };
	Finding finding = { 0 };
	if (bytes == NULL)
		return NULL;
	arena_own(arena, bytes, g_free);
	read_bytes(arena, &options, NULL, bytes, length, &finding);
	return finding.mail;
}

static void check(Score *score, const char *what, const char *got, const char *want)
{
	bool same = g_strcmp0(got, want) == 0;
	if (want != NULL && strstr(want, "\xEF\xBF\xBD") != NULL) /* theirs could not read it */
		return;
	score->checks++;
	score->agreed += same;
	if (same)
		return;
	g_autofree char *line = g_strdup_printf("%s %s: got [%.90s] want [%.90s]", what, score->path,
						got != NULL ? got : "(null)", want != NULL ? want : "(null)");
	g_strdelimit(line, "\n\r", ' ');
	g_autofree char *shown = g_utf8_make_valid(line, -1);
	printf("# differs: %s\n", shown);
}

/* Without white space and in one Unicode form: how lines are broken is nobody's business here. */
static char *bare(const char *text)
{
	GString *kept = g_string_new(NULL);
	g_autofree char *valid = g_utf8_make_valid(text != NULL ? text : "", -1);
	g_autofree char *normal = g_utf8_normalize(valid, -1, G_NORMALIZE_NFC);
	for (const char *at = normal; *at != '\0'; at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at);
		if (!g_unichar_isspace(c) && !g_unichar_iszerowidth(c) && c != 0xFFFD)
			g_string_append_unichar(kept, c);
	}
	return g_string_free(kept, FALSE);
}

static void check_bare(Score *score, const char *what, const char *got, const char *want)
{
	if (want != NULL && strstr(want, "\xEF\xBF\xBD") != NULL)
		return;
	g_autofree char *left = bare(got);
	g_autofree char *right = bare(want);
	check(score, what, left, right);
}

static void check_holds(Score *score, const char *what, const char *got, const char *part)
{
	g_autofree char *whole = bare(got);
	g_autofree char *piece = bare(part);
	check(score, what, strstr(whole, piece) != NULL ? piece : whole, piece);
}

static char *addresses_line(const Address *list, size_t n)
{
	GString *line = g_string_new(NULL);
	for (size_t i = 0; i < n; i++)
		g_string_append_printf(line, "%s%s", i > 0 ? "," : "", list[i].address);
	return g_string_free(line, FALSE);
}

static const char *file_with_name(const Mail *mail, const char *name, size_t bytes, bool any_size)
{
	for (size_t i = 0; i < mail->n_attachments; i++)
		if (g_strcmp0(mail->attachments[i].name, name) == 0 &&
		    (any_size || mail->attachments[i].bytes == bytes))
			return mail->attachments[i].name;
	return NULL;
}

/* Their name as we would show it: the last element of a path, NFC, without control characters. */
static void check_file(Score *score, const char *name, json_int_t bytes)
{
	const char *want = attachment_name(score->arena, name);
	check(score, "file", file_with_name(score->mail, want, (size_t)bytes, bytes < 0), want);
}

static json_t *json_of(const char *path)
{
	size_t length = 0;
	g_autofree char *bytes = corpus_read(path, &length);
	return bytes != NULL ? json_read(bytes, length, NULL) : NULL;
}

/* ---- stalwart: the whole tree as JSON ---- */

static const json_t *stalwart_header(const json_t *part, const char *name)
{
	const json_t *headers = json_object_get(part, "headers");
	const json_t *found = NULL;
	for (size_t i = 0; i < json_array_size(headers); i++) {
		const json_t *header = json_array_get(headers, i);
		const char *word = json_string_value(json_object_get(header, "name"));
		if (g_strcmp0(word, name) == 0 && found == NULL)
			found = json_object_get(header, "value");
	}
	return found;
}

static void stalwart_list(GString *line, const json_t *list)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *item = json_array_get(list, i);
		const json_t *group = json_object_get(item, "addresses");
		const char *address = json_string_value(json_object_get(item, "address"));
		if (group != NULL)
			stalwart_list(line, group);
		if (address != NULL)
			g_string_append_printf(line, "%s%s", line->len > 0 ? "," : "", address);
	}
}

static void stalwart_people(Score *score, const json_t *root, const char *name, const Address *list, size_t n)
{
	const json_t *value = json_object_get(stalwart_header(root, name), "Address");
	g_autoptr(GString) want = g_string_new(NULL);
	stalwart_list(want, json_object_get(value, "List"));
	stalwart_list(want, json_object_get(value, "Group"));
	g_autofree char *got = addresses_line(list, n);
	/* what is no address of any kind is shown by them, and left out by us */
	if (want->len > 0 && strchr(want->str, '@') != NULL)
		check(score, name, got, want->str);
}

static void stalwart_date(Score *score, const json_t *root)
{
	const json_t *date = json_object_get(stalwart_header(root, "date"), "DateTime");
	if (date == NULL || json_get_integer(date, "year", 0) < 1970 || json_get_integer(date, "month", 0) < 1)
		return;
	g_autofree char *want = g_strdup_printf(
		"%04d-%02d-%02dT%02d:%02d:%02d", (int)json_get_integer(date, "year", 0),
		(int)json_get_integer(date, "month", 0), (int)json_get_integer(date, "day", 0),
		(int)json_get_integer(date, "hour", 0), (int)json_get_integer(date, "minute", 0),
		(int)json_get_integer(date, "second", 0));
	g_autofree char *got = g_strndup(score->mail->date != NULL ? score->mail->date : "", 19);
	check(score, "date", got, want);
}

static const char *stalwart_attribute(const json_t *part, const char *header, const char *name)
{
	const json_t *type = json_object_get(stalwart_header(part, header), "ContentType");
	const json_t *list = json_object_get(type, "attributes");
	for (size_t i = 0; i < json_array_size(list); i++)
		if (g_strcmp0(json_string_value(json_object_get(json_array_get(list, i), "name")), name) == 0)
			return json_string_value(json_object_get(json_array_get(list, i), "value"));
	return NULL;
}

static void stalwart_files(Score *score, const json_t *json, const json_t *parts)
{
	const json_t *list = json_object_get(json, "attachments");
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *part = json_array_get(parts, (size_t)json_integer_value(json_array_get(list, i)));
		const json_t *binary = json_object_get(json_object_get(part, "body"), "Binary");
		const char *name = stalwart_attribute(part, "content_disposition", "filename");
		if (name == NULL)
			name = stalwart_attribute(part, "content_type", "name");
		if (name != NULL && *name != '\0' && !json_get_bool(part, "is_encoding_problem"))
			check_file(score, name, binary != NULL ? (json_int_t)json_array_size(binary) : -1);
	}
}

static void stalwart_text(Score *score, const json_t *json, const json_t *parts)
{
	const json_t *list = json_object_get(json, "text_body");
	g_autoptr(GString) want = g_string_new(NULL);
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *part = json_array_get(parts, (size_t)json_integer_value(json_array_get(list, i)));
		const json_t *text = json_object_get(json_object_get(part, "body"), "Text");
		if (text == NULL || json_get_bool(part, "is_encoding_problem"))
			return;
		g_string_append(want, json_string_value(text));
	}
	if (want->len > 0)
		check_bare(score, "text", score->mail->text, want->str);
}

static void stalwart_file(Score *score, const json_t *json)
{
	const json_t *parts = json_object_get(json, "parts");
	const json_t *root = json_array_get(parts, 0);
	const char *subject = json_string_value(json_object_get(stalwart_header(root, "subject"), "Text"));
	const char *id = json_string_value(json_object_get(stalwart_header(root, "message_id"), "Text"));
	if (subject != NULL)
		check_bare(score, "subject", score->mail->subject, subject);
	if (id != NULL)
		check(score, "message-id", score->mail->message_id, id);
	if (json_object_get(json_object_get(stalwart_header(root, "from"), "Address"), "List") != NULL)
		stalwart_people(score, root, "from", &score->mail->from, score->mail->from.address != NULL);
	stalwart_people(score, root, "to", score->mail->to, score->mail->n_to);
	stalwart_people(score, root, "cc", score->mail->cc, score->mail->n_cc);
	stalwart_date(score, root);
	stalwart_text(score, json, parts);
	stalwart_files(score, json, parts);
}

/* ---- php-mime-mail-parser and zbateson: what their tests assert ---- */

static void asserted_file(Score *score, const json_t *json)
{
	const json_t *files = json_object_get(json, "attachments");
	const json_t *to = json_object_get(json, "to");
	const char *subject = json_get_text(score->arena, json, "subject");
	g_autoptr(GString) people = g_string_new(NULL);
	stalwart_list(people, to);
	if (subject != NULL)
		check_bare(score, "subject", score->mail->subject, subject);
	if (json_array_size(json_object_get(json, "from")) == 1)
		check(score, "from", score->mail->from.address,
		      json_get_text(score->arena, json_array_get(json_object_get(json, "from"), 0), "address"));
	g_autofree char *got = addresses_line(score->mail->to, score->mail->n_to);
	if (people->len > 0)
		check(score, "to", got, people->str);
	for (size_t i = 0; i < json_array_size(files); i++) {
		const json_t *row = json_array_get(files, i);
		const char *name = json_string_value(json_array_get(row, 0));
		const json_t *bytes = json_array_get(row, 1);
		if (name != NULL && !g_str_has_prefix(name, "noname") && !g_str_has_prefix(name, "part-"))
			check_file(score, name, json_is_integer(bytes) ? json_integer_value(bytes) : -1);
	}
}

static void zbateson_file(Score *score, const json_t *json)
{
	const char *subject = json_get_text(score->arena, json, "Subject");
	const json_t *from = json_object_get(json, "From"), *to = json_object_get(json, "To");
	if (subject != NULL)
		check_bare(score, "subject", score->mail->subject, subject);
	if (json_get_text(score->arena, from, "email") != NULL) {
		check(score, "from", score->mail->from.address, json_get_text(score->arena, from, "email"));
		check_bare(score, "from name", score->mail->from.name, json_get_text(score->arena, from, "name"));
	}
	if (json_get_text(score->arena, to, "email") != NULL && score->mail->n_to > 0) {
		check(score, "to", score->mail->to[0].address, json_get_text(score->arena, to, "email"));
		check_bare(score, "to name", score->mail->to[0].name, json_get_text(score->arena, to, "name"));
	}
}

/* ---- libetpan: heads as JSON, bodies as rendered text ---- */

static void etpan_files(Score *score, const json_t *part)
{
	const json_t *parts = json_object_get(part, "parts");
	const char *name = json_get_text(score->arena, part, "filename");
	if (name != NULL && *name != '\0')
		check_file(score, name, -1);
	for (size_t i = 0; i < json_array_size(parts); i++)
		etpan_files(score, json_array_get(parts, i));
	if (json_object_get(part, "mainPart") != NULL)
		etpan_files(score, json_object_get(part, "mainPart"));
}

static void etpan_head(Score *score, const json_t *json)
{
	const json_t *header = json_object_get(json, "header");
	const char *subject = json_get_text(score->arena, header, "subject");
	const char *id = json_get_text(score->arena, header, "messageID");
	const char *from = json_get_text(score->arena, json_object_get(header, "from"), "mailbox");
	if (subject != NULL)
		check_bare(score, "subject", score->mail->subject, subject);
	/* theirs invents one where there is none */
	if (id != NULL && score->mail->message_id != NULL)
		check(score, "message-id", score->mail->message_id, id);
	if (from != NULL && strchr(from, '@') != NULL)
		check(score, "from", score->mail->from.address, from);
	etpan_files(score, json_object_get(json, "mainPart"));
}

/* How that renderer writes links, images, rules and escapes. */
static bool etpan_is_notation(const char *line)
{
	static const char *const marks[] = { "<", "[", "://", "(mailto:", "(#", "&#" };
	for (size_t i = 0; i < G_N_ELEMENTS(marks); i++)
		if (strstr(line, marks[i]) != NULL)
			return true;
	return g_str_has_prefix(line, "-");
}

static void etpan_rendered(Score *score, const char *text)
{
	const char *body = strstr(text, "\n\n");
	g_auto(GStrv) head = g_strsplit(text, "\n", 8);
	g_auto(GStrv) lines = g_strsplit(body != NULL ? body : "", "\n", -1);
	for (size_t i = 0; head[i] != NULL && head[i][0] != '\0' && head[i + 1] != NULL; i++)
		if (g_str_has_prefix(head[i], "Subject: "))
			check_holds(score, "subject", score->mail->subject, head[i] + strlen("Subject: "));
	for (size_t i = 0; lines[i] != NULL; i++) {
		g_autofree char *line = bare(lines[i]);
		if (g_utf8_strlen(line, -1) < 12 || etpan_is_notation(line))
			continue;
		check_holds(score, "rendered line", score->mail->text, line);
	}
}

/* ---- all ---- */

enum { STALWART, ASSERTED, ZBATESON, ETPAN, RENDERED, N_SOURCES };

static void one_expectation(Score *score, int source, const char *path, const char *want)
{
	g_autoptr(Arena) arena = arena_new();
	g_autofree char *text = corpus_read(want, NULL);
	g_autoptr(json_t) json = source != RENDERED ? json_of(want) : NULL;
	score->arena = arena;
	score->path = path;
	score->mail = mail_of(arena, path);
	if (score->mail == NULL || text == NULL || (source != RENDERED && json == NULL)) {
		printf("# unread: %s\n", path);
		return;
	}
	score->files++;
	if (source == STALWART)
		stalwart_file(score, json);
	else if (source == ASSERTED)
		asserted_file(score, json);
	else if (source == ZBATESON)
		zbateson_file(score, json);
	else if (source == ETPAN)
		etpan_head(score, json);
	else
		etpan_rendered(score, text);
}

static int source_of(const char *want)
{
	static const struct {
		const char *prefix, *suffix;
		int source;
	} rows[] = { { "stalwartlabs__mail-parser/", ".json", STALWART },
		     { "php-mime-mail-parser__", ".json", ASSERTED },
		     { "zbateson__mail-mime-parser/_expected/", ".json", ZBATESON },
		     { "dinhvh__libetpan/unittest/mime-parser/", "", ETPAN },
		     { "dinhvh__libetpan/unittest/plaintext-rendering/", ".txt", RENDERED } };
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		if (g_str_has_prefix(want, rows[i].prefix) && g_str_has_suffix(want, rows[i].suffix))
			return rows[i].source;
	return N_SOURCES;
}

static void walk(Score *scores)
{
	g_autoptr(GPtrArray) rows = corpus_index();
	for (guint i = 0; i < rows->len; i++) {
		char **row = g_ptr_array_index(rows, i);
		g_auto(GStrv) wants = g_strsplit(row[3], " | ", -1);
		for (size_t w = 0; wants[w] != NULL; w++) {
			int source = source_of(wants[w]);
			if (source < N_SOURCES)
				one_expectation(&scores[source], source, row[0], wants[w]);
		}
	}
}

int main(void)
{
	Score scores[N_SOURCES] = { { .source = "stalwart" }, { .source = "php" }, { .source = "zbateson" },
				    { .source = "libetpan" }, { .source = "libetpan rendered" } };
	int files = 0, checks = 0, agreed = 0;
	if (!corpus_exists("INDEX.tsv")) {
		skip("mime expectations", "no corpus beside the checkout");
		return tap_done();
	}
	walk(scores);
	for (int i = 0; i < N_SOURCES; i++) {
		printf("# %s: %d of %d in %d files\n", scores[i].source, scores[i].agreed, scores[i].checks,
		       scores[i].files);
		files += scores[i].files;
		checks += scores[i].checks;
		agreed += scores[i].agreed;
	}
	printf("# all: %d of %d in %d files\n", agreed, checks, files);
	ok(files > 200 && checks > 1000, "there are expectations of others");
	ok(agreed * 100 >= checks * TARGET_PERCENT, "%d %% of them are met", TARGET_PERCENT);
	return tap_done();
}
