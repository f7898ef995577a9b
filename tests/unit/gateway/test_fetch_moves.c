/* Answers that must be moved are many, and the folder is slow: what comes in meanwhile does not wait for all of them. */
#include "gateway/fetch/stage_fetch.h"
#include "tests/unit/store/store_fixture.h"

#define ANSWERS 120
#define COMES_AT 10 /* moves after which another mail lies in the inbox */

const Verb *const app_verbs[] = { NULL }; /* in place of main.c's */

static const char config[] =
	"[store]\npath = store\n"
	"[company Norte]\ncountry = CL\ntax_ids = 76192083-9\nname = Norte SpA\nfrom = cobranza@norte.example\n"
	"reply_to = cobranza@norte.example\nalerts_to = caja@norte.example\ngo_live = 2020-01-01\npolicy = p\nrelay = local\n"
	"[policy p]\nminimum_trust = unsigned\n[relay local]\ntype = folder\npath = .\n"
	"[account ventas]\ncompany = Norte\ntype = folder\npath = inbox\n";

static void put_mail(const char *base, int number)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *path = g_strdup_printf("%s/inbox/%d.eml", base, number);
	g_autofree char *text = g_strdup_printf("From: a@b.example\nMessage-ID: <%d@b.example>\n\nhello\n", number);
	if (!g_file_set_contents(path, text, -1, &error))
		g_error("%s", error->message);
}

typedef struct {
	const char *base;
	int moves;
	int taken_after; /* so many moves; 0: not yet */
} Seen;

static int on_step(const char *name, void *context)
{
	Seen *seen = context;
	if (strcmp(name, "source.move") == 0 && ++seen->moves == COMES_AT)
		put_mail(seen->base, ANSWERS + 1);
	if (strcmp(name, "tx.stage") == 0 && seen->moves > 0 && seen->taken_after == 0)
		seen->taken_after = seen->moves;
	return 0;
}

static void move_all(Store *store)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	const Outcome outcome = { .outcome = "reply", .company = "Norte", .move_to = "Promesas" };
	for (size_t n = 1; n > 0;) {
		ClaimedMail *mails = NULL;
		if (!store_claim_mails(store, arena, "test", NOW, 60, ANSWERS, &mails, &n, &error))
			g_error("%s", error->message);
		for (size_t i = 0; i < n; i++)
			if (!store_commit_outcome(store, &mails[i], &outcome, NULL, 0, NOW, &error))
				g_error("%s", error->message);
	}
}

static void test_moves(const char *base)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	App app = { .config_path = arena_printf(arena, "%s/valija.conf", base), .program = "valija",
		    .clock = clock_fixed(NOW), .arena = arena };
	Seen seen = { .base = base };
	Fetch fetch = { 0 };
	int status = 0;
	g_autoptr(Stage) stage = stage_open(&app, "fetch", NULL, &status);
	g_assert(stage != NULL);
	fetch_start(&fetch, stage, stage->settings->accounts[0]);
	ok(fetch_pass(&fetch, &error) && fetch.fetched == ANSWERS, "the answers are taken");
	move_all(stage->store);
	step_install(on_step, &seen);
	ok(fetch_pass(&fetch, &error), "and moved");
	step_install(NULL, NULL);
	is_i64(seen.moves, ANSWERS, "all of them");
	is_i64(seen.taken_after, 50, "a mail that came meanwhile is taken between two batches of them");
	fetch_end(&fetch);
	store_close(stage->store);
}

int main(void)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *base = fixture_path();
	g_autofree char *inbox = g_build_filename(base, "inbox", NULL);
	g_autofree char *store = g_build_filename(base, "store", NULL);
	g_autofree char *path = g_build_filename(base, "valija.conf", NULL);
	if (g_mkdir(inbox, 0700) != 0 || !g_file_set_contents(path, config, -1, &error) ||
	    !store_create(store, NULL, &error))
		g_error("%s", error != NULL ? error->message : "mkdir");
	for (int i = 1; i <= ANSWERS; i++)
		put_mail(base, i);
	test_moves(base);
	fixture_remove(base);
	return tap_done();
}
