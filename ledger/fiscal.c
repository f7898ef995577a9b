#include "ledger/fiscal.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "ledger/events.h"
#include "ledger/settle.h"
#include "ledger/states.h"

#define FISCAL_SII "60803000-K"
#define FISCAL_NO_EVENT (-1)

/* What each does to an invoice. hold: until a person lifts it. */
typedef struct {
	int event;
	const char *hold;
	bool tell; /* an alert and a task */
} FiscalRow;

static const FiscalRow fiscal_rows[] = {
	[DECLARATION_RECEIVED] = { FISCAL_NO_EVENT, NULL, false },
	[DECLARATION_REFUSED] = { STATE_EVENT_DISPUTE, "NOT_TAKEN_IN", true },
	[DECLARATION_ACCEPTED] = { FISCAL_NO_EVENT, NULL, false },
	[DECLARATION_REMARKS] = { FISCAL_NO_EVENT, NULL, false },
	[DECLARATION_GOODS] = { FISCAL_NO_EVENT, NULL, false },
	[DECLARATION_REJECTED] = { STATE_EVENT_REJECT, "REJECTED", true },
	[DECLARATION_OFFICE] = { STATE_EVENT_REJECT, "REJECTED", true },
	[DECLARATION_CEDED] = { STATE_EVENT_CEDE, "FACTORED", true },
};

/* ---- what a declaration does ---- */

static void fiscal_event(const Post *post, const Invoice *invoice, const Declaration *declaration,
			 const char *kind, const char *reason)
{
	Event event = { .at = post->facts->now, .company = invoice->company, .invoice_key = invoice->key,
			.customer_tax_id = invoice->debtor_tax_id, .kind = kind, .actor = declaration->said_by,
			.reason = reason, .evidence = declaration->mail_sha256 };
	outcome_add_event(post->arena, post->outcome, event);
}

static const char *fiscal_words(Arena *arena, const Declaration *declaration)
{
	bool ceded = declaration->kind == DECLARATION_CEDED;
	const char *whom = declaration->holder_name != NULL ? declaration->holder_name : declaration->holder_tax_id;
	return arena_printf(arena, "%s by %s%s%s%s%s", declaration_kind_word(declaration->kind), declaration->said_by,
			    ceded ? " to " : "", ceded ? whom : "", declaration->detail != NULL ? ": " : "",
			    declaration->detail != NULL ? declaration->detail : "");
}

static void fiscal_tell(const Post *post, const Invoice *invoice, const Declaration *declaration)
{
	Arena *arena = post->arena;
	bool ceded = declaration->kind == DECLARATION_CEDED;
	const char *words = fiscal_words(arena, declaration);
	Alert alert = { .company = invoice->company, .kind = ceded ? ALERT_CEDED : ALERT_REJECTED,
			.key = arena_printf(arena, "%s %s %s", declaration_kind_word(declaration->kind), invoice->key,
					    declaration->said_by),
			.subject = invoice->key, .detail = words, .invoice_key = invoice->key,
			.command = arena_printf(arena, "valija invoice show %s", invoice->key) };
	outcome_add_alert(arena, post->outcome, alert);
	Task task = { .company = invoice->company, .kind = TASK_REJECTED, .subject = invoice->key,
		      .invoice_key = invoice->key, .customer_tax_id = invoice->debtor_tax_id,
		      .area = task_row(TASK_REJECTED)->area, .detail = words,
		      .due = post_today(post) };
	outcome_open_task(arena, post->outcome, task);
}

static void fiscal_hold(const Post *post, Invoice *invoice, const Declaration *declaration, const char *reason)
{
	/* The graver words stay; settled and closed ones are not held. */
	bool stops = invoice->hold_reason != NULL && !date_is_set(invoice->hold_until);
	bool open = invoice_is_open(invoice) || invoice->state == STATE_REJECTED;
	if (!open || (stops && !text_equal(reason, "REJECTED")) || text_equal(invoice->hold_reason, reason))
		return;
	settle_hold(invoice, reason, (Date){ 0 });
	fiscal_event(post, invoice, declaration, EVENT_HELD,
		     arena_printf(post->arena, "%s until a person lifts it", reason));
}

