/*
 * The reader process and the side that asks it. This program is its own reader: started under another name it is a
 * reader that misbehaves in the way of that name, inside the real sandbox.
 */
#include "gateway/work/reader.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "gateway/sandbox.h"
#include "parsers/finding_json.h"
#include "tests/tap.h"

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED true
#else
#define SANITIZED false
#endif

/* ---- readers that misbehave ---- */

static void answer(uint32_t refused, uint64_t length, const char *bytes)
{
	ReaderAnswer head = { .refused = refused, .length = length };
	file_write_all(READER_SOCKET, &head, sizeof head, NULL);
	file_write_all(READER_SOCKET, bytes, strlen(bytes), NULL);
}

static void say_errno(bool failed)
{
	const char *text = !failed ? "done" : errno == EACCES ? "EACCES" : "another error";
	answer(1, strlen(text), text);
}

static void bad_exit(void)
{
	_exit(3);
}

static void bad_abort(void)
{
	abort();
}

static void bad_hang(void)
{
	for (;;)
		poll(NULL, 0, 1000);
}

static void bad_leave(void)
{
	close(READER_SOCKET);
	bad_hang();
}

static void bad_spin(void)
{
	sandbox_cpu_limit(200);
	for (volatile unsigned i = 0;; i++)
		;
}

static void bad_eat(void)
{
	for (size_t eaten = 0; eaten < ((size_t)256 << 20); eaten += 1 << 20)
		if (mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED) {
			const char *text = eaten <= ((size_t)64 << 20) ? "no more memory" : "too much memory";
			answer(1, strlen(text), text);
			return;
		}
	answer(1, 9, "unlimited");
}

static void bad_open(void)
{
	say_errno(open("/etc/passwd", O_RDONLY) < 0);
}

static void bad_write_file(void)
{
	say_errno(open("/tmp/valija-reader-wrote", O_CREAT | O_WRONLY, 0600) < 0);
}

static void bad_socket(void)
{
	socket(AF_INET, SOCK_STREAM, 0);
	answer(1, 4, "done");
}

static void bad_exec(void)
{
	char *const argv[] = { (char[]){ "true" }, NULL };
	execve("/bin/true", argv, NULL);
	answer(1, 4, "done");
}

static void bad_fork(void)
{
	fork();
	answer(1, 4, "done");
}

static void bad_huge(void)
{
	answer(0, UINT64_C(1) << 40, "x");
}

static void bad_half(void)
{
	answer(0, 100, "half");
	_exit(0);
}

static void bad_text(void)
{
	answer(0, 5, "hello");
}

static void bad_kind(void)
{
	static const char text[] = "{\"kind\":\"root\",\"documents\":[]}";
	answer(0, strlen(text), text);
}

static void bad_stop(void)
{
	/* Stops reading for ever after one answer that is fine in form. */
	static const char text[] = "no";
	answer(1, strlen(text), text);
	bad_hang();
}

typedef struct {
	const char *name;
	void (*run)(void);
	ErrorCode code;
	const char *want; /* in the message */
} Bad;

static const Bad bads[] = {
	{ "exit", bad_exit, ERROR_RETRY, "exit status 3" },
	{ "abort", bad_abort, ERROR_RETRY, "signal 6" },
	{ "hang", bad_hang, ERROR_RETRY, "limit:reader_wall_ms" },
	{ "leave", bad_leave, ERROR_RETRY, "signal 9" },
	{ "spin", bad_spin, ERROR_RETRY, "limit:reader_cpu_ms" },
	{ "eat", bad_eat, ERROR_REJECT, "no more memory" },
	{ "open", bad_open, ERROR_REJECT, "EACCES" },
	{ "write", bad_write_file, ERROR_REJECT, "EACCES" },
	{ "socket", bad_socket, ERROR_RETRY, "signal 31" },
	{ "exec", bad_exec, ERROR_RETRY, "signal 31" },
	{ "fork", bad_fork, ERROR_RETRY, "signal 31" },
	{ "huge", bad_huge, ERROR_REJECT, "larger than it may be" },
	{ "half", bad_half, ERROR_RETRY, "exit status 0" },
	{ "text", bad_text, ERROR_REJECT, "" },
	{ "kind", bad_kind, ERROR_REJECT, "" },
	{ "stop", bad_stop, ERROR_REJECT, "no" },
};

