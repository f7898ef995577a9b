#include "base/config.h"

#include <glib/gstdio.h>

#include "base/date.h"
#include "tests/tap.h"

typedef struct {
	const char *text, *path, *secret, *zone;
	Texts list;
	int64_t number, word;
	bool yes;
	Date date;
} Values;

#define ROW(member, type_, ...) { .key = #member, .type = type_, .offset = offsetof(Values, member), __VA_ARGS__ }

static const ConfigRow rows[] = {
	ROW(text, CONFIG_TEXT, .example = "", .comment = "A text."),
	ROW(path, CONFIG_PATH, .fallback = "store", .comment = "A path."),
	ROW(secret, CONFIG_SECRET, .comment = "A secret."),
	ROW(zone, CONFIG_ZONE, .comment = "A zone."),
	ROW(list, CONFIG_LIST, .fallback = "a; b", .comment = "A list\nof two lines."),
	ROW(number, CONFIG_NUMBER, .fallback = "5", .min = 1, .max = 10, .comment = "A number."),
	ROW(word, CONFIG_WORD, .fallback = "two", .words = "one|two|three", .comment = "A word."),
	ROW(yes, CONFIG_BOOL, .fallback = "no", .comment = "Yes or no."),
	ROW(date, CONFIG_DATE, .comment = "A date."),
};

static const ConfigKind kinds[] = {
	{ .kind = "one", .rows = rows, .n_rows = G_N_ELEMENTS(rows), .size = sizeof(Values), .comment = "Only one." },
	{ .kind = "many", .named = true, .rows = rows, .n_rows = G_N_ELEMENTS(rows), .size = sizeof(Values),
	  .comment = "Many.", .example_name = "first" },
};

static ConfigFile *parse(Arena *arena, const char *text)
{
	return config_parse(arena, "/etc/valija/valija.conf", text, kinds, G_N_ELEMENTS(kinds));
}

static const char *faults(Arena *arena, const ConfigFile *file)
{
	Texts lines = { 0 };
	for (size_t i = 0; i < file->n_faults; i++)
		texts_addf(arena, &lines, "%d: %s", file->faults[i].line, file->faults[i].text);
	return texts_join(arena, &lines, "\n");
}

static void test_types(Arena *arena)
{
	const ConfigFile *file = parse(arena, "# a comment\n; another\n[one]\r\n text = Viña = Ñuble \n"
					      "path=mail/../x\nzone = America/Santiago\nlist = a;;  b c ;\nnumber = 10\n"
					      "word = three\nyes = yes\ndate = 2026-02-28\n");
	const Values *values = config_section(file, "one", NULL)->values;
	is_str(faults(arena, file), "", "nothing is wrong");
	is_str(values->text, "Viña = Ñuble", "a text is trimmed and may hold =");
	is_str(values->path, "/etc/valija/x", "a path is made absolute from the file's folder");
	is_str(values->zone, "America/Santiago", "a zone");
	ok(values->list.n == 2 && g_str_equal(values->list.items[1], "b c"), "a list");
	ok(values->number == 10 && values->word == 2 && values->yes, "a number, a word, yes");
	is_str(date_text(arena, values->date), "2026-02-28", "a date");
	is_i64(config_line(config_section(file, "one", NULL), "number"), 8, "each key knows its line");
	is_i64(config_line(config_section(file, "one", NULL), "secret"), 3, "one not written has its section's");
}

static void test_defaults(Arena *arena)
{
	const ConfigFile *file = parse(arena, "[many x]\nnumber =\n");
	const Values *values = config_section(file, "one", NULL)->values;
	ok(values->number == 5 && values->word == 1 && !values->yes && values->text == NULL, "what is not written");
	is_str(values->path, "/etc/valija/store", "a default path is relative to the file too");
	values = config_section(file, "many", "x")->values;
	is_i64(values->number, 5, "an empty value is the default");
	ok(config_section(file, "many", "y") == NULL && config_section(file, "many", NULL) != NULL, "sections by name");
}

typedef struct {
	const char *text, *want;
} Row;

