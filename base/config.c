#include "base/config.h"

#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>

#include "base/date.h"
#include "base/text.h"

typedef struct {
	Arena *arena;
	ConfigFile *file;
	const ConfigKind *kinds;
	size_t n_kinds;
	ConfigSection *section; /* the one being filled; NULL before the first or in an unknown one */
	bool skipping;		/* inside an unknown section, already reported */
	int line;
} Parse;

typedef struct {
	const ConfigRow *row;
	const char *text;
	void *target;
} Value;

void config_fault(Arena *arena, ConfigFile *file, int line, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	g_autofree char *text = g_strdup_vprintf(format, args);
	va_end(args);
	file->faults = arena_grow(arena, file->faults, file->n_faults, sizeof *file->faults);
	file->faults[file->n_faults++] = (ConfigFault){ .line = line, .text = arena_strdup(arena, text) };
}

static void config_read_number(Parse *parse, const Value *value)
{
	gint64 number = 0;
	if (g_ascii_string_to_signed(value->text, 10, value->row->min, value->row->max, &number, NULL))
		*(int64_t *)value->target = number;
	else
		config_fault(parse->arena, parse->file, parse->line,
			     "%s = %s: a number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT " is wanted",
			     value->row->key, value->text, value->row->min, value->row->max);
}

static void config_read_word(Parse *parse, const Value *value)
{
	Texts words = texts_split(parse->arena, value->row->words, "|");
	for (size_t i = 0; i < words.n; i++)
		if (g_strcmp0(words.items[i], value->text) == 0) {
			*(int64_t *)value->target = (int64_t)i;
			return;
		}
	config_fault(parse->arena, parse->file, parse->line, "%s = %s: one of %s is wanted", value->row->key,
		     value->text, value->row->words);
}

static void config_read_bool(Parse *parse, const Value *value)
{
	bool yes = g_strcmp0(value->text, "yes") == 0;
	if (!yes && g_strcmp0(value->text, "no") != 0)
		config_fault(parse->arena, parse->file, parse->line, "%s = %s: yes or no is wanted",
			     value->row->key, value->text);
	*(bool *)value->target = yes;
}

static void config_read_date(Parse *parse, const Value *value)
{
	if (!date_parse(value->text, value->target))
		config_fault(parse->arena, parse->file, parse->line, "%s = %s: a date YYYY-MM-DD is wanted",
			     value->row->key, value->text);
}

static void config_read_path(Parse *parse, const Value *value)
{
	g_autofree char *path = g_canonicalize_filename(value->text, parse->file->folder);
	*(const char **)value->target = arena_strdup(parse->arena, path);
}

static void config_read_secret(Parse *parse, const Value *value)
{
	config_read_path(parse, value);
	const char *path = *(const char **)value->target;
	struct stat info;
	if (stat(path, &info) != 0)
		config_fault(parse->arena, parse->file, parse->line,
			     "%s = %s: no such file: write the secret there, then chmod 600", value->row->key,
			     value->text);
	else if ((info.st_mode & 077) != 0)
		config_fault(parse->arena, parse->file, parse->line,
			     "%s = %s: others can read it (mode %04o): chmod 600 %s", value->row->key, value->text,
			     (unsigned)(info.st_mode & 07777), path);
}

static void config_read_zone(Parse *parse, const Value *value)
{
	*(const char **)value->target = value->text;
	if (!date_zone_exists(value->text))
		config_fault(parse->arena, parse->file, parse->line,
			     "%s = %s: no such time zone; one like America/Santiago is wanted", value->row->key,
			     value->text);
}

static void config_read_text(Parse *parse, const Value *value)
{
	(void)parse;
	*(const char **)value->target = value->text;
}

static void config_read_list(Parse *parse, const Value *value)
{
	*(Texts *)value->target = texts_split(parse->arena, value->text, ";");
}

