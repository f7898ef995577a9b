/*
 * The corpus of others' mails for counted tests: found beside the checkout, or where VALIJA_CORPUS says.
 * Absent is fine.
 */
#ifndef TESTS_CORPUS_FILES_H
#define TESTS_CORPUS_FILES_H

#include <glib.h>
#include <stdbool.h>
#include <string.h>

/* Path of a file or folder below the mail corpus; free with g_free(). */
G_GNUC_UNUSED static char *corpus_path(const char *below)
{
	const char *root = g_getenv("VALIJA_CORPUS");
	return g_build_filename(root != NULL ? root : "../shared/corpus", "mail", below, NULL);
}

G_GNUC_UNUSED static bool corpus_exists(const char *below)
{
	g_autofree char *path = corpus_path(below);
	return g_file_test(path, G_FILE_TEST_EXISTS);
}

/* The whole file, NUL behind it; NULL when it cannot be read. Free with g_free(). */
G_GNUC_UNUSED static char *corpus_read(const char *below, size_t *ret_length)
{
	g_autofree char *path = corpus_path(below);
	char *bytes = NULL;
	gsize length = 0;
	if (!g_file_get_contents(path, &bytes, &length, NULL))
		return NULL;
	if (ret_length != NULL)
		*ret_length = length;
	return bytes;
}

static int corpus_by_name(gconstpointer a, gconstpointer b)
{
	const char *const *left = a;
	const char *const *right = b;
	return strcmp(*left, *right);
}

/* Names of a folder's files that end so, sorted; each and the array to be freed by g_ptr_array_unref(). */
G_GNUC_UNUSED static GPtrArray *corpus_list(const char *folder, const char *suffix)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *path = corpus_path(folder);
	GDir *dir = g_dir_open(path, 0, NULL);
	for (const char *name; dir != NULL && (name = g_dir_read_name(dir)) != NULL;)
		if (g_str_has_suffix(name, suffix))
			g_ptr_array_add(names, g_build_filename(folder, name, NULL));
	if (dir != NULL)
		g_dir_close(dir);
	g_ptr_array_sort(names, corpus_by_name);
	return names;
}

/* Rows of INDEX.tsv: arrays of five fields; free with g_ptr_array_unref(). */
G_GNUC_UNUSED static GPtrArray *corpus_index(void)
{
	GPtrArray *rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
	g_autofree char *text = corpus_read("INDEX.tsv", NULL);
	g_auto(GStrv) lines = g_strsplit(text != NULL ? text : "", "\n", -1);
	for (size_t i = 1; lines[0] != NULL && lines[i] != NULL; i++) {
		char **fields = g_strsplit(lines[i], "\t", -1);
		if (g_strv_length(fields) >= 4)
			g_ptr_array_add(rows, fields);
		else
			g_strfreev(fields);
	}
	return rows;
}

#endif