/* The real one, or the one of the name that this program was started under. */
static int be_reader(const char *program)
{
	const char *name = strrchr(program, '/') + 1;
	for (size_t i = 0; i < G_N_ELEMENTS(bads); i++)
		if (strcmp(bads[i].name, name) == 0) {
			g_autoptr(GError) error = NULL;
			sandbox_warm_up();
			if (!sandbox_enter(INT64_C(32) << 20, &error))
				return 9;
			bads[i].run();
			bad_hang();
		}
	return reader_serve();
}

/* ---- asking them ---- */

static const char mail[] = "From: Ana <ana@uno.test>\r\nTo: c@andes.test\r\nSubject: =?utf-8?Q?Se=C3=B1al?=\r\n"
			   "Message-ID: <1@uno.test>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
			   "--b\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\npagaremos el viernes\r\n"
			   "--b\r\nContent-Type: application/octet-stream; name=x.bin\r\n\r\nbytes\r\n--b--\r\n";

static int mail_fd(void)
{
	int fd = memfd_create("mail", MFD_CLOEXEC);
	if (!file_write_all(fd, mail, sizeof mail - 1, NULL))
		g_error("memfd");
	return fd;
}

static void test_good(const char *program)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	Limits limits = limits_default();
	limits.reader_messages = 2;
	g_autoptr(ReaderClient) client = reader_client_new(program, &limits, NULL, false);
	int fd = mail_fd();
	Finding finding = { 0 };
	for (int i = 0; i < 5; i++)
		if (!reader_client_read(client, arena, fd, sizeof mail - 1, &finding, &error))
			break;
	is_str(error != NULL ? error->message : NULL, NULL, "five mails, two to a process");
	is_str(finding.mail != NULL ? finding.mail->subject : NULL, "Señal", "the answer is what the mail says");
	const void *part = NULL;
	size_t length = 0;
	bool has_part = finding.mail != NULL && finding.mail->n_attachments == 1 &&
			reader_client_part(client, arena, fd, sizeof mail - 1,
					   finding.mail->attachments[0].sha256, &part, &length, &error);
	ok(has_part && length == 5 && memcmp(part, "bytes", 5) == 0, "a part by its sha256");
	g_autofree char *wrong = g_strnfill(64, 'a');
	ok(!reader_client_part(client, arena, fd, sizeof mail - 1, wrong, &part, &length, &error) &&
		   error_code(error) == ERROR_REJECT,
	   "a part that is not there is refused");
	g_clear_error(&error);
	ok(reader_client_read(client, arena, fd, sizeof mail - 1, &finding, &error), "and the next question is answered");
	ok(reader_client_read(client, arena, -1, 0, &finding, &error), "nothing at all is read as well");
	close(fd);
}

/* A converter that iconv would load from disk at first use is there behind the sandbox as well. */
static void test_charsets(const char *program)
{
	static const struct {
		const char *charset, *bytes, *text;
	} rows[] = {
		{ "koi8-u", "\360\322\311\327\305\324\r\n", "Привет\n" },
		{ "iso-8859-5", "\277\340\330\322\325\342\r\n", "Привет\n" },
		{ "iso-8859-16", "\252i \376ar\343\r\n", "Și țară\n" },
		{ "windows-1252", "Se\361al\r\n", "Señal\n" },
	};
	Limits limits = limits_default();
	g_autoptr(ReaderClient) client = reader_client_new(program, &limits, NULL, false);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Arena) arena = arena_new();
		const char *raw = arena_printf(arena,
					       "From: a@b.test\r\nSubject: t\r\nMIME-Version: 1.0\r\n"
					       "Content-Type: text/plain; charset=%s\r\n\r\n%s",
					       rows[i].charset, rows[i].bytes);
		Finding finding = { 0 };
		int fd = memfd_create("mail", MFD_CLOEXEC);
		bool done = file_write_all(fd, raw, strlen(raw), NULL) &&
			    reader_client_read(client, arena, fd, strlen(raw), &finding, NULL);
		is_str(done && finding.mail != NULL ? finding.mail->text : NULL, rows[i].text, rows[i].charset);
		close(fd);
	}
}

