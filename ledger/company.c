#include "ledger/company.h"

#include <string.h>

#include "base/rfc.h"
#include "base/rut.h"
#include "base/text.h"
#include "ledger/sides.h"

/* NULL: its form says nothing, or it stands for nobody in particular (ledger/sides.h). */
static const char *company_country_of(Arena *arena, const char *tax_id)
{
	if (tax_id == NULL || sides_is_generic(tax_id))
		return NULL;
	if (rut_normalise(arena, tax_id) != NULL)
		return "CL";
	return rfc_shape(tax_id) ? "MX" : NULL;
}

const char *company_customer_country(Arena *arena, const Company *company, const Customer *customer)
{
	if (customer->country != NULL)
		return customer->country;
	const char *country = company_country_of(arena, customer->tax_id);
	return country != NULL ? country : company->country;
}

static const Policy *company_named(const Company *company, const char *name)
{
	for (size_t i = 0; i < company->n_policies; i++)
		if (text_equal(company->policies[i].name, name))
			return &company->policies[i];
	return text_equal(company->policy.name, name) ? &company->policy : NULL;
}

static const Policy *company_of_segment(const Company *company, const char *segment)
{
	for (size_t i = 0; segment != NULL && i < company->n_policies; i++)
		if (texts_has(&company->policies[i].segments, segment))
			return &company->policies[i];
	return &company->policy;
}

static const CountryDays *company_country(const Company *company, const char *country)
{
	for (size_t i = 0; i < company->n_countries; i++)
		if (text_equal(company->countries[i].country, country))
			return &company->countries[i];
	return NULL;
}

const Policy *company_policy(Arena *arena, const Company *company, const Customer *customer, const char **ret_missing)
{
	const Policy *chosen = customer->policy != NULL ? company_named(company, customer->policy) :
							  company_of_segment(company, customer->segment);
	const char *country = company_customer_country(arena, company, customer);
	*ret_missing = chosen == NULL ? customer->policy : NULL;
	if (chosen == NULL || (text_equal(country, company->country) && customer->timezone == NULL))
		return chosen;
	Policy *moved = arena_memdup(arena, chosen, sizeof *chosen);
	const CountryDays *days = text_equal(country, company->country) ? NULL : company_country(company, country);
	if (days != NULL)
		moved->zone = days->zone;
	if (customer->timezone != NULL)
		moved->zone = customer->timezone;
	if (days != NULL && chosen->own_calendar == NULL) {
		moved->calendar.holidays = days->holidays;
		moved->calendar.n_holidays = days->n_holidays;
	}
	return moved;
}