/* A cession that nothing proves, or by somebody who does not hold the debt, changes no holder: a person looks. */
static bool fiscal_cedes(const Invoice *invoice, const Declaration *declaration)
{
	bool may = text_equal(declaration->said_by, invoice->creditor_tax_id) ||
		   text_equal(declaration->said_by, invoice->holder_tax_id);
	return declaration->proven && may && declaration->holder_tax_id != NULL;
}

/* Who the chain of assignments begins with: each step's assignee assigns next (dte facts, section 8). The last step's
 * assignor when the chain is broken. */
static const char *fiscal_first_assignor(const Document *document)
{
	const char *assignor = document->issuer.tax_id;
	bool found = true;
	for (size_t left = document->n_references; found && left > 0; left--) {
		found = false;
		for (size_t i = 0; i < document->n_references && !found; i++) {
			const Reference *step = &document->references[i];
			found = text_equal(step->type, "cession") && text_equal(step->reason, assignor);
			assignor = found ? step->tax_id : assignor;
		}
	}
	return assignor;
}

static void fiscal_change_state(const Post *post, Invoice *invoice, const Declaration *declaration, int event)
{
	InvoiceState before = invoice->state;
	if (event == FISCAL_NO_EVENT)
		return;
	invoice->state = states_after(invoice, (StateEvent)event, post_today(post));
	if (before != invoice->state)
		fiscal_event(post, invoice, declaration, EVENT_STATE,
			     arena_printf(post->arena, "%s -> %s", invoice_state_word(before),
					  invoice_state_word(invoice->state)));
}

/* What we owe stays owed: to whom is what changes. What is owed to us is another's now. */
static void fiscal_cede(const Post *post, Invoice *invoice, const Declaration *declaration)
{
	invoice->holder_tax_id = declaration->holder_tax_id;
	invoice->holder_name = declaration->holder_name;
	if (invoice->direction != DIRECTION_ISSUED)
		return;
	fiscal_change_state(post, invoice, declaration, STATE_EVENT_CEDE);
	invoice->hold_reason = NULL;
	invoice->hold_until = (Date){ 0 };
	invoice->next_kind = NULL;
	invoice->next_date = (Date){ 0 };
}

static void fiscal_apply(const Post *post, Invoice *invoice, const Declaration *declaration)
{
	const FiscalRow *row = &fiscal_rows[declaration->kind];
	fiscal_event(post, invoice, declaration, EVENT_DECLARED, fiscal_words(post->arena, declaration));
	if (declaration->kind == DECLARATION_CEDED && fiscal_cedes(invoice, declaration))
		fiscal_cede(post, invoice, declaration);
	else if (declaration->kind == DECLARATION_CEDED)
		fiscal_hold(post, invoice, declaration, row->hold);
	else
		fiscal_change_state(post, invoice, declaration, row->event);
	if (declaration->kind != DECLARATION_CEDED && row->hold != NULL)
		fiscal_hold(post, invoice, declaration, row->hold);
	if (row->tell)
		fiscal_tell(post, invoice, declaration);
	/* We answered our supplier: the days to claim are over. */
	if (invoice->direction == DIRECTION_RECEIVED && declaration->kind != DECLARATION_RECEIVED &&
	    declaration->kind != DECLARATION_CEDED)
		outcome_close_task(post->arena, post->outcome,
				   (Task){ .company = invoice->company, .kind = TASK_CLAIM_WINDOW,
					   .subject = invoice->key, .invoice_key = invoice->key,
					   .result = declaration_kind_word(declaration->kind) });
}

/* ---- who may say what ---- */

