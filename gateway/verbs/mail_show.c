#include "gateway/verbs/mail_show.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/text.h"
#include "gateway/work/reader.h"
#include "ledger/proposals.h"
#include "parsers/finding_json.h"
#include "parsers/mime/auth_results.h"

#define MAIL_SHOW_INVOICES 10
#define MAIL_SHOW_LINE 300

typedef struct {
	App *app;
	json_t *row;
	Arena *arena;
	Finding finding; /* all zero where there are no bytes, or nobody could read them */
} MailShow;

static const char *mail_show_text(const MailShow *show, const char *key)
{
	return json_get_text(show->arena, show->row, key);
}

/* ---- what the reader makes of it ---- */

static bool mail_show_read(MailShow *show, GError **error)
{
	g_autofree char *line = NULL;
	size_t length = 0;
	int64_t bytes = 0;
	const char *sha256 = mail_show_text(show, "sha256");
	if (sha256 == NULL)
		return true;
	int fd = store_blob_open(show->app->store, sha256, &bytes, error);
	if (fd < 0)
		return false;
	const Settings *settings = show->app->settings;
	g_autoptr(ReaderClient) reader = reader_client_new(show->app->program, settings->limits,
							   settings->trust->certificates, false);
	bool done = reader_client_json(reader, fd, (uint64_t)bytes, NULL, &line, &length, error);
	close(fd);
	json_t *read = done ? json_read(line, length, error) : NULL;
	json_set(show->row, "read", read);
	return read != NULL && finding_from_line(show->arena, line, length, settings->limits, &show->finding, error);
}

/* ---- who vouches for the sender ---- */

static void mail_show_authentication(MailShow *show)
{
	const Mail *mail = show->finding.mail;
	const char *name = mail_show_text(show, "account");
	const AccountSettings *account = name != NULL ? settings_account(show->app->settings, name) : NULL;
	const char *server = account != NULL ? account->authserv_id : NULL;
	const MailAuth *auth =
		mail != NULL && server != NULL ? auth_results_of(mail->auth, mail->n_auth, server) : NULL;
	json_t *object = json_object();
	json_set_text(object, "server", auth != NULL ? auth->server : NULL);
	json_set_text(object, "spf", auth != NULL ? auth_result_word(auth->spf) : NULL);
	json_set_text(object, "dkim", auth != NULL ? auth_result_word(auth->dkim) : NULL);
	json_set_text(object, "dmarc", auth != NULL ? auth_result_word(auth->dmarc) : NULL);
	json_set_text(object, "domain", auth != NULL ? auth->domain : NULL);
	json_set_text(object, "own_dkim", mail_show_text(show, "dkim"));
	json_set_bool(object, "refuted", auth_results_refute(auth));
	json_set(show->row, "authentication", object);
}

/* ---- whose it may be ---- */

static json_t *mail_show_invoice(const MailShow *show, const Invoice *invoice)
{
	json_t *object = json_object();
	json_set_text(object, "key", invoice->key);
	json_set_text(object, "number", invoice->number);
	json_set_text(object, "due", date_is_set(invoice->due) ? date_text(show->arena, invoice->due) : NULL);
	json_set_text(object, "currency", invoice->total.currency);
	json_set_text(object, "balance", money_micro_text(show->arena, invoice_balance(invoice)));
	json_set_bool(object, "named", proposals_names(show->finding.mail, invoice));
	return object;
}

static bool mail_show_customer(const MailShow *show, const Customer *customer, json_t *list, GError **error)
{
	Invoice *invoices = NULL;
	size_t n = 0;
	if (!store_open_invoices(show->app->store, show->arena, customer->id, &invoices, &n, error))
		return false;
	proposals_sort(show->finding.mail, invoices, n);
	json_t *object = json_object();
	json_t *open = json_array();
	for (size_t i = 0; i < n && i < MAIL_SHOW_INVOICES; i++)
		json_array_append_new(open, mail_show_invoice(show, &invoices[i]));
	json_set_text(object, "company", customer->company);
	json_set_text(object, "customer", customer->tax_id);
	json_set_text(object, "name", customer->name);
	json_set(object, "invoices", open);
	json_array_append_new(list, object);
	return true;
}

