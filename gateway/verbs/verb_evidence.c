/* evidence: everything sent, received and recorded about one invoice, as one ZIP. */
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "gateway/backup/evidence_line.h"
#include "gateway/backup/evidence_zip.h"
#include "gateway/stage.h"
#include "gateway/verbs.h"
#include "store/store_report.h"

typedef struct {
	Stage *stage;
	Arena *arena;
	EvidenceZip *zip;
	EvidenceLine line;
	Texts facts;
	const char *list; /* that is being written */
	GString *lines;
} Evidence;

/* ---- rows ---- */

static bool evidence_row(void *context, const json_t *row)
{
	Evidence *evidence = context;
	g_autofree char *line = json_line(row);
	g_string_append_printf(evidence->lines, "%s\n", line);
	evidence_line_add(evidence->arena, &evidence->line, evidence->list, row);
	if (strcmp(evidence->list, "invoices") != 0)
		return true;
	static const char *const names[] = { "key", "state", "issued", "currency", "total", "paid", "credited", "balance" };
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		texts_addf(evidence->arena, &evidence->facts, "%s: %s", names[i],
			   json_string_value(json_object_get(row, names[i])) != NULL ?
				   json_string_value(json_object_get(row, names[i])) : "");
	return true;
}

static bool evidence_rows(Evidence *evidence, const Invoice *invoice, GError **error)
{
	static const char *const lists[] = { "invoices", "events", "notes", "payments", "tasks", "queue" };
	const ListFilter filter = { .company = invoice->company, .invoice_key = invoice->key };
	for (size_t i = 0; i < G_N_ELEMENTS(lists); i++) {
		g_autoptr(GString) lines = g_string_new(NULL);
		const char *name = arena_printf(evidence->arena, "%s.jsonl", lists[i]);
		evidence->list = lists[i];
		evidence->lines = lines;
		if (!store_list(evidence->stage->store, lists[i], &filter, evidence_row, evidence, error) ||
		    !evidence_zip_add(evidence->zip, name, lines->str, lines->len, error))
			return false;
	}
	return true;
}

static bool evidence_time_line(Evidence *evidence, const Invoice *invoice, GError **error)
{
	evidence_line_sort(&evidence->line);
	const char *text = evidence_line_text(evidence->arena, &evidence->line);
	g_autoptr(GBytes) pdf = evidence_line_pdf(&evidence->line, invoice->key, &evidence->facts, error);
	if (pdf == NULL)
		return false;
	size_t length = 0;
	const void *bytes = g_bytes_get_data(pdf, &length);
	return evidence_zip_add(evidence->zip, "timeline.txt", text, strlen(text), error) &&
	       evidence_zip_add(evidence->zip, "timeline.pdf", bytes, length, error);
}

/* ---- bytes ---- */

static bool evidence_mails(Evidence *evidence, const Invoice *invoice, GError **error)
{
	EvidenceMail *mails = NULL;
	size_t n = 0;
	if (!store_evidence_mails(evidence->stage->store, evidence->arena, invoice, &mails, &n, error))
		return false;
	for (size_t i = 0; i < n; i++) {
		g_autoptr(Arena) arena = arena_new();
		const void *bytes = NULL;
		size_t length = 0;
		const char *name = mails[i].id == 0 ?
					   arena_printf(arena, "mails-in/%s", mails[i].sha256) :
					   arena_printf(arena, "mails-out/%" G_GINT64_FORMAT ".eml", mails[i].id);
		if (!store_blob_get(evidence->stage->store, arena, mails[i].sha256, &bytes, &length, error) ||
		    !evidence_zip_add(evidence->zip, name, bytes, length, error))
			return false;
	}
	return true;
}

/* A part of the message that brought the invoice; one that cannot be taken out any more is in the message itself. */
static bool evidence_part(Evidence *evidence, const Invoice *invoice, const char *sha256, const char *end,
			  GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) fault = NULL;
	const void *bytes = NULL;
	size_t length = 0;
	int64_t size = 0;
	if (sha256 == NULL || invoice->mail_sha256 == NULL)
		return true;
	int fd = store_blob_open(evidence->stage->store, invoice->mail_sha256, &size, error);
	if (fd < 0)
		return false;
	bool found = reader_client_part(evidence->stage->reader, arena, fd, (uint64_t)size, sha256, &bytes, &length,
					&fault);
	close(fd);
	if (!found)
		app_say("evidence: the %s stays in its message: %s", end, fault->message);
	return !found ||
	       evidence_zip_add(evidence->zip, arena_printf(arena, "documents/%s.%s", sha256, end), bytes, length, error);
}

static bool evidence_all(Evidence *evidence, const Invoice *invoice, GError **error)
{
	return evidence_rows(evidence, invoice, error) && evidence_time_line(evidence, invoice, error) &&
	       evidence_part(evidence, invoice, invoice->xml_sha256, "xml", error) &&
	       evidence_part(evidence, invoice, invoice->pdf_sha256, "pdf", error) &&
	       evidence_mails(evidence, invoice, error) && evidence_zip_end(evidence->zip, error);
}

static bool evidence_make(Stage *stage, const char *company, const char *name, const char *path, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	Invoice *invoice = NULL;
	if (!store_find_invoice(stage->store, arena, company, name, &invoice, error))
		return false;
	if (invoice == NULL) {
		error_reject(error, "there is no invoice %s (see valija invoice list)", name);
		return false;
	}
	g_autoptr(EvidenceZip) zip = evidence_zip_new(path, error);
	const Company *owner = settings_company(stage->settings, invoice->company);
	Evidence evidence = { .stage = stage, .arena = arena, .zip = zip };
	evidence.line.catalog = stage_catalog(stage, invoice->company);
	evidence.line.language = owner != NULL ? owner->language : "en";
	return zip != NULL && evidence_all(&evidence, invoice, error);
}

static int verb_evidence_run(App *app, int argc, char **argv)
{
	g_autofree gchar *output = NULL;
	g_autofree gchar *company = NULL;
	g_autoptr(GError) error = NULL;
	int status = EXIT_OK;
	const GOptionEntry entries[] = {
		{ "output", 'o', 0, G_OPTION_ARG_FILENAME, &output, "The file to write", "FILE.zip" },
		{ "company", 0, 0, G_OPTION_ARG_STRING, &company, "Of this company", "NAME" },
		{ 0 },
	};
	if (!app_options("evidence", entries, &argc, &argv))
		return EXIT_USAGE;
	if (argc != 2 || output == NULL) {
		app_say("evidence: INVOICE -o FILE.zip is wanted (see valija evidence --help)");
		return EXIT_USAGE;
	}
	g_autoptr(Stage) stage = stage_open(app, "evidence", NULL, &status);
	if (stage == NULL)
		return status;
	return evidence_make(stage, company, argv[1], output, &error) ? EXIT_OK : app_fail(error);
}

const Verb verb_evidence = {
	.name = "evidence",
	.arguments = "INVOICE -o FILE.zip",
	.summary = "everything sent, received and recorded about one invoice",
	.description = "Raw mails in and out, documents, servers' answers, events, notes, payments and tasks as JSON Lines, and the\n"
		       "time line as text and PDF. MANIFEST.sha256 is for sha256sum -c. The same records give the same bytes.",
	.run = verb_evidence_run,
};
