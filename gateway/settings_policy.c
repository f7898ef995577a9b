/* Policies, calendars and countries: from the rows of settings_rows.c to what the ledger goes by. */
#include <stdlib.h>
#include <string.h>

#include "base/holidays.h"
#include "base/text.h"
#include "gateway/settings.h"

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

static void settings_policy_days(Arena *arena, const ConfigSection *section, ConfigFile *file, const Company *company,
				 Policy *policy)
{
	const PolicySettings *from = section->values;
	const ConfigSection *calendar =
		from->calendar != NULL ? config_section(file, "calendar", from->calendar) : NULL;
	if (!calendar_parse_weekdays(from->weekdays, &policy->calendar.weekdays))
		config_fault(arena, file, config_line(section, "weekdays"),
			     "weekdays = %s: 1-5, 1-7 or 1,3,5 is wanted", from->weekdays);
	if (from->preferred != NULL && !calendar_parse_weekdays(from->preferred, &policy->preferred))
		config_fault(arena, file, config_line(section, "preferred"),
			     "preferred = %s: 2-4 or 1,3,5 is wanted", from->preferred);
	if (from->preferred != NULL && (policy->preferred & policy->calendar.weekdays) == 0)
		config_fault(arena, file, config_line(section, "preferred"), "preferred names none of the weekdays");
	if (from->hour_from >= from->hour_until)
		config_fault(arena, file, config_line(section, "hour_until"),
			     "hour_until must be later than hour_from");
	if (from->calendar != NULL && calendar == NULL)
		config_fault(arena, file, config_line(section, "calendar"), "calendar = %s: no section [calendar %s]",
			     from->calendar, from->calendar);
	policy->own_calendar = from->calendar;
	if (calendar != NULL) {
		settings_calendar(arena, calendar, file, &policy->calendar);
		return;
	}
	for (size_t i = 0; i < company->n_countries; i++)
		if (text_equal(company->countries[i].country, company->country)) {
			policy->calendar.holidays = company->countries[i].holidays;
			policy->calendar.n_holidays = company->countries[i].n_holidays;
		}
}

static void settings_policy_steps(Arena *arena, const ConfigSection *section, ConfigFile *file, const Company *company,
				  Policy *policy)
{
	const PolicySettings *from = section->values;
	const char *wrong = NULL;
	Texts steps = from->steps.n > 0 ? from->steps :
					  texts_split(arena, policy_default_steps(company->language), ";");
	if (!policy_parse_steps(arena, &steps, policy, &wrong))
		config_fault(arena, file, config_line(section, "steps"),
			     "steps: \"%s\" is no step; one like \"-5 before\", \"8 overdue\", \"5 overdue phone\" or "
			     "\"30 formal\" is wanted", wrong);
	if (!policy_parse_attach(arena, &from->attach, policy, &wrong))
		config_fault(arena, file, config_line(section, "attach"),
			     "attach: \"%s\": pdf, xml, statement or none are wanted, after a step of this policy or nothing",
			     wrong);
	if (!policy_parse_rounding(arena, &from->rounding, policy, &wrong))
		config_fault(arena, file, config_line(section, "rounding"),
			     "rounding: \"%s\": a currency and an amount like MXN 1.00 are wanted", wrong);
	if (!policy_parse_minimum(arena, &from->minimum, policy, &wrong))
		config_fault(arena, file, config_line(section, "minimum"),
			     "minimum: \"%s\": a currency and an amount like CLP 5000 are wanted", wrong);
}

static Policy settings_policy(Arena *arena, ConfigFile *file, const Company *company, const ConfigSection *section)
{
	const PolicySettings *from = section->values;
	Policy policy = { .name = section->name, .version = from->version, .since = from->since,
			  .segments = from->segments, .statement_only = from->statement_only,
			  .tone = texts_split(arena, SETTINGS_REGISTERS, "|").items[from->tone],
			  .min_interval = from->min_interval, .upcoming_days = from->upcoming_days,
			  .grace_days = from->grace_days, .hour_from = from->hour_from,
			  .hour_until = from->hour_until, .default_days = from->default_days,
			  .payment_window = from->payment_window, .receipt_days = from->receipt_days,
			  .confirm = from->confirm, .confirm_hour = from->confirm_hour,
			  .dun_paid_at_once = from->dun_paid_at_once,
			  .learn = from->learn, .attach_bytes = from->attach_bytes,
			  .minimum_trust = (TrustVerdict)from->minimum_trust, .zone = company->zone };
	settings_policy_steps(arena, section, file, company, &policy);
	settings_policy_days(arena, section, file, company, &policy);
	return policy;
}

static void settings_company_countries(Arena *arena, Company *company)
{
	Texts words = texts_split(arena, SETTINGS_COUNTRIES, "|");
	CountryDays *countries = arena_array(arena, CountryDays, words.n);
	for (size_t i = 0; i < words.n; i++) {
		countries[i] = (CountryDays){ .country = words.items[i], .zone = settings_country_zone((int64_t)i) };
		countries[i].holidays = holidays_of(arena, words.items[i], SETTINGS_FIRST_YEAR, SETTINGS_LAST_YEAR,
						    &countries[i].n_holidays);
	}
	company->countries = countries;
	company->n_countries = words.n;
}

static void settings_check_segment(Arena *arena, ConfigFile *file, const Policy *has, const Policy *wants)
{
	for (size_t s = 0; s < has->segments.n; s++)
		if (texts_has(&wants->segments, has->segments.items[s]))
			config_fault(arena, file, config_line(config_section(file, "policy", wants->name), "segments"),
				     "segments: %s has the policy %s already", has->segments.items[s], has->name);
}

/* A segment has one policy. */
static void settings_check_segments(Arena *arena, ConfigFile *file, const Policy *policies, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t j = i + 1; j < n; j++)
			settings_check_segment(arena, file, &policies[i], &policies[j]);
}

void settings_policies(Arena *arena, ConfigFile *file, Company *company, const char *name, bool first)
{
	Policy *policies = arena_array(arena, Policy, file->n_sections + 1);
	size_t faults = file->n_faults;
	settings_company_countries(arena, company);
	for (size_t i = 0; i < file->n_sections; i++)
		if (text_equal(file->sections[i].kind->kind, "policy"))
			policies[company->n_policies++] = settings_policy(arena, file, company, &file->sections[i]);
	company->policies = policies;
	settings_check_segments(arena, file, policies, company->n_policies);
	if (!first)
		file->n_faults = faults;
	company->policy = settings_policy(arena, file, company, settings_policy_section(arena, file, name));
	for (size_t i = 0; i < company->n_policies; i++)
		if (text_equal(policies[i].name, name)) {
			company->policy = policies[i];
			file->n_faults = first ? file->n_faults : faults;
		}
}