/* Only of what is an answer, is worked off, and led to no note. */
static bool mail_show_propose(MailShow *show, GError **error)
{
	const Mail *mail = show->finding.mail;
	json_t *list = json_array();
	json_set(show->row, "proposals", list);
	if (mail == NULL || mail->from.address == NULL || show->finding.kind != FINDING_REPLY ||
	    json_array_size(json_object_get(show->row, "notes")) > 0)
		return true;
	Customer *customers = NULL;
	size_t n = 0;
	if (!store_customers_of_address(show->app->store, show->arena, mail->from.address, &customers, &n, error))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!mail_show_customer(show, &customers[i], list, error))
			return false;
	return true;
}

/* ---- for people ---- */

/* Lines of a stranger: no control characters reach the terminal. */
static void mail_show_say(const MailShow *show, const char *label, const char *text)
{
	if (text != NULL && *text != '\0')
		printf("%-16s%s\n", label, text_line(show->arena, text, MAIL_SHOW_LINE));
}

static void mail_show_say_authentication(const MailShow *show)
{
	const json_t *object = json_object_get(show->row, "authentication");
	const char *server = json_get_text(show->arena, object, "server");
	const char *own = json_get_text(show->arena, object, "own_dkim");
	Texts said = { 0 };
	static const char *const checks[] = { "spf", "dkim", "dmarc" };
	for (size_t i = 0; server != NULL && i < G_N_ELEMENTS(checks); i++)
		texts_addf(show->arena, &said, "%s %s", checks[i], json_get_text(show->arena, object, checks[i]));
	mail_show_say(show, "authentication", server == NULL ? "no server that is trusted says anything (authserv_id)" :
		      arena_printf(show->arena, "%s: %s%s", server, texts_join(show->arena, &said, ", "),
				   json_get_bool(object, "refuted") ? "; it is not from whom it says" : ""));
	mail_show_say(show, "our own DKIM", own == NULL ? "not looked at (dkim = verify)" :
		      *own == '\0' ? "no signature" : own);
}

static void mail_show_say_codes(const MailShow *show)
{
	const Answer *answer = show->finding.answer;
	for (size_t i = 0; answer != NULL && i < answer->n_codes; i++) {
		const AnswerCode *code = &answer->codes[i];
		mail_show_say(show, i == 0 ? "codes" : "",
			      arena_printf(show->arena, "%s%s%s  %s", code->code, code->date != NULL ? " " : "",
					   code->date != NULL ? code->date : "",
					   code->evidence != NULL ? code->evidence : ""));
	}
}

static void mail_show_say_files(const MailShow *show)
{
	size_t n = 0;
	const Attachment *files = finding_files(&show->finding, &n);
	for (size_t i = 0; i < show->finding.n_documents; i++) {
		const Document *document = &show->finding.documents[i];
		mail_show_say(show, i == 0 ? "documents" : "",
			      arena_printf(show->arena, "%s %s %s (%s)", document->key != NULL ? document->key : "-",
					   document->currency != NULL ? document->currency : "",
					   document->total != NULL ? document->total : "",
					   verdict_word(document->verdict)));
	}
	for (size_t i = 0; i < n; i++)
		mail_show_say(show, i == 0 ? "files" : "",
			      arena_printf(show->arena, "%s  %s, %zu bytes", files[i].name != NULL ? files[i].name : "-",
					   files[i].type, files[i].bytes));
}

