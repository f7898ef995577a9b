/* verify finds what was changed behind the program's back, and nothing else. */
#include "tests/unit/store/store_fixture.h"

static void keep_fault(void *context, const char *fault)
{
	GString *faults = context;
	g_string_append_printf(faults, "%s%s", faults->len > 0 ? " | " : "", fault);
}

static char *faults_of(const char *path)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Store) store = fixture_open(path, &error);
	GString *faults = g_string_new(NULL);
	size_t n = 0;
	ok(fixture_fine(store != NULL && store_verify(store, keep_fault, faults, &n, &error), &error),
	   "everything is read");
	return g_string_free(faults, FALSE);
}

static void tamper(const char *path, const char *sql_text)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Sql) sql = fixture_sql(path);
	if (!sql_script(sql, sql_text, &error))
		g_error("%s", error->message);
}

static void fill(const char *path)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	Store *store = fixture_store(path);
	StagedMail mail = fixture_mail(arena, 1);
	store_blob_put(store, arena, "bytes", 5, &mail.sha256, &error);
	store_stage(store, &mail, 1, "ventas", "INBOX", NULL, NOW, NULL, &error);
	fixture_owed(store, arena, 1);
	Event events[300];
	for (int i = 0; i < 300; i++)
		events[i] = (Event){ .at = NOW + i,
				     .company = "Norte",
				     .kind = "note-added",
				     .actor = "Ana",
				     .reason = i % 2 ? NULL : "" };
	const Outcome outcome = { .events = events, .n_events = G_N_ELEMENTS(events) };
	for (int i = 0; i < 3; i++)
		if (!store_commit_act(store, &outcome, NULL, 0, NOW, &error))
			g_error("%s", error->message);
	store_close(store);
}

int main(void)
{
	static const struct {
		const char *name, *change, *fault;
	} rows[] = {
		{ "nothing", "SELECT 1", "" },
		{ "a field of an event", "UPDATE event SET reason = 'x' WHERE id = 5",
		  "event 5: it was changed, or the one before it" },
		{ "NULL against empty", "UPDATE event SET reason = NULL WHERE id = 1",
		  "event 1: it was changed, or the one before it" },
		{ "a field moved over to the next",
		  "UPDATE event SET actor = NULL, reason = 'Ana' WHERE id = 5",
		  "event 5: it was changed, or the one before it" },
		{ "an event gone", "DELETE FROM event WHERE id = 700",
		  "event 700: missing | event 701: it was changed, or the one before it" },
		{ "the last gone", "DELETE FROM event WHERE id > 898", "events: the last 2 are missing" },
		{ "a balance", "UPDATE invoice SET paid = 5",
		  "invoice CL:76192083-9:33:1: paid and credited are not the sums of its postings" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = fixture_path();
		fill(path);
		tamper(path, rows[i].change);
		g_autofree char *faults = faults_of(path);
		is_str(faults, rows[i].fault, rows[i].name);
		fixture_remove(path);
	}
	g_autofree char *path = fixture_path();
	fill(path);
	g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, "bytes", -1);
	g_autofree char *folder = g_strndup(hash, 2);
	g_autofree char *file = g_build_filename(path, "mail", folder, hash, NULL);
	g_file_set_contents(file, "bites", 5, NULL);
	g_autofree char *faults = faults_of(path);
	ok(strstr(faults, "mail 1: the bytes of") != NULL, "changed bytes of a mail are told");
	fixture_remove(path);
	return tap_done();
}
