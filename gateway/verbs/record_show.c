#include "gateway/verbs/record_show.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "ledger/events.h"
#include "templates/alert_words.h"
#include "templates/notice.h"

#define RECORD_LINE 300
#define RECORD_LABEL 20

struct RecordShow {
	Arena *arena; /* of one row */
	Catalog *catalog;
	char *language, *zone;
	const char *under; /* whose heading was printed last */
};

typedef const char *(*RecordSay)(const RecordShow *show, const json_t *row, const json_t *value);

typedef struct {
	const char *key; /* in the row, and of words.show.fields */
	RecordSay say;	 /* NULL as answer: the line is left out */
} RecordField;

bool record_show_wanted(bool json, bool text)
{
	return !json && (text || isatty(STDOUT_FILENO) == 1);
}

RecordShow *record_show_new(const App *app, const char *company, GError **error)
{
	const Settings *settings = app->settings;
	const Company *known = company != NULL ? settings_company(settings, company) : NULL;
	if (known == NULL && settings->n_companies > 0)
		known = settings_company(settings, settings->companies[0].name);
	const CompanySettings *own = known != NULL ? settings_company_settings(settings, known->name) : NULL;
	g_autoptr(RecordShow) show = g_new0(RecordShow, 1);
	show->arena = arena_new();
	show->catalog = catalog_new(own != NULL ? own->templates : NULL, false, error);
	const Person *reader = staff_person(&settings->staff, g_get_user_name());
	const char *language = reader != NULL && reader->language != NULL ? reader->language :
			       known != NULL				   ? known->language : "en";
	show->language = g_strdup(locale_match(language));
	show->zone = g_strdup(known != NULL ? known->zone : "UTC");
	return show->catalog != NULL ? g_steal_pointer(&show) : NULL;
}

void record_show_free(RecordShow *show)
{
	if (show == NULL)
		return;
	arena_free(show->arena);
	catalog_free(show->catalog);
	g_free(show->language);
	g_free(show->zone);
	g_free(show);
}

/* ---- words ---- */

/* words.show.<group>.<name>; NULL: it has none. */
static const char *record_word_of(const RecordShow *show, const char *group, const char *name)
{
	const json_t *words = json_object_get(catalog_words(show->catalog, show->language), "show");
	return name != NULL ? json_get_text(show->arena, json_object_get(words, group), name) : NULL;
}

static const char *record_word(const RecordShow *show, const char *group, const char *name)
{
	const char *word = record_word_of(show, group, name);
	return word != NULL ? word : name;
}

static const char *record_money(const RecordShow *show, const char *amount, const char *currency)
{
	Money money = { 0 };
	if (amount == NULL || currency == NULL)
		return NULL;
	if (!money_parse(amount, currency, &money))
		return arena_printf(show->arena, "%s %s", amount, currency);
	return locale_money(show->arena, catalog_locale(show->catalog, show->language), money);
}

static const char *record_date(const RecordShow *show, const char *text)
{
	Date day;
	if (text == NULL || !date_parse_prefix(text, &day))
		return text;
	return locale_date(show->arena, catalog_locale(show->catalog, show->language), day, LOCALE_SHORT);
}

static const char *record_moment(const RecordShow *show, const char *text)
{
	int64_t at = 0;
	if (text == NULL || !instant_parse(text, &at))
		return text;
	const char *day = locale_date(show->arena, catalog_locale(show->catalog, show->language),
				      date_in_zone(at, show->zone), LOCALE_SHORT);
	return arena_printf(show->arena, "%s %s", day, date_clock(show->arena, at, show->zone));
}

static const char *record_text_of(const RecordShow *show, const json_t *row, const char *key)
{
	const char *text = json_get_text(show->arena, row, key);
	return text != NULL ? text_line(show->arena, text, RECORD_LINE) : NULL;
}

static Texts record_texts(const RecordShow *show, const json_t *array)
{
	Texts texts = { 0 };
	size_t i = 0;
	const json_t *item = NULL;
	json_array_foreach(array, i, item)
		if (json_is_string(item))
			texts_add(show->arena, &texts, text_line(show->arena, json_string_value(item), RECORD_LINE));
	return texts;
}

static const char *record_codes(const RecordShow *show, const char *code)
{
	Texts codes = { 0 };
	texts_add(show->arena, &codes, code);
	return alert_code_words(show->arena, show->catalog, show->language, &codes);
}

