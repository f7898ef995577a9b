#include "gateway/table.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"

typedef struct {
	const char *what;
	const char *columns[14];
} ColumnsRow;

static const ColumnsRow table_columns[] = {
	{ "mails", { "id:5", "state:12", "outcome:13", "from:28", "subject:34", "reason:0" } },
	{ "invoices", { "key:42", "state:19", "debtor.name:24", "due.date:11", "currency:4", "balance:14",
			"hold.reason:10", "next_action.date:0" } },
	{ "payments", { "id:5", "invoice:42", "date:11", "currency:4", "amount:14", "source:8", "reference:0" } },
	{ "bank", { "state:10", "reference:24", "date:11", "amount:14", "currency:4", "invoice:42", "reason:0" } },
	{ "customers", { "tax_id:13", "name:30", "language:6", "balance:0" } },
	{ "events", { "id:5", "at:21", "kind:18", "invoice:42", "actor:12", "reason:0" } },
	{ "tasks", { "id:5", "due:11", "kind:16", "area:10", "owner:10", "customer:13", "invoice:42", "detail:0" } },
	{ "alerts", { "id:5", "company:10", "raised_at:21", "kind:16", "area:10", "subject:40", "seen_by:0" } },
	{ "notes", { "id:5", "at:21", "invoice:42", "author:30", "codes:20", "text:0" } },
	{ "queue", { "id:5", "kind:10", "state:10", "to:30", "due_at:21", "step:22", "subject:0" } },
	{ "report-ageing", { "group:16", "currency:9", "invoices:9", "not_due:14", "late_1_30:14", "late_31_60:14",
			     "late_61_90:14", "late_91_120:14", "late_over_120:14", "total:15", "at_risk:8", "age:0" } },
	{ "report-dso", { "company:12", "currency:9", "open:16", "days:5", "sales:16", "simple:8", "countback:0" } },
	{ "report-ppc", { "company:12", "currency:9", "invoices:9", "amount:16", "mean:8", "weighted:0" } },
	{ "report-deadlines", { "when:7", "days:5", "due:11", "kind:16", "people:14", "customer:13", "invoice:30",
				"detail:0" } },
	{ "report-claims", { "reason:24", "currency:9", "invoices:9", "held:16", "resolved:9", "days_to_resolve:0" } },
	{ "report-collectors", { "person:14", "act:26", "result:30", "count:6", "share:0" } },
	{ "report-outliers", { "what:7", "customer:13", "name:24", "invoice:30", "currency:9", "amount:14", "usual:18", "now:0" } },
	{ "report-gateway", { "company:12", "mails:7", "waiting:6", "quarantined:5", "documents:7", "duplicates:6", "minutes:7",
			      "minutes_95:7", "sent:7", "failed:6", "bounce_rate:6", "reply_rate:0" } },
	{ "report-orphans", { "customer:13", "invoice:42", "currency:9", "balance:14", "why:0" } },
	{ "report-agenda", { "person:10", "stands_in_for:10", "kind:14", "due:11", "customer:13", "name:24", "invoice:30",
			     "currency:9", "balance:14", "detail:0" } },
	{ "digest", { "company:12", "report:11", "section:14", "last:21", "next:21", "to:0" } },
	{ "campaign", { "customer:13", "to:30", "language:8", "subject:0" } },
	{ "plan", { "customer:13", "to:30", "step:24", "send_at:21", "invoices:60", "skip:0" } },
};

static const json_t *table_value(const json_t *row, const char *path)
{
	g_auto(GStrv) names = g_strsplit(path, ".", -1);
	for (size_t i = 0; names[i] != NULL; i++)
		row = json_object_get(row, names[i]);
	return row;
}

static char *table_array_text(const json_t *array)
{
	GString *text = g_string_new(NULL);
	size_t i = 0;
	const json_t *item = NULL;
	json_array_foreach(array, i, item) {
		g_autofree char *line = json_is_string(item) ? g_strdup(json_string_value(item)) : json_line(item);
		g_string_append_printf(text, "%s%s", i > 0 ? " " : "", line);
	}
	return g_string_free(text, FALSE);
}

static char *table_text(const json_t *value)
{
	if (value == NULL || json_is_null(value))
		return g_strdup("");
	if (json_is_string(value))
		return g_strdup(json_string_value(value));
	return json_is_array(value) ? table_array_text(value) : json_line(value);
}

/* ---- columns ---- */

/* Width 0: the rest of the line. Cut by characters, padded by characters. */
static void table_cell(GString *line, const json_t *row, const char *column)
{
	g_autoptr(Arena) arena = arena_new();
	const char *colon = strrchr(column, ':');
	g_autofree char *path = g_strndup(column, (size_t)(colon - column));
	size_t width = (size_t)g_ascii_strtoull(colon + 1, NULL, 10);
	g_autofree char *text = table_text(table_value(row, path));
	const char *shown = text_line(arena, text, width > 0 ? width - 1 : 200);
	g_string_append(line, shown);
	for (size_t n = (size_t)g_utf8_strlen(shown, -1); n < width; n++)
		g_string_append_c(line, ' ');
	g_string_append_c(line, ' ');
}

/* Figures are nothing without their names; a list has them when a person reads it. */
static bool table_is_headed(const Table *table)
{
	for (size_t i = 0; i < G_N_ELEMENTS(table_columns); i++)
		if (table->columns == table_columns[i].columns && g_str_has_prefix(table_columns[i].what, "report-"))
			return true;
	return isatty(STDOUT_FILENO) == 1;
}

