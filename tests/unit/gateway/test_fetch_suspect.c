/* A message on which each connection, and with it each process, ends: given up after some passes, however often the program
 * starts anew. A server that wants to be asked less is no reason to give anything up. */
#include "gateway/fetch/stage_fetch.h"
#include "tests/unit/gateway/imap_player.h"
#include "tests/unit/store/store_fixture.h"

const Verb *const app_verbs[] = { NULL }; /* in place of main.c's */

typedef struct {
	const char *name;
	int most_passes; /* 0: it is never given up */
	const char *answer[8];
} Row;

static const Row rows[] = {
	{ "hangs up in the body", 12, { "R", "S* 1 FETCH (UID 7 BODY[] {5}\r\nhe" } },
	{ "talks nonsense", 6, { "R", "S* 1 FETCH ((((X {3} \r\n" } },
	{ "has a fault with it", 12, { "R", "T NO [SERVERBUG] Internal error occurred\r\n" } },
	{ "throttles", 0, { "R", "T BAD Request is throttled. Suggested Backoff Time: 92415 milliseconds\r\n" } },
	{ "throttles politely", 0, { "R", "T NO [OVERQUOTA] Account exceeded command or bandwidth limits\r\n" } },
};

static const char config[] =
	"[store]\npath = store\n"
	"[company Norte]\ncountry = CL\ntax_ids = 76192083-9\nname = Norte SpA\nfrom = cobranza@norte.example\n"
	"reply_to = cobranza@norte.example\nalerts_to = caja@norte.example\ngo_live = 2020-01-01\npolicy = p\nrelay = local\n"
	"[policy p]\nminimum_trust = unsigned\n[relay local]\ntype = folder\npath = .\n"
	"[account ventas]\ncompany = Norte\nhost = 127.0.0.1\ntls = none\nuser = ventas\npassword_file = secret\n";

static bool first_row(void *context, const json_t *row)
{
	*(json_t **)context = json_deep_copy(row);
	return false;
}

/* A process of its own each time, as `once fetch` has it. */
static bool pass(const char *path, json_t **ret_row)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	App app = { .config_path = path, .program = "valija", .clock = clock_fixed(NOW), .arena = arena };
	Fetch fetch = { 0 };
	int status = 0;
	g_autoptr(Stage) stage = stage_open(&app, "fetch", NULL, &status);
	g_assert(stage != NULL);
	fetch_start(&fetch, stage, stage->settings->accounts[0]);
	fetch_pass(&fetch, NULL);
	fetch_end(&fetch);
	store_list(stage->store, "mails", &(ListFilter){ 0 }, first_row, ret_row, &error);
	store_close(stage->store);
	return *ret_row != NULL;
}

static void test_row(const Row *row)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	g_autoptr(json_t) mail = NULL;
	g_autofree char *base = fixture_path();
	const char *path = arena_printf(arena, "%s/valija.conf", base);
	Script script = { .name = row->name, .steps = { LOGIN, INBOX, PLAN, PLAN } };
	int port = 0;
	size_t n = 0;
	while (script.steps[n] != NULL)
		n++;
	for (size_t i = 0; row->answer[i] != NULL; i++)
		script.steps[n + i] = row->answer[i];
	pid_t child = start_server(&script, htonl(INADDR_LOOPBACK), "/dev/null", &port);
	const char *text = arena_printf(arena, "%sport = %d\n", config, port);
	if (!g_file_set_contents(path, text, -1, &error) ||
	    !g_file_set_contents(arena_printf(arena, "%s/secret", base), "x\n", -1, &error) ||
	    g_chmod(arena_printf(arena, "%s/secret", base), 0600) != 0 ||
	    !store_create(arena_printf(arena, "%s/store", base), NULL, &error))
		g_error("%s", error != NULL ? error->message : "chmod");
	int passes = 1;
	while (!pass(path, &mail) && passes < 20)
		passes++;
	if (row->most_passes == 0)
		ok(mail == NULL, "a server that %s: nothing is given up", row->name);
	else
		ok(passes > 3 && passes <= row->most_passes, "a server that %s: given up after %d passes", row->name, passes);
	if (row->most_passes > 0) {
		is_str(json_get_text(arena, mail, "state"), "quarantined", "a person sees it");
		is_i64(json_get_integer(mail, "uid", 0), 7, "with its UID");
	}
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	fixture_remove(base);
}

int main(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		test_row(&rows[i]);
	return tap_done();
}