static void test_bad(const char *folder, const char *program)
{
	for (size_t i = 0; i < G_N_ELEMENTS(bads); i++) {
		g_autoptr(Arena) arena = arena_new();
		g_autoptr(GError) error = NULL;
		g_autofree char *path = g_build_filename(folder, bads[i].name, NULL);
		Limits limits = limits_default();
		limits.reader_wall_ms = 3000;
		limits.reader_cpu_ms = 100;
		if (SANITIZED && strcmp(bads[i].name, "eat") == 0) {
			skip("eat", "the sanitizer's shadow memory knows no limit");
			continue;
		}
		if (symlink(program, path) != 0)
			g_error("%s: %s", path, g_strerror(errno));
		g_autoptr(ReaderClient) client = reader_client_new(path, &limits, NULL, false);
		Finding finding = { 0 };
		int fd = mail_fd();
		int64_t start = g_get_monotonic_time();
		bool done = reader_client_read(client, arena, fd, sizeof mail - 1, &finding, &error);
		int64_t took = (g_get_monotonic_time() - start) / 1000;
		if (!ok(!done && error_code(error) == bads[i].code && strstr(error->message, bads[i].want) != NULL,
			"a reader that does \"%s\"", bads[i].name))
			printf("# %s\n", error != NULL ? error->message : "it answered");
		ok(took < 10000, "its end is waited for %" G_GINT64_FORMAT " ms", took);
		close(fd);
		unlink(path);
	}
	ok(access("/tmp/valija-reader-wrote", F_OK) != 0, "no reader has written a file");
}

static int subject_fd(const char *subject)
{
	g_autofree char *raw = g_strconcat("From: a@b.test\r\nSubject: ", subject, "\r\n\r\ntext\r\n", NULL);
	int fd = memfd_create("mail", MFD_CLOEXEC);
	if (!file_write_all(fd, raw, strlen(raw), NULL))
		g_error("memfd");
	return fd;
}

static const char *subject_of(ReaderClient *client, Arena *arena, int fd)
{
	Finding finding = { 0 };
	bool done = reader_client_read(client, arena, fd, (uint64_t)lseek(fd, 0, SEEK_END), &finding, NULL);
	return done && finding.mail != NULL ? finding.mail->subject : NULL;
}

static void test_ahead(const char *program)
{
	g_autoptr(Arena) arena = arena_new();
	Limits limits = limits_default();
	limits.reader_messages = 3;
	g_autoptr(ReaderClient) client = reader_client_new(program, &limits, NULL, false);
	int one = subject_fd("one");
	int two = subject_fd("two");
	for (int i = 0; i < 4; i++) {
		reader_client_ahead(client, two, (uint64_t)lseek(two, 0, SEEK_END));
		is_str(subject_of(client, arena, one), "one", "asked while another is read ahead");
		is_str(subject_of(client, arena, two), "two", "the one that was read ahead");
		is_str(subject_of(client, arena, two), "two", "and once more");
	}
	reader_client_ahead(client, one, (uint64_t)lseek(one, 0, SEEK_END));
	close(one);
	close(two);
}

/* Many in hand at once: whom the reader dies on has the fault alone, those behind it are read by the next one. */
static void test_many_ahead(const char *program)
{
	static const char *const subjects[] = { "one", "two", "three", "four", "five" };
	int fds[G_N_ELEMENTS(subjects)];
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	Limits limits = limits_default();
	g_autoptr(ReaderClient) client = reader_client_new(program, &limits, NULL, false);
	Finding finding = { 0 };
	for (size_t i = 0; i < G_N_ELEMENTS(subjects); i++) {
		fds[i] = subject_fd(subjects[i]);
		uint64_t beyond = i == 2 ? 65536 : 0; /* of the file: who reads there is killed */
		reader_client_ahead(client, fds[i], (uint64_t)lseek(fds[i], 0, SEEK_END) + beyond);
	}
	is_str(subject_of(client, arena, fds[0]), subjects[0], "the first of five");
	is_str(subject_of(client, arena, fds[1]), subjects[1], "and the second");
	ok(!reader_client_read(client, arena, fds[2], 65536, &finding, &error) && error_code(error) == ERROR_RETRY,
	   "the third kills the reader");
	is_str(subject_of(client, arena, fds[3]), subjects[3], "the fourth is fine all the same");
	for (size_t i = 0; i < G_N_ELEMENTS(subjects); i++)
		if (i != 2)
			reader_client_ahead(client, fds[i], (uint64_t)lseek(fds[i], 0, SEEK_END));
	is_str(subject_of(client, arena, fds[4]), subjects[4], "called for before those that were asked for first");
	is_str(subject_of(client, arena, fds[0]), subjects[0], "which are there as well");
	reader_client_forget(client);
	is_str(subject_of(client, arena, fds[1]), subjects[1], "what was forgotten is read anew");
	for (size_t i = 0; i < G_N_ELEMENTS(subjects); i++)
		close(fds[i]);
}

