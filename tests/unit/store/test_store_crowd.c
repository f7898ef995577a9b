/* Many processes that write batches on one store at once, against store/store.h alone: nobody waits in a circle. */
#include "tests/unit/store/store_fixture.h"

#define CROWD_PROCESSES 4
#define CROWD_BATCHES 25
#define CROWD_KEYS 6

/* A payment of an invoice that is not there yet, and an event of it. */
static bool post(Store *store, int process, int batch, int folio, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	const char *source = arena_printf(arena, "file:%d.%d.%d", process, batch, folio);
	Posting posting = fixture_posting(folio, source, 1);
	Event event = { .at = NOW, .company = "Norte", .kind = "note-added", .evidence = source };
	const Outcome outcome = {
		.company = "Norte", .postings = &posting, .n_postings = 1, .events = &event, .n_events = 1
	};
	return store_commit_act(store, &outcome, NULL, 0, NOW, error);
}

/* Even processes go up the keys, odd ones down. */
static bool write_batch(Store *store, int process, int batch, GError **error)
{
	if (!store_batch_begin(store, error))
		return false;
	bool done = true;
	for (int i = 0; done && i < CROWD_KEYS; i++)
		done = post(store, process, batch, process % 2 ? CROWD_KEYS - i : i + 1, error);
	return store_batch_end(store, done ? error : NULL) && done;
}

static int write_batches(const char *path, int process)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Store) store = fixture_open(path, &error);
	for (int batch = 0; store != NULL && batch < CROWD_BATCHES; batch++)
		if (!write_batch(store, process, batch, &error))
			break;
	if (error != NULL)
		printf("# %s\n", error->message);
	fflush(stdout);
	return error != NULL;
}

static int run_crowd(const char *path)
{
	pid_t children[CROWD_PROCESSES];
	int failed = 0;
	fflush(stdout);
	for (int i = 0; i < CROWD_PROCESSES; i++) {
		children[i] = fork();
		if (children[i] == 0)
			_exit(write_batches(path, i));
	}
	for (int i = 0; i < CROWD_PROCESSES; i++) {
		int status = 0;
		waitpid(children[i], &status, 0);
		failed += status != 0;
	}
	return failed;
}

static void tell(void *context, const char *fault)
{
	(void)context;
	printf("# %s\n", fault);
}

int main(void)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	g_autofree char *path = fixture_path();
	Store *store = fixture_store(path);
	is_i64(run_crowd(path), 0, "batches over the same keys in opposite order lose no race");
	for (int folio = 1; folio <= CROWD_KEYS; folio++) {
		Posting *postings = NULL;
		size_t n = 0;
		const char *key = arena_printf(arena, "CL:76192083-9:33:%d", folio);
		ok(store_postings(store, arena, "Norte", key, &postings, &n, &error), "postings are read");
		is_i64((int64_t)n, CROWD_PROCESSES * CROWD_BATCHES, "all of them are there");
	}
	size_t faults = 1;
	ok(fixture_fine(store_verify(store, tell, NULL, &faults, &error), &error) && faults == 0,
	   "and one chain of events");
	store_close(store);
	fixture_remove(path);
	return tap_done();
}
