/* Rows for people and for programs: JSON Lines, CSV (RFC 4180), or columns of text. */
#ifndef GATEWAY_TABLE_H
#define GATEWAY_TABLE_H

#include "gateway/app.h"

typedef enum { TABLE_TEXT, TABLE_JSON, TABLE_CSV } TableForm;

typedef struct {
	TableForm form;
	const char *const *columns; /* of TABLE_TEXT: dotted names and widths, "id:6", NULL at the end */
	bool started;
	size_t rows;
} Table;

/* One row; CSV writes its header with the first. A cell that a spreadsheet would take for a formula is quoted. */
void table_row(Table *table, const json_t *row);
/* --json and --csv of a verb, and the form that follows. */
#define TABLE_OPTIONS(json, csv)                                                                      \
	{ "json", 0, 0, G_OPTION_ARG_NONE, &(json), "One JSON object a line", NULL },                 \
	{ "csv", 0, 0, G_OPTION_ARG_NONE, &(csv), "CSV with a header row", NULL }
static inline TableForm table_form(gboolean json, gboolean csv)
{
	return json ? TABLE_JSON : csv ? TABLE_CSV : TABLE_TEXT;
}

/* Text columns of a list of that name. */
const char *const *table_columns_of(const char *what);
/* Lists `what` of the store; the exit status. */
/* Several lists of one shape as one; NULL at the end. */
int table_lists(App *app, const char *const *whats, const ListFilter *filter, TableForm form);
int table_list(App *app, const char *what, const ListFilter *filter, TableForm form);

#endif
