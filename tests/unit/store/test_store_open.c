/* Life of a store: made once, opened, migrated; the doorbell. */
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>

#include "store/migrate.h"
#include "store/queries.h"
#include "store/sql_driver.h"
#include "tests/unit/store/store_fixture.h"

static char *database_of(const char *path)
{
	return g_build_filename(path, "valija.db", NULL);
}

static void test_create(const char *path)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Arena) arena = arena_new();
	ok(store_open(path, NULL, &error) == NULL && error_code(error) == ERROR_STOP &&
		   strstr(error->message, "init") != NULL,
	   "no store: STOP, and what to do");
	g_clear_error(&error);
	ok(store_create(path, NULL, &error), "a store is made");
	ok(!store_create(path, NULL, &error) && error_code(error) == ERROR_REJECT, "and never overwritten");
	g_clear_error(&error);
	static const char *const names[] = { "valija.db", "token.key" };
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *file = g_build_filename(path, names[i], NULL);
		struct stat info = { 0 };
		ok(stat(file, &info) == 0 && (info.st_mode & 0777) == 0600, "%s is its owner's alone",
		   names[i]);
	}
	g_autofree char *mail = g_build_filename(path, "mail", NULL);
	struct stat info = { 0 };
	ok(stat(mail, &info) == 0 && (info.st_mode & 0777) == 0700, "so are the messages");
}

static void test_token_key(const char *path)
{
	g_autoptr(GError) error = NULL;
	Store *store = store_open(path, NULL, &error);
	TokenKey one = { 0 };
	TokenKey two = { 0 };
	const TokenKey zero = { 0 };
	ok(store_token_key(store, &one, &error) && memcmp(&one, &zero, sizeof one) != 0,
	   "the token key is random");
	ok(store_token_key(store, &two, &error) && memcmp(&one, &two, sizeof one) == 0, "and stays");
	g_autofree char *file = g_build_filename(path, "token.key", NULL);
	g_chmod(file, 0644);
	ok(!store_token_key(store, &two, &error) && error_code(error) == ERROR_STOP,
	   "one that others can read is refused");
	g_clear_error(&error);
	g_chmod(file, 0600);
	g_file_set_contents(file, "short", 5, NULL);
	g_chmod(file, 0600);
	ok(!store_token_key(store, &two, &error) && error_code(error) == ERROR_STOP,
	   "so is one of the wrong size");
	store_close(store);
}

static int die_at(const char *name, void *context)
{
	if (g_str_equal(name, context))
		raise(SIGKILL);
	return 0;
}

/* Killed at each durable step of making a store; then made again: it works. */
static void test_killed_create(void)
{
	static char names[][20] = { "store.token_key", "tx.migrate", "store.create" };
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *path = fixture_path();
		g_autoptr(GError) error = NULL;
		fflush(stdout);
		pid_t child = fork();
		if (child == 0) {
			step_install(die_at, names[i]);
			store_create(path, NULL, NULL);
			_exit(0);
		}
		int status = 0;
		waitpid(child, &status, 0);
		ok(WIFSIGNALED(status), "init is killed at %s", names[i]);
		Store *store = store_create(path, NULL, &error) ? store_open(path, NULL, &error) : NULL;
		ok(fixture_fine(store != NULL, &error), "and works the next time");
		store_close(store);
		fixture_remove(path);
	}
}

static void set_version(const char *path, int64_t version)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *file = database_of(path);
	g_autoptr(Sql) sql = sql_open(file, false, &error);
	if (sql == NULL || !q_schema_set(sql, version, NULL, &error))
		g_error("%s", error->message);
}

static void test_newer_schema(const char *path)
{
	g_autoptr(GError) error = NULL;
	set_version(path, (int64_t)migrate_count + 1);
	ok(store_open(path, NULL, &error) == NULL && error_code(error) == ERROR_STOP &&
		   strstr(error->message, "newer") != NULL,
	   "a store of a newer program is refused");
	g_clear_error(&error);
	set_version(path, (int64_t)migrate_count);
	Store *store = store_open(path, NULL, &error);
	ok(store != NULL, "and opens again with the right one");
	store_close(store);
}

/* An empty database is brought up to date by whoever opens it first; many at once do it once. */
static void test_migrate_together(void)
{
	g_autofree char *path = fixture_path();
	g_autoptr(GError) error = NULL;
	g_autofree char *file = database_of(path);
	g_file_set_contents(file, "", 0, NULL);
	enum { PROCESSES = 6 };
	pid_t children[PROCESSES];
	fflush(stdout);
	for (int i = 0; i < PROCESSES; i++) {
		children[i] = fork();
		if (children[i] == 0) {
			Store *store = store_open(path, NULL, &error);
			if (store == NULL)
				printf("# %s\n", error->message);
			fflush(stdout);
			_exit(store == NULL);
		}
	}
	int failed = 0;
	for (int i = 0; i < PROCESSES; i++) {
		int status = 0;
		waitpid(children[i], &status, 0);
		failed += status != 0;
	}
	is_i64(failed, 0, "six processes open a store that is to be migrated");
	fixture_remove(path);
}

static bool rings(int fd)
{
	struct pollfd bell = { .fd = fd, .events = POLLIN };
	char byte[8];
	return poll(&bell, 1, 0) == 1 && read(fd, byte, sizeof byte) > 0;
}

static void test_bell(const char *path)
{
	g_autoptr(GError) error = NULL;
	Store *store = store_open(path, NULL, &error);
	Store *other = store_open(path, NULL, &error);
	int fd = store_listen(store, "work", &error);
	ok(fixture_fine(fd >= 0, &error), "a stage listens");
	ok(!rings(fd), "silence");
	store_ring(other, "work");
	ok(rings(fd), "another process rings");
	store_ring(other, "send");
	store_ring(other, "work.x");
	ok(!rings(fd), "for another stage it does not ring");
	for (int i = 0; i < 5000; i++)
		store_ring(other, "work");
	ok(rings(fd), "many rings never block");
	int odd = store_listen(store, "fetch ../ñ", &error);
	store_ring(other, "fetch ../ñ");
	ok(odd >= 0 && rings(odd), "any name will do");
	close(fd);
	store_ring(other, "work");
	g_autofree char *run = g_build_filename(path, "run", NULL);
	GDir *dir = g_dir_open(run, 0, NULL);
	int left = 0;
	while (g_dir_read_name(dir) != NULL)
		left++;
	g_dir_close(dir);
	is_i64(left, 1, "the socket of a dead listener is removed");
	close(odd);
	store_close(store);
	store_close(other);
}

int main(void)
{
	g_autofree char *path = fixture_path();
	test_create(path);
	test_token_key(path);
	test_newer_schema(path);
	test_bell(path);
	test_killed_create();
	test_migrate_together();
	fixture_remove(path);
	return tap_done();
}