static void config_set(Parse *parse, const ConfigRow *row, void *values, const char *text)
{
	static void (*const readers[])(Parse *, const Value *) = {
		[CONFIG_TEXT] = config_read_text,   [CONFIG_LIST] = config_read_list,
		[CONFIG_NUMBER] = config_read_number, [CONFIG_BOOL] = config_read_bool,
		[CONFIG_WORD] = config_read_word,   [CONFIG_DATE] = config_read_date,
		[CONFIG_PATH] = config_read_path,   [CONFIG_SECRET] = config_read_secret,
		[CONFIG_ZONE] = config_read_zone,
	};
	Value value = { .row = row, .text = text, .target = (char *)values + row->offset };
	readers[row->type](parse, &value);
}

static const ConfigKind *config_kind(const Parse *parse, const char *kind)
{
	for (size_t i = 0; i < parse->n_kinds; i++)
		if (strcmp(parse->kinds[i].kind, kind) == 0)
			return &parse->kinds[i];
	return NULL;
}

static void config_open(Parse *parse, const ConfigKind *kind, const char *name)
{
	ConfigFile *file = parse->file;
	file->sections = arena_grow(parse->arena, file->sections, file->n_sections, sizeof *file->sections);
	ConfigSection *section = &file->sections[file->n_sections++];
	*section = (ConfigSection){ .kind = kind, .name = arena_strdup(parse->arena, name), .line = parse->line };
	section->values = arena_alloc(parse->arena, kind->size);
	section->lines = arena_array(parse->arena, int, kind->n_rows);
	for (size_t i = 0; i < kind->n_rows; i++)
		if (kind->rows[i].fallback != NULL)
			config_set(parse, &kind->rows[i], section->values, kind->rows[i].fallback);
	parse->section = section;
}

static void config_header(Parse *parse, const char *line)
{
	g_autofree char *inner = g_strndup(line + 1, strlen(line) - 2);
	char *blank = inner + strcspn(inner, " \t");
	const char *name = *blank != '\0' ? text_or_null(parse->arena, blank) : NULL;
	*blank = '\0';
	const ConfigKind *kind = config_kind(parse, inner);
	parse->section = NULL;
	parse->skipping = true;
	if (kind == NULL)
		config_fault(parse->arena, parse->file, parse->line, "unknown section [%s]", inner);
	else if (kind->named && name == NULL)
		config_fault(parse->arena, parse->file, parse->line, "[%s] wants a name: [%s NAME]", inner, inner);
	else if (!kind->named && name != NULL)
		config_fault(parse->arena, parse->file, parse->line, "[%s] has no name", inner);
	else if (config_section(parse->file, inner, name) != NULL)
		config_fault(parse->arena, parse->file, parse->line, "%s is there twice (first in line %d)", line,
			     config_section(parse->file, inner, name)->line);
	else
		config_open(parse, kind, name);
	if (parse->section != NULL)
		parse->skipping = false;
}

static void config_pair(Parse *parse, char *line)
{
	char *equals = strchr(line, '=');
	if (equals == NULL) {
		config_fault(parse->arena, parse->file, parse->line, "neither [section] nor key = value: %s", line);
		return;
	}
	*equals = '\0';
	const char *key = text_trim(parse->arena, line);
	const char *text = text_trim(parse->arena, equals + 1);
	if (parse->section == NULL) {
		if (!parse->skipping)
			config_fault(parse->arena, parse->file, parse->line, "%s stands before any [section]", key);
		return;
	}
	const ConfigKind *kind = parse->section->kind;
	for (size_t i = 0; i < kind->n_rows; i++) {
		if (strcmp(kind->rows[i].key, key) != 0)
			continue;
		int *written = arena_memdup(parse->arena, parse->section->lines, sizeof(int) * kind->n_rows);
		if (written[i] != 0)
			config_fault(parse->arena, parse->file, parse->line, "%s is there twice (first in line %d)",
				     key, written[i]);
		written[i] = parse->line;
		parse->section->lines = written;
		if (*text != '\0')
			config_set(parse, &kind->rows[i], parse->section->values, text);
		return;
	}
	config_fault(parse->arena, parse->file, parse->line, "unknown key %s in [%s]", key, kind->kind);
}

