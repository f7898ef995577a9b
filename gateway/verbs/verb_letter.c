/* resend, statement: what a customer asks for during a call. */
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "gateway/mails/letters.h"
#include "gateway/mails/outbound_statement.h"
#include "gateway/verbs.h"
#include "gateway/verbs/customer_pick.h"

#define LETTER_RACES_MAX 5

typedef struct {
	gchar *company, *to, *by, *currency, *out, *notice, *until;
} LetterOptions;

static void letter_options_clear(LetterOptions *options)
{
	g_free(options->company);
	g_free(options->to);
	g_free(options->by);
	g_free(options->currency);
	g_free(options->out);
	g_free(options->notice);
	g_free(options->until);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LetterOptions, letter_options_clear)

static bool letter_parse(const char *verb, LetterOptions *options, int *argc, char ***argv)
{
	const GOptionEntry entries[] = {
		{ "to", 0, 0, G_OPTION_ARG_STRING, &options->to, "To this address (else who pays)", "ADDRESS" },
		{ "company", 0, 0, G_OPTION_ARG_STRING, &options->company, "Only of this company", "NAME" },
		{ "by", 0, 0, G_OPTION_ARG_STRING, &options->by, "Who does it (else the login name)", "NAME" },
		{ "currency", 0, 0, G_OPTION_ARG_STRING, &options->currency, "statement: only this one", "CODE" },
		{ "out", 'o', 0, G_OPTION_ARG_FILENAME, &options->out,
		  "statement, letter: write this PDF; nothing is sent", "FILE.pdf" },
		{ "notice", 0, 0, G_OPTION_ARG_STRING, &options->notice, "letter: its words (else formal-notice)",
		  "reminder-firm" },
		{ "until", 0, 0, G_OPTION_ARG_STRING, &options->until, "letter: to be paid by this day", "YYYY-MM-DD" },
		{ 0 },
	};
	return app_options(verb, entries, argc, argv);
}

static bool letter_call(Stage *stage, Arena *arena, const LetterOptions *options, const Customer *customer,
			LetterCall *ret, GError **error)
{
	Contact *contacts = NULL;
	g_autofree char *unique = g_uuid_string_random();
	*ret = (LetterCall){ .company = settings_company(stage->settings, customer->company), .customer = customer,
			     .to = options->to, .actor = options->by != NULL ? options->by : g_get_user_name(),
			     .unique = arena_strdup(arena, unique) };
	if (ret->company == NULL) {
		error_reject(error, "company %s is not in the config", customer->company);
		return false;
	}
	if (!store_contacts(stage->store, arena, customer->id, &contacts, &ret->n_contacts, error))
		return false;
	ret->contacts = contacts;
	return true;
}

/* Committed and said; send is rung, since somebody waits. */
static bool letter_commit(Stage *stage, Arena *arena, const LetterCall *call, const Drafts *drafts, GError **error)
{
	Outcome outcome = { .outcome = "act" };
	int64_t now = stage_now(stage);
	letters_events(arena, call, drafts, now, &outcome);
	if (!store_commit_act(stage->store, &outcome, drafts->mails, drafts->n, now, error))
		return false;
	store_ring(stage->store, "send");
	for (size_t i = 0; i < drafts->n; i++) {
		const OutboundMail *mail = &drafts->mails[i];
		g_autoptr(json_t) row = json_object();
		json_set_integer(row, "id", mail->id);
		json_set_text(row, "kind", mail->kind);
		json_set_text(row, "state", mail->held ? "held" : "ready");
		json_set_text(row, "reason", mail->reason);
		json_set(row, "to", json_texts(mail->to.items, mail->to.n));
		json_set_text(row, "subject", mail->subject);
		app_print(row);
		app_say("valija queue show %" G_GINT64_FORMAT " tells how it goes", mail->id);
	}
	return true;
}

static bool letter_resend(Stage *stage, const LetterOptions *options, const char *name, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	Invoice *invoice = NULL;
	Customer *customer = NULL;
	LetterCall call;
	Drafts drafts = { 0 };
	if (!store_find_invoice(stage->store, arena, options->company, name, &invoice, error))
		return false;
	if (invoice == NULL || invoice->direction != DIRECTION_ISSUED || invoice->customer_id == 0) {
		error_reject(error, "there is no invoice %s of a customer (see valija invoice list)", name);
		return false;
	}
	return store_customer_by_id(stage->store, arena, invoice->customer_id, &customer, error) &&
	       letter_call(stage, arena, options, customer, &call, error) &&
	       letters_resend(stage, arena, &call, invoice, &drafts, error) &&
	       letter_commit(stage, arena, &call, &drafts, error);
}

static bool letter_customer(Stage *stage, Arena *arena, const LetterOptions *options, const char *name, Customer **ret,
			    GError **error)
{
	const CustomerPick pick = { .name = name, .company = options->company, .called = true };
	return customer_pick(stage->store, arena, stage->settings, &pick, ret, error);
}