static const Row wrong[] = {
	{ "[two]\nx = 1\n", "1: unknown section [two]" },
	{ "[many]\n", "1: [many] wants a name: [many NAME]" },
	{ "[one x]\n", "1: [one] has no name" },
	{ "[one]\n[one]\n", "2: [one] is there twice (first in line 1)" },
	{ "[many a]\n\n[many a]\n", "3: [many a] is there twice (first in line 1)" },
	{ "number = 1\n", "1: number stands before any [section]" },
	{ "[one]\nnumbr = 1\n", "2: unknown key numbr in [one]" },
	{ "[one]\nnumber\n", "2: neither [section] nor key = value: number" },
	{ "[one\nnumber = 1\n",
	  "1: neither [section] nor key = value: [one\n2: number stands before any [section]" },
	{ "[one]\nnumber = 1\nnumber = 2\n", "3: number is there twice (first in line 2)" },
	{ "[one]\nnumber = 0\n", "2: number = 0: a number from 1 to 10 is wanted" },
	{ "[one]\nnumber = 5x\n", "2: number = 5x: a number from 1 to 10 is wanted" },
	{ "[one]\nnumber = 99999999999999999999\n",
	  "2: number = 99999999999999999999: a number from 1 to 10 is wanted" },
	{ "[one]\nword = four\n", "2: word = four: one of one|two|three is wanted" },
	{ "[one]\nyes = true\n", "2: yes = true: yes or no is wanted" },
	{ "[one]\ndate = 2026-02-30\n", "2: date = 2026-02-30: a date YYYY-MM-DD is wanted" },
	{ "[one]\nzone = America/Atlantis\n",
	  "2: zone = America/Atlantis: no such time zone; one like America/Santiago is wanted" },
	{ "[one]\nsecret = gone\n", "2: secret = gone: no such file: write the secret there, then chmod 600" },
	{ "[one]\ntext = a\xf1o\n", "0: the file is not UTF-8: save it as UTF-8" },
	{ "[one]\nnumber = 11\nword = x\nyes = maybe\n",
	  "2: number = 11: a number from 1 to 10 is wanted\n3: word = x: one of one|two|three is wanted\n"
	  "4: yes = maybe: yes or no is wanted" },
};

static void test_secret(Arena *arena)
{
	g_autofree char *path = NULL;
	int fd = g_file_open_tmp("secret-XXXXXX", &path, NULL);
	g_close(fd, NULL);
	g_autofree char *text = g_strdup_printf("[one]\nsecret = %s\n", path);
	g_chmod(path, 0640);
	const char *fault = faults(arena, parse(arena, text));
	ok(strstr(fault, "others can read it (mode 0640): chmod 600") != NULL, "a secret that others can read");
	g_chmod(path, 0600);
	is_str(faults(arena, parse(arena, text)), "", "and one that they cannot");
	g_unlink(path);
}

static void test_template(Arena *arena)
{
	g_autofree char *text = config_template(kinds, G_N_ELEMENTS(kinds));
	const ConfigFile *file = parse(arena, text);
	is_str(faults(arena, file), "", "the template has no fault of its own");
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		ok(strstr(text, rows[i].key) != NULL, "it names %s", rows[i].key);
	ok(strstr(text, "#number = 5") != NULL && strstr(text, "\ntext = \n") != NULL,
	   "a default is a comment, what must be filled in is not");
	/* Each commented default, without its #, is the default. */
	g_autoptr(GString) all = g_string_new(NULL);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	for (size_t i = 0; lines[i] != NULL; i++)
		g_string_append_printf(all, "%s\n", lines[i][0] == '#' && lines[i][1] != ' ' ? lines[i] + 1 : lines[i]);
	is_str(faults(arena, parse(arena, all->str)), "", "and so has the one with every # removed");
}

int main(void)
{
	g_autoptr(Arena) arena = arena_new();
	test_types(arena);
	test_defaults(arena);
	for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++)
		is_str(faults(arena, parse(arena, wrong[i].text)), wrong[i].want, wrong[i].text);
	test_secret(arena);
	test_template(arena);
	return tap_done();
}
