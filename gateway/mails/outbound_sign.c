#include "gateway/mails/outbound_sign.h"

#include "base/text.h"
#include "ledger/agenda.h"

typedef struct {
	const char *country, *tax_name;
	bool letter; /* the paper people print on */
} SignCountry;

static const SignCountry outbound_sign_countries[] = {
	{ "CL", "RUT", false },	 { "MX", "RFC", true },	 { "AR", "CUIT", false }, { "BR", "CNPJ", false },
	{ "CO", "NIT", false },	 { "ES", "NIF", false }, { "FR", "SIREN", false }, { "GB", "VAT", false },
	{ "PE", "RUC", false }, { "US", "EIN", true },
};

static const SignCountry *outbound_sign_country(const Desk *desk)
{
	for (size_t i = 0; i < G_N_ELEMENTS(outbound_sign_countries); i++)
		if (text_equal(outbound_sign_countries[i].country, desk->company->country))
			return &outbound_sign_countries[i];
	return NULL;
}

const char *outbound_sign_tax_id(const Desk *desk)
{
	const Texts *tax_ids = &desk->settings->tax_ids;
	const SignCountry *country = outbound_sign_country(desk);
	if (country == NULL || tax_ids->n == 0)
		return NULL;
	return arena_printf(desk->arena, "%s %s", country->tax_name, tax_ids->items[0]);
}

bool outbound_sign_on_letter(const Desk *desk)
{
	const SignCountry *country = outbound_sign_country(desk);
	return country != NULL && country->letter;
}

void outbound_sign(const Desk *desk, const Customer *customer, ReminderView *view)
{
	const Staff *staff = &desk->stage->settings->staff;
	size_t n = 0;
	const Person **people = agenda_collectors(desk->arena, staff, customer->collector, &n);
	view->tax_id = outbound_sign_tax_id(desk);
	if (n == 0)
		return;
	const Person *person = staff_acting(staff, people[0], view->today);
	view->sender = person->full_name != NULL ? person->full_name : person->name;
	view->phone = person->phone;
}
