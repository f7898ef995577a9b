/* payments: files of a bank or an ERP, and what became of each row. */
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "gateway/table.h"
#include "gateway/verbs.h"
#include "gateway/verbs/payments_book.h"

#define PAYMENTS_MAX_BYTES (256 * 1024 * 1024)
#define PAYMENTS_BATCH 200

typedef struct {
	gboolean json, csv;
	gchar *company, *map, *by, *reason, *state;
} PaymentsOptions;

static void payments_options_clear(PaymentsOptions *options)
{
	gchar *const texts[] = { options->company, options->map, options->by, options->reason, options->state };
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
		g_free(texts[i]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PaymentsOptions, payments_options_clear)

static bool payments_parse(PaymentsOptions *options, int *argc, char ***argv)
{
	const GOptionEntry entries[] = {
		TABLE_OPTIONS(options->json, options->csv),
		{ "company", 0, 0, G_OPTION_ARG_STRING, &options->company, "Of this company", "NAME" },
		{ "map", 0, 0, G_OPTION_ARG_STRING, &options->map, "import: columns of [payments NAME]", "NAME" },
		{ "state", 0, 0, G_OPTION_ARG_STRING, &options->state, "list: only this state", "WORD" },
		{ "reason", 0, 0, G_OPTION_ARG_STRING, &options->reason, "undo: why", "TEXT" },
		{ "by", 0, 0, G_OPTION_ARG_STRING, &options->by, "Who does it (else the login name)", "NAME" },
		{ 0 },
	};
	return app_options("payments", entries, argc, argv);
}

/* ---- import ---- */

typedef struct {
	PaymentsBook book;
	Table table;
	GHashTable *counts; /* state -> how often */
	size_t faults;
} Import;

static const char *const payments_columns[] = { "line:6", "state:10", "reference:24", "date:11", "amount:14", "currency:4",
						"invoice:42", "reason:0", NULL };

static void payments_count(Import *import, const char *state)
{
	guint n = GPOINTER_TO_UINT(g_hash_table_lookup(import->counts, state)) + 1;
	g_hash_table_insert(import->counts, (gpointer)(uintptr_t)state, GUINT_TO_POINTER(n));
}

static void payments_say(Import *import, Arena *arena, const PaymentResult *result, int64_t line)
{
	g_autoptr(json_t) object = json_object();
	const PaymentRow *row = &result->row;
	json_set_integer(object, "line", line);
	json_set_text(object, "state", result->state);
	json_set_text(object, "reference", row->reference);
	json_set_text(object, "date", date_text(arena, row->date));
	json_set_text(object, "currency", row->amount.currency);
	json_set_text(object, "amount", money_micro_text(arena, row->amount.micro));
	json_set_text(object, "company", row->company != NULL && *row->company != '\0' ? row->company : NULL);
	json_set_text(object, "invoice", row->invoice_key);
	json_set_text(object, "matched_by", row->matched_by);
	json_set_text(object, "reason", row->reason);
	table_row(&import->table, object);
	payments_count(import, result->state);
}

static void payments_say_fault(Import *import, const PaymentFault *fault)
{
	g_autoptr(json_t) object = json_object();
	g_autoptr(Arena) arena = arena_new();
	import->faults++;
	app_say("%s:%" G_GINT64_FORMAT ": column %s: %s", import->book.file, fault->line,
		text_line(arena, fault->column, 60), text_line(arena, fault->text, 300));
	if (import->table.form != TABLE_JSON)
		return;
	json_set_integer(object, "line", fault->line);
	json_set_text(object, "state", "fault");
	json_set_text(object, "column", fault->column);
	json_set_text(object, "reason", fault->text);
	table_row(&import->table, object);
}

static bool payments_take_line(Import *import, const PaymentLine *line, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) fault = NULL;
	PaymentResult result = { 0 };
	if (payments_book_take(&import->book, arena, line, &result, &fault)) {
		payments_say(import, arena, &result, line->line);
		return true;
	}
	if (error_code(fault) != ERROR_REJECT) {
		g_propagate_error(error, g_steal_pointer(&fault));
		return false;
	}
	const PaymentFault said = { .line = line->line, .column = "amount", .text = fault->message };
	payments_say_fault(import, &said);
	return true;
}

