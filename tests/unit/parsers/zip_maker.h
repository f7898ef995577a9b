/* Archives for tests, made in memory. */
#ifndef TESTS_ZIP_MAKER_H
#define TESTS_ZIP_MAKER_H

#include <archive.h>
#include <archive_entry.h>
#include <glib.h>

typedef struct {
	const char *path, *data;
	size_t length;
	const char *link;
} ZipFile;

G_GNUC_UNUSED static void write_entry(struct archive *archive, const ZipFile *file)
{
	struct archive_entry *entry = archive_entry_new();
	archive_entry_set_pathname(entry, file->path);
	archive_entry_set_perm(entry, 0644);
	archive_entry_set_filetype(entry, file->link != NULL ? AE_IFLNK : AE_IFREG);
	if (file->link != NULL)
		archive_entry_set_symlink(entry, file->link);
	else
		archive_entry_set_size(entry, (la_int64_t)file->length);
	archive_write_header(archive, entry);
	if (file->link == NULL)
		archive_write_data(archive, file->data, file->length);
	archive_entry_free(entry);
}

/* A zip of these files, deflated or (password set) encrypted. */
G_GNUC_UNUSED static GByteArray *make_zip(const ZipFile *files, size_t n, const char *password)
{
	size_t room = 4096, used = 0;
	for (size_t i = 0; i < n; i++)
		room += files[i].length + 512;
	guint8 *buffer = g_malloc(room);
	struct archive *archive = archive_write_new();
	archive_write_set_format_zip(archive);
	if (password != NULL) {
		archive_write_set_options(archive, "zip:encryption=zipcrypt");
		archive_write_set_passphrase(archive, password);
	}
	archive_write_open_memory(archive, buffer, room, &used);
	for (size_t i = 0; i < n; i++)
		write_entry(archive, &files[i]);
	archive_write_close(archive);
	archive_write_free(archive);
	return g_byte_array_new_take(buffer, used);
}

G_GNUC_UNUSED static GByteArray *make_gzip(const char *data, size_t length)
{
	size_t room = length + 4096, used = 0;
	guint8 *buffer = g_malloc(room);
	struct archive *archive = archive_write_new();
	archive_write_add_filter_gzip(archive);
	archive_write_set_format_raw(archive);
	archive_write_open_memory(archive, buffer, room, &used);
	write_entry(archive, &(ZipFile) { .path = "x", .data = data, .length = length });
	archive_write_close(archive);
	archive_write_free(archive);
	return g_byte_array_new_take(buffer, used);
}

#endif
