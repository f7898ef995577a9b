/* Message bytes: named by their hash, whole or not there. */
#include <fcntl.h>
#include <sys/stat.h>
#include <utime.h>

#include "tests/unit/store/store_fixture.h"

static char *blob_file(const char *path, const char *sha256)
{
	g_autofree char *folder = g_strndup(sha256, 2);
	return g_build_filename(path, "mail", folder, sha256, NULL);
}

static size_t count_files(const char *path, const char *folder)
{
	g_autofree char *full = g_build_filename(path, folder, NULL);
	g_autoptr(GDir) dir = g_dir_open(full, 0, NULL);
	size_t n = 0;
	while (dir != NULL && g_dir_read_name(dir) != NULL)
		n++;
	return n;
}

static void test_put_and_get(Store *store, Arena *arena, const char *path)
{
	g_autoptr(GError) error = NULL;
	const char bytes[] = "From: a@uno.example\r\n\r\nHola\0binary";
	const char *sha256 = NULL;
	ok(store_blob_put(store, arena, bytes, sizeof bytes, &sha256, &error), "bytes are kept");
	g_autofree char *want =
		g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)bytes, sizeof bytes);
	is_str(sha256, want, "under their hash");
	const void *got = NULL;
	size_t n = 0;
	ok(store_blob_get(store, arena, sha256, &got, &n, &error), "and read");
	is_mem(got, n, bytes, sizeof bytes, "as they were");
	int64_t size = 0;
	int fd = store_blob_open(store, sha256, &size, &error);
	ok(fd >= 0 && size == (int64_t)sizeof bytes, "they can be opened too");
	close(fd);
	g_autofree char *file = blob_file(path, sha256);
	struct stat info;
	ok(stat(file, &info) == 0 && (info.st_mode & 0777) == 0600, "nobody else may read them");
	ok(store_blob_put(store, arena, bytes, sizeof bytes, &sha256, &error),
	   "the same bytes again are fine");
	g_file_set_contents(file, "other", 5, NULL);
	ok(!store_blob_get(store, arena, sha256, &got, &n, &error) && error_code(error) == ERROR_REJECT,
	   "damage is seen");
}

static void test_refused_names(Store *store, Arena *arena)
{
	static const char *const names[] = {
		"",
		"../../../etc/passwd",
		"ABCDEF",
		"/",
		NULL,
		"00000000000000000000000000000000000000000000000000000000000000/0",
		"0000000000000000000000000000000000000000000000000000000000000000",
	};
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(GError) second = NULL;
		const void *bytes = NULL;
		size_t n = 0;
		int64_t size = 0;
		ok(store_blob_open(store, names[i], &size, &error) < 0 && error_code(error) == ERROR_REJECT &&
			   !store_blob_get(store, arena, names[i], &bytes, &n, &second),
		   "no bytes named %s", names[i] != NULL ? names[i] : "NULL");
	}
}

static void test_batch(Store *store, Arena *arena, const char *path)
{
	g_autoptr(GError) error = NULL;
	const char *hashes[300];
	bool done = true;
	for (int i = 0; i < 300; i++) {
		int64_t n = 0;
		g_autofree char *text = g_strdup_printf("message %d", i);
		Blob *blob = store_blob_begin(store, &error);
		done = done && blob != NULL && store_blob_write(blob, text, 4, &error) &&
		       store_blob_write(blob, text + 4, strlen(text) - 4, &error) &&
		       store_blob_end(arena, blob, false, &hashes[i], &n, &error) &&
		       n == (int64_t)strlen(text);
	}
	ok(fixture_fine(done, &error), "300 messages are written");
	ok(store_blob_sync(store, &error), "and made durable at once");
	size_t found = 0;
	for (int i = 0; i < 300; i++) {
		g_autofree char *file = blob_file(path, hashes[i]);
		found += g_file_test(file, G_FILE_TEST_IS_REGULAR) ? 1 : 0;
	}
	is_i64((int64_t)found, 300, "all are there");
	is_i64((int64_t)count_files(path, "mail/tmp"), 0, "nothing temporary is left");
	ok(store_blob_sync(store, &error), "with nothing to sync it is fine");
}