/* ---- how a field is said ---- */

static const char *record_text(const RecordShow *show, const json_t *row, const json_t *value)
{
	(void)row;
	const char *text = json_string_value(value);
	return text != NULL ? text_line(show->arena, text, RECORD_LINE) : NULL;
}

static const char *record_amount(const RecordShow *show, const json_t *row, const json_t *value)
{
	return record_money(show, json_string_value(value), json_get_text(show->arena, row, "currency"));
}

static const char *record_some(const RecordShow *show, const json_t *row, const json_t *value)
{
	return g_strcmp0(json_string_value(value), "0") == 0 ? NULL : record_amount(show, row, value);
}

static const char *record_day(const RecordShow *show, const json_t *row, const json_t *value)
{
	(void)row;
	return record_date(show, json_is_object(value) ? json_get_text(show->arena, value, "date") :
							 json_string_value(value));
}

static const char *record_instant(const RecordShow *show, const json_t *row, const json_t *value)
{
	(void)row;
	return record_moment(show, json_string_value(value));
}

static const char *record_party(const RecordShow *show, const json_t *row, const json_t *value)
{
	(void)row;
	const char *tax_id = record_text_of(show, value, "tax_id");
	const char *name = record_text_of(show, value, "name");
	if (tax_id == NULL || name == NULL)
		return tax_id != NULL ? tax_id : name;
	return arena_printf(show->arena, "%s (%s)", name, tax_id);
}

static const char *record_state(const RecordShow *show, const json_t *row, const json_t *value)
{
	(void)row;
	return json_is_string(value) ? alert_state_word(show->arena, show->catalog, show->language,
							json_string_value(value)) : NULL;
}

static const char *record_hold(const RecordShow *show, const json_t *row, const json_t *value)
{
	(void)row;
	const char *reason = record_text_of(show, value, "reason");
	const char *until = record_date(show, record_text_of(show, value, "until"));
	if (reason == NULL)
		return NULL;
	return until == NULL ? record_codes(show, reason) :
			       arena_printf(show->arena, "%s, %s %s", record_codes(show, reason),
					    record_word(show, "fields", "until"), until);
}

/* "overdue+3" is a step "overdue"; "hold-ends" is what it is. */
static const char *record_step(const RecordShow *show, const char *kind)
{
	size_t length = strlen(kind);
	size_t name = length;
	while (name > 0 && g_ascii_isdigit(kind[name - 1]))
		name--;
	bool numbered = name > 1 && name < length && strchr("+-", kind[name - 1]) != NULL;
	return numbered ? arena_strndup(show->arena, kind, name - 1) : kind;
}

static const char *record_next(const RecordShow *show, const json_t *row, const json_t *value)
{
	(void)row;
	const char *kind = record_text_of(show, value, "kind");
	const char *day = record_date(show, record_text_of(show, value, "date"));
	if (kind == NULL)
		return NULL;
	const char *word = record_word_of(show, "next", record_step(show, kind));
	if (word == NULL)
		word = alert_task_word(show->arena, show->catalog, show->language, kind);
	return day != NULL ? arena_printf(show->arena, "%s, %s", word, day) : word;
}

/* {"CLP": "1190000", …} */
static const char *record_sums(const RecordShow *show, const json_t *row, const json_t *value)
{
	(void)row;
	Texts sums = { 0 };
	const char *currency = NULL;
	json_t *amount = NULL;
	json_object_foreach((json_t *)(uintptr_t)value, currency, amount)
		texts_add(show->arena, &sums, record_money(show, json_string_value(amount), currency));
	return sums.n > 0 ? texts_join(show->arena, &sums, ", ") : NULL;
}

static const char *record_list(const RecordShow *show, const json_t *row, const json_t *value)
{
	(void)row;
	const Texts texts = record_texts(show, value);
	return texts.n > 0 ? texts_join(show->arena, &texts, ", ") : NULL;
}

static const char *record_number(const RecordShow *show, const json_t *row, const json_t *value)
{
	(void)row;
	return locale_number(show->arena, catalog_locale(show->catalog, show->language), json_integer_value(value));
}

