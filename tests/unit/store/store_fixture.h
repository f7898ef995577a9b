/*
 * A fresh store in a folder of its own, and invented rows to put into it. With VALIJA_TEST_URL, a postgresql:// URL, the
 * rows of each store are in a schema of its own in that database: the same tests, another engine.
 */
#ifndef TESTS_UNIT_STORE_STORE_FIXTURE_H
#define TESTS_UNIT_STORE_STORE_FIXTURE_H

#include <glib/gstdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/step.h"
#include "store/sql_driver.h"
#include "store/store.h"
#include "tests/tap.h"

#define NOW INT64_C(1796000000)

G_GNUC_UNUSED static void fixture_remove(const char *path)
{
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	const char *name = NULL;
	while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *child = g_build_filename(path, name, NULL);
		fixture_remove(child);
	}
	g_remove(path);
}

G_GNUC_UNUSED static char *fixture_path(void)
{
	g_autofree char *template = g_build_filename(g_get_tmp_dir(), "valija-store-XXXXXX", NULL);
	g_assert(g_mkdtemp(template) != NULL);
	return g_steal_pointer(&template);
}

/* For store_verify(): counts faults of the chain of events in a size_t. Bytes that a test never stored are told too. */
G_GNUC_UNUSED static void fixture_count_chain(void *context, const char *fault)
{
	size_t *faults = context;
	bool chain = g_str_has_prefix(fault, "event");
	*faults += chain;
	if (chain)
		printf("# %s\n", fault);
}

/* The schema's name is the folder's. */
static char *fixture_schema(const char *path)
{
	g_autofree char *name = g_path_get_basename(path);
	return g_ascii_strdown(g_strdelimit(name, "-", '_'), -1);
}

/* Where the rows of the store in path are; NULL: in path. */
G_GNUC_UNUSED static char *fixture_url(const char *path)
{
	const char *url = g_getenv("VALIJA_TEST_URL");
	g_autofree char *schema = fixture_schema(path);
	return url != NULL ? g_strdup_printf("%s&options=-csearch_path%%3D%s", url, schema) : NULL;
}

G_GNUC_UNUSED static void fixture_make_schema(const char *path)
{
	g_autoptr(GError) error = NULL;
	const char *url = g_getenv("VALIJA_TEST_URL");
	if (url == NULL)
		return;
	g_autofree char *schema = fixture_schema(path);
	g_autofree char *text = g_strdup_printf("CREATE SCHEMA IF NOT EXISTS %s", schema);
	g_autoptr(Sql) sql = sql_open(url, false, &error);
	if (sql == NULL || !sql_script(sql, text, &error))
		g_error("no schema: %s", error->message);
}

/* The rows of the store in path, behind the program's back. */
G_GNUC_UNUSED static Sql *fixture_sql(const char *path)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *url = fixture_url(path);
	g_autofree char *file = g_build_filename(path, "valija.db", NULL);
	fixture_make_schema(path);
	Sql *sql = sql_open(url != NULL ? url : file, true, &error);
	if (sql == NULL)
		g_error("no database: %s", error->message);
	return sql;
}

G_GNUC_UNUSED static Store *fixture_open(const char *path, GError **error)
{
	g_autofree char *url = fixture_url(path);
	return store_open(path, url, error);
}

G_GNUC_UNUSED static Store *fixture_store(const char *path)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *url = fixture_url(path);
	fixture_make_schema(path);
	Store *store = store_create(path, url, &error) ? store_open(path, url, &error) : NULL;
	if (store == NULL)
		g_error("no store: %s", error->message);
	return store;
}

/* True with a line for the reader when an expected success failed. */
G_GNUC_UNUSED static bool fixture_fine(bool done, GError **error)
{
	if (!done)
		printf("# %s\n", *error != NULL ? (*error)->message : "no error told");
	g_clear_error(error);
	return done;
}

G_GNUC_UNUSED static const char *fixture_sha(Arena *arena, const char *text)
{
	g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
	return arena_strdup(arena, hash);
}