static void table_headings(const Table *table)
{
	g_autoptr(GString) line = g_string_new(NULL);
	for (size_t i = 0; table->columns[i] != NULL; i++) {
		const char *colon = strrchr(table->columns[i], ':');
		g_autofree char *name = g_strndup(table->columns[i], (size_t)(colon - table->columns[i]));
		g_autofree char *upper = g_ascii_strup(g_strdelimit(name, "_.", ' '), -1);
		int width = (int)g_ascii_strtoll(colon + 1, NULL, 10);
		g_string_append_printf(line, "%-*.*s ", width, width > 1 ? width - 1 : 40, upper);
	}
	puts(g_strchomp(line->str));
}

static void table_text_row(Table *table, const json_t *row)
{
	if (!table->started && table_is_headed(table))
		table_headings(table);
	table->started = true;
	g_autoptr(GString) line = g_string_new(NULL);
	for (size_t i = 0; table->columns[i] != NULL; i++)
		table_cell(line, row, table->columns[i]);
	puts(g_strchomp(line->str));
}

/* ---- CSV ---- */

static void table_csv_cell(GString *line, const char *text)
{
	/* = + - @ TAB CR begin a formula in a spreadsheet, also after blanks; a plain negative number does not harm. Quotes
	 * keep blanks at the ends for readers that leave them out. */
	const char *begin = text + strspn(text, " ");
	size_t length = strlen(text);
	bool formula = *begin != '\0' && strchr("=+-@\t\r", *begin) != NULL &&
		       strspn(begin, "-0123456789.") != strlen(begin);
	bool blank = length > 0 && (text[0] == ' ' || text[length - 1] == ' ');
	bool quote = formula || blank || strpbrk(text, ",\"\r\n\t") != NULL;
	g_string_append(line, quote ? "\"" : "");
	g_string_append(line, formula ? "'" : "");
	for (; *text != '\0'; text++) {
		if (*text == '"')
			g_string_append_c(line, '"');
		g_string_append_c(line, *text);
	}
	g_string_append(line, quote ? "\"" : "");
}

typedef struct {
	GString *header, *line;
	size_t cells;
} CsvCells;

/* Fixed objects of the contract are joined by a dot; those whose keys are data (balances) stay one cell. */
static bool table_is_fixed(const char *name)
{
	static const char *const fixed[] = { "hold", "debtor", "creditor", "due", "next_action" };
	for (size_t i = 0; i < G_N_ELEMENTS(fixed); i++)
		if (strcmp(fixed[i], name) == 0)
			return true;
	return false;
}

static const char *const *table_members(const char *name)
{
	static const char *const hold[] = { "reason", "until", NULL };
	static const char *const party[] = { "tax_id", "name", NULL };
	static const char *const due[] = { "date", "rule", NULL };
	static const char *const next[] = { "kind", "date", NULL };
	if (strcmp(name, "hold") == 0)
		return hold;
	if (strcmp(name, "due") == 0)
		return due;
	return strcmp(name, "next_action") == 0 ? next : party;
}

static void table_csv_value(CsvCells *csv, const char *name, const json_t *value)
{
	g_autofree char *text = table_text(value);
	if (csv->cells++ > 0) {
		g_string_append_c(csv->header, ',');
		g_string_append_c(csv->line, ',');
	}
	table_csv_cell(csv->header, name);
	table_csv_cell(csv->line, text);
}

static void table_csv_row(Table *table, const json_t *row)
{
	g_autoptr(GString) header = g_string_new(NULL);
	g_autoptr(GString) line = g_string_new(NULL);
	CsvCells csv = { .header = header, .line = line };
	const char *name = NULL;
	json_t *value = NULL;
	json_object_foreach((json_t *)(uintptr_t)row, name, value) {
		const char *const *members = table_is_fixed(name) ? table_members(name) : NULL;
		if (members == NULL)
			table_csv_value(&csv, name, value);
		for (size_t i = 0; members != NULL && members[i] != NULL; i++) {
			g_autofree char *dotted = g_strdup_printf("%s.%s", name, members[i]);
			table_csv_value(&csv, dotted, json_object_get(value, members[i]));
		}
	}
	if (!table->started)
		printf("%s\r\n", header->str);
	printf("%s\r\n", line->str);
}

void table_row(Table *table, const json_t *row)
{
	switch (table->form) {
	case TABLE_TEXT:
		table_text_row(table, row);
		break;
	case TABLE_JSON:
		app_print(row);
		break;
	case TABLE_CSV:
		table_csv_row(table, row);
		break;
	}
	table->started = true;
	table->rows++;
}

static bool table_each(void *context, const json_t *row)
{
	table_row(context, row);
	return !ferror(stdout);
}

const char *const *table_columns_of(const char *what)
{
	for (size_t i = 0; i < G_N_ELEMENTS(table_columns); i++)
		if (strcmp(table_columns[i].what, what) == 0)
			return table_columns[i].columns;
	return NULL;
}

int table_lists(App *app, const char *const *whats, const ListFilter *filter, TableForm form)
{
	g_autoptr(GError) error = NULL;
	Table table = { .form = form, .columns = table_columns_of(whats[0]) };
	for (size_t i = 0; whats[i] != NULL; i++)
		if (!store_list(app->store, whats[i], filter, table_each, &table, &error))
			return app_fail(error);
	return EXIT_OK;
}

int table_list(App *app, const char *what, const ListFilter *filter, TableForm form)
{
	const char *const whats[] = { what, NULL };
	return table_lists(app, whats, filter, form);
}
