/*
 * What the reader needs for a mail as large as one may be, beyond what it needs for a small one: with its program that is
 * to stay within 64 MB. This program is its own reader.
 */
#include "gateway/work/reader.h"

#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/file.h"
#include "tests/tap.h"

#define MAIL_BYTES (25 * 1024 * 1024)
#define BEYOND_KB (40 * 1024)
#define LINE 76

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED true
#else
#define SANITIZED false
#endif

typedef struct {
	const char *name;
	int parts;
	const char *head, *first; /* fields of each part, and its first bytes */
	const char *filler;	  /* repeated until the part is full; its line is LINE bytes, its end included */
	const char *last;
} Form;

static const Form forms[] = {
	{ "a small one", 0, "Content-Type: text/plain", "", "", "" },
	{ "one attachment", 1, "Content-Type: application/octet-stream; name=a.bin\nContent-Transfer-Encoding: base64",
	  "AAECAwQF\n", "kJGSk5SVlpeYmZqbnJ2en6ChoqOkpaanqKmqq6ytrq+wsbKztLW2t7i5uru8vb6/wMHCw8TF\n", "" },
	{ "one whose base64 is broken", 1,
	  "Content-Type: application/octet-stream; name=a.bin\nContent-Transfer-Encoding: base64", "AAECAwQF\n",
	  "kJGSk5SVlpeYmZqbnJ2en6ChoqOkpaanqKmqq6ytrq+wsbKztLW2t7i5uru8vb6/wMHCw8TF\n", "!!!" },
	{ "many attachments", 990, "Content-Type: application/octet-stream; name=a.bin\nContent-Transfer-Encoding: base64",
	  "AAECAwQF\n", "kJGSk5SVlpeYmZqbnJ2en6ChoqOkpaanqKmqq6ytrq+wsbKztLW2t7i5uru8vb6/wMHCw8TF\n", "" },
	{ "many XML files", 45, "Content-Type: text/xml; name=a.xml", "<?xml version=\"1.0\"?><a>\n",
	  "<b c=\"1\">texto</b><b c=\"2\">texto</b><b c=\"3\">texto</b><b c=\"4\">texto</b>    \n", "</a>" },
	{ "a text", 1, "Content-Type: text/plain; charset=utf-8", "",
	  "una linea de texto que no dice nada y que se repite hasta el fin del correo\n", "" },
	{ "a text in HTML", 1, "Content-Type: text/html; charset=utf-8", "<html><body>\n",
	  "<p>uno</p><p>dos</p><p>tres</p><p>cuatro</p><p>cinco</p><p>seis</p><p>o</p>\n", "</body></html>" },
};

static void put(int fd, const char *text)
{
	if (!file_write_all(fd, text, strlen(text), NULL))
		g_error("memfd");
}

/* Lines are written many at a time: this process must stay small itself, its size is that of its child at the start. */
static void put_part(int fd, const Form *form)
{
	enum { LINES = 100 };
	g_autoptr(GString) lines = g_string_new(NULL);
	for (int i = 0; i < LINES; i++)
		g_string_append(lines, form->filler);
	put(fd, "--b\n");
	put(fd, form->head);
	put(fd, "\n\n");
	put(fd, form->first);
	for (size_t done = 0; done < MAIL_BYTES / (size_t)form->parts - lines->len - LINE * 4; done += lines->len)
		put(fd, lines->str);
	put(fd, form->last);
	put(fd, "\n");
}

static long largest_child_kb(void)
{
	struct rusage usage = { 0 };
	getrusage(RUSAGE_CHILDREN, &usage);
	return usage.ru_maxrss;
}

/* The largest reader that there was so far, in kB. */
static long read_form(const char *program, const Form *form, bool *ret_read)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	Limits limits = limits_default();
	limits.reader_wall_ms = 600000; /* the time of a machine is no matter of this test */
	limits.reader_cpu_ms = 600000;
	Finding finding = { 0 };
	int fd = memfd_create("mail", MFD_CLOEXEC);
	put(fd, "From: a@b.test\nTo: c@d.test\nSubject: x\nMessage-ID: <1@b.test>\nMIME-Version: 1.0\n"
		"Content-Type: multipart/mixed; boundary=b\n\n");
	for (int i = 0; i < form->parts; i++)
		put_part(fd, form);
	put(fd, "--b--\n");
	ReaderClient *client = reader_client_new(program, &limits, NULL, false);
	*ret_read = reader_client_read(client, arena, fd, (uint64_t)lseek(fd, 0, SEEK_END), &finding, &error);
	reader_client_free(client);
	close(fd);
	if (error != NULL)
		printf("# %s\n", error->message);
	return largest_child_kb();
}

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "reader") == 0)
		return reader_serve();
	g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
	long small = 0;
	for (size_t i = 0; i < G_N_ELEMENTS(forms); i++) {
		bool done = false;
		long kb = read_form(program, &forms[i], &done);
		small = i == 0 ? kb : small;
		if (SANITIZED)
			ok(done, "%s", forms[i].name);
		else if (!ok(done && kb - small <= BEYOND_KB, "%s", forms[i].name))
			printf("# %ld kB, a small one %ld kB\n", kb, small);
	}
	return tap_done();
}
