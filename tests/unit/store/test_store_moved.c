/* A store that says it was moved: who claims, stages or writes in its ledger is refused, whoever it is. */
#include "store/lease.h"
#include "store/moved.h"
#include "tests/unit/store/store_fixture.h"

#define MOVED_PROCESSES 4

static bool refused(bool done, GError **error)
{
	bool right = !done && *error != NULL && (*error)->code == ERROR_STOP;
	if (!right)
		printf("# %s\n", *error != NULL ? (*error)->message : "it was done");
	g_clear_error(error);
	return right;
}

static StoreMoved look(Store *store, Arena *arena)
{
	g_autoptr(GError) error = NULL;
	StoreMoved moved = { 0 };
	fixture_fine(store_moved(store, arena, &moved, &error), &error);
	return moved;
}

static bool take(Store *store, Arena *arena, const char *owner, GError **error)
{
	const char *other = NULL;
	const StoreLease lease = { .name = owner, .owner = owner, .until = NOW + 60 };
	return store_lease_take(store, arena, &lease, NOW, &other, error);
}

static void test_refusals(Store *store, Arena *arena)
{
	g_autoptr(GError) error = NULL;
	const StagedMail mail = fixture_mail(arena, 2);
	const Cursor cursor = { .uidvalidity = 7, .last_uid = 2 };
	const Outcome outcome = { .company = "Norte" };
	ClaimedMail *mails = NULL;
	ClaimedJob *jobs = NULL;
	size_t n = 0;
	ok(refused(store_stage(store, &mail, 1, "ventas", "INBOX", &cursor, NOW, &n, &error), &error), "nothing is staged");
	ok(refused(store_claim_mails(store, arena, "w", NOW, 60, 10, &mails, &n, &error), &error), "no message claimed");
	ok(refused(store_claim_outbound(store, arena, "local", "w", NOW, 60, 10, &jobs, &n, &error), &error), "nor a mail");
	ok(refused(store_claim_jobs(store, arena, "http", "w", NOW, 60, 10, &jobs, &n, &error), &error), "nor another job");
	ok(refused(take(store, arena, "fetch a", &error), &error), "no mailbox is taken");
	ok(refused(store_commit_act(store, &outcome, NULL, 0, NOW, &error), &error), "nothing is decided");
	ok(refused(store_batch_begin(store, &error), &error), "nor in a batch");
}

static void test_moved(const char *path)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(Store) store = fixture_store(path);
	const char *why = NULL;
	is_str(look(store, arena).to, NULL, "at first it was not moved");
	ok(take(store, arena, "fetch a", &error), "somebody works on it");
	ok(refused(store_moved_begin(store, "/there", NOW, &error), &error), "so it stays");
	is_str(look(store, arena).to, NULL, "and does not say that it was moved");
	ok(store_moved_begin(store, "/there", NOW + 60, &error), "a lease that is over keeps nobody waiting");
	ok(g_strcmp0(look(store, arena).to, "/there") == 0 && !look(store, arena).whole, "it says that it is on its way");
	test_refusals(store, arena);
	ok(store_moved_begin(store, "/there", NOW + 60, &error), "the same move goes on");
	ok(refused(store_moved_begin(store, "/elsewhere", NOW + 60, &error), &error), "another one does not");
	ok(store_moved_done(store, &error) && look(store, arena).whole, "then it is there");
	test_refusals(store, arena);
	ok(store_moved_undo(store, "used again", &error) && look(store, arena).to == NULL, "it is taken back");
	ok(store_restored(store, arena, &why, &error) && g_strcmp0(why, "used again") == 0,
	   "and sends nothing before a person has looked");
	ok(take(store, arena, "fetch a", &error), "work goes on");
}

/* Takes and leaves a lease until that is refused. 1: it held one and the store was moved all the same. */
static int take_many(const char *path, int number)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Store) store = fixture_open(path, &error);
	g_autofree char *owner = g_strdup_printf("fetch %d", number);
	int status = store != NULL ? 0 : 2;
	while (status == 0 && error == NULL) {
		g_autoptr(Arena) arena = arena_new();
		if (!take(store, arena, owner, &error))
			break;
		status = look(store, arena).to != NULL;
		store_lease_leave(store, owner, owner, NULL);
	}
	return status != 0 || error_code(error) == ERROR_STOP ? status : 3;
}

/* Nobody has claimed anything at the instant of the mark, and nobody claims anything after it. */
static void test_crossing(const char *path)
{
	g_autoptr(Arena) arena = arena_new();
	store_close(fixture_store(path));
	pid_t pids[MOVED_PROCESSES];
	fflush(stdout);
	for (int i = 0; i < MOVED_PROCESSES; i++) {
		pids[i] = fork();
		if (pids[i] == 0)
			_exit(take_many(path, i));
	}
	g_autoptr(GError) error = NULL;
	g_autoptr(Store) store = fixture_open(path, &error);
	bool moved = false;
	while (!moved && (error == NULL || error_code(error) != ERROR_REJECT)) {
		g_clear_error(&error);
		moved = store_moved_begin(store, "/there", NOW, &error);
	}
	ok(moved, "in the midst of claims it is moved when there is none");
	for (int i = 0; i < MOVED_PROCESSES; i++) {
		int status = 0;
		waitpid(pids[i], &status, 0);
		is_i64(WIFEXITED(status) ? WEXITSTATUS(status) : -1, 0, "a process that claims ends there");
	}
	Texts owners = { 0 };
	ok(store_lease_owners(store, arena, NOW, &owners, NULL) && owners.n == 0, "and nothing is claimed");
}

int main(void)
{
	g_autofree char *path = fixture_path();
	g_autofree char *crowded = fixture_path();
	test_moved(path);
	test_crossing(crowded);
	fixture_remove(path);
	fixture_remove(crowded);
	return tap_done();
}
