/*
 * What the reader leaves closed, opened by the executables beside the program: files of a winmail.dat and of a .msg are
 * listed, read and handed out like any other; without the executables the message is kept and says so. This program is its
 * own reader.
 */
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "gateway/work/reader.h"
#include "tests/tap.h"

/* ---- a winmail.dat, written by hand ([MS-OXTNEF] 2.1.3) ---- */

static void put_number(GString *to, uint32_t value, int bytes)
{
	for (int i = 0; i < bytes; i++)
		g_string_append_c(to, (char)(value >> (8 * i) & 0xff));
}

static void put_attribute(GString *to, int level, uint32_t id, const char *data, size_t length)
{
	uint32_t sum = 0;
	put_number(to, (uint32_t)level, 1);
	put_number(to, id, 4);
	put_number(to, (uint32_t)length, 4);
	g_string_append_len(to, data, (gssize)length);
	for (size_t i = 0; i < length; i++)
		sum += (unsigned char)data[i];
	put_number(to, sum & 0xffff, 2);
}

static GString *winmail(const char *name, const char *bytes)
{
	static const char zeros[14];
	GString *file = g_string_new(NULL);
	put_number(file, 0x223e9f78, 4);
	put_number(file, 1, 2);
	put_attribute(file, 1, 0x00089006, "\0\0\1", 4);
	put_attribute(file, 2, 0x00069002, zeros, sizeof zeros);
	put_attribute(file, 2, 0x00018010, name, strlen(name) + 1);
	put_attribute(file, 2, 0x0006800f, bytes, strlen(bytes));
	return file;
}

#define HEAD                                                                                                \
	"From: ventas@maderas.example\nSubject: factura\nMIME-Version: 1.0\n"                               \
	"Content-Type: multipart/mixed; boundary=b1\n\n--b1\n\nadjunto\n--b1\n"                             \
	"Content-Disposition: attachment; filename=\"%s\"\nContent-Transfer-Encoding: base64\n\n%s\n--b1--\n"

/* In memory that has a descriptor, as a message of the store has. */
static int mail_fd(const char *name, const char *bytes, size_t length, uint64_t *ret_size)
{
	g_autofree char *base64 = g_base64_encode((const guchar *)bytes, length);
	g_autofree char *mail = g_strdup_printf(HEAD, name, base64);
	int fd = memfd_create("mail", MFD_CLOEXEC);
	*ret_size = strlen(mail);
	return fd >= 0 && file_write_all(fd, mail, strlen(mail), NULL) ? fd : -1;
}

/* ---- tests ---- */

#define NOTE "<?xml version=\"1.0\"?>\n<nota>hola</nota>\n"

static const Attachment *attachment_at(const Finding *finding, const char *path)
{
	for (size_t i = 0; finding->mail != NULL && i < finding->mail->n_attachments; i++)
		if (strcmp(finding->mail->attachments[i].path, path) == 0)
			return &finding->mail->attachments[i];
	return NULL;
}

static void test_winmail(ReaderClient *client)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	g_autoptr(GString) file = winmail("nota.xml", NOTE);
	uint64_t size = 0;
	int fd = mail_fd("winmail.dat", file->str, file->len, &size);
	Finding finding = { 0 };
	ok(reader_client_read(client, arena, fd, size, &finding, &error), "a mail with a winmail.dat is read");
	const Attachment *inside = attachment_at(&finding, "2/winmail.dat/nota.xml");
	if (!ok(inside != NULL, "its file is listed where it was"))
		return;
	is_str(inside->type, "application/xml", "by its bytes");
	const void *bytes = NULL;
	size_t length = 0;
	ok(reader_client_part(client, arena, fd, size, inside->sha256, &bytes, &length, &error), "and handed out");
	is_mem(bytes, length, NOTE, strlen(NOTE), "as it is");
	ok(error == NULL, "without an error left behind");
	g_autofree char *other = g_strnfill(READER_SHA256_SIZE, 'a');
	ok(!reader_client_part(client, arena, fd, size, other, &bytes, &length, &error) && error != NULL,
	   "what is not in it is refused");
	close(fd);
}

/* tests/flow/make_msg.pl made it: a message in a message, whose file has an 8-bit name. */
static void test_outlook(ReaderClient *client)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	g_autofree char *file = NULL;
	size_t length = 0;
	if (!ok(file_read("tests/fixtures/msg/inside.msg", 1 << 20, &file, &length, &error), "a .msg"))
		return;
	uint64_t size = 0;
	int fd = mail_fd("x.msg", file, length, &size);
	Finding finding = { 0 };
	ok(reader_client_read(client, arena, fd, size, &finding, &error), "a mail with it is read");
	const Attachment *inside = attachment_at(&finding, "2/x.msg/dentro/ñ.txt");
	const void *bytes = NULL;
	if (!ok(inside != NULL, "a file of the message in it is listed where it was"))
		return;
	ok(reader_client_part(client, arena, fd, size, inside->sha256, &bytes, &length, &error), "and handed out");
	is_mem(bytes, length, "hola\n", 5, "as it is");
	close(fd);
}

static void test_missing(const char *program)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	Limits limits = limits_default();
	g_autoptr(ReaderClient) client = reader_client_new(program, &limits, NULL, false);
	uint64_t size = 0;
	int fd = mail_fd("a.pdf", "%PDF-1.7\n", 9, &size);
	Finding finding = { 0 };
	ok(reader_client_read(client, arena, fd, size, &finding, &error), "without the executables a mail is read");
	ok(texts_has(&finding.flags, "pdf-unread"), "its PDF stays unread");
	is_str(finding_kind_word(finding.kind), "quarantine", "and a person learns of it");
	ok(finding.reason != NULL && strstr(finding.reason, "valija-pdf") != NULL, "by the name of what is missing");
	close(fd);
}

static bool link_into(const char *folder, const char *name, const char *target)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	return symlink(target, path) == 0;
}

static void remove_links(const char *folder)
{
	static const char *const names[] = { "valija", "valija-pdf", "valija-tnef", "valija-msg" };
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *path = g_build_filename(folder, names[i], NULL);
		unlink(path);
	}
	rmdir(folder);
}

int main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "reader") == 0)
		return reader_serve();
	g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
	g_autofree char *here = g_path_get_dirname(program);
	g_autofree char *pdf = g_build_filename(here, "..", "..", "..", "valija-pdf", NULL);
	g_autofree char *tnef = g_build_filename(here, "..", "..", "..", "valija-tnef", NULL);
	g_autofree char *msg = g_build_filename(here, "..", "..", "..", "valija-msg", NULL);
	g_autofree char *folder = g_dir_make_tmp("vopen-XXXXXX", NULL);
	g_autofree char *beside = g_build_filename(folder, "valija", NULL);
	Limits limits = limits_default();
	test_missing(program);
	if (access(pdf, X_OK) != 0 || access(tnef, X_OK) != 0 || access(msg, X_OK) != 0 ||
	    !link_into(folder, "valija", program) || !link_into(folder, "valija-msg", msg) ||
	    !link_into(folder, "valija-pdf", pdf) || !link_into(folder, "valija-tnef", tnef)) {
		skip("winmail.dat and .msg", "the executables are not built");
	} else {
		g_autoptr(ReaderClient) client = reader_client_new(beside, &limits, NULL, false);
		test_winmail(client);
		test_outlook(client);
	}
	remove_links(folder);
	return tap_done();
}
