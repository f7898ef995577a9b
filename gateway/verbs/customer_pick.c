#include "gateway/verbs/customer_pick.h"

#include "base/error.h"
#include "base/text.h"

static bool pick_of_company(Store *store, Arena *arena, const CustomerPick *pick, const char *company, Customer **ret,
			    GError **error)
{
	*ret = NULL;
	return store_customer(store, arena, company, pick->name, ret, error) &&
	       (*ret != NULL || !pick->called || store_customer_called(store, arena, company, pick->name, ret, error));
}

static bool pick_refused(const CustomerPick *pick, const Texts *companies, GError **error)
{
	if (companies->n > 1)
		error_reject(error, "%s and %s have a customer %s: --company says whose", companies->items[0],
			     companies->items[1], pick->name);
	else if (pick->company != NULL)
		error_reject(error, "company %s has no customer %s (see valija customer list)", pick->company, pick->name);
	else
		error_reject(error, "there is no customer %s (see valija customer list)", pick->name);
	return false;
}

bool customer_pick(Store *store, Arena *arena, const Settings *settings, const CustomerPick *pick, Customer **ret,
		   GError **error)
{
	Texts companies = { 0 };
	for (size_t i = 0; i < settings->n_companies; i++) {
		const char *company = settings->companies[i].name;
		Customer *found = NULL;
		if (pick->company != NULL && !text_equal(pick->company, company))
			continue;
		if (!pick_of_company(store, arena, pick, company, &found, error))
			return false;
		if (found == NULL)
			continue;
		texts_add(arena, &companies, company);
		*ret = found;
	}
	return companies.n == 1 || pick_refused(pick, &companies, error);
}
