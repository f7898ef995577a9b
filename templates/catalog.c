#include "templates/catalog.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "templates/catalog_data.h"
#include "templates/mustache_parse.h"

#define CATALOG_MAX_FILE (256 * 1024)
#define CATALOG_SHARED "shared"

static const char *const catalog_parts[] = { "subject", "text", "html", NULL };

struct Catalog {
	Arena *arena;
	bool strict;
	GHashTable *files;   /* "language/name.part" -> MustacheSource, the folder's over the built-in ones */
	MustacheTrees *trees;
	GHashTable *words;   /* language -> json_t */
	GHashTable *locales; /* language -> Locale */
};

static void catalog_free_locale(void *locale)
{
	locale_free(locale);
}

static void catalog_free_words(void *words)
{
	json_decref(words);
}

void catalog_free(Catalog *catalog)
{
	if (catalog == NULL)
		return;
	g_hash_table_unref(catalog->files);
	g_hash_table_unref(catalog->words);
	g_hash_table_unref(catalog->locales);
	mustache_trees_free(catalog->trees);
	arena_free(catalog->arena);
	g_free(catalog);
}

const CatalogEntry *catalog_entries(size_t *ret_n)
{
	*ret_n = catalog_data_n;
	return catalog_data;
}

bool catalog_is_strict(const Catalog *catalog)
{
	return catalog->strict;
}

MustacheTrees *catalog_trees(const Catalog *catalog)
{
	return catalog->trees;
}

static bool catalog_find_in(const Catalog *catalog, const char *language, const char *name, const char *part,
			    MustacheSource *ret)
{
	g_autofree char *key = g_strdup_printf("%s/%s.%s", language, name, part);
	const MustacheSource *file = g_hash_table_lookup(catalog->files, key);
	if (file != NULL)
		*ret = *file;
	return file != NULL;
}

bool catalog_find(const Catalog *catalog, const char *language, const char *name, const char *part,
		  MustacheSource *ret)
{
	return catalog_find_in(catalog, language, name, part, ret) ||
	       catalog_find_in(catalog, CATALOG_SHARED, name, part, ret);
}

static bool catalog_is_complete(const Catalog *catalog, const char *notice, const char *language)
{
	MustacheSource source;
	for (size_t i = 0; catalog_parts[i] != NULL; i++)
		if (!catalog_find_in(catalog, language, notice, catalog_parts[i], &source))
			return false;
	return true;
}

const char *catalog_pick(const Catalog *catalog, const char *notice, const char *language)
{
	for (const char *at = locale_match(language); at != NULL; at = locale_parent(at))
		if (catalog_is_complete(catalog, notice, at))
			return at;
	return NULL;
}