static void mail_show_say_proposals(const MailShow *show)
{
	const json_t *customer = NULL;
	const json_t *invoice = NULL;
	size_t i = 0, k = 0;
	json_array_foreach(json_object_get(show->row, "proposals"), i, customer) {
		const char *name = json_get_text(show->arena, customer, "name");
		mail_show_say(show, i == 0 ? "perhaps of" : "or of",
			      arena_printf(show->arena, "%s %s", json_get_text(show->arena, customer, "customer"),
					   name != NULL ? name : ""));
		json_array_foreach(json_object_get(customer, "invoices"), k, invoice)
			mail_show_say(show, "",
				      arena_printf(show->arena, "valija mail assign %" G_GINT64_FORMAT " %s  (%s %s%s)",
						   json_get_integer(show->row, "id", 0),
						   json_get_text(show->arena, invoice, "key"),
						   json_get_text(show->arena, invoice, "currency"),
						   json_get_text(show->arena, invoice, "balance"),
						   json_get_bool(invoice, "named") ? ", named in it" : ""));
	}
}

static void mail_show_say_body(const MailShow *show)
{
	const Mail *mail = show->finding.mail;
	const char *text = mail != NULL ? mail->reply != NULL && *mail->reply != '\0' ? mail->reply : mail->text : NULL;
	g_auto(GStrv) lines = g_strsplit(text != NULL ? text : "", "\n", -1);
	puts("");
	for (size_t i = 0; lines[i] != NULL; i++)
		puts(text_line(show->arena, lines[i], 2000));
	if (mail != NULL && mail->quoted != NULL && *mail->quoted != '\0')
		puts("[quoted text, signature: see --json or --raw]");
}

static void mail_show_say_all(const MailShow *show)
{
	static const char *const keys[] = { "id", "received", "account", "folder", "message_id", "from", "subject",
					    "state", "outcome", "reason" };
	const Finding *finding = &show->finding;
	for (size_t i = 0; i < G_N_ELEMENTS(keys); i++)
		if (json_is_integer(json_object_get(show->row, keys[i])))
			printf("%-16s%" G_GINT64_FORMAT "\n", keys[i], json_get_integer(show->row, keys[i], 0));
		else
			mail_show_say(show, keys[i], mail_show_text(show, keys[i]));
	if (finding->sha256 == NULL)
		return;
	mail_show_say(show, "read as", finding_kind_word(finding->kind));
	mail_show_say(show, "flags", texts_join(show->arena, &finding->flags, ", "));
	mail_show_say_authentication(show);
	mail_show_say_codes(show);
	mail_show_say_files(show);
	mail_show_say_proposals(show);
	mail_show_say_body(show);
}

/* ---- the verbs ---- */

/* What cannot be read is shown as far as it is known, and said. */
static int mail_show_gather(MailShow *show)
{
	g_autoptr(GError) error = NULL;
	bool done = mail_show_read(show, &error);
	mail_show_authentication(show);
	done = done && mail_show_propose(show, &error);
	return done ? EXIT_OK : app_fail(error);
}

int mail_show_print(App *app, json_t *row, bool json)
{
	g_autoptr(Arena) arena = arena_new();
	MailShow show = { .app = app, .row = row, .arena = arena };
	int status = mail_show_gather(&show);
	if (json)
		app_print(row);
	else
		mail_show_say_all(&show);
	return status;
}

int mail_show_proposals(App *app, json_t *row, bool json)
{
	g_autoptr(Arena) arena = arena_new();
	MailShow show = { .app = app, .row = row, .arena = arena };
	int status = mail_show_gather(&show);
	if (status != EXIT_OK)
		return status;
	const json_t *one = NULL;
	size_t i = 0;
	json_array_foreach(json_object_get(row, "proposals"), i, one)
		if (json)
			app_print(one);
	if (json)
		return EXIT_OK;
	if (json_array_size(json_object_get(row, "proposals")) == 0)
		app_say("mail %s: nobody whom we know wrote it, or it is no answer that is still unmatched",
			arena_printf(arena, "%" G_GINT64_FORMAT, json_get_integer(row, "id", 0)));
	else
		mail_show_say_proposals(&show);
	return EXIT_OK;
}
