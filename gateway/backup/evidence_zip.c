#include "gateway/backup/evidence_zip.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/sha256.h"

struct EvidenceZip {
	struct archive *archive;
	char *path, *part;
	GString *manifest;
	bool ended;
};

static bool evidence_fault(const EvidenceZip *zip, GError **error)
{
	const char *words = archive_error_string(zip->archive);
	error_stop(error, "%s: %s", zip->path, words != NULL ? words : "cannot be written");
	return false;
}

EvidenceZip *evidence_zip_new(const char *path, GError **error)
{
	g_autoptr(EvidenceZip) zip = g_new0(EvidenceZip, 1);
	zip->path = g_strdup(path);
	zip->part = g_strdup_printf("%s.part", path);
	zip->manifest = g_string_new(NULL);
	zip->archive = archive_write_new();
	archive_write_set_format_zip(zip->archive);
	if (archive_write_open_filename(zip->archive, zip->part) == ARCHIVE_OK)
		return g_steal_pointer(&zip);
	evidence_fault(zip, error);
	return NULL;
}

void evidence_zip_free(EvidenceZip *zip)
{
	if (zip == NULL)
		return;
	archive_write_free(zip->archive);
	if (!zip->ended)
		unlink(zip->part);
	g_string_free(zip->manifest, TRUE);
	g_free(zip->path);
	g_free(zip->part);
	g_free(zip);
}

static bool evidence_write(EvidenceZip *zip, const char *name, const void *bytes, size_t n, GError **error)
{
	struct archive_entry *entry = archive_entry_new();
	archive_entry_set_pathname(entry, name);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_perm(entry, 0644);
	archive_entry_set_size(entry, (la_int64_t)n);
	archive_entry_set_mtime(entry, 0, 0);
	bool done = archive_write_header(zip->archive, entry) == ARCHIVE_OK &&
		    (n == 0 || archive_write_data(zip->archive, bytes, n) == (la_ssize_t)n);
	archive_entry_free(entry);
	return done || evidence_fault(zip, error);
}

bool evidence_zip_add(EvidenceZip *zip, const char *name, const void *bytes, size_t n, GError **error)
{
	g_autofree char *sum = sha256_of(bytes, n);
	g_string_append_printf(zip->manifest, "%s  %s\n", sum, name);
	return evidence_write(zip, name, bytes, n, error);
}

bool evidence_zip_end(EvidenceZip *zip, GError **error)
{
	if (!evidence_write(zip, "MANIFEST.sha256", zip->manifest->str, zip->manifest->len, error))
		return false;
	if (archive_write_close(zip->archive) != ARCHIVE_OK)
		return evidence_fault(zip, error);
	if (rename(zip->part, zip->path) != 0) {
		error_stop(error, "%s: %s", zip->path, g_strerror(errno));
		return false;
	}
	zip->ended = true;
	return true;
}
