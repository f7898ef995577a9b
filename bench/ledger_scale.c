/*
 * What posting one more document costs as a ledger grows: N invoices of 50,000 customers, each with its receipt's posting
 * or credit note for some, three events an invoice, all through ledger/post and the store in batches. Prints one JSON
 * object at 10,000 documents and at each tenth of N: microseconds of processor and of the clock a document, of the last
 * 5,000.
 *
 *   ledger_scale FOLDER URL|- N    FOLDER must not exist
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/error.h"
#include "base/rut.h"
#include "ledger/payments.h"
#include "ledger/post.h"
#include "store/store.h"

#define SCALE_NOW INT64_C(1796000000)
#define SCALE_CUSTOMERS 50000
#define SCALE_BATCH 200
#define SCALE_SAMPLE 5000
#define SCALE_OURS "76192083-9"

typedef struct {
	Store *store;
	Company company;
} Scale;

static void scale_die(const GError *error)
{
	fprintf(stderr, "ledger_scale: %s\n", error->message);
	exit(1);
}

/* The n-th customer's RUT, whose check digit is found by trying. */
static const char *scale_rut(Arena *arena, int64_t n)
{
	for (const char *digit = "0123456789K"; *digit != '\0'; digit++) {
		const char *rut = arena_printf(arena, "%d-%c", 60000000 + (int)(n % SCALE_CUSTOMERS), *digit);
		if (rut_is_valid(rut))
			return rut;
	}
	return NULL;
}

/* Every fifth document is a credit note of the invoice before it. */
static Document scale_document(Arena *arena, int64_t n)
{
	bool note = n % 5 == 4;
	const char *folio = arena_printf(arena, "%" G_GINT64_FORMAT, n);
	Document document = { .format = "dte", .version = "1.0", .type = note ? "61" : "33", .number = folio,
			      .key = arena_printf(arena, "CL:" SCALE_OURS ":%s:%s", note ? "61" : "33", folio),
			      .environment = ENVIRONMENT_PRODUCTION, .verdict = VERDICT_PROVEN,
			      .issuer = { .tax_id = SCALE_OURS, .name = "Viña Andes" },
			      .receiver = { .tax_id = scale_rut(arena, n - note), .name = "Comercial", .email = "a@b.test" },
			      .issued = "2026-11-01", .due_date = "2026-12-01", .due_rule = DUE_STATED, .currency = "CLP",
			      .total = note ? "400" : "1000", .effect = note ? EFFECT_CREDIT : EFFECT_DEBT, .seal = folio };
	if (note)
		document_add_reference(arena, &document,
				       (Reference){ .type = "33", .code = "3",
						    .number = arena_printf(arena, "%" G_GINT64_FORMAT, n - 1) });
	return document;
}

/* What gateway/work/facts_load.c asks for. */
static bool scale_load(const Scale *scale, Arena *arena, const Finding *finding, Facts *facts, GError **error)
{
	Texts keys = { 0 };
	Texts names = { 0 };
	Invoice *invoices = NULL;
	Posting *postings = NULL;
	PaymentRow *payments = NULL;
	facts_keys(arena, finding, &keys);
	for (size_t i = 0; i < keys.n; i++) {
		Invoice *invoice = NULL;
		Posting *onto = NULL;
		size_t n = 0;
		if (!store_invoice(scale->store, arena, scale->company.name, keys.items[i], &invoice, error) ||
		    !store_postings(scale->store, arena, scale->company.name, keys.items[i], &onto, &n, error))
			return false;
		if (invoice != NULL) {
			invoices = arena_grow(arena, invoices, facts->n_invoices, sizeof *invoices);
			invoices[facts->n_invoices++] = *invoice;
		}
		for (size_t k = 0; k < n; k++) {
			postings = arena_grow(arena, postings, facts->n_postings, sizeof *postings);
			postings[facts->n_postings++] = onto[k];
		}
	}
	facts_payment_names(arena, finding, &names);
	facts->invoices = invoices;
	facts->postings = postings;
	return store_payments_named(scale->store, arena, &names, &payments, &facts->n_payments, error);
}

