/* The words in the schema's CHECKs are those of the lists in C, in both directions. */
#include "ledger/book.h"
#include "ledger/feedback.h"
#include "ledger/shown.h"
#include "parsers/cfdi/sat_status.h"
#include "queue/lifecycle.h"
#include "store/migrate.h"
#include "tests/tap.h"

#define QUOTED(symbol, word) " '" word "'"

/* The words between the brackets of the first "<column> IN (" after the table's name, joined by blanks. */
static char *check_words(const char *schema, const char *table, const char *column)
{
	g_autofree char *head = g_strdup_printf("CREATE TABLE %s (", table);
	g_autofree char *list = g_strdup_printf("CHECK (%s IN (", column);
	const char *at = strstr(schema, head);
	at = at != NULL ? strstr(at, list) : NULL;
	if (at == NULL)
		return g_strdup("no such CHECK");
	at += strlen(list);
	g_autofree char *inside = g_strndup(at, strcspn(at, ")"));
	g_auto(GStrv) words = g_strsplit_set(inside, ", \n\t", -1);
	GString *joined = g_string_new(NULL);
	for (size_t i = 0; words[i] != NULL; i++)
		if (*words[i] != '\0')
			g_string_append_printf(joined, " %s", words[i]);
	return g_string_free(joined, FALSE);
}

int main(void)
{
	static const struct {
		const char *table, *column, *words;
	} rows[] = {
		{ "invoice", "state", INVOICE_STATES(QUOTED) },
		{ "invoice", "direction", DIRECTIONS(QUOTED) },
		{ "invoice", "due_rule", DUE_RULES(QUOTED) },
		{ "invoice", "trust", TRUST_VERDICTS(QUOTED) },
		{ "invoice", "environment", DOCUMENT_ENVIRONMENTS(QUOTED) },
		{ "document", "effect", DOCUMENT_EFFECTS(QUOTED) },
		{ "plan_line", "state", SHOWN_STATES(QUOTED) },
		{ "plan_mail", "answer", SHOWN_ANSWERS(QUOTED) },
		{ "document", "trust", TRUST_VERDICTS(QUOTED) },
		{ "document", "environment", DOCUMENT_ENVIRONMENTS(QUOTED) },
		{ "posting", "kind", POSTING_KINDS(QUOTED) },
		{ "contact", "role", CONTACT_ROLES(QUOTED) },
		{ "contact", "state", CONTACT_STATES(QUOTED) },
		{ "job", "state", JOB_STATES(QUOTED) },
		{ "feedback", "kind", FEEDBACK_KINDS(QUOTED) },
		{ "sat_status", "state", SAT_STATES(QUOTED) },
		{ "sat_status", "cancellable", SAT_CANCELLABLES(QUOTED) },
		{ "sat_status", "cancellation", SAT_CANCELLATIONS(QUOTED) },
	};
	g_autoptr(GString) schema = g_string_new(NULL);
	for (size_t i = 0; i < migrate_count; i++)
		g_string_append(schema, migrate_steps[i].text[SQL_POSTGRESQL]);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *name = g_strdup_printf("%s.%s", rows[i].table, rows[i].column);
		g_autofree char *words = check_words(schema->str, rows[i].table, rows[i].column);
		is_str(words, rows[i].words, name);
	}
	return tap_done();
}