/* The receiver of the invoice, the SII, and of a cession anybody: who cedes is looked at by fiscal_cedes(). */
static bool fiscal_may_say(const Invoice *invoice, const Declaration *declaration)
{
	return declaration->kind == DECLARATION_CEDED || declaration->kind == DECLARATION_OFFICE ||
	       text_equal(declaration->said_by, invoice->debtor_tax_id);
}

/* RecepcionEnvio says 0 for taken in; ResultadoDTE 0, 1, 2; the SII's codes of rejection begin with RCH. */
static bool fiscal_kind(const Document *document, const Reference *reference, DeclarationKind *ret)
{
	static const struct {
		const char *type, *code;
		bool prefix;
		DeclarationKind kind;
	} rows[] = {
		{ "RecepcionEnvio", "0", false, DECLARATION_RECEIVED }, { "RecepcionEnvio", "", true, DECLARATION_REFUSED },
		{ "ResultadoDTE", "0", false, DECLARATION_ACCEPTED },	{ "ResultadoDTE", "1", false, DECLARATION_REMARKS },
		{ "ResultadoDTE", "2", false, DECLARATION_REJECTED },	{ "EnvioRecibos", "", true, DECLARATION_GOODS },
		{ "RESULTADO_ENVIO", "RCH", true, DECLARATION_OFFICE }, { "AEC", "", true, DECLARATION_CEDED },
	};
	const char *code = reference->code != NULL ? reference->code : "";
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		if (text_equal(document->type, rows[i].type) &&
		    (rows[i].prefix ? g_str_has_prefix(code, rows[i].code) : strcmp(code, rows[i].code) == 0)) {
			*ret = rows[i].kind;
			return true;
		}
	return false;
}

/* The company that the invoice is of: where it is on record, else the one whose tax id issued it. */
static const Company *fiscal_company(const Facts *facts, const char *key, const char *issuer)
{
	for (size_t i = 0; i < facts->n_companies; i++)
		if (facts_invoice(facts, facts->companies[i].name, key) != NULL)
			return &facts->companies[i];
	for (size_t i = 0; issuer != NULL && i < facts->n_companies; i++)
		if (texts_has(&facts->companies[i].tax_ids, issuer))
			return &facts->companies[i];
	return NULL;
}

static bool fiscal_same(const Declaration *a, const Declaration *b)
{
	return a->kind == b->kind && text_equal(a->company, b->company) && text_equal(a->invoice_key, b->invoice_key) &&
	       text_equal(a->said_by, b->said_by) && date_compare(a->day, b->day) == 0;
}

static bool fiscal_is_known(const Post *post, const Declaration *declaration)
{
	for (size_t i = 0; i < post->facts->n_declarations; i++)
		if (fiscal_same(&post->facts->declarations[i], declaration))
			return true;
	for (size_t i = 0; i < post->outcome->n_declarations; i++)
		if (fiscal_same(&post->outcome->declarations[i], declaration))
			return true;
	return false;
}

/* False: it declares nothing that we know. */
static bool fiscal_read(Post *post, const Reference *reference, Declaration *ret)
{
	const Document *document = post->document;
	*ret = (Declaration){ .said_by = document->issuer.tax_id, .detail = reference->reason,
			      .invoice_key = facts_reference_key(post->arena, document, reference),
			      .proven = document->verdict == VERDICT_SIGNED || document->verdict == VERDICT_PROVEN,
			      .mail_sha256 = post->facts->mail_sha256 };
	if (ret->invoice_key == NULL || ret->said_by == NULL || !fiscal_kind(document, reference, &ret->kind) ||
	    (ret->kind == DECLARATION_OFFICE && !text_equal(ret->said_by, FISCAL_SII)))
		return false;
	date_parse_prefix(document->issued, &ret->day);
	if (ret->kind != DECLARATION_CEDED)
		return true;
	ret->said_by = fiscal_first_assignor(document);
	ret->holder_tax_id = document->receiver.tax_id;
	ret->holder_name = document->receiver.name;
	ret->detail = arena_printf(post->arena, "%s %s", document->total != NULL ? document->total : "(no amount)",
				   document->currency);
	return true;
}

