#include "parsers/mime/container.h"

#include <archive.h>
#include <archive_entry.h>
#include <glib.h>
#include <string.h>

#include "parsers/mime/attachment.h"
#include "parsers/mime/mime_scan.h"

typedef struct archive Archive;
static void container_close(Archive *archive)
{
	archive_read_free(archive);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Archive, container_close)

enum { FOLDERS_SHOWN = 4 };

typedef struct {
	Arena *arena;
	const Limits *limits;
	Container *ret;
	size_t packed;	 /* bytes of the outermost archive */
	size_t unpacked; /* bytes that came out of all of them */
	int64_t seen;	 /* entries of all of them */
} Unpacking;

static bool container_walk(Unpacking *unpacking, const char *bytes, size_t length, const char *label,
			   int level);

static bool container_refuse(Unpacking *unpacking, const char *flag, const char *reason)
{
	mime_flag(unpacking->arena, &unpacking->ret->flags, flag);
	unpacking->ret->refused = arena_printf(unpacking->arena, "%s: %s", flag, reason);
	return false;
}

static Archive *container_open(const char *bytes, size_t length)
{
	Archive *archive = archive_read_new();
	if (strcmp(attachment_type(bytes, length), TYPE_GZIP) == 0) {
		archive_read_support_filter_gzip(archive);
		archive_read_support_format_raw(archive);
	} else {
		archive_read_support_format_zip_seekable(archive);
	}
	if (archive_read_open_memory(archive, bytes, length) == ARCHIVE_OK)
		return archive;
	archive_read_free(archive);
	return NULL;
}

/* Whether so much output is within the limits. */
static bool container_may_hold(Unpacking *unpacking, size_t more)
{
	unpacking->unpacked += more;
	if (unpacking->unpacked > (size_t)unpacking->limits->zip_output)
		return container_refuse(unpacking, "limit:zip_output", "the archive unpacks to too much");
	if (unpacking->unpacked > unpacking->packed * (size_t)unpacking->limits->zip_ratio)
		return container_refuse(unpacking, "limit:zip_ratio",
					"the archive unpacks to too much for its size");
	return true;
}

static bool container_data(Unpacking *unpacking, Archive *archive, GByteArray *data)
{
	enum { CHUNK = 65536 };
	g_autofree guint8 *chunk = g_malloc(CHUNK);
	for (;;) {
		la_ssize_t n = archive_read_data(archive, chunk, CHUNK);
		if (n == 0)
			return true;
		if (n < 0)
			return container_refuse(unpacking, "zip-damaged", "the archive is damaged");
		if (!container_may_hold(unpacking, (size_t)n))
			return false;
		g_byte_array_append(data, chunk, (guint)n);
	}
}

static bool container_leaves(const char *path)
{
	g_auto(GStrv) steps = g_strsplit_set(path, "/\\", -1);
	return path[0] == '/' || path[0] == '\\' || g_strv_contains((const char *const *)steps, "..") ||
	       (g_ascii_isalpha(path[0]) && path[1] == ':');
}

/* Whether an entry is a plain file that may be looked at; flags what is not. */
static bool container_wanted(Unpacking *unpacking, struct archive_entry *entry, const char *path)
{
	const char *flag = NULL;
	if (archive_entry_filetype(entry) == AE_IFDIR)
		return false;
	if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry) != NULL)
		flag = "zip-symlink";
	else if (archive_entry_is_encrypted(entry))
		flag = "zip-encrypted";
	else if (container_leaves(path))
		flag = "zip-path";
	if (flag != NULL)
		mime_flag(unpacking->arena, &unpacking->ret->flags, flag);
	return flag == NULL;
}

static bool container_add(Unpacking *unpacking, const char *name, GByteArray *data, int level)
{
	Arena *arena = unpacking->arena;
	size_t length = data->len;
	const char *bytes = length > 0 ? arena_own(arena, g_byte_array_steal(data, NULL), g_free) : "";
	const char *type = attachment_type(bytes, length);
	if (strcmp(type, TYPE_ZIP) == 0 || strcmp(type, TYPE_GZIP) == 0)
		return container_walk(unpacking, bytes, length, name, level + 1);
	Container *ret = unpacking->ret;
	ret->entries = arena_grow(arena, ret->entries, ret->n_entries, sizeof(ContainerEntry));
	ret->entries[ret->n_entries++] = (ContainerEntry) { .name = name, .data = bytes, .bytes = length };
	return true;
}