#define RECORD_WORD_OF(group)                                                                          \
	static const char *record_##group(const RecordShow *show, const json_t *row, const json_t *value) \
	{                                                                                              \
		(void)row;                                                                             \
		return record_word(show, #group, json_string_value(value));                            \
	}
RECORD_WORD_OF(verdicts)
RECORD_WORD_OF(registers)
RECORD_WORD_OF(kinds)
RECORD_WORD_OF(jobs)

/* ---- pages ---- */

static void record_say(const char *label, const char *text)
{
	printf("%s", label);
	for (glong n = g_utf8_strlen(label, -1); n < RECORD_LABEL; n++)
		putchar(' ');
	printf(" %s\n", text);
}

static void record_fields(const RecordShow *show, const json_t *row, const RecordField *fields, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const json_t *value = json_object_get(row, fields[i].key);
		const char *text = value != NULL && !json_is_null(value) ? fields[i].say(show, row, value) : NULL;
		if (text != NULL && *text != '\0')
			record_say(record_word(show, "fields", fields[i].key), text);
	}
}

static void record_invoice(RecordShow *show, const json_t *row)
{
	static const RecordField fields[] = {
		{ "key", record_text },	      { "uuid", record_text },	 { "debtor", record_party },
		{ "creditor", record_party }, { "state", record_state }, { "hold", record_hold },
		{ "issued", record_day },     { "due", record_day },	 { "total", record_amount },
		{ "paid", record_some },      { "credited", record_some }, { "balance", record_amount },
		{ "collector", record_text }, { "next_action", record_next }, { "trust", record_verdicts },
	};
	const char *number = record_text_of(show, row, "number");
	printf("%s %s\n", notice_type_name(show->arena, show->catalog, show->language,
					   record_text_of(show, row, "type")), number != NULL ? number : "");
	record_fields(show, row, fields, G_N_ELEMENTS(fields));
}

static void record_contact(const RecordShow *show, const json_t *contact)
{
	const char *name = record_text_of(show, contact, "name");
	const char *address = record_text_of(show, contact, "address");
	const char *role = record_word(show, "roles", record_text_of(show, contact, "role"));
	const char *state = record_word_of(show, "contacts", record_text_of(show, contact, "state"));
	printf("  %s%s<%s>%s%s%s%s\n", name != NULL ? name : "", name != NULL ? " " : "",
	       address != NULL ? address : "", role != NULL ? ", " : "", role != NULL ? role : "",
	       state != NULL ? ", " : "", state != NULL ? state : "");
}

static void record_customer(RecordShow *show, const json_t *row)
{
	static const RecordField fields[] = {
		{ "tax_id", record_text },  { "language", record_text },      { "register", record_registers },
		{ "segment", record_text }, { "policy", record_text },	      { "collector", record_text },
		{ "country", record_text }, { "timezone", record_text },      { "merged_into", record_text },
		{ "balance", record_sums }, { "credit", record_sums },
	};
	static const RecordField habits[] = {
		{ "payments", record_number }, { "delay_days", record_text }, { "reminders", record_number },
		{ "answered", record_number },
	};
	size_t i = 0;
	const json_t *contact = NULL;
	const char *name = record_text_of(show, row, "name");
	printf("%s\n", name != NULL ? name : "");
	record_fields(show, row, fields, G_N_ELEMENTS(fields));
	record_fields(show, json_object_get(row, "habit"), habits, G_N_ELEMENTS(habits));
	json_array_foreach(json_object_get(row, "contacts"), i, contact) {
		if (i == 0)
			printf("\n%s\n", record_word(show, "fields", "contacts"));
		record_contact(show, contact);
	}
}

static void record_queue(RecordShow *show, const json_t *row)
{
	static const RecordField fields[] = {
		{ "kind", record_kinds },    { "state", record_jobs },	{ "reason", record_text },
		{ "to", record_list },	     { "cc", record_list },	{ "customer", record_text },
		{ "invoices", record_list }, { "step", record_text },	{ "language", record_text },
		{ "due_at", record_instant }, { "message_id", record_text },
	};
	size_t i = 0;
	const json_t *attempt = NULL;
	const char *subject = record_text_of(show, row, "subject");
	printf("%s\n", subject != NULL ? subject : "");
	record_fields(show, row, fields, G_N_ELEMENTS(fields));
	json_array_foreach(json_object_get(row, "attempts"), i, attempt) {
		const char *text = record_text_of(show, attempt, "text");
		if (i == 0)
			printf("\n%s\n", record_word(show, "fields", "attempts"));
		printf("  %s  %s: ", record_moment(show, record_text_of(show, attempt, "at")),
		       record_word(show, "phases", record_text_of(show, attempt, "phase")));
		if (json_get_integer(attempt, "code", 0) != 0)
			printf("%" G_GINT64_FORMAT " ", json_get_integer(attempt, "code", 0));
		puts(text != NULL ? text : "");
	}
}