static void test_room_ahead(const char *program)
{
	Limits limits = limits_default();
	g_autoptr(ReaderClient) client = reader_client_new(program, &limits, NULL, false);
	int fd = subject_fd("one");
	uint64_t size = (uint64_t)lseek(fd, 0, SEEK_END);
	size_t n = 0;
	ok(reader_client_has_room(client, UINT64_C(1) << 30), "a large one is asked for ahead, alone");
	for (; n < 1000 && reader_client_has_room(client, size); n++)
		reader_client_ahead(client, fd, size);
	ok(n > 1 && n < 1000, "%zu at once", n);
	reader_client_forget(client);
	reader_client_ahead(client, fd, size);
	ok(!reader_client_has_room(client, UINT64_C(1) << 30), "a large one waits until nothing else is in hand");
	close(fd);
}

/* The message that a reader died on has the fault, not the one that is asked for next. */
static void test_bad_ahead(const char *folder, const char *program, const Bad *bad)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	g_autofree char *path = g_build_filename(folder, bad->name, NULL);
	Limits limits = limits_default();
	limits.reader_wall_ms = 1000;
	if (symlink(program, path) != 0)
		g_error("%s: %s", path, g_strerror(errno));
	g_autoptr(ReaderClient) client = reader_client_new(path, &limits, NULL, false);
	Finding finding = { 0 };
	int fd = mail_fd();
	reader_client_ahead(client, fd, sizeof mail - 1);
	bool done = reader_client_read(client, arena, fd, sizeof mail - 1, &finding, &error);
	ok(!done && error_code(error) == bad->code && strstr(error->message, bad->want) != NULL,
	   "ahead, a reader that does \"%s\"", bad->name);
	close(fd);
	unlink(path);
}

static void test_all_bad_ahead(const char *folder, const char *program)
{
	static const char *const names[] = { "exit", "abort", "hang", "huge", "half", "stop" };
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		for (size_t j = 0; j < G_N_ELEMENTS(bads); j++)
			if (strcmp(names[i], bads[j].name) == 0)
				test_bad_ahead(folder, program, &bads[j]);
}

static void test_missing(void)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	Limits limits = limits_default();
	g_autoptr(ReaderClient) client = reader_client_new("/nowhere/valija", &limits, NULL, false);
	Finding finding = { 0 };
	ok(!reader_client_read(client, arena, -1, 0, &finding, &error) && error_code(error) == ERROR_STOP,
	   "a reader that cannot be started stops the stage");
}

/* Whatever a reader answers, what comes out is a Finding of the contract or a refusal. */
static void test_lies(const char *program)
{
	g_autoptr(GError) error = NULL;
	Limits limits = limits_default();
	g_autoptr(ReaderClient) client = reader_client_new(program, &limits, NULL, false);
	g_autofree char *json = NULL;
	size_t length = 0;
	int fd = mail_fd();
	if (!ok(reader_client_json(client, fd, sizeof mail - 1, "x", &json, &length, &error), "an honest answer"))
		return;
	close(fd);
	static const char bytes[] = "0129-\"\\{}[],:.ntf\x80\xff\x01 eE+u";
	g_autoptr(GRand) random = g_rand_new_with_seed(7);
	size_t accepted = 0;
	for (int i = 0; i < 100000; i++) {
		g_autoptr(Arena) arena = arena_new();
		Finding finding = { 0 };
		g_autofree char *lie = exact_copy(json, length);
		for (int n = g_rand_int_range(random, 1, 4); n > 0; n--)
			lie[g_rand_int_range(random, 0, (int)length)] =
				bytes[g_rand_int_range(random, 0, (int)sizeof bytes - 1)];
		accepted += finding_from_line(arena, lie, length, &limits, &finding, NULL);
	}
	ok(accepted > 0, "100,000 lies: none harms, %zu could be true", accepted);
}

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "reader") == 0)
		return be_reader(argv[0]);
	g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
	g_autofree char *folder = g_dir_make_tmp("readers-XXXXXX", NULL);
	test_good(program);
	test_charsets(program);
	test_bad(folder, program);
	test_ahead(program);
	test_many_ahead(program);
	test_room_ahead(program);
	test_all_bad_ahead(folder, program);
	test_missing();
	test_lies(program);
	rmdir(folder);
	return tap_done();
}
