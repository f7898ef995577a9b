/*
 * What the tests of sources share: private servers, mails put into a Maildir, and a spool that remembers.
 * Include it after gateway/source.h.
 */
#ifndef TESTS_MAILBOX_H
#define TESTS_MAILBOX_H

#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "gateway/source.h"
#include "tests/tap.h"

typedef struct {
	SourceItem item;
	GString *bytes;	    /* NULL when it was dropped */
	const char *reason; /* of a drop */
} Spooled;

typedef struct {
	GArray *mails; /* Spooled */
	GString *open; /* between begin() and end() or drop() */
	int64_t keep;  /* bytes kept of each mail; the rest is only counted and hashed */
	GChecksum *sum;
	int64_t size;
	int fail_after; /* write() fails after so many calls; 0: never */
	int unrecorded_drops;
	char *last_sum;
} Memory;

static inline bool memory_begin(void *self, GError **error)
{
	(void)error;
	Memory *memory = self;
	if (memory->open != NULL)
		g_string_free(memory->open, TRUE);
	memory->open = g_string_new(NULL);
	g_checksum_reset(memory->sum);
	memory->size = 0;
	return true;
}

static inline bool memory_write(void *self, const void *bytes, size_t n, GError **error)
{
	Memory *memory = self;
	if (memory->fail_after > 0 && --memory->fail_after == 0) {
		error_stop(error, "the disk is full");
		return false;
	}
	memory->size += (int64_t)n;
	g_checksum_update(memory->sum, bytes, (gssize)n);
	if (memory->size <= memory->keep)
		g_string_append_len(memory->open, bytes, (gssize)n);
	return true;
}

static inline bool memory_end(void *self, const SourceItem *item, GError **error)
{
	(void)error;
	Memory *memory = self;
	Spooled mail = { .item = *item, .bytes = memory->open };
	memory->open = NULL;
	g_free(memory->last_sum);
	memory->last_sum = g_strdup(g_checksum_get_string(memory->sum));
	g_array_append_val(memory->mails, mail);
	return true;
}

static inline bool memory_drop(void *self, const SourceItem *item, const char *reason, GError **error)
{
	(void)error;
	Memory *memory = self;
	if (memory->open != NULL)
		g_string_free(memory->open, TRUE);
	memory->open = NULL;
	Spooled mail = { .item = *item, .reason = reason };
	if (item->uid != 0)
		g_array_append_val(memory->mails, mail);
	else
		memory->unrecorded_drops++;
	return true;
}

static inline void memory_clear(Memory *memory)
{
	for (guint i = 0; memory->mails != NULL && i < memory->mails->len; i++)
		if (g_array_index(memory->mails, Spooled, i).bytes != NULL)
			g_string_free(g_array_index(memory->mails, Spooled, i).bytes, TRUE);
	g_clear_pointer(&memory->mails, g_array_unref);
	g_clear_pointer(&memory->sum, g_checksum_free);
	g_clear_pointer(&memory->last_sum, g_free);
	if (memory->open != NULL)
		g_string_free(memory->open, TRUE);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Memory, memory_clear)

static inline Memory memory_make(void)
{
	return (Memory){ .mails = g_array_new(FALSE, TRUE, sizeof(Spooled)),
			 .sum = g_checksum_new(G_CHECKSUM_SHA256),
			 .keep = 1024 * 1024 };
}

static inline Spool memory_spool(Memory *memory)
{
	return (Spool){ memory, memory_begin, memory_write, memory_end, memory_drop };
}

static inline const Spooled *memory_at(const Memory *memory, guint i)
{
	static const Spooled none = { .reason = "there is no such mail" };
	return i < memory->mails->len ? &g_array_index(memory->mails, Spooled, i) : &none;
}