static void config_take_line(Parse *parse, const char *raw)
{
	parse->line++;
	char *line = arena_strdup(parse->arena, text_trim(parse->arena, raw));
	size_t length = strlen(line);
	if (length == 0 || line[0] == '#' || line[0] == ';')
		return;
	if (line[0] == '[' && line[length - 1] == ']')
		config_header(parse, line);
	else
		config_pair(parse, line);
}

ConfigFile *config_parse(Arena *arena, const char *path, const char *text, const ConfigKind *kinds, size_t n_kinds)
{
	ConfigFile *file = arena_new0(arena, ConfigFile);
	g_autofree char *absolute = g_canonicalize_filename(path, NULL);
	g_autofree char *folder = g_path_get_dirname(absolute);
	file->path = arena_strdup(arena, path);
	file->folder = arena_strdup(arena, folder);
	Parse parse = { .arena = arena, .file = file, .kinds = kinds, .n_kinds = n_kinds };
	if (!g_utf8_validate(text, -1, NULL))
		config_fault(arena, file, 0, "the file is not UTF-8: save it as UTF-8");
	g_auto(GStrv) lines = g_strsplit(text_utf8(arena, text, strlen(text)), "\n", -1);
	for (size_t i = 0; lines[i] != NULL; i++)
		config_take_line(&parse, lines[i]);
	parse.line = 0;
	for (size_t i = 0; i < n_kinds; i++)
		if (!kinds[i].named && config_section(file, kinds[i].kind, NULL) == NULL)
			config_open(&parse, &kinds[i], NULL);
	return file;
}

const ConfigSection *config_section(const ConfigFile *file, const char *kind, const char *name)
{
	for (size_t i = 0; i < file->n_sections; i++) {
		const ConfigSection *section = &file->sections[i];
		if (strcmp(section->kind->kind, kind) == 0 && (name == NULL || text_equal(section->name, name)))
			return section;
	}
	return NULL;
}

int config_line(const ConfigSection *section, const char *key)
{
	for (size_t i = 0; i < section->kind->n_rows; i++)
		if (strcmp(section->kind->rows[i].key, key) == 0 && section->lines[i] != 0)
			return section->lines[i];
	return section->line;
}

static void config_write_comment(GString *out, const char *comment)
{
	g_auto(GStrv) lines = g_strsplit(comment, "\n", -1);
	for (size_t i = 0; lines[i] != NULL; i++)
		g_string_append_printf(out, "# %s\n", lines[i]);
}

static void config_write_row(GString *out, const ConfigRow *row, bool off)
{
	config_write_comment(out, row->comment);
	bool unset = row->fallback == NULL;
	const char *value = unset ? row->example : row->fallback;
	if (row->type == CONFIG_WORD)
		g_string_append_printf(out, "# one of: %s\n", row->words);
	/* A value that only serves as an example stays a comment; one that must be filled in is written. */
	g_string_append_printf(out, "%s%s = %s\n", off || !unset ? "#" : "", row->key, value != NULL ? value : "");
}

char *config_template(const ConfigKind *kinds, size_t n_kinds)
{
	GString *out = g_string_new("# valija.conf. Lines that start with # show each key's default: remove the # to "
				    "change one.\n# Paths are relative to this file; lists are separated by ';'. Then "
				    "run: valija check\n");
	for (size_t i = 0; i < n_kinds; i++) {
		const ConfigKind *kind = &kinds[i];
		g_string_append_c(out, '\n');
		config_write_comment(out, kind->comment);
		g_string_append_printf(out, "%s[%s%s%s]\n", kind->optional ? "#" : "", kind->kind,
				       kind->named ? " " : "", kind->named ? kind->example_name : "");
		for (size_t r = 0; r < kind->n_rows; r++)
			config_write_row(out, &kind->rows[r], kind->optional || kind->rows[r].example == NULL);
	}
	return g_string_free(out, FALSE);
}