static int fail_step(const char *name, void *context)
{
	return g_str_equal(name, context) ? EIO : 0;
}

/* Many are synced together: when that fails, none has its name. */
static void test_failed_batch(Store *store, Arena *arena, const char *path)
{
	static char name[] = "blob.sync";
	g_autoptr(GError) error = NULL;
	const char *hash = NULL;
	for (int i = 0; i < 20; i++) {
		int64_t n = 0;
		g_autofree char *text = g_strdup_printf("lost %d", i);
		Blob *blob = store_blob_begin(store, &error);
		store_blob_write(blob, text, strlen(text), &error);
		store_blob_end(arena, blob, false, &hash, &n, &error);
	}
	step_install(fail_step, name);
	ok(!store_blob_sync(store, &error) && error_code(error) == ERROR_STOP,
	   "a batch that cannot be synced is STOP");
	step_install(NULL, NULL);
	g_autofree char *file = blob_file(path, hash);
	ok(!g_file_test(file, G_FILE_TEST_EXISTS), "and none of it has its name");
	is_i64((int64_t)count_files(path, "mail/tmp"), 0, "nor is anything temporary left");
}

static void test_failures(Store *store, Arena *arena, const char *path)
{
	static char names[][16] = { "blob.write", "blob.sync", "blob.rename", "blob.folder" };
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autoptr(GError) error = NULL;
		const char *sha256 = NULL;
		step_install(fail_step, names[i]);
		ok(!store_blob_put(store, arena, "fail", 4, &sha256, &error) &&
			   error_code(error) == ERROR_STOP && sha256 == NULL,
		   "an I/O error at %s is STOP", names[i]);
		step_install(NULL, NULL);
		is_i64((int64_t)count_files(path, "mail/tmp"), 0, "and leaves nothing temporary");
	}
	g_autoptr(GError) error = NULL;
	Blob *blob = store_blob_begin(store, &error);
	store_blob_write(blob, "half", 4, &error);
	store_blob_drop(blob);
	is_i64((int64_t)count_files(path, "mail/tmp"), 0, "what is dropped is gone");
	store_blob_drop(NULL);
}

static void age(const char *path, const char *name)
{
	const struct utimbuf old = { .actime = 1000000000, .modtime = 1000000000 };
	g_autofree char *file = g_build_filename(path, "mail/tmp", name, NULL);
	utime(file, &old);
}

static void test_orphans(const char *path)
{
	g_autoptr(GError) error = NULL;
	fflush(stdout);
	pid_t child = fork();
	if (child == 0) {
		Store *store = fixture_open(path, &error);
		Blob *blob = store_blob_begin(store, &error);
		_exit(!store_blob_write(blob, "half a mail", 11, &error)); /* dies with a temporary file */
	}
	waitpid(child, NULL, 0);
	Store *living = fixture_open(path, &error);
	Blob *blob = store_blob_begin(living, &error);
	is_i64((int64_t)count_files(path, "mail/tmp"), 2,
	       "one temporary file of a dead process, one of a living");
	g_autofree char *folder = g_build_filename(path, "mail/tmp", NULL);
	GDir *dir = g_dir_open(folder, 0, NULL);
	const char *name = NULL;
	while ((name = g_dir_read_name(dir)) != NULL)
		age(path, name);
	g_dir_close(dir);
	store_close(fixture_open(path, &error));
	is_i64((int64_t)count_files(path, "mail/tmp"), 1,
	       "the next start removes the dead one's, not the other");
	store_blob_drop(blob);
	store_close(living);
}

int main(void)
{
	g_autoptr(Arena) arena = arena_new();
	g_autofree char *path = fixture_path();
	Store *store = fixture_store(path);
	test_put_and_get(store, arena, path);
	test_refused_names(store, arena);
	test_batch(store, arena, path);
	test_failed_batch(store, arena, path);
	test_failures(store, arena, path);
	store_close(store);
	test_orphans(path);
	fixture_remove(path);
	return tap_done();
}
