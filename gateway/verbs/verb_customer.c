/* customer: debtors and whom to write to. */
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "gateway/smtp/smtp_address.h"
#include "gateway/table.h"
#include "gateway/verbs.h"
#include "gateway/verbs/customer_pick.h"
#include "gateway/verbs/record_show.h"
#include "gateway/work/credit_book.h"
#include "store/store_report.h"

typedef struct {
	gboolean json, csv, text;
	gchar *company, *contact, *role, *language, *tone, *policy, *collector, *segment, *by, *country, *timezone;
} CustomerOptions;

static void customer_options_clear(CustomerOptions *options)
{
	gchar *const texts[] = { options->company, options->contact, options->role, options->language, options->tone,
				 options->policy, options->collector, options->segment, options->by, options->country,
				 options->timezone };
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
		g_free(texts[i]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(CustomerOptions, customer_options_clear)

static bool customer_parse(CustomerOptions *options, int *argc, char ***argv)
{
	const GOptionEntry entries[] = {
		TABLE_OPTIONS(options->json, options->csv),
		RECORD_SHOW_TEXT(options->text),
		{ "company", 0, 0, G_OPTION_ARG_STRING, &options->company, "Of this company", "NAME" },
		{ "contact", 0, 0, G_OPTION_ARG_STRING, &options->contact, "set: add or mend a contact",
		  "'Name <address>'" },
		{ "role", 0, 0, G_OPTION_ARG_STRING, &options->role, "set: the contact's role (else pays)",
		  "pays|approves|escalates|salesperson" },
		{ "language", 0, 0, G_OPTION_ARG_STRING, &options->language, "set: es-CL, es-MX, en …", "TAG" },
		{ "register", 0, 0, G_OPTION_ARG_STRING, &options->tone,
		  "set: how mails speak, of the contact or the customer (else as its policy)", "formal|friendly" },
		{ "policy", 0, 0, G_OPTION_ARG_STRING, &options->policy, "set: its policy", "NAME" },
		{ "collector", 0, 0, G_OPTION_ARG_STRING, &options->collector, "set: persons or groups who look after it",
		  "NAME[; NAME]" },
		{ "segment", 0, 0, G_OPTION_ARG_STRING, &options->segment, "set: its segment", "NAME" },
		{ "country", 0, 0, G_OPTION_ARG_STRING, &options->country, "set: where it is (else by its tax id)",
		  "CL|MX|…" },
		{ "timezone", 0, 0, G_OPTION_ARG_STRING, &options->timezone, "set: its time zone (else the country's)",
		  "America/Tijuana" },
		{ "by", 0, 0, G_OPTION_ARG_STRING, &options->by, "Who does it (else the login name)", "NAME" },
		{ 0 },
	};
	return app_options("customer", entries, argc, argv);
}

/* One that SMTP takes, in small letters as those that documents name: the same address is the same contact. */
static const char *customer_address(Arena *arena, const char *text)
{
	g_autofree char *small = g_utf8_strdown(text, -1);
	const char *address = text_or_null(arena, small);
	bool utf8 = false;
	bool one = address != NULL && strpbrk(address, ",;:()[]\\\"") == NULL;
	return one && smtp_address_wire(arena, address, &utf8) != NULL ? address : NULL;
}

/* The name as people say it, without the quotes of a header. */
static const char *customer_name(Arena *arena, const char *text)
{
	const char *name = text_or_null(arena, text);
	size_t length = name != NULL ? strlen(name) : 0;
	bool quoted = length > 1 && name[0] == '"' && name[length - 1] == '"';
	return quoted ? text_or_null(arena, arena_strndup(arena, name + 1, length - 2)) : name;
}

/* Name <address>, <address> or address. */
static bool customer_contact(Arena *arena, const CustomerOptions *options, Contact *ret, GError **error)
{
	const char *text = options->contact;
	const char *open = strchr(text, '<');
	const char *close = open != NULL ? strchr(open, '>') : NULL;
	bool whole = open == NULL || (close != NULL && close[1 + strspn(close + 1, " ")] == '\0');
	*ret = (Contact){ .role = ROLE_PAYS, .state = CONTACT_OK, .source = "person", .language = options->language,
			  .tone = options->tone };
	const char *address = whole && open != NULL ? arena_strndup(arena, open + 1, (size_t)(close - open - 1)) : text;
	if (whole && !text_has_control(text) && g_utf8_validate(text, -1, NULL))
		ret->address = customer_address(arena, address);
	if (ret->address == NULL) {
		error_reject(error, "--contact %s: Name <address> is wanted", text);
		return false;
	}
	if (open != NULL)
		ret->name = customer_name(arena, arena_strndup(arena, text, (size_t)(open - text)));
	if (options->role == NULL || contact_role_from_word(options->role, &ret->role))
		return true;
	error_reject(error, "--role %s: pays, approves, escalates or salesperson is wanted", options->role);
	return false;
}

/* "" takes back what was set. */
static const char *customer_given(const char *text)
{
	return *text != '\0' ? text : NULL;
}

static bool customer_is_register(Arena *arena, const char *tone, GError **error)
{
	Texts registers = texts_split(arena, SETTINGS_REGISTERS, "|");
	if (tone == NULL || *tone == '\0' || texts_has(&registers, tone))
		return true;
	error_reject(error, "--register %s: formal or friendly is wanted", tone);
	return false;
}

static bool customer_place(App *app, Arena *arena, const CustomerOptions *options, Customer *customer, GError **error)
{
	Texts countries = texts_split(arena, SETTINGS_COUNTRIES, "|");
	const char *policy = options->policy != NULL ? customer_given(options->policy) : NULL;
	if (policy != NULL && config_section(app->settings->file, "policy", policy) == NULL) {
		error_reject(error, "--policy %s: the config has no section [policy %s]", policy, policy);
		return false;
	}
	if (options->country != NULL && *options->country != '\0' && !texts_has(&countries, options->country)) {
		error_reject(error, "--country %s: one of " SETTINGS_COUNTRIES " is wanted", options->country);
		return false;
	}
	if (options->timezone != NULL && *options->timezone != '\0' && !date_zone_exists(options->timezone)) {
		error_reject(error, "--timezone %s: there is no such time zone", options->timezone);
		return false;
	}
	if (options->policy != NULL)
		customer->policy = policy;
	if (options->country != NULL)
		customer->country = customer_given(options->country);
	if (options->timezone != NULL)
		customer->timezone = customer_given(options->timezone);
	return true;
}

static bool customer_set(App *app, const CustomerOptions *options, const char *tax_id, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	Customer *customer = NULL;
	Contact contact;
	const CustomerPick pick = { .name = tax_id, .company = options->company };
	if (!customer_pick(app->store, arena, app->settings, &pick, &customer, error))
		return false;
	if (!customer_is_register(arena, options->tone, error) ||
	    (options->contact != NULL && !customer_contact(arena, options, &contact, error)))
		return false;
	if (options->tone != NULL && options->contact == NULL)
		customer->tone = customer_given(options->tone);
	if (options->language != NULL && options->contact == NULL)
		customer->language = options->language;
	if (!customer_place(app, arena, options, customer, error))
		return false;
	const char *stranger = options->collector == NULL ? NULL :
			       agenda_stranger(arena, &app->settings->staff, options->collector);
	if (stranger != NULL) {
		error_reject(error, "%s is no [person %s] of the config, and no group of one", stranger, stranger);
		return false;
	}
	if (options->collector != NULL)
		customer->collector = options->collector;
	if (options->segment != NULL)
		customer->segment = options->segment;
	const char *by = options->by != NULL ? options->by : g_get_user_name();
	return store_save_customer(app->store, customer, options->contact != NULL ? &contact : NULL, by,
				   clock_now(&app->clock), error);
}

static int customer_merge(App *app, const CustomerOptions *options, const char *tax_id, const char *into_id)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	Customer *customer = NULL;
	Customer *into = NULL;
	const char *by = options->by != NULL ? options->by : g_get_user_name();
	const CustomerPick pick = { .name = tax_id, .company = options->company };
	if (!customer_pick(app->store, arena, app->settings, &pick, &customer, &error))
		return app_fail(error);
	const CustomerPick other = { .name = into_id, .company = customer->company };
	if ((into_id != NULL && !customer_pick(app->store, arena, app->settings, &other, &into, &error)) ||
	    !store_merge_customers(app->store, customer, into, by, clock_now(&app->clock), &error))
		return app_fail(error);
	store_ring(app->store, "work");
	return EXIT_OK;
}

static int customer_apply(App *app, const CustomerOptions *options, const char *tax_id, const char *invoice,
			  const char *amount)
{
	g_autoptr(GError) error = NULL;
	int64_t micro = 0;
	const PaymentsBook book = { .app = app, .company = options->company,
				    .actor = options->by != NULL ? options->by : g_get_user_name() };
	if (amount != NULL && (!money_parse_micro(amount, &micro) || micro <= 0)) {
		app_say("%s: an amount like 1190000 or 1160.50 is wanted", amount);
		return EXIT_USAGE;
	}
	if (!credit_book_apply(&book, tax_id, invoice, micro, &error))
		return app_fail(error);
	store_ring(app->store, "work");
	return EXIT_OK;
}

typedef struct {
	App *app;
	bool words;
	GError *error;
} Shown;

static bool customer_say(Shown *shown, const char *company, const json_t *row)
{
	g_autoptr(RecordShow) show = record_show_new(shown->app, company, &shown->error);
	if (show != NULL)
		record_show_row(show, "customers", row);
	return show != NULL;
}

static json_t *customer_habit(Arena *arena, const Habit *habit)
{
	json_t *object = json_object();
	json_set_integer(object, "payments", (int64_t)habit->payments);
	json_set_text(object, "delay_days", report_tenths_text(arena, habit->delay));
	json_set_text(object, "spread_days",
		      habit->delay != REPORT_NONE ? report_tenths_text(arena, habit->spread) : NULL);
	json_set_text(object, "pays_on", habit_day_text(arena, habit));
	json_set_text(object, "method", habit->method);
	json_set_integer(object, "reminders", (int64_t)habit->mails);
	json_set_integer(object, "answered", (int64_t)habit->answered);
	json_set_text(object, "answer_hours", report_tenths_text(arena, habit->answer_hours));
	return object;
}

/* The row of the list, and how the customer pays and answers. */
static bool customer_show(void *context, const json_t *row)
{
	Shown *shown = context;
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(json_t) copy = json_deep_copy(row);
	const char *company = json_get_text(arena, row, "company");
	const char *tax_id = json_get_text(arena, row, "tax_id");
	Customer *customer = NULL;
	HabitRecord record;
	if (!store_customer(shown->app->store, arena, company, tax_id, &customer, &shown->error) || customer == NULL ||
	    !store_habit(shown->app->store, arena, customer, &record, &shown->error))
		return false;
	const Habit habit = habit_of(&record);
	json_set(copy, "habit", customer_habit(arena, &habit));
	if (shown->words)
		return customer_say(shown, company, copy);
	app_print(copy);
	return true;
}

static int customer_run_show(App *app, const CustomerOptions *options, const ListFilter *filter)
{
	g_autoptr(GError) error = NULL;
	Shown shown = { .app = app, .words = record_show_wanted(options->json, options->text) };
	if (!store_list(app->store, "customers", filter, customer_show, &shown, &error))
		return app_fail(error);
	error = shown.error;
	return error == NULL ? EXIT_OK : app_fail(error);
}

static int verb_customer_run(App *app, int argc, char **argv)
{
	g_auto(CustomerOptions) options = { 0 };
	g_autoptr(GError) error = NULL;
	if (!customer_parse(&options, &argc, &argv))
		return EXIT_USAGE;
	const char *word = argc > 1 ? argv[1] : "list";
	bool list = strcmp(word, "list") == 0 && argc <= 2;
	bool show = strcmp(word, "show") == 0 && argc == 3;
	bool set = strcmp(word, "set") == 0 && argc == 3;
	bool apply = strcmp(word, "apply") == 0 && (argc == 4 || argc == 5);
	bool merge = strcmp(word, "merge") == 0 && argc == 4;
	bool split = strcmp(word, "split") == 0 && argc == 3;
	if (!list && !show && !set && !apply && !merge && !split) {
		app_say("customer: list, show, set, merge, split or apply with a TAX_ID is wanted (see valija "
			"customer --help)");
		return EXIT_USAGE;
	}
	int status = app_store(app);
	if (status != EXIT_OK)
		return status;
	ListFilter filter = { .company = options.company, .customer = show ? argv[2] : NULL };
	if (merge || split)
		return customer_merge(app, &options, argv[2], merge ? argv[3] : NULL);
	if (apply)
		return customer_apply(app, &options, argv[2], argv[3], argc == 5 ? argv[4] : NULL);
	if (show)
		return customer_run_show(app, &options, &filter);
	if (!set)
		return table_list(app, "customers", &filter, table_form(options.json, options.csv));
	if (!customer_set(app, &options, argv[2], &error))
		return app_fail(error);
	store_ring(app->store, "work");
	return EXIT_OK;
}

const Verb verb_customer = {
	.name = "customer",
	.arguments = "list | show TAX_ID | set TAX_ID | merge TAX_ID INTO | split TAX_ID | apply TAX_ID INVOICE "
		     "[AMOUNT]",
	.summary = "debtors: contacts and their roles, language, collector",
	.description = "show prints it in the company's language on a terminal or with --text, else as JSON.\n"
		       "merge says that a customer is another one: its invoices go along, and those to come; split takes that back. A\n"
		       "customer behind a tax id that stands for nobody is known by its foreign id or its name.\n"
		       "apply gives an invoice what its customer has to its credit (`show` says how much): what was paid too\n"
		       "much, and credit notes and receipts without target. payments undo takes it back.",
	.run = verb_customer_run,
};