/* Rows of a batch are durable together; what one of them refuses takes back only itself. */
static bool payments_take_file(Import *import, const PaymentFile *file, GError **error)
{
	Store *store = import->book.app->store;
	for (size_t i = 0; i < file->n_faults; i++)
		payments_say_fault(import, &file->faults[i]);
	for (size_t i = 0; i < file->n;) {
		bool done = store_batch_begin(store, error);
		size_t end = MIN(file->n, i + PAYMENTS_BATCH);
		if (!done)
			return false;
		for (; done && i < end; i++)
			done = payments_take_line(import, &file->lines[i], error);
		if (!store_batch_end(store, done ? error : NULL) || !done)
			return false;
	}
	return true;
}

static const PaymentsSettings *payments_section(const App *app, const char *name)
{
	for (size_t i = 0; i < app->settings->n_payments; i++)
		if (text_equal(app->settings->payments[i]->name, name))
			return app->settings->payments[i];
	return NULL;
}

/* The section that was asked for, else the first whose columns the file has, else the columns of the contract. */
static bool payments_read(Arena *arena, const App *app, const PaymentsOptions *options, const char *path,
			  const PaymentsSettings **ret_section, PaymentFile *ret, GError **error)
{
	static const PaymentsSettings plain = { 0 };
	static const char separators[] = { '\0', ';', ',', '\t' };
	g_autofree char *bytes = NULL;
	size_t length = 0;
	CsvTable table;
	const PaymentsSettings *section = options->map != NULL ? payments_section(app, options->map) : &plain;
	if (!file_read(path, PAYMENTS_MAX_BYTES, &bytes, &length, error))
		return false;
	for (size_t i = 0; options->map == NULL && section == &plain && i < app->settings->n_payments; i++) {
		const PaymentsSettings *one = app->settings->payments[i];
		if (csv_read(arena, bytes, length, one->encoding, separators[one->separator], &table, NULL) &&
		    payment_file_fits(arena, &table, &one->map))
			section = one;
	}
	if (!csv_read(arena, bytes, length, section->encoding, separators[section->separator], &table, error))
		return false;
	payment_file_read(arena, &table, &section->map, ret);
	*ret_section = section;
	return true;
}

static int payments_finish(const Import *import)
{
	static const char *const fine[] = { "matched", "known", "by-hand" };
	static const char *const open[] = { "waiting", "ambiguous", "conflict", "undone" };
	g_autoptr(GString) words = g_string_new(NULL);
	size_t unmatched = 0;
	for (size_t i = 0; i < G_N_ELEMENTS(fine) + G_N_ELEMENTS(open); i++) {
		bool is_fine = i < G_N_ELEMENTS(fine);
		const char *state = is_fine ? fine[i] : open[i - G_N_ELEMENTS(fine)];
		guint n = GPOINTER_TO_UINT(g_hash_table_lookup(import->counts, state));
		unmatched += is_fine ? 0 : n;
		if (n > 0)
			g_string_append_printf(words, "%s%u %s", words->len > 0 ? ", " : "", n, state);
	}
	if (import->faults > 0)
		g_string_append_printf(words, "%s%zu not read", words->len > 0 ? ", " : "", import->faults);
	if (import->book.app->verbosity >= 0)
		app_say("%s: %s", import->book.file, words->len > 0 ? words->str : "no rows");
	return unmatched + import->faults > 0 ? EXIT_FAULT : EXIT_OK;
}

static int payments_import(App *app, const PaymentsOptions *options, const PaymentsBook *book, const char *path)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	g_autoptr(GHashTable) counts = g_hash_table_new(g_str_hash, g_str_equal);
	g_autofree char *name = g_path_get_basename(path);
	g_autofree char *shown = g_utf8_make_valid(name, -1);
	const PaymentsSettings *section = NULL;
	PaymentFile file;
	Import import = { .book = *book, .counts = counts,
			  .table = { .form = table_form(options->json, options->csv), .columns = payments_columns } };
	import.book.file = shown;
	if (!payments_read(arena, app, options, path, &section, &file, &error)) {
		g_prefix_error(&error, "%s: ", path);
		return app_fail(error);
	}
	if (import.book.company == NULL)
		import.book.company = section->company != NULL	      ? section->company :
				      app->settings->n_companies == 1 ? app->settings->companies[0].name :
									NULL;
	if (!payments_take_file(&import, &file, &error))
		return app_fail(error);
	store_ring(app->store, "work");
	return payments_finish(&import);
}