static void scale_post(const Scale *scale, int64_t n)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	Document document = scale_document(arena, n);
	const Finding finding = { .sha256 = "f", .kind = FINDING_INVOICE, .documents = &document, .n_documents = 1 };
	Facts facts = { .mail_id = n, .mail_sha256 = "scale", .received = SCALE_NOW, .now = SCALE_NOW,
			.companies = &scale->company, .n_companies = 1 };
	Outcome outcome = { 0 };
	if (!scale_load(scale, arena, &finding, &facts, &error))
		scale_die(error);
	post_finding(arena, &finding, &facts, &outcome);
	for (int i = 0; i < 2; i++) {
		Event event = { .at = SCALE_NOW, .company = scale->company.name, .invoice_key = document.key,
				.customer_tax_id = document.receiver.tax_id, .kind = "mail-queued", .actor = "valija" };
		outcome_add_event(arena, &outcome, event);
	}
	outcome.n_documents = 0; /* their rows belong to a message */
	if (!store_commit_act(scale->store, &outcome, NULL, 0, SCALE_NOW, &error))
		scale_die(error);
}

typedef struct {
	int64_t cpu, wall; /* microseconds */
} ScaleTime;

static ScaleTime scale_time(void)
{
	struct timespec cpu;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu);
	return (ScaleTime){ .cpu = cpu.tv_sec * G_USEC_PER_SEC + cpu.tv_nsec / 1000, .wall = g_get_monotonic_time() };
}

static void scale_run(const Scale *scale, int64_t from, int64_t until)
{
	g_autoptr(GError) error = NULL;
	for (int64_t n = from; n < until;) {
		int64_t end = MIN(until, n + SCALE_BATCH);
		if (!store_batch_begin(scale->store, &error))
			scale_die(error);
		for (; n < end; n++)
			scale_post(scale, n);
		if (!store_batch_end(scale->store, &error))
			scale_die(error);
	}
}

int main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Arena) arena = arena_new();
	const char *url = argc == 4 && strcmp(argv[2], "-") != 0 ? argv[2] : NULL;
	int64_t n = argc == 4 ? g_ascii_strtoll(argv[3], NULL, 10) : 0;
	Scale scale = { .company = { .name = "andes", .zone = "America/Santiago", .country = "CL", .language = "es-CL",
				     .policy = { .minimum_trust = VERDICT_SIGNED, .default_days = 30,
						 .zone = "America/Santiago" } } };
	if (n < 2 * SCALE_SAMPLE) {
		fputs("usage: ledger_scale FOLDER URL|- N   (10,000 at least)\n", stderr);
		return 2;
	}
	texts_add(arena, &scale.company.tax_ids, SCALE_OURS);
	if (!store_create(argv[1], url, &error) || (scale.store = store_open(argv[1], url, &error)) == NULL)
		scale_die(error);
	for (int64_t done = 0, step = 10000; done < n; step = MAX(n / 10, 10000)) {
		int64_t until = MIN(n, done == 10000 ? MAX(step, 20000) : done + step);
		scale_run(&scale, done, until - SCALE_SAMPLE);
		ScaleTime before = scale_time();
		scale_run(&scale, until - SCALE_SAMPLE, until);
		ScaleTime after = scale_time();
		printf("{\"documents\":%" G_GINT64_FORMAT ",\"cpu_us\":%" G_GINT64_FORMAT ",\"wall_us\":%" G_GINT64_FORMAT
		       "}\n", until, (after.cpu - before.cpu) / SCALE_SAMPLE, (after.wall - before.wall) / SCALE_SAMPLE);
		fflush(stdout);
		done = until;
	}
	store_close(scale.store);
	return 0;
}
