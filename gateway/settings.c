#include "gateway/settings.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/rfc.h"
#include "base/rut.h"
#include "base/text.h"
#include "parsers/replies/bank.h"

#define SETTINGS_MAX_BYTES 1048576

typedef struct {
	const char *language, *zone;
} CountryRow;

/* In the order of SETTINGS_COUNTRIES. */
static const CountryRow settings_countries[] = {
	{ "es-CL", "America/Santiago" }, { "es-MX", "America/Mexico_City" }, { "es", "America/Argentina/Buenos_Aires" },
	{ "pt-BR", "America/Sao_Paulo" }, { "es", "America/Bogota" },	     { "es", "Europe/Madrid" },
	{ "fr", "Europe/Paris" },	  { "en", "Europe/London" },	     { "es", "America/Lima" },
	{ "en", "America/New_York" },
};

const char *settings_country_word(Arena *arena, int64_t country)
{
	Texts words = texts_split(arena, SETTINGS_COUNTRIES, "|");
	return words.items[country];
}

const char *settings_country_zone(int64_t country)
{
	return settings_countries[country].zone;
}

static const char *settings_tax_id(Arena *arena, int64_t country, const char *text)
{
	const char *rut = country == 0 ? rut_normalise(arena, text) : NULL;
	if (rut != NULL)
		return rut;
	return country == 1 ? rfc_canonical(arena, text) : text;
}

static void settings_add_company(Arena *arena, Settings *settings, ConfigFile *file, const ConfigSection *section)
{
	CompanySettings *from = section->values;
	from->name = section->name;
	const CountryRow *country = &settings_countries[from->country];
	if (from->language == NULL)
		from->language = country->language;
	if (from->timezone == NULL)
		from->timezone = country->zone;
	date_zone_keep(arena, from->timezone);
	size_t n = settings->n_companies;
	settings->company_settings = arena_grow(arena, settings->company_settings, n, sizeof(void *));
	settings->company_settings[n] = from;
	settings->companies = arena_grow(arena, settings->companies, n, sizeof(Company));
	Company *company = &settings->companies[settings->n_companies++];
	*company = (Company){ .name = section->name, .legal_name = from->legal_name,
			      .country = settings_country_word(arena, from->country), .language = from->language,
			      .zone = from->timezone, .claim_days = from->claim_days,
			      .shows_plan = from->plan_hour < 24, .plan_hour = from->plan_hour,
			      .plan_send_hour = from->plan_send_hour, .plan_silence_sends = from->plan_silence == 1,
			      .rep_day = from->rep_day, .go_live = from->go_live, .folder = from->folder,
			      .folder_replies = from->folder_replies, .folder_promises = from->folder_promises,
			      .folder_disputes = from->folder_disputes, .folder_payments = from->folder_payments,
			      .folder_unmatched = from->folder_unmatched, .folder_sent = from->folder_sent,
			      .folder_quarantine = from->folder_quarantine, .reply_to = from->reply_to };
	for (size_t i = 0; i < from->tax_ids.n; i++)
		texts_add(arena, &company->tax_ids, settings_tax_id(arena, from->country, from->tax_ids.items[i]));
	company->caps = (Caps){ .per_day = from->per_day, .first_per_day = from->first_per_day,
				.first_days = from->first_days, .address_day = from->address_per_day,
				.address_week = from->address_per_week, .bounce_percent = from->bounce_percent };
	const char *const pay[] = { from->pay_CLP, from->pay_MXN, from->pay_USD, from->pay_EUR, from->pay_BRL,
				    from->payment_note };
	for (size_t i = 0; i < G_N_ELEMENTS(pay); i++)
		bank_numbers(arena, pay[i], &company->accounts);
	settings_policies(arena, file, company, from->policy, settings->n_companies == 1);
}

static void settings_add_account(Arena *arena, Settings *settings, ConfigFile *, const ConfigSection *section)
{
	AccountSettings *account = section->values;
	account->name = section->name;
	settings->accounts = arena_grow(arena, settings->accounts, settings->n_accounts, sizeof(void *));
	settings->accounts[settings->n_accounts++] = account;
}

static void settings_add_relay(Arena *arena, Settings *settings, ConfigFile *, const ConfigSection *section)
{
	RelaySettings *relay = section->values;
	relay->name = section->name;
	settings->relays = arena_grow(arena, settings->relays, settings->n_relays, sizeof(void *));
	settings->relays[settings->n_relays++] = relay;
}

static void settings_add_person(Arena *arena, Settings *settings, ConfigFile *, const ConfigSection *section)
{
	Person *person = section->values;
	person->name = section->name;
	Staff *staff = &settings->staff;
	staff->people = arena_grow(arena, staff->people, staff->n, sizeof *staff->people);
	staff->people[staff->n++] = *person;
}

static void settings_add_webhook(Arena *arena, Settings *settings, ConfigFile *, const ConfigSection *section)
{
	WebhookSettings *webhook = section->values;
	size_t n = settings->n_webhooks++;
	webhook->name = section->name;
	settings->webhooks = arena_grow(arena, settings->webhooks, n, sizeof(void *));
	settings->webhooks[n] = webhook;
	settings->hooks = arena_grow(arena, settings->hooks, n, sizeof *settings->hooks);
	settings->hooks[n] = (Hook){ webhook->name, webhook->events, webhook->companies };
}