static bool letter_account(Stage *stage, Arena *arena, const LetterOptions *options, const LetterCall *call,
			   Account *ret, GError **error)
{
	Invoice *invoices = NULL;
	PaidInvoice *paid = NULL;
	Date today = date_in_zone(stage_now(stage), call->company->zone);
	*ret = (Account){ .currency = options->currency };
	if (!store_open_invoices(stage->store, arena, call->customer->id, &invoices, &ret->n_invoices, error) ||
	    !thanks_paid(stage->store, arena, call->customer, date_add_days(today, -OUTBOUND_STATEMENT_DAYS), &paid,
				 &ret->n_paid, error))
		return false;
	ret->invoices = invoices;
	ret->paid = paid;
	return true;
}

/* The PDF only: nothing is queued. Takes it. */
static bool letter_write(const LetterOptions *options, GBytes *taken, const char *what, GError **error)
{
	g_autoptr(GBytes) pdf = taken;
	size_t length = 0;
	const void *bytes = pdf != NULL ? g_bytes_get_data(pdf, &length) : NULL;
	if (bytes == NULL || !file_write_atomic(options->out, bytes, length, 0600, "statement-written", error))
		return false;
	app_say("%s is %s; nothing is sent", options->out, what);
	return true;
}

static bool letter_statement(Stage *stage, const LetterOptions *options, const char *name, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	Customer *customer = NULL;
	LetterCall call;
	Account account;
	Drafts drafts = { 0 };
	if (!letter_customer(stage, arena, options, name, &customer, error) ||
	    !letter_call(stage, arena, options, customer, &call, error) ||
	    !letter_account(stage, arena, options, &call, &account, error))
		return false;
	if (options->out != NULL)
		return letter_write(options, letters_statement_pdf(stage, arena, &call, &account, error),
				    "the statement", error);
	return letters_statement(stage, arena, &call, &account, &drafts, error) &&
	       letter_commit(stage, arena, &call, &drafts, error);
}

/* A draft of what is overdue: a person signs and sends it, or does not. */
static bool letter_letter(Stage *stage, const LetterOptions *options, const char *name, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	Customer *customer = NULL;
	LetterCall call;
	Account account;
	LetterDraft draft = { .notice = options->notice != NULL ? options->notice : "formal-notice" };
	if (options->out == NULL || (options->until != NULL && !date_parse(options->until, &draft.until))) {
		error_reject(error, options->out == NULL ? "-o FILE.pdf is wanted" : "--until: YYYY-MM-DD is wanted");
		return false;
	}
	if (!letter_customer(stage, arena, options, name, &customer, error) ||
	    !letter_call(stage, arena, options, customer, &call, error) ||
	    !letter_account(stage, arena, options, &call, &account, error))
		return false;
	return letter_write(options, letters_draft_pdf(stage, arena, &call, &account, &draft, error),
			    "a draft for a person", error);
}

typedef bool (*LetterMake)(Stage *stage, const LetterOptions *options, const char *name, GError **error);

static int letter_run(App *app, int argc, char **argv, LetterMake make)
{
	g_auto(LetterOptions) options = { 0 };
	int status = EXIT_OK;
	const char *verb = argv[0];
	if (!letter_parse(verb, &options, &argc, &argv))
		return EXIT_USAGE;
	if (argc != 2) {
		app_say("%s: one name and --to ADDRESS are wanted (see valija %s --help)", verb, verb);
		return EXIT_USAGE;
	}
	g_autoptr(Stage) stage = stage_open(app, verb, NULL, &status);
	if (stage == NULL)
		return status;
	app_warn_restored(app, stage->store);
	for (int race = 0;; race++) {
		g_autoptr(GError) error = NULL;
		if (make(stage, &options, argv[1], &error))
			return EXIT_OK;
		if (error_code(error) != ERROR_RETRY || race == LETTER_RACES_MAX)
			return app_fail(error);
	}
}

static int verb_resend_run(App *app, int argc, char **argv)
{
	return letter_run(app, argc, argv, letter_resend);
}

static int verb_letter_run(App *app, int argc, char **argv)
{
	return letter_run(app, argc, argv, letter_letter);
}

static int verb_statement_run(App *app, int argc, char **argv)
{
	return letter_run(app, argc, argv, letter_statement);
}

const Verb verb_resend = {
	.name = "resend",
	.arguments = "INVOICE",
	.summary = "an invoice again, with its XML and PDF, in front of the queue",
	.description = "Prints the mail's number. It goes before all that waits.",
	.run = verb_resend_run,
};

const Verb verb_statement = {
	.name = "statement",
	.arguments = "CUSTOMER",
	.summary = "what a customer owes and paid, by mail, in front of the queue",
	.description = "CUSTOMER is a tax id, or a name as its documents write it. Prints the mail's number. Payments of the last\n"
		       "90 days are listed. The mail has a table and the same as a PDF; with -o FILE.pdf the PDF is written and\n"
		       "nothing is sent.",
	.run = verb_statement_run,
};

const Verb verb_letter = {
	.name = "letter",
	.arguments = "CUSTOMER -o FILE.pdf",
	.summary = "the draft of a letter about what is overdue, for a person to sign",
	.description = "The formal notice, or with --notice another one's words, about all that is overdue and not objected to, as a\n"
		       "PDF. Nothing is sent and nothing recorded: `valija task done` says what was done with it.",
	.run = verb_letter_run,
};