/* CRLF lines, so that what IMAP gives is what was put in. size > 0: padded to exactly that many bytes. */
static inline char *mail_text(int number, size_t size)
{
	GString *text = g_string_new(NULL);
	g_string_append_printf(text,
			       "From: Clara <clara@cliente.test>\r\nTo: empresa@empresa.test\r\n"
			       "Subject: Factura %d\r\nMessage-ID: <factura-%d@cliente.test>\r\n\r\n"
			       "Se\xC3\xB1ores, adjunto la factura %d.\r\n",
			       number, number, number);
	for (size_t i = 0; text->len + 2 < size; i++)
		g_string_append(text, i % 70 == 69 && text->len + 4 <= size ? "\r\n" : "x");
	if (size > 0)
		g_string_append(text, "\r\n");
	return g_string_free(text, FALSE);
}

/* Delivered as a Maildir delivery agent does it; name sorts by number. owner: like the Maildir's. */
static inline void put_mail(const char *maildir, int number, const char *text)
{
	g_autofree char *tmp = g_strdup_printf("%s/tmp/1790000000.M%06dP1.test", maildir, number);
	g_autofree char *new = g_strdup_printf("%s/new/1790000000.M%06dP1.test", maildir, number);
	GStatBuf about;
	if (!g_file_set_contents(tmp, text, -1, NULL) || g_stat(maildir, &about) != 0 ||
	    chown(tmp, about.st_uid, about.st_gid) != 0)
		g_error("cannot write %s", tmp);
	struct timespec when[2] = { { .tv_sec = 1790000000 + number }, { .tv_sec = 1790000000 + number } };
	if (utimensat(AT_FDCWD, tmp, when, 0) != 0 || g_rename(tmp, new) != 0)
		g_error("cannot deliver %s", new);
}

static inline void put_eml(const char *folder, int number, const char *text)
{
	g_autofree char *tmp = g_strdup_printf("%s/.%06d.eml", folder, number);
	g_autofree char *path = g_strdup_printf("%s/%06d.eml", folder, number);
	if (!g_file_set_contents(tmp, text, -1, NULL))
		g_error("cannot write %s", tmp);
	struct timespec when[2] = { { .tv_sec = 1790000000 + number }, { .tv_sec = 1790000000 + number } };
	if (utimensat(AT_FDCWD, tmp, when, 0) != 0 || g_rename(tmp, path) != 0)
		g_error("cannot deliver %s", path);
}

static inline void make_maildir(const char *path)
{
	static const char *const parts[] = { "tmp", "new", "cur" };
	for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
		g_autofree char *part = g_build_filename(path, parts[i], NULL);
		g_mkdir_with_parents(part, 0700);
	}
}

/* Runs a command line; its exit status, -1 when it did not run. */
static inline int run(const char *command)
{
	int status = system(command);
	return status >= 0 && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static inline void remove_tree(const char *path)
{
	g_autofree char *command = g_strdup_printf("rm -rf '%s'", path);
	run(command);
}

/* Private servers in a folder of their own; 0 started, 77 not installed. settings: "DELIMITER=." or "". */
static inline int servers_start(const char *folder, const char *settings)
{
	g_autofree char *command = g_strdup_printf("%s sh tests/servers.sh start %s", settings, folder);
	g_chmod(folder, 0755);
	return run(command);
}

static inline void servers_stop(const char *folder)
{
	g_autofree char *command = g_strdup_printf("sh tests/servers.sh stop %s", folder);
	run(command);
	remove_tree(folder);
}

/* A value of the servers' env file; free with g_free(). */
static inline char *servers_value(const char *folder, const char *key)
{
	g_autofree char *path = g_build_filename(folder, "env", NULL);
	g_autofree char *text = NULL;
	if (!g_file_get_contents(path, &text, NULL, NULL))
		g_error("no %s", path);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	size_t n = strlen(key);
	for (size_t i = 0; lines[i] != NULL; i++)
		if (strncmp(lines[i], key, n) == 0 && lines[i][n] == '=')
			return g_strndup(lines[i] + n + 2, strlen(lines[i]) - n - 3);
	return NULL;
}

#endif
