#include "gateway/mails/outliers.h"

#define OUTLIERS_CUSTOMERS 500

typedef struct {
	const FiguresWish *wish;
	OutlierEach each;
	void *context;
} Outliers;

static void outliers_invoice(const Outliers *outliers, const Habit *habit, const Invoice *invoice)
{
	Date today = outliers->wish->today;
	Outlier outlier = { .tax_id = invoice->debtor_tax_id, .name = invoice->debtor_name, .invoice = invoice->key,
			    .currency = invoice->total.currency, .amount = invoice_balance(invoice),
			    .usual = habit->delay, .spread = habit->spread };
	if (habit_is_odd(habit, invoice, today, HABIT_LATE)) {
		outlier.kind = OUTLIER_LATE;
		outlier.days = date_diff(today, invoice->due);
		outliers->each(outliers->context, &outlier);
	}
	if (habit_is_odd(habit, invoice, today, HABIT_METHOD)) {
		outlier.kind = OUTLIER_METHOD;
		outlier.usual_method = habit->method;
		outlier.method = invoice->payment_method;
		outliers->each(outliers->context, &outlier);
	}
}

static bool outliers_customer(const Outliers *outliers, int64_t id, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	Store *store = outliers->wish->store;
	Customer *customer = NULL;
	Invoice *invoices = NULL;
	HabitRecord record;
	size_t n = 0;
	if (!store_customer_by_id(store, arena, id, &customer, error) || customer == NULL ||
	    !store_habit(store, arena, customer, &record, error) ||
	    !store_open_invoices(store, arena, id, &invoices, &n, error))
		return *error == NULL;
	Habit habit = habit_of(&record);
	for (size_t i = 0; i < n; i++)
		outliers_invoice(outliers, &habit, &invoices[i]);
	return true;
}

static bool outliers_customers(const Outliers *outliers, GError **error)
{
	for (int64_t after = 0;;) {
		g_autoptr(Arena) arena = arena_new();
		int64_t *ids = NULL;
		size_t n = 0;
		if (!store_open_customers(outliers->wish->store, arena, outliers->wish->company->name, after,
					  OUTLIERS_CUSTOMERS, &ids, &n, error))
			return false;
		for (size_t i = 0; i < n; i++) {
			if (!outliers_customer(outliers, ids[i], error))
				return false;
			after = ids[i];
		}
		if (n == 0)
			return true;
	}
}

bool outliers_each(const FiguresWish *wish, OutlierEach each, void *context, GError **error)
{
	const Outliers outliers = { wish, each, context };
	ReportCredit *credit = NULL;
	size_t n = 0;
	if (!outliers_customers(&outliers, error) ||
	    !store_report_credit(wish->store, wish->arena, wish->company->name, &credit, &n, error))
		return false;
	for (size_t i = 0; i < n; i++)
		each(context, &(Outlier){ .kind = OUTLIER_CREDIT, .tax_id = credit[i].customer,
					  .currency = credit[i].currency, .amount = credit[i].amount });
	return true;
}
