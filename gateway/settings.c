#include "gateway/settings.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/holidays.h"
#include "base/rfc.h"
#include "base/rut.h"
#include "base/text.h"

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

static const char *settings_country_word(Arena *arena, int64_t country)
{
	Texts words = texts_split(arena, SETTINGS_COUNTRIES, "|");
	return words.items[country];
}

/* The years whose holidays are computed. */
#define SETTINGS_FIRST_YEAR 2000
#define SETTINGS_LAST_YEAR 2099

static int settings_compare_dates(const void *a, const void *b)
{
	return date_compare(*(const Date *)a, *(const Date *)b);
}

static Date *settings_dates(Arena *arena, const ConfigSection *section, ConfigFile *file, const char *key,
			    const Texts *texts, size_t *ret_n)
{
	Date *dates = arena_array(arena, Date, texts->n + 1);
	for (size_t i = 0; i < texts->n; i++)
		if (date_parse(texts->items[i], &dates[*ret_n]))
			(*ret_n)++;
		else
			config_fault(arena, file, config_line(section, key), "%s = %s: a date YYYY-MM-DD is wanted",
				     key, texts->items[i]);
	return dates;
}

static bool settings_has_date(const Date *dates, size_t n, Date date)
{
	for (size_t i = 0; i < n; i++)
		if (date_compare(dates[i], date) == 0)
			return true;
	return false;
}

/* The country's by law, and the section's own dates; without those on which the company works all the same. */
static void settings_calendar(Arena *arena, const ConfigSection *section, ConfigFile *file, Calendar *ret)
{
	const CalendarSettings *from = section->values;
	size_t n_law = 0;
	size_t n_extra = 0;
	size_t n_work = 0;
	const Date *law = holidays_of(arena, settings_country_word(arena, from->country), SETTINGS_FIRST_YEAR,
				      SETTINGS_LAST_YEAR, &n_law);
	const Date *extra = settings_dates(arena, section, file, "extra", &from->extra, &n_extra);
	const Date *work = settings_dates(arena, section, file, "work", &from->work, &n_work);
	Date *dates = arena_array(arena, Date, n_law + n_extra + 1);
	size_t n = 0;
	for (size_t i = 0; i < n_law + n_extra; i++) {
		Date date = i < n_law ? law[i] : extra[i - n_law];
		if (!settings_has_date(work, n_work, date))
			dates[n++] = date;
	}
	if (n > 1)
		qsort(dates, n, sizeof *dates, settings_compare_dates);
	ret->holidays = dates;
	ret->n_holidays = n;
}

/* The built-in policy: the rows' defaults. */
static const ConfigSection *settings_policy_section(Arena *arena, ConfigFile *file, const char *name)
{
	const ConfigSection *section = name != NULL ? config_section(file, "policy", name) : NULL;
	if (section != NULL)
		return section;
	ConfigFile *defaults = config_parse(arena, file->path, "[policy built-in]\n", settings_kinds, settings_n_kinds);
	return config_section(defaults, "policy", NULL);
}

static void settings_policy(Arena *arena, ConfigFile *file, Company *company, const char *name)
{
	const ConfigSection *section = settings_policy_section(arena, file, name);
	const PolicySettings *from = section->values;
	const char *wrong = NULL;
	Policy *policy = &company->policy;
	*policy = (Policy){ .name = name != NULL ? name : "built-in", .min_interval = from->min_interval,
			    .upcoming_days = from->upcoming_days, .grace_days = from->grace_days,
			    .hour_from = from->hour_from, .hour_until = from->hour_until,
			    .default_days = from->default_days, .payment_window = from->payment_window,
			    .receipt_days = from->receipt_days,
			    .dun_paid_at_once = from->dun_paid_at_once,
			    .minimum_trust = (TrustVerdict)from->minimum_trust, .zone = company->zone };
	Texts steps = from->steps.n > 0 ? from->steps :
					  texts_split(arena, policy_default_steps(company->language), ";");
	if (!policy_parse_steps(arena, &steps, policy, &wrong))
		config_fault(arena, file, config_line(section, "steps"),
			     "steps: \"%s\" is no step; one like \"-5 before\" or \"8 overdue\" is wanted", wrong);
	if (!policy_parse_rounding(arena, &from->rounding, policy, &wrong))
		config_fault(arena, file, config_line(section, "rounding"),
			     "rounding: \"%s\": a currency and an amount like MXN 1.00 are wanted", wrong);
	if (!calendar_parse_weekdays(from->weekdays, &policy->calendar.weekdays))
		config_fault(arena, file, config_line(section, "weekdays"),
			     "weekdays = %s: 1-5, 1-7 or 1,3,5 is wanted", from->weekdays);
	if (from->hour_from >= from->hour_until)
		config_fault(arena, file, config_line(section, "hour_until"),
			     "hour_until must be later than hour_from");
	const ConfigSection *calendar =
		from->calendar != NULL ? config_section(file, "calendar", from->calendar) : NULL;
	if (from->calendar != NULL && calendar == NULL)
		config_fault(arena, file, config_line(section, "calendar"), "calendar = %s: no section [calendar %s]",
			     from->calendar, from->calendar);
	if (calendar != NULL)
		settings_calendar(arena, calendar, file, &policy->calendar);
	else
		policy->calendar.holidays = holidays_of(arena, company->country, SETTINGS_FIRST_YEAR,
							SETTINGS_LAST_YEAR, &policy->calendar.n_holidays);
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
			      .rep_day = from->rep_day, .go_live = from->go_live, .folder = from->folder,
			      .folder_replies = from->folder_replies, .folder_promises = from->folder_promises,
			      .folder_disputes = from->folder_disputes, .folder_payments = from->folder_payments,
			      .folder_unmatched = from->folder_unmatched, .folder_sent = from->folder_sent,
			      .folder_quarantine = from->folder_quarantine, .reply_to = from->reply_to };
	for (size_t i = 0; i < from->tax_ids.n; i++)
		texts_add(arena, &company->tax_ids, settings_tax_id(arena, from->country, from->tax_ids.items[i]));
	settings_policy(arena, file, company, from->policy);
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
	settings->dns = config_section(file, "dns", NULL)->values;
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