static void settings_add_alerts(Arena *arena, Settings *settings, ConfigFile *, const ConfigSection *section)
{
	AlertRule *rule = section->values;
	rule->name = section->name;
	settings->alert_rules = arena_grow(arena, settings->alert_rules, settings->n_alert_rules,
					   sizeof *settings->alert_rules);
	settings->alert_rules[settings->n_alert_rules++] = *rule;
}

static void settings_add_digest(Arena *arena, Settings *settings, ConfigFile *, const ConfigSection *section)
{
	DigestSettings *digest = section->values;
	digest->name = section->name;
	settings->digests = arena_grow(arena, settings->digests, settings->n_digests, sizeof(void *));
	settings->digests[settings->n_digests++] = digest;
}

static void settings_add_payments(Arena *arena, Settings *settings, ConfigFile *, const ConfigSection *section)
{
	PaymentsSettings *payments = section->values;
	payments->name = section->name;
	settings->payments = arena_grow(arena, settings->payments, settings->n_payments, sizeof(void *));
	settings->payments[settings->n_payments++] = payments;
}

/* The sections that may occur many times. */
static const struct {
	const char *kind;
	void (*add)(Arena *arena, Settings *settings, ConfigFile *file, const ConfigSection *section);
} settings_named[] = {
	{ "company", settings_add_company },
	{ "account", settings_add_account },
	{ "relay", settings_add_relay },
	{ "person", settings_add_person },
	{ "alerts", settings_add_alerts },
	{ "digest", settings_add_digest },
	{ "webhook", settings_add_webhook },
	{ "payments", settings_add_payments },
};

/* After all companies are known. */
static void settings_check_payments(Arena *arena, const Settings *settings, ConfigFile *file)
{
	for (size_t i = 0; i < file->n_sections; i++) {
		const ConfigSection *section = &file->sections[i];
		const PaymentsSettings *payments = section->values;
		if (strcmp(section->kind->kind, "payments") == 0 && payments->company != NULL &&
		    settings_company(settings, payments->company) == NULL)
			config_fault(arena, file, config_line(section, "company"), "company = %s: no section [company %s]",
				     payments->company, payments->company);
	}
}

static void settings_take(Arena *arena, Settings *settings, ConfigFile *file)
{
	settings->store = config_section(file, "store", NULL)->values;
	settings->run = config_section(file, "run", NULL)->values;
	settings->send = config_section(file, "send", NULL)->values;
	settings->trust = config_section(file, "trust", NULL)->values;
	settings->sat = config_section(file, "sat", NULL)->values;
	settings->watch = config_section(file, "watch", NULL)->values;
	settings->dns = config_section(file, "dns", NULL)->values;
	settings->inbound = config_section(file, "inbound", NULL)->values;
	settings->limits = config_section(file, "limits", NULL)->values;
	for (size_t i = 0; i < file->n_sections; i++)
		for (size_t r = 0; r < G_N_ELEMENTS(settings_named); r++)
			if (strcmp(file->sections[i].kind->kind, settings_named[r].kind) == 0)
				settings_named[r].add(arena, settings, file, &file->sections[i]);
	settings_check_payments(arena, settings, file);
}

bool settings_read(Arena *arena, const char *path, Settings **ret, GError **error)
{
	g_autofree char *text = NULL;
	size_t length = 0;
	g_autoptr(GError) fault = NULL;
	if (!file_read(path, SETTINGS_MAX_BYTES, &text, &length, &fault)) {
		error_stop(error, "%s: make one with: valija init", fault->message);
		return false;
	}
	ConfigFile *file = config_parse(arena, path, text, settings_kinds, settings_n_kinds);
	Settings *settings = arena_new0(arena, Settings);
	settings->file = file;
	settings_take(arena, settings, file);
	check_settings(arena, settings, file);
	*ret = settings;
	return true;
}

const Company *settings_company(const Settings *settings, const char *name)
{
	for (size_t i = 0; i < settings->n_companies; i++)
		if (text_equal(settings->companies[i].name, name))
			return &settings->companies[i];
	return NULL;
}

const CompanySettings *settings_company_settings(const Settings *settings, const char *name)
{
	for (size_t i = 0; i < settings->n_companies; i++)
		if (text_equal(settings->companies[i].name, name))
			return settings->company_settings[i];
	return NULL;
}

const AccountSettings *settings_account(const Settings *settings, const char *name)
{
	for (size_t i = 0; i < settings->n_accounts; i++)
		if (text_equal(settings->accounts[i]->name, name))
			return settings->accounts[i];
	return NULL;
}

const RelaySettings *settings_relay(const Settings *settings, const CompanySettings *company)
{
	for (size_t i = 0; i < settings->n_relays; i++)
		if (text_equal(settings->relays[i]->name, company->relay))
			return settings->relays[i];
	return company->relay == NULL && settings->n_relays == 1 ? settings->relays[0] : NULL;
}

bool settings_secret(const char *path, int64_t auth, char **ret, GError **error)
{
	if (auth == AUTH_NONE) {
		*ret = NULL;
		return true;
	}
	return file_read_secret(path, ret, error);
}

const char *settings_from_address(Arena *arena, const CompanySettings *company)
{
	const char *open = strchr(company->from, '<');
	if (open == NULL)
		return text_trim(arena, company->from);
	return arena_strndup(arena, open + 1, strcspn(open + 1, ">"));
}

const char *settings_dkim_domain(Arena *arena, const CompanySettings *company)
{
	if (company->dkim_key_file == NULL || company->dkim_selector == NULL)
		return NULL;
	return company->dkim_domain != NULL ? company->dkim_domain :
					      strrchr(settings_from_address(arena, company), '@') + 1;
}
