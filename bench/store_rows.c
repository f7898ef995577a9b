/*
 * How many rows a store takes: stages N messages in windows of 200, then lets W workers claim them and commit an invoice,
 * an event and a reminder's job of each in batches of 50. Message bytes are left out: this is the engine alone.
 *
 *   store_rows FOLDER URL|- N W    one JSON object on stdout; FOLDER must not exist
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "store/store.h"

#define ROWS_NOW INT64_C(1796000000)
#define ROWS_WINDOW 200
#define ROWS_BATCH 50

static void rows_die(const GError *error)
{
	fprintf(stderr, "store_rows: %s\n", error->message);
	exit(1);
}

static const char *rows_hash(Arena *arena, int64_t n)
{
	return arena_printf(arena, "%064" G_GINT64_MODIFIER "x", n);
}

static void rows_stage(Store *store, int64_t n)
{
	g_autoptr(GError) error = NULL;
	for (int64_t from = 1; from <= n; from += ROWS_WINDOW) {
		g_autoptr(Arena) arena = arena_new();
		StagedMail mails[ROWS_WINDOW];
		size_t count = 0;
		for (int64_t uid = from; uid <= n && count < ROWS_WINDOW; uid++)
			mails[count++] = (StagedMail){ .company = "Norte", .account = "ventas", .folder = "INBOX",
						       .uidvalidity = 1, .uid = (uint32_t)uid,
						       .sha256 = rows_hash(arena, uid), .bytes = 50000,
						       .received = ROWS_NOW };
		const Cursor cursor = { .uidvalidity = 1, .last_uid = (uint32_t)(from + (int64_t)count - 1) };
		if (!store_stage(store, mails, count, "ventas", "INBOX", &cursor, ROWS_NOW, NULL, &error))
			rows_die(error);
	}
}

static void rows_commit(Store *store, const ClaimedMail *mail, const OutboundMail *reminder)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	const char *folio = arena_printf(arena, "%" G_GINT64_FORMAT, mail->id);
	const char *debtor = arena_printf(arena, "%d-K", 70000000 + (int)(mail->id % 500));
	const char *key = arena_printf(arena, "CL:76192083-9:33:%s", folio);
	Customer customer = { .company = "Norte", .tax_id = debtor, .name = "Comercial SpA" };
	Invoice invoice = { .company = "Norte", .key = key, .direction = DIRECTION_ISSUED, .format = "dte",
			    .type = "33", .number = folio, .state = STATE_OVERDUE, .debtor_tax_id = debtor,
			    .creditor_tax_id = "76192083-9", .issued = date_make(2026, 10, 1),
			    .due = date_make(2026, 10, 31), .due_rule = DUE_STATED,
			    .total = money_make(INT64_C(1000) * MONEY_SCALE, "CLP"), .next_kind = "decide",
			    .next_date = date_make(2026, 11, 1), .trust = VERDICT_SIGNED,
			    .environment = ENVIRONMENT_PRODUCTION, .received_at = ROWS_NOW };
	Event event = { .at = ROWS_NOW, .company = "Norte", .invoice_key = key, .customer_tax_id = debtor,
			.kind = "invoice-added", .actor = "valija" };
	const Outcome outcome = { .outcome = "invoice", .company = "Norte", .customers = &customer, .n_customers = 1,
				  .invoices = &invoice, .n_invoices = 1, .events = &event, .n_events = 1,
				  .move_to = "Cobranza/Facturas" };
	if (!store_commit_outcome(store, mail, &outcome, reminder, 1, ROWS_NOW, &error) &&
	    error_code(error) != ERROR_RETRY)
		rows_die(error);
}

static void rows_reminders(Store *store, Arena *arena, const ClaimedMail *mails, size_t n, OutboundMail *ret)
{
	g_autoptr(GError) error = NULL;
	for (size_t i = 0; i < n; i++) {
		ret[i] = (OutboundMail){ .company = "Norte", .kind = "alert", .invoice_set = "", .subject = "Factura",
					 .step = arena_printf(arena, "new %" G_GINT64_FORMAT, mails[i].id),
					 .relay = "local", .sha256 = mails[i].sha256, .due_at = ROWS_NOW };
		if (!store_next_id(store, &ret[i].id, &error))
			rows_die(error);
		ret[i].message_id = arena_printf(arena, "m%" G_GINT64_FORMAT "@norte.example", ret[i].id);
		texts_add(arena, &ret[i].to, "pagos@uno.example");
	}
}

static void rows_work(const char *folder, const char *url, int number)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Store) store = store_open(folder, url, &error);
	g_autofree char *owner = g_strdup_printf("worker %d", number);
	if (store == NULL)
		rows_die(error);
	for (;;) {
		g_autoptr(Arena) arena = arena_new();
		ClaimedMail *mails = NULL;
		OutboundMail reminders[ROWS_BATCH];
		size_t n = 0;
		if (!store_claim_mails(store, arena, owner, ROWS_NOW, 900, ROWS_BATCH, &mails, &n, &error))
			rows_die(error);
		if (n == 0)
			return;
		rows_reminders(store, arena, mails, n, reminders);
		if (!store_batch_begin(store, &error))
			rows_die(error);
		for (size_t i = 0; i < n; i++)
			rows_commit(store, &mails[i], &reminders[i]);
		if (!store_batch_end(store, &error))
			rows_die(error);
	}
}

static double rows_seconds(gint64 since)
{
	return (double)(g_get_monotonic_time() - since) / G_USEC_PER_SEC;
}

static double rows_crowd(const char *folder, const char *url, int workers)
{
	gint64 begin = g_get_monotonic_time();
	int failed = 0;
	for (int i = 0; i < workers; i++)
		if (fork() == 0) {
			rows_work(folder, url, i);
			exit(0);
		}
	for (int i = 0; i < workers; i++) {
		int status = 0;
		wait(&status);
		failed |= status;
	}
	if (failed != 0)
		exit(1);
	return rows_seconds(begin);
}

int main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	if (argc != 5) {
		fprintf(stderr, "usage: store_rows FOLDER URL|- N WORKERS\n");
		return 2;
	}
	const char *url = g_str_equal(argv[2], "-") ? NULL : argv[2];
	int64_t n = g_ascii_strtoll(argv[3], NULL, 10);
	int workers = (int)g_ascii_strtoll(argv[4], NULL, 10);
	Store *store = store_create(argv[1], url, &error) ? store_open(argv[1], url, &error) : NULL;
	if (store == NULL)
		rows_die(error);
	gint64 begin = g_get_monotonic_time();
	rows_stage(store, n);
	double staged = rows_seconds(begin);
	store_close(store);
	double worked = rows_crowd(argv[1], url, workers);
	g_autoptr(json_t) result = json_object();
	json_set_text(result, "engine", url != NULL ? "postgresql" : "sqlite");
	json_set_integer(result, "messages", n);
	json_set_integer(result, "workers", workers);
	json_set_integer(result, "staged_per_second", (int64_t)((double)n / staged));
	json_set_integer(result, "worked_per_second", (int64_t)((double)n / worked));
	g_autofree char *line = json_line(result);
	puts(line);
	return 0;
}
