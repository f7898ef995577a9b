/*
 * A book to plan over: customers with a contact each and five open invoices, some due, some overdue, some held, in the
 * store of FOLDER, which `valija init` made.
 *
 *   plan_book FOLDER URL|- COMPANY CUSTOMERS
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/error.h"
#include "store/store.h"

#define PLAN_INVOICES 5
#define PLAN_BATCH 100

static void plan_invoice(Arena *arena, Outcome *outcome, const Customer *customer, int64_t n, int64_t now)
{
	Date today = date_in_zone(now, "UTC");
	Date due = date_add_days(today, n * 7 % 60 - 30);
	const char *folio = arena_printf(arena, "%" G_GINT64_FORMAT, n);
	Invoice invoice = { .company = customer->company, .key = arena_printf(arena, "CL:76543210-3:33:%s", folio),
			    .direction = DIRECTION_ISSUED, .format = "dte", .type = "33", .number = folio,
			    .state = date_compare(due, today) < 0 ? STATE_OVERDUE : STATE_NEW,
			    .debtor_tax_id = customer->tax_id, .debtor_name = customer->name,
			    .customer_key = customer->tax_id, .creditor_tax_id = "76543210-3",
			    .issued = date_add_days(due, -30), .due = due, .due_rule = DUE_STATED,
			    .total = money_make((n % 900 + 100) * MONEY_SCALE, "CLP"), .next_kind = "decide",
			    .next_date = today, .trust = VERDICT_PROVEN, .environment = ENVIRONMENT_PRODUCTION,
			    .received_at = date_at(date_add_days(due, -30), 12, 0, "UTC"), .seal = folio };
	if (n % 11 == 0) {
		invoice.hold_reason = "PROMISE";
		invoice.hold_until = date_add_days(today, 5);
	}
	*outcome_invoice(arena, outcome, &invoice) = invoice;
}

static void plan_customer(Arena *arena, Outcome *outcome, const char *company, int64_t n, int64_t now)
{
	Customer customer = { .company = company, .tax_id = arena_printf(arena, "%d-K", 70000000 + (int)n),
			      .name = "Comercial SpA" };
	Contact contact = { .role = ROLE_PAYS, .state = CONTACT_OK, .source = "document",
			    .address = arena_printf(arena, "pagos@c%d.test", (int)n) };
	outcome_add_customer(arena, outcome, customer);
	outcome_add_contact(arena, outcome, customer.tax_id, contact);
	for (int64_t i = 0; i < PLAN_INVOICES; i++)
		plan_invoice(arena, outcome, &customer, n * PLAN_INVOICES + i, now);
}

int main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	Clock clock = clock_system();
	if (argc != 5) {
		fprintf(stderr, "usage: plan_book FOLDER URL|- COMPANY CUSTOMERS\n");
		return 64;
	}
	const char *url = argv[2][0] != '-' ? argv[2] : NULL;
	g_autoptr(Store) store = store_open(argv[1], url, &error);
	int64_t customers = g_ascii_strtoll(argv[4], NULL, 10);
	for (int64_t from = 1; store != NULL && error == NULL && from <= customers; from += PLAN_BATCH) {
		g_autoptr(Arena) arena = arena_new();
		Outcome outcome = { .outcome = "bench", .company = argv[3] };
		for (int64_t n = from; n <= customers && n < from + PLAN_BATCH; n++)
			plan_customer(arena, &outcome, argv[3], n, clock_now(&clock));
		store_commit_act(store, &outcome, NULL, 0, clock_now(&clock), &error);
	}
	if (error != NULL) {
		fprintf(stderr, "plan_book: %s\n", error->message);
		return 1;
	}
	return 0;
}