G_GNUC_UNUSED static StagedMail fixture_mail(Arena *arena, uint32_t uid)
{
	return (StagedMail){
		.company = "Norte",
		.account = "ventas",
		.folder = "INBOX",
		.uidvalidity = 7,
		.uid = uid,
		.sha256 = fixture_sha(arena, arena_printf(arena, "mail %u", uid)),
		.bytes = 1000,
		.received = NOW - 60,
	};
}

G_GNUC_UNUSED static Invoice fixture_invoice(Arena *arena, int folio)
{
	return (Invoice){
		.company = "Norte",
		.key = arena_printf(arena, "CL:76192083-9:33:%d", folio),
		.direction = DIRECTION_ISSUED,
		.format = "dte",
		.type = "33",
		.number = arena_printf(arena, "%d", folio),
		.state = STATE_OVERDUE,
		.debtor_tax_id = "77215640-5",
		.debtor_name = "Comercial Uno SpA",
		.creditor_tax_id = "76192083-9",
		.creditor_name = "Norte SpA",
		.issued = date_make(2026, 10, 1),
		.due = date_make(2026, 10, 31),
		.due_rule = DUE_STATED,
		.total = money_make(INT64_C(1190000) * MONEY_SCALE, "CLP"),
		.next_kind = "decide",
		.next_date = date_make(2026, 11, 1),
		.trust = VERDICT_SIGNED,
		.environment = ENVIRONMENT_PRODUCTION,
		.received_at = NOW,
	};
}

G_GNUC_UNUSED static Posting fixture_posting(int folio, const char *source, int64_t units)
{
	static char key[64];
	g_snprintf(key, sizeof key, "CL:76192083-9:33:%d", folio);
	return (Posting){
		.company = "Norte",
		.target_key = key,
		.source_key = source,
		.kind = POSTING_FILE,
		.amount = money_make(units * MONEY_SCALE, "CLP"),
		.date = date_make(2026, 11, 2),
		.reference = source,
	};
}

static Customer fixture_customer = { .company = "Norte",
				     .tax_id = "77215640-5",
				     .name = "Comercial Uno SpA" };

/* Puts an invoice with its customer and one contact into the store; returns it as it is stored. */
G_GNUC_UNUSED static Invoice *fixture_owed(Store *store, Arena *arena, int folio)
{
	g_autoptr(GError) error = NULL;
	Invoice invoice = fixture_invoice(arena, folio);
	Contact contact = {
		.address = "pagos@uno.example", .role = ROLE_PAYS, .state = CONTACT_OK, .source = "document"
	};
	const char *of = fixture_customer.tax_id;
	Outcome outcome = { .company = "Norte",
			    .customers = &fixture_customer,
			    .n_customers = 1,
			    .contacts = &contact,
			    .contact_of = &of,
			    .n_contacts = 1,
			    .invoices = &invoice,
			    .n_invoices = 1 };
	Invoice *stored = NULL;
	if (!store_commit_act(store, &outcome, NULL, 0, NOW, &error) ||
	    !store_invoice(store, arena, "Norte", invoice.key, &stored, &error))
		g_error("no invoice: %s", error->message);
	return stored;
}

G_GNUC_UNUSED static OutboundMail fixture_reminder(Store *store, Arena *arena, const Invoice *invoice,
						   const char *step)
{
	g_autoptr(GError) error = NULL;
	Contact *contacts = NULL;
	size_t n = 0;
	OutboundMail mail = { .company = "Norte",
			      .kind = "reminder",
			      .step = step,
			      .customer_id = invoice->customer_id,
			      .invoice_set = invoice->key,
			      .language = "es-CL",
			      .subject = "Factura vencida",
			      .relay = "local",
			      .sha256 = fixture_sha(arena, step),
			      .due_at = NOW };
	if (!store_next_id(store, &mail.id, &error) ||
	    !store_contacts(store, arena, invoice->customer_id, &contacts, &n, &error))
		g_error("no mail: %s", error->message);
	mail.contact_id = n > 0 ? contacts[0].id : 0;
	mail.message_id = arena_printf(arena, "m%" G_GINT64_FORMAT "@norte.example", mail.id);
	texts_add(arena, &mail.invoice_keys, invoice->key);
	texts_add(arena, &mail.to, "pagos@uno.example");
	return mail;
}

#endif