/* ---- match ---- */

static bool payments_match_page(Import *import, int64_t *after, size_t *ret_n, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	PaymentRow *rows = NULL;
	if (!store_payments_unmatched(import->book.app->store, arena, *after, &rows, ret_n, error))
		return false;
	for (size_t i = 0; i < *ret_n; i++) {
		PaymentResult result;
		*after = rows[i].id;
		bool ours = import->book.company == NULL || *rows[i].company == '\0' ||
			    text_equal(rows[i].company, import->book.company);
		if (!ours)
			continue;
		if (!payments_book_judge(&import->book, arena, &rows[i], &result, error))
			return false;
		payments_say(import, arena, &result, rows[i].line);
	}
	return true;
}

static int payments_match(const PaymentsOptions *options, const PaymentsBook *book)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GHashTable) counts = g_hash_table_new(g_str_hash, g_str_equal);
	Import import = { .book = *book, .counts = counts,
			  .table = { .form = table_form(options->json, options->csv), .columns = payments_columns } };
	int64_t after = 0;
	size_t n = 1;
	import.book.file = "what waited";
	while (n > 0)
		if (!payments_match_page(&import, &after, &n, &error))
			return app_fail(error);
	return payments_finish(&import);
}

/* ---- the verb ---- */

static int payments_run(App *app, const PaymentsOptions *options, int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	const char *word = argv[1];
	const PaymentsBook book = { .app = app, .company = options->company, .reason = options->reason,
				    .actor = options->by != NULL ? options->by : g_get_user_name() };
	if (options->map != NULL && payments_section(app, options->map) == NULL) {
		app_say("--map %s: there is no section [payments %s]", options->map, options->map);
		return EXIT_USAGE;
	}
	if (options->company != NULL && settings_company(app->settings, options->company) == NULL) {
		app_say("--company %s: there is no section [company %s]", options->company, options->company);
		return EXIT_USAGE;
	}
	if (strcmp(word, "import") == 0)
		return payments_import(app, options, &book, argv[2]);
	if (strcmp(word, "match") == 0)
		return payments_match(options, &book);
	bool done = argc == 4 ? payments_book_apply(&book, argv[2], argv[3], &error) :
				payments_book_undo(&book, argv[2], &error);
	if (done)
		store_ring(app->store, "work");
	return done ? EXIT_OK : app_fail(error);
}

static int verb_payments_run(App *app, int argc, char **argv)
{
	static const struct {
		const char *word;
		int argc;
	} words[] = { { "list", 2 }, { "import", 3 }, { "match", 2 }, { "undo", 3 }, { "apply", 4 } };
	g_auto(PaymentsOptions) options = { 0 };
	bool known = false;
	if (!payments_parse(&options, &argc, &argv))
		return EXIT_USAGE;
	for (size_t i = 0; argc > 1 && i < G_N_ELEMENTS(words); i++)
		known = known || (strcmp(argv[1], words[i].word) == 0 && argc == words[i].argc);
	if (!known && argc > 1) {
		app_say("payments: list, import FILE, match, apply REFERENCE INVOICE or undo REFERENCE is wanted (see valija "
			"payments --help)");
		return EXIT_USAGE;
	}
	int status = app_store(app);
	if (status != EXIT_OK)
		return status;
	ListFilter filter = { .company = options.company, .state = options.state };
	if (argc == 1 || strcmp(argv[1], "list") == 0)
		return table_list(app, "bank", &filter, table_form(options.json, options.csv));
	return payments_run(app, &options, argc, argv);
}

const Verb verb_payments = {
	.name = "payments",
	.arguments = "import FILE.csv | list | match | apply REFERENCE INVOICE | undo REFERENCE",
	.summary = "payments of a bank's or ERP's file",
	.description = "import reads a CSV with a header row; a row is taken once, by its reference. It prints what each row\n"
		       "pays; exit status 1 when something was not matched. What names an invoice that is not there is\n"
		       "kept and applied when it comes.\n"
		       "match judges what waits again, apply says what a row pays, undo takes a payment back (by reference,\n"
		       "or by the number that export payments shows).",
	.run = verb_payments_run,
};