static int catalog_compare_names(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

Texts catalog_notices(Arena *arena, const Catalog *catalog)
{
	Texts notices = { 0 };
	GHashTableIter files;
	gpointer key = NULL;
	for (size_t i = 0; i < catalog_data_n; i++)
		if (strcmp(catalog_data[i].part, "subject") == 0 &&
		    !texts_has(&notices, catalog_data[i].name))
			texts_add(arena, &notices, catalog_data[i].name);
	g_hash_table_iter_init(&files, catalog->files);
	while (g_hash_table_iter_next(&files, &key, NULL)) {
		g_autofree char *name = g_path_get_basename(key);
		char *dot = strrchr(name, '.');
		bool subject = dot != NULL && strcmp(dot, ".subject") == 0;
		*(dot != NULL ? dot : name) = '\0';
		if (subject && !texts_has(&notices, name))
			texts_add(arena, &notices, name);
	}
	if (notices.n > 0)
		qsort(notices.items, notices.n, sizeof *notices.items, catalog_compare_names);
	return notices;
}

json_t *catalog_words(const Catalog *catalog, const char *language)
{
	for (const char *at = locale_match(language); at != NULL; at = locale_parent(at)) {
		json_t *words = g_hash_table_lookup(catalog->words, at);
		if (words != NULL)
			return words;
	}
	return NULL;
}

const Locale *catalog_locale(const Catalog *catalog, const char *language)
{
	return g_hash_table_lookup(catalog->locales, locale_match(language));
}

/* Lays the folder's words over the built-in ones; an object within goes key by key. */
static bool catalog_lay_words(Catalog *catalog, const char *language, const MustacheSource *source,
			      GError **error)
{
	g_autoptr(json_t) words = json_read(source->bytes, source->length, error);
	if (words != NULL && !json_is_object(words))
		error_reject(error, "not a JSON object");
	if (!json_is_object(words)) {
		g_prefix_error(error, "%s: ", source->name);
		return false;
	}
	json_t *under = g_hash_table_lookup(catalog->words, language);
	if (under != NULL)
		json_object_update_recursive(under, words);
	else
		g_hash_table_insert(catalog->words, g_strdup(language), json_incref(words));
	return true;
}

static bool catalog_is_language(const char *name)
{
	return strcmp(name, CATALOG_SHARED) == 0 || g_strv_contains(locale_languages(), name);
}

/* "alert.html" -> alert, html; false for any other kind of name. */
static bool catalog_split(Arena *arena, const char *file, const char **ret_name, const char **ret_part)
{
	const char *dot = strrchr(file, '.');
	if (dot == NULL || dot == file)
		return false;
	*ret_name = arena_strndup(arena, file, (size_t)(dot - file));
	*ret_part = arena_strdup(arena, dot + 1);
	return strcmp(file, "words.json") == 0 || g_strv_contains(catalog_parts, *ret_part);
}

static bool catalog_check(const MustacheSource *source, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	const MustacheNode *first = NULL;
	if (g_utf8_validate(source->bytes, (gssize)source->length, NULL))
		return mustache_parse(arena, source, &first, error);
	error_reject(error, "%s: not UTF-8", source->name);
	return false;
}

static bool catalog_take_file(Catalog *catalog, const char *folder, const char *language, const char *file,
			      GError **error)
{
	const char *name = NULL;
	const char *part = NULL;
	MustacheSource *source = arena_new0(catalog->arena, MustacheSource);
	source->name = arena_printf(catalog->arena, "%s/%s/%s", folder, language, file);
	if (!catalog_split(catalog->arena, file, &name, &part)) {
		error_reject(error,
			     "%s: not a template: expected NAME.subject, NAME.text, NAME.html or words.json",
			     source->name);
		return false;
	}
	char *bytes = NULL;
	if (!file_read(source->name, CATALOG_MAX_FILE, &bytes, &source->length, error))
		return false;
	source->bytes = arena_own(catalog->arena, bytes, g_free);
	source->kept = true;
	if (strcmp(part, "json") == 0)
		return catalog_lay_words(catalog, language, source, error);
	if (!catalog_check(source, error))
		return false;
	g_hash_table_insert(catalog->files, g_strdup_printf("%s/%s.%s", language, name, part), source);
	return true;
}

static GDir *catalog_open_folder(const char *path, GError **error)
{
	g_autoptr(GError) fault = NULL;
	GDir *folder = g_dir_open(path, 0, &fault);
	if (folder == NULL)
		error_reject(error, "%s", fault->message);
	return folder;
}

static bool catalog_take_language(Catalog *catalog, const char *folder, const char *language, GError **error)
{
	if (!catalog_is_language(language)) {
		error_reject(error, "%s/%s: not a language of ours, nor \"shared\"", folder, language);
		return false;
	}
	g_autofree char *path = g_build_filename(folder, language, NULL);
	g_autoptr(GDir) files = catalog_open_folder(path, error);
	bool done = files != NULL;
	const char *file = NULL;
	while (done && (file = g_dir_read_name(files)) != NULL)
		done = *file == '.' || catalog_take_file(catalog, folder, language, file, error);
	return done;
}

static bool catalog_take_folder(Catalog *catalog, const char *folder, GError **error)
{
	g_autoptr(GDir) languages = catalog_open_folder(folder, error);
	bool done = languages != NULL;
	const char *language = NULL;
	while (done && (language = g_dir_read_name(languages)) != NULL)
		done = *language == '.' || catalog_take_language(catalog, folder, language, error);
	return done;
}

static bool catalog_take_built_in(Catalog *catalog, GError **error)
{
	MustacheSource *sources = arena_array(catalog->arena, MustacheSource, catalog_data_n);
	for (size_t i = 0; i < catalog_data_n; i++) {
		const CatalogEntry *entry = &catalog_data[i];
		sources[i] = (MustacheSource){ entry->path, (const char *)entry->bytes, entry->length, true };
		g_hash_table_insert(catalog->files, g_strdup(entry->path), &sources[i]);
	}
	for (const char *const *language = locale_languages(); *language != NULL; language++) {
		MustacheSource source;
		g_hash_table_insert(catalog->locales, g_strdup(*language), locale_new(*language));
		if (catalog_find_in(catalog, *language, "words", "json", &source) &&
		    !catalog_lay_words(catalog, *language, &source, error))
			return false;
	}
	return true;
}

Catalog *catalog_new(const char *folder, bool strict, GError **error)
{
	g_autoptr(Catalog) catalog = g_new0(Catalog, 1);
	catalog->arena = arena_new();
	catalog->strict = strict;
	catalog->trees = mustache_trees_new();
	catalog->files = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	catalog->words = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, catalog_free_words);
	catalog->locales = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, catalog_free_locale);
	if (!catalog_take_built_in(catalog, error))
		return NULL;
	if (folder != NULL && !catalog_take_folder(catalog, folder, error))
		return NULL;
	return g_steal_pointer(&catalog);
}