/* The key that it speaks of; NULL when it is not believed. */
static const char *fiscal_about(Post *post, const Reference *reference)
{
	Declaration declaration;
	if (!fiscal_read(post, reference, &declaration))
		return NULL;
	const char *issuer = reference->tax_id != NULL ? reference->tax_id : post->document->issuer.tax_id;
	post->sides.company = fiscal_company(post->facts, declaration.invoice_key, issuer);
	if (post->sides.company == NULL)
		return NULL;
	declaration.company = post->sides.company->name;
	if (fiscal_is_known(post, &declaration))
		return declaration.invoice_key;
	const Invoice *known = post_at_hand(post, declaration.invoice_key);
	if (known != NULL && !fiscal_may_say(known, &declaration)) {
		post_say(post, arena_printf(post->arena, "%s is not the receiver of %s: not believed",
					    declaration.said_by, declaration.invoice_key));
		return NULL;
	}
	outcome_add_declaration(post->arena, post->outcome, declaration);
	Invoice *invoice = known != NULL ? outcome_invoice(post->arena, post->outcome, known) : NULL;
	if (invoice != NULL) {
		invoice->declared++;
		fiscal_apply(post, invoice, &declaration);
	}
	return declaration.invoice_key;
}

bool fiscal_claims(const Document *document)
{
	return text_equal(document->format, "dte-respuesta") || text_equal(document->format, "dte-recibos") ||
	       text_equal(document->format, "dte-cesion");
}

/* An altered one says nothing at all. */
void fiscal_document(Post *post)
{
	const Document *document = post->document;
	const char *key = NULL;
	for (size_t i = 0; document->verdict != VERDICT_ALTERED && i < document->n_references; i++) {
		const char *about = fiscal_about(post, &document->references[i]);
		key = key != NULL ? key : about;
	}
	if (document->verdict == VERDICT_ALTERED)
		post_say(post, "altered: a signature contradicts what it says");
	post_row(post, key, key != NULL ? "declaration" : "information");
}

/* Oldest first, as they would have come; a day that is not stated comes last. */
static int fiscal_compare(const void *a, const void *b)
{
	const Declaration *left = a;
	const Declaration *right = b;
	if (date_is_set(left->day) != date_is_set(right->day))
		return date_is_set(left->day) ? -1 : 1;
	int order = date_compare(left->day, right->day);
	return order != 0 ? order : (int)left->kind - (int)right->kind;
}

/* Those at hand and those of this same outcome. */
static Declaration *fiscal_about_key(const Post *post, const Invoice *invoice, size_t *ret_n)
{
	const Facts *facts = post->facts;
	const Outcome *outcome = post->outcome;
	size_t n_all = facts->n_declarations + outcome->n_declarations;
	Declaration *about = arena_array(post->arena, Declaration, n_all + 1);
	*ret_n = 0;
	for (size_t i = 0; i < n_all; i++) {
		const Declaration *one = i < facts->n_declarations ?
						 &facts->declarations[i] :
						 &outcome->declarations[i - facts->n_declarations];
		if (text_equal(one->invoice_key, invoice->key) && text_equal(one->company, invoice->company))
			about[(*ret_n)++] = *one;
	}
	return about;
}

void fiscal_meet(const Post *post, Invoice *invoice)
{
	size_t n = 0;
	Declaration *about = fiscal_about_key(post, invoice, &n);
	if (n > 1)
		qsort(about, n, sizeof *about, fiscal_compare);
	invoice->declared = (int64_t)n;
	for (size_t i = 0; i < n; i++)
		if (fiscal_may_say(invoice, &about[i]))
			fiscal_apply(post, invoice, &about[i]);
}