/* A path is what tells two files of an archive apart; an archive may hold one twice. */
static const char *container_unique(Unpacking *unpacking, const char *name)
{
	const Container *ret = unpacking->ret;
	bool taken = false;
	for (size_t i = 0; i < ret->n_entries; i++)
		taken = taken || strcmp(ret->entries[i].name, name) == 0;
	if (!taken)
		return name;
	const char *slash = strrchr(name, '/');
	size_t folder = slash != NULL ? (size_t)(slash - name) + 1 : 0;
	const char *before = arena_strndup(unpacking->arena, name, folder);
	return arena_printf(unpacking->arena, "%s%" PRId64 "-%s", before, unpacking->seen, name + folder);
}

/* With the folders it is in, so that those of one name are told apart. */
static const char *container_entry_name(Unpacking *unpacking, struct archive_entry *entry, const char *label)
{
	const char *path = archive_entry_pathname_utf8(entry);
	path = path != NULL ? path : archive_entry_pathname(entry);
	g_auto(GStrv) steps = g_strsplit_set(path != NULL ? path : "", "/\\", -1);
	g_autoptr(GString) name = g_string_new(label);
	size_t n = g_strv_length(steps);
	const char *base = n > 0 ? attachment_name(unpacking->arena, steps[n - 1]) : NULL;
	for (size_t i = n > FOLDERS_SHOWN ? n - 1 - FOLDERS_SHOWN : 0; i + 1 < n; i++) {
		const char *folder = attachment_name(unpacking->arena, steps[i]);
		if (folder != NULL)
			g_string_append_printf(name, "%s%s", name->len > 0 ? "/" : "", folder);
	}
	g_string_append(name, name->len > 0 ? "/" : "");
	if (base != NULL)
		g_string_append(name, base);
	else
		g_string_append_printf(name, "%" PRId64, unpacking->seen);
	return container_unique(unpacking, arena_strdup(unpacking->arena, name->str));
}

/* What the one file of a gzip is called: the archive's name without ".gz". */
static const char *container_gzip_name(Unpacking *unpacking, const char *label)
{
	size_t length = strlen(label);
	if (length > 3 && g_ascii_strcasecmp(label + length - 3, ".gz") == 0)
		return arena_strndup(unpacking->arena, label, length - 3);
	return length > 0 ? label : "data";
}

static bool container_entry(Unpacking *unpacking, Archive *archive, struct archive_entry *entry,
			    const char *label, int level)
{
	if (++unpacking->seen > unpacking->limits->zip_entries)
		return container_refuse(unpacking, "limit:zip_entries", "the archive has too many entries");
	bool raw = archive_format(archive) == ARCHIVE_FORMAT_RAW;
	const char *path = archive_entry_pathname(entry);
	if (!raw && !container_wanted(unpacking, entry, path != NULL ? path : ""))
		return true;
	const char *name = raw ? container_gzip_name(unpacking, label)
			       : container_entry_name(unpacking, entry, label);
	g_autoptr(GByteArray) data = g_byte_array_new();
	return container_data(unpacking, archive, data) && container_add(unpacking, name, data, level);
}

static bool container_walk(Unpacking *unpacking, const char *bytes, size_t length, const char *label,
			   int level)
{
	if (level > unpacking->limits->zip_depth)
		return container_refuse(unpacking, "limit:zip_depth",
					"an archive inside an archive inside an archive");
	g_autoptr(Archive) archive = container_open(bytes, length);
	if (archive == NULL)
		return container_refuse(unpacking, "zip-damaged", "the archive is damaged");
	for (;;) {
		struct archive_entry *entry = NULL;
		int state = archive_read_next_header(archive, &entry);
		if (state == ARCHIVE_EOF)
			return true;
		if (state != ARCHIVE_OK && state != ARCHIVE_WARN)
			return container_refuse(unpacking, "zip-damaged", "the archive is damaged");
		if (!container_entry(unpacking, archive, entry, label, level))
			return false;
	}
}

void container_read(Arena *arena, const Limits *limits, const void *bytes, size_t length, const char *name,
		    Container *ret)
{
	*ret = (Container) { 0 };
	Unpacking unpacking = { .arena = arena, .limits = limits, .ret = ret, .packed = length };
	bool gzip = strcmp(attachment_type(bytes, length), TYPE_GZIP) == 0;
	if (length > (size_t)limits->zip_bytes)
		container_refuse(&unpacking, "limit:zip_bytes", "the archive is too large");
	else
		container_walk(&unpacking, bytes, length, gzip && name != NULL ? name : "", 0);
	if (ret->refused != NULL)
		ret->n_entries = 0;
}
