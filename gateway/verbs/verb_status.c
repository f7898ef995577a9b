#include "gateway/verbs/verb_status.h"

#include "base/date.h"
#include "base/error.h"
#include "gateway/sat/sat_poll.h"

#define STATUS_FRESH_S INT64_C(86400) /* an older answer is asked for again */

static void status_print(Arena *arena, const Invoice *invoice, const SatRow *row)
{
	g_autoptr(json_t) json = json_object();
	g_autoptr(json_t) status = row != NULL ? sat_status_to_json(&row->status) : json_object();
	json_set_text(json, "key", invoice->key);
	json_set_text(json, "uuid", invoice->uuid);
	if (row == NULL)
		json_set_text(status, "state", "off");
	json_object_update(json, status);
	json_set_text(json, "checked_at", row != NULL ? instant_text(arena, row->checked_at) : NULL);
	app_print(json);
}

static int status_show(Stage *stage, Arena *arena, const Invoice *invoice, bool refresh)
{
	g_autoptr(GError) error = NULL;
	SatRow row = { 0 };
	bool known = false;
	bool on = stage->settings->sat->status;
	if (!store_sat_status(stage->store, arena, invoice->uuid, &row, &known, &error))
		return app_fail(error);
	bool fresh = known && stage_now(stage) - row.checked_at < STATUS_FRESH_S;
	bool asked = on && (refresh || !fresh);
	bool done = !asked || sat_poll_ask(stage, arena, invoice, &row, &error);
	if (known || done)
		status_print(arena, invoice, known || asked ? &row : NULL);
	if (!on)
		app_say("[sat] status = no: SAT is not asked");
	if (done)
		return EXIT_OK;
	if (known)
		app_say("the answer above is the last one on record");
	return app_fail(error);
}

int verb_status_run(App *app, const char *company, const char *name, bool refresh)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	Invoice *invoice = NULL;
	int status = EXIT_OK;
	g_autoptr(Stage) stage = stage_open(app, "invoice", NULL, &status);
	if (stage == NULL)
		return status;
	if (!store_find_invoice(stage->store, arena, company, name, &invoice, &error))
		return app_fail(error);
	if (invoice == NULL) {
		app_say("there is no invoice %s (see valija invoice list)", name);
		return EXIT_FAULT;
	}
	if (!sat_poll_may_ask(invoice)) {
		app_say("%s: SAT can be asked about a CFDI only", invoice->key);
		return EXIT_FAULT;
	}
	return status_show(stage, arena, invoice, refresh);
}
