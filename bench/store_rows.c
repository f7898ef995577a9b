/*
 * How many rows a store takes: stages N messages in windows of 200, then lets W workers claim them and commit an invoice,
 * an event and a move of each in batches of 50. Message bytes are left out: this is the engine alone.
 *
 *   store_rows FOLDER URL|- N W [UID]    one JSON object on stdout; FOLDER is made, or, with the first UID, is there
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
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

static void rows_stage(Store *store, int64_t first, int64_t n)
{
	g_autoptr(GError) error = NULL;
	for (int64_t from = first; from < first + n; from += ROWS_WINDOW) {
		g_autoptr(Arena) arena = arena_new();
		StagedMail mails[ROWS_WINDOW];
		size_t count = 0;
		for (int64_t uid = from; uid < first + n && count < ROWS_WINDOW; uid++)
			mails[count++] = (StagedMail){ .company = "Norte", .account = "ventas", .folder = "INBOX",
						       .uidvalidity = 1, .uid = (uint32_t)uid,
						       .sha256 = rows_hash(arena, uid), .bytes = 50000,
						       .received = ROWS_NOW };
		const Cursor cursor = { .uidvalidity = 1, .last_uid = (uint32_t)(from + (int64_t)count - 1) };
		if (!store_stage(store, mails, count, "ventas", "INBOX", &cursor, ROWS_NOW, NULL, &error))
			rows_die(error);
	}
}

typedef struct {
	Customer customer;
	Invoice invoice;
	Event event;
	Outcome outcome;
} Row;

static const Outcome *rows_outcome(Arena *arena, const ClaimedMail *mail)
{
	Row *row = arena_new0(arena, Row);
	const char *folio = arena_printf(arena, "%" G_GINT64_FORMAT, mail->id);
	const char *debtor = arena_printf(arena, "%d-K", 70000000 + (int)(mail->id % 500));
	const char *key = arena_printf(arena, "CL:76192083-9:33:%s", folio);
	row->customer = (Customer){ .company = "Norte", .tax_id = debtor, .name = "Comercial SpA" };
	row->invoice = (Invoice){ .company = "Norte", .key = key, .direction = DIRECTION_ISSUED, .format = "dte",
				  .type = "33", .number = folio, .state = STATE_OVERDUE, .debtor_tax_id = debtor,
				  .creditor_tax_id = "76192083-9", .issued = date_make(2026, 10, 1),
				  .due = date_make(2026, 10, 31), .due_rule = DUE_STATED,
				  .total = money_make(INT64_C(1000) * MONEY_SCALE, "CLP"), .next_kind = "decide",
				  .next_date = date_make(2026, 11, 1), .trust = VERDICT_SIGNED,
				  .environment = ENVIRONMENT_PRODUCTION, .received_at = ROWS_NOW };
	row->event = (Event){ .at = ROWS_NOW, .company = "Norte", .invoice_key = key, .customer_tax_id = debtor,
			      .kind = "invoice-added", .actor = "valija" };
	row->outcome = (Outcome){ .outcome = "invoice", .company = "Norte", .customers = &row->customer, .n_customers = 1,
				  .invoices = &row->invoice, .n_invoices = 1, .events = &row->event, .n_events = 1,
				  .move_to = "Cobranza/Facturas" };
	return &row->outcome;
}

static void rows_commit(Store *store, Arena *arena, const ClaimedMail *mails, size_t n)
{
	g_autoptr(GError) error = NULL;
	OutcomeCommit commits[ROWS_BATCH];
	for (size_t i = 0; i < n; i++)
		commits[i] = (OutcomeCommit){ .mail = &mails[i], .outcome = rows_outcome(arena, &mails[i]) };
	if (!store_commit_outcomes(store, commits, n, ROWS_NOW, &error))
		rows_die(error);
	for (size_t i = 0; i < n; i++)
		if (commits[i].fault != NULL)
			rows_die(commits[i].fault);
}

/* The middle one of the times that claims of a whole batch took. */
static int64_t rows_middle(GArray *times)
{
	return times->len > 0 ? g_array_index(times, int64_t, times->len / 2) : 0;
}

static int rows_by_time(const void *a, const void *b)
{
	int64_t left = *(const int64_t *)a;
	int64_t right = *(const int64_t *)b;
	return (left > right) - (left < right);
}

static void rows_work(const char *folder, const char *url, int number)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Store) store = store_open(folder, url, &error);
	g_autofree char *owner = g_strdup_printf("worker %d", number);
	g_autoptr(GArray) times = g_array_new(FALSE, FALSE, sizeof(int64_t));
	size_t n = ROWS_BATCH;
	if (store == NULL)
		rows_die(error);
	while (n > 0) {
		g_autoptr(Arena) arena = arena_new();
		ClaimedMail *mails = NULL;
		int64_t begin = g_get_monotonic_time();
		if (!store_claim_mails(store, arena, owner, ROWS_NOW, 900, ROWS_BATCH, &mails, &n, &error))
			rows_die(error);
		int64_t took = g_get_monotonic_time() - begin;
		if (n == ROWS_BATCH)
			g_array_append_val(times, took);
		rows_commit(store, arena, mails, n);
	}
	g_array_sort(times, rows_by_time);
	if (number == 0)
		fprintf(stderr, "claim_us %" G_GINT64_FORMAT "\n", rows_middle(times));
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

/* Of this process and the workers. */
static int64_t rows_processor_us(void)
{
	int64_t sum = 0;
	static const int whose[] = { RUSAGE_SELF, RUSAGE_CHILDREN };
	for (size_t i = 0; i < G_N_ELEMENTS(whose); i++) {
		struct rusage use;
		getrusage(whose[i], &use);
		sum += (use.ru_utime.tv_sec + use.ru_stime.tv_sec) * G_USEC_PER_SEC + use.ru_utime.tv_usec +
		       use.ru_stime.tv_usec;
	}
	return sum;
}

int main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	if (argc != 5 && argc != 6) {
		fprintf(stderr, "usage: store_rows FOLDER URL|- N WORKERS [UID]\n");
		return 2;
	}
	const char *url = g_str_equal(argv[2], "-") ? NULL : argv[2];
	int64_t n = g_ascii_strtoll(argv[3], NULL, 10);
	int workers = (int)g_ascii_strtoll(argv[4], NULL, 10);
	int64_t first = argc == 6 ? g_ascii_strtoll(argv[5], NULL, 10) : 1;
	bool there = argc == 6 || store_create(argv[1], url, &error);
	Store *store = there ? store_open(argv[1], url, &error) : NULL;
	if (store == NULL)
		rows_die(error);
	gint64 begin = g_get_monotonic_time();
	rows_stage(store, first, n);
	double staged = rows_seconds(begin);
	store_close(store);
	double worked = rows_crowd(argv[1], url, workers);
	g_autoptr(json_t) result = json_object();
	json_set_text(result, "engine", url != NULL ? "postgresql" : "sqlite");
	json_set_integer(result, "messages", n);
	json_set_integer(result, "workers", workers);
	json_set_integer(result, "own_us_a_message", rows_processor_us() / n);
	json_set_integer(result, "staged_per_second", (int64_t)((double)n / staged));
	json_set_integer(result, "worked_per_second", (int64_t)((double)n / worked));
	g_autofree char *line = json_line(result);
	puts(line);
	return 0;
}