/* ---- lines ---- */

static void record_line(const RecordShow *show, const json_t *row, const char *when, const char *head, const char *text)
{
	const char *who = record_text_of(show, row, "actor");
	who = who != NULL ? who : record_text_of(show, row, "author");
	printf("  %s  %s%s%s%s%s\n", when != NULL ? when : "", head, who != NULL ? ", " : "", who != NULL ? who : "",
	       text != NULL && *text != '\0' ? ": " : "", text != NULL ? text : "");
}

/* A task ("promise:"), a state, a code, a date, the end of a hold; any other word is itself. */
static const char *record_token(const RecordShow *show, const char *token)
{
	Date day;
	if (g_str_has_suffix(token, ":"))
		return arena_printf(show->arena, "%s:",
				    alert_task_word(show->arena, show->catalog, show->language,
						    arena_strndup(show->arena, token, strlen(token) - 1)));
	if (date_parse(token, &day))
		return record_date(show, token);
	const char *word = alert_state_word(show->arena, show->catalog, show->language, token);
	return strcmp(word, token) != 0 ? word : record_word(show, "tokens", record_codes(show, token));
}

/* "new -> waiting", "PROMISE until 2036-12-03", "promise: PROMISE"; what other events say are sentences. */
static const char *record_reason(const RecordShow *show, const char *kind, const char *reason)
{
	static const char *const coded[] = { EVENT_STATE, EVENT_HELD, EVENT_TASK_OPENED, NULL };
	if (reason == NULL || !g_strv_contains(coded, kind))
		return reason;
	g_auto(GStrv) tokens = g_strsplit(reason, " ", -1);
	Texts words = { 0 };
	for (size_t i = 0; tokens[i] != NULL; i++)
		texts_add(show->arena, &words, record_token(show, tokens[i]));
	return texts_join(show->arena, &words, " ");
}

/* A note stands for its own event. */
static void record_event(RecordShow *show, const json_t *row)
{
	const char *kind = record_text_of(show, row, "kind");
	if (kind == NULL || strcmp(kind, EVENT_NOTE) == 0)
		return;
	record_line(show, row, record_moment(show, record_text_of(show, row, "at")),
		    alert_event_word(show->arena, show->catalog, show->language, kind),
		    record_reason(show, kind, record_text_of(show, row, "reason")));
}

static void record_note(RecordShow *show, const json_t *row)
{
	const Texts codes = record_texts(show, json_object_get(row, "codes"));
	const char *head = alert_event_word(show->arena, show->catalog, show->language, EVENT_NOTE);
	record_line(show, row, record_moment(show, record_text_of(show, row, "at")), codes.n == 0 ? head :
		    alert_code_words(show->arena, show->catalog, show->language, &codes),
		    record_text_of(show, row, "text"));
}

static void record_payment(RecordShow *show, const json_t *row)
{
	const char *amount = record_money(show, record_text_of(show, row, "amount"), record_text_of(show, row, "currency"));
	const char *head = !json_get_bool(row, "undone") ? amount :
			   arena_printf(show->arena, "%s (%s)", amount, record_word(show, "fields", "undone"));
	record_line(show, row, record_date(show, record_text_of(show, row, "date")), head,
		    record_text_of(show, row, "reference"));
}

void record_show_row(RecordShow *show, const char *what, const json_t *row)
{
	static const struct {
		const char *what;
		void (*say)(RecordShow *show, const json_t *row);
		bool line;
	} kinds[] = {
		{ "invoices", record_invoice, false }, { "customers", record_customer, false },
		{ "queue", record_queue, false },      { "events", record_event, true },
		{ "notes", record_note, true },	       { "payments", record_payment, true },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
		if (strcmp(kinds[i].what, what) != 0)
			continue;
		if (kinds[i].line && show->under != kinds[i].what)
			printf("\n%s\n", record_word(show, "fields", what));
		show->under = kinds[i].what;
		kinds[i].say(show, row);
	}
	arena_free(show->arena);
	show->arena = arena_new();
}

bool record_show_each(void *context, const json_t *row)
{
	RecordShowList *list = context;
	record_show_row(list->show, list->what, row);
	return !ferror(stdout);
}
