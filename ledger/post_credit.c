/*
 * Credit notes, payment receipts and what annuls them, as postings.
 *
 * A posting of a document begins its reference with the tax id of that document's creditor: only the creditor of an
 * invoice may lower it. A stranger's credit note that names our invoice is kept, undone.
 */
#include <string.h>

#include "base/text.h"
#include "ledger/events.h"
#include "ledger/post_inner.h"
#include "ledger/settle.h"
#include "ledger/states.h"
#include "ledger/surplus.h"

typedef enum { POSTED, POSTED_BEFORE, POSTED_OTHERWISE } Posted;

static const char *post_creditor(const Post *post)
{
	return post->sides.creditor->tax_id;
}

/* Documents of the SII carry their issuer in their keys; a debit note stands on other sides than the credit note of a
 * self-billed purchase that it annuls. */
static bool post_same_hand(const Posting *a, const Posting *b)
{
	if (!g_str_has_prefix(a->source_key, "CL:") || !g_str_has_prefix(b->source_key, "CL:"))
		return a->reference != NULL && b->reference != NULL &&
		       strcspn(a->reference, " ") == strcspn(b->reference, " ") &&
		       strncmp(a->reference, b->reference, strcspn(a->reference, " ")) == 0;
	size_t length = 3 + strcspn(a->source_key + 3, ":");
	return strncmp(a->source_key, b->source_key, length + 1) == 0;
}

static Posting post_posting(const Post *post, PostingKind kind, int64_t index, const char *text)
{
	Posting posting = { .company = post->sides.company->name, .source_key = post->document->key,
			    .source_index = index, .kind = kind,
			    .customer = sides_identity(post->arena, post->sides.debtor) };
	posting.reference = text != NULL ? arena_printf(post->arena, "%s %s", post_creditor(post), text) :
					   post_creditor(post);
	date_parse_prefix(post->document->issued, &posting.date);
	return posting;
}

/* ---- holds that follow from postings ---- */

static void post_hold(const Post *post, Invoice *invoice, const char *reason)
{
	if (!invoice_is_open(invoice) || (invoice->hold_reason != NULL && !date_is_set(invoice->hold_until)))
		return;
	settle_hold(invoice, reason, (Date){ 0 });
	post_event(post, invoice->key, EVENT_HELD, arena_printf(post->arena, "%s until a person lifts it", reason));
}

typedef struct {
	const Post *post;
	const char *key;     /* target or source that is looked for */
	bool by_source, with_undone;
	Posting *found;
	size_t n;
} Search;

static bool post_search_one(void *context, const Posting *posting)
{
	Search *search = context;
	const char *key = search->by_source ? posting->source_key : posting->target_key;
	bool wanted = search->with_undone || !posting->undone;
	if (!wanted || !text_equal(key, search->key) ||
	    !text_equal(posting->company, search->post->sides.company->name))
		return true;
	search->found = arena_grow(search->post->arena, search->found, search->n, sizeof *search->found);
	search->found[search->n++] = *posting;
	return true;
}

/* Live postings of a target or a source: copies, so that the outcome may grow while they are walked. */
static Search post_search(const Post *post, const char *key, bool by_source)
{
	Search search = { .post = post, .key = key, .by_source = by_source };
	settle_each(post->facts, post->outcome, post_search_one, &search);
	return search;
}

/* Holds follow from all postings that ever were, undone ones too: a hold that was right for an hour is a person's to lift,
 * and so it must be there in whatever order the documents came. */
static Search post_search_ever(const Post *post, const char *key)
{
	Search search = { .post = post, .key = key, .with_undone = true };
	settle_each(post->facts, post->outcome, post_search_one, &search);
	return search;
}

static bool post_was_paid(const Post *post, const Invoice *invoice)
{
	Search search = post_search_ever(post, invoice->key);
	for (size_t i = 0; i < search.n; i++)
		if (search.found[i].kind != POSTING_CREDIT && search.found[i].kind != POSTING_DEBIT &&
		    settle_counts_for(&search.found[i], invoice))
			return true;
	return false;
}

static void post_hold_if_split(const Post *post, Invoice *invoice)
{
	Search search = post_search_ever(post, invoice->key);
	for (size_t i = 0; i < search.n; i++)
		if (settle_is_split(&search.found[i]) && settle_counts_for(&search.found[i], invoice))
			post_hold(post, invoice, "CREDIT_SPLIT");
}

/* Money on a replaced invoice belongs to its successor: a person moves it, and the successor is not dunned meanwhile. */
static void post_hold_successor(const Post *post, const Invoice *replaced)
{
	if (replaced->state != STATE_REPLACED || !post_was_paid(post, replaced))
		return;
	Search search = post_search(post, replaced->key, false);
	for (size_t i = 0; i < search.n; i++) {
		Invoice *successor = settle_is_annulment(&search.found[i]) ?
					     post_invoice(post, search.found[i].source_key) :
					     NULL;
		if (successor != NULL)
			post_hold(post, successor, "SUBSTITUTION");
	}
}

static void post_hold_if_successor(const Post *post, Invoice *invoice)
{
	Search search = post_search(post, invoice->key, true);
	for (size_t i = 0; i < search.n; i++) {
		const Invoice *replaced = settle_is_annulment(&search.found[i]) ?
						  post_at_hand(post, search.found[i].target_key) :
						  NULL;
		if (replaced != NULL && replaced->state == STATE_REPLACED && post_was_paid(post, replaced))
			post_hold(post, invoice, "SUBSTITUTION");
	}
}

/* ---- one posting ---- */

static const char *post_amount(const Post *post, const Posting *posting)
{
	if (settle_is_annulment(posting))
		return "annuls it";
	if (settle_is_split(posting))
		return "names several documents: a person splits it";
	if (posting->whole)
		return "takes all that is left";
	return arena_printf(post->arena, "%s %s", money_micro_text(post->arena, posting->amount.micro),
			    posting->amount.currency);
}

void post_settle_target(const Post *post, const char *key)
{
	Invoice *invoice = key != NULL ? post_invoice(post, key) : NULL;
	if (invoice == NULL)
		return;
	InvoiceState before = invoice->state;
	bool closed = !invoice_is_open(invoice);
	if (!settle_invoice(post->facts, post->outcome, invoice, post_today(post)))
		post_say(post, arena_printf(post->arena, "%s: the sums leave every range", key));
	post_state_event(post, invoice, before);
	/* A debt that revives is held by what would hold a new one. */
	if (closed && invoice_is_open(invoice))
		post_meet(post, invoice);
}

static void post_apply(const Post *post, const Posting *posting)
{
	Invoice *invoice = posting->target_key != NULL ? post_invoice(post, posting->target_key) : NULL;
	if (invoice == NULL)
		return;
	post_event(post, invoice->key, EVENT_POSTED,
		   arena_printf(post->arena, "%s%s %s of %s", posting->undone ? "not applied: " : "",
				posting_kind_word(posting->kind), post_amount(post, posting), posting->source_key));
	post_settle_target(post, posting->target_key);
	invoice = post_invoice(post, posting->target_key);
	if (settle_is_split(posting))
		post_hold_if_split(post, invoice);
	post_hold_successor(post, invoice);
}

/* Not counted: another's credit on this invoice, and what a newer document has annulled already. */
static bool post_is_void(const Post *post, const Posting *posting)
{
	const Invoice *target = post_at_hand(post, posting->target_key);
	if (target != NULL && !text_equal(target->creditor_tax_id, post_creditor(post))) {
		post_say(post, arena_printf(post->arena, "%s is owed to %s, not to %s: not applied", target->key,
					    target->creditor_tax_id, post_creditor(post)));
		return true;
	}
	if (settle_is_annulment(posting))
		return false;
	Search search = post_search(post, posting->source_key, false);
	for (size_t i = 0; i < search.n; i++)
		if (settle_is_annulment(&search.found[i]) && post_same_hand(&search.found[i], posting))
			return true;
	return false;
}

static void post_say_currency(const Post *post, const Posting *posting)
{
	const Invoice *target = post_at_hand(post, posting->target_key);
	bool money = posting->amount.micro != 0;
	if (target != NULL && money && !text_equal(target->total.currency, posting->amount.currency))
		post_say(post, arena_printf(post->arena, "%s: %s is not its currency %s, not applied", target->key,
					    posting->amount.currency, target->total.currency));
}

static Posted post_add(const Post *post, Posting posting)
{
	const Posting *known = settle_known(post->facts, post->outcome, &posting);
	if (known != NULL) {
		bool same = text_equal(known->target_key, posting.target_key) && known->whole == posting.whole &&
			    known->amount.micro == posting.amount.micro &&
			    text_equal(known->amount.currency, posting.amount.currency);
		return same ? POSTED_BEFORE : POSTED_OTHERWISE;
	}
	posting.undone = post_is_void(post, &posting);
	outcome_add_posting(post->arena, post->outcome, posting);
	post_say_currency(post, &posting);
	post_apply(post, &posting);
	return POSTED;
}

/* ---- annulments ---- */

static void post_undo(const Post *post, const Posting *posting)
{
	Posting undone = *posting;
	undone.undone = true;
	outcome_add_posting(post->arena, post->outcome, undone);
	if (post_at_hand(post, undone.target_key) == NULL)
		return;
	post_event(post, undone.target_key, EVENT_POSTED,
		   arena_printf(post->arena, "undone: %s %s of %s", posting_kind_word(undone.kind),
				post_amount(post, &undone), undone.source_key));
	post_settle_target(post, undone.target_key);
}

/* Far from the indexes of a document's own postings. */
#define POST_ANNULMENT_INDEX 1000000

bool post_annul(const Post *post, const char *key)
{
	Posting marker = post_posting(post, POSTING_DEBIT, POST_ANNULMENT_INDEX, NULL);
	while (settle_known(post->facts, post->outcome, &marker) != NULL) {
		if (text_equal(settle_known(post->facts, post->outcome, &marker)->target_key, key))
			return false;
		marker.source_index++;
	}
	marker.whole = true;
	marker.target_key = key;
	marker.amount = money_make(0, post->document->currency);
	post_add(post, marker);
	Search search = post_search(post, key, true);
	for (size_t i = 0; i < search.n; i++)
		if (!settle_is_annulment(&search.found[i]) && post_same_hand(&search.found[i], &marker))
			post_undo(post, &search.found[i]);
	return true;
}

const char *post_annulled_note(const Post *post)
{
	static const char *const notes[] = { "60", "61", "112" };
	const Document *document = post->document;
	if (!text_equal(document->type, "56") && !text_equal(document->type, "111"))
		return NULL;
	for (size_t r = 0; r < document->n_references; r++)
		for (size_t i = 0; i < G_N_ELEMENTS(notes); i++)
			if (text_equal(document->references[r].code, "1") &&
			    text_equal(document->references[r].type, notes[i]))
				return facts_reference_key(post->arena, document, &document->references[r]);
	return NULL;
}

void post_refuse_strangers(const Post *post, const Invoice *invoice)
{
	Search search = post_search(post, invoice->key, false);
	for (size_t i = 0; i < search.n; i++) {
		Posting *posting = &search.found[i];
		if (settle_counts_for(posting, invoice))
			continue;
		posting->undone = true;
		outcome_add_posting(post->arena, post->outcome, *posting);
		post_event(post, invoice->key, EVENT_POSTED,
			   arena_printf(post->arena, "not applied: %s of %s, who is not its creditor",
					posting_kind_word(posting->kind), posting->source_key));
	}
}

void post_meet(const Post *post, Invoice *invoice)
{
	post_hold_if_split(post, invoice);
	post_hold_if_successor(post, invoice);
	post_hold_successor(post, invoice);
}

/* ---- credit notes ---- */

typedef struct {
	const char *key;
	const Reference *reference;
} CreditTarget;

typedef struct {
	CreditTarget *items;
	size_t n;
} CreditTargets;

static bool post_word_in(const char *word, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (text_equal(word, words[i]))
			return true;
	return false;
}

/* What a credit note may lower: no delivery note (DTE 50, 52); for a CFDI the relations 01, 03 and 07, or none stated. */
static bool post_lowers(const Post *post, const Reference *reference)
{
	static const char *const relations[] = { "01", "03", "07", NULL };
	static const char *const deliveries[] = { "50", "52" };
	if (text_equal(post->document->format, "dte"))
		return !post_word_in(reference->type, deliveries, G_N_ELEMENTS(deliveries));
	return post_word_in(reference->code, relations, G_N_ELEMENTS(relations));
}

static CreditTargets post_targets(const Post *post)
{
	CreditTargets targets = { 0 };
	const Document *document = post->document;
	for (size_t r = 0; r < document->n_references; r++) {
		const Reference *reference = &document->references[r];
		const char *key = facts_reference_key(post->arena, document, reference);
		bool known = key == NULL || !post_lowers(post, reference);
		for (size_t i = 0; i < targets.n; i++)
			known = known || text_equal(targets.items[i].key, key);
		if (known)
			continue;
		targets.items = arena_grow(post->arena, targets.items, targets.n, sizeof *targets.items);
		targets.items[targets.n++] = (CreditTarget){ key, reference };
	}
	return targets;
}

static Posted post_credit_one(const Post *post, const CreditTarget *target, Money total)
{
	Posting posting = post_posting(post, POSTING_CREDIT, 0, target->reference->reason);
	posting.target_key = target->key;
	posting.amount = total;
	posting.whole = text_equal(post->document->format, "dte") && text_equal(target->reference->code, "1");
	return post_add(post, posting);
}

/* The amount waits as the customer's credit; each document that it may belong to waits for a person. */
static Posted post_credit_parked(const Post *post, const CreditTargets *targets, Money total)
{
	Posting loose = post_posting(post, POSTING_CREDIT, 0, NULL);
	loose.amount = total;
	Posted posted = post_add(post, loose);
	for (size_t i = 0; posted == POSTED && i < targets->n; i++) {
		Posting split = post_posting(post, POSTING_CREDIT, (int64_t)i + 1, targets->items[i].reference->reason);
		split.target_key = targets->items[i].key;
		split.amount = money_make(0, total.currency);
		post_add(post, split);
	}
	if (posted == POSTED)
		post_say(post, arena_printf(post->arena,
					    targets->n == 0 ? "%s names no invoice that it reduces" :
							      "%s does not say what it takes from each document: a "
							      "person splits it",
					    post->document->key));
	return posted;
}

void post_annul_replaced(const Post *post)
{
	const Document *document = post->document;
	for (size_t i = 0; i < document->n_references; i++) {
		const char *key = facts_reference_key(post->arena, document, &document->references[i]);
		if (text_equal(document->format, "cfdi") && text_equal(document->references[i].code, "04") &&
		    key != NULL && !text_equal(key, document->key))
			post_annul(post, key);
	}
}

static void post_finish(const Post *post, Posted posted)
{
	if (posted == POSTED_OTHERWISE) {
		post_conflict(post, post->document->key,
			      arena_printf(post->arena, "conflict: %s is on record with other content",
					   post->document->key));
		return;
	}
	post_row(post, NULL, posted == POSTED ? "posting" : "duplicate");
	if (posted == POSTED_BEFORE)
		post_say(post, arena_printf(post->arena, "%s was on record already", post->document->key));
}

static bool post_is_text_correction(const Post *post, const CreditTargets *targets)
{
	return text_equal(post->document->format, "dte") && text_equal(targets->items[0].reference->code, "2");
}

void post_credit(const Post *post)
{
	Money total;
	if (!money_parse(post->document->total, post->document->currency, &total)) {
		post_set_aside(post, "information", arena_printf(post->arena, "%s: its total is no amount",
								 post->document->key));
		return;
	}
	total.micro = ABS(total.micro);
	CreditTargets targets = post_targets(post);
	bool one = targets.n == 1 && !post_is_text_correction(post, &targets);
	if (total.micro == 0 && !(one && text_equal(targets.items[0].reference->code, "1"))) {
		post_row(post, NULL, "information");
		return;
	}
	Posted posted = one ? post_credit_one(post, &targets.items[0], total) :
			      post_credit_parked(post, &targets, total);
	if (posted == POSTED)
		post_annul_replaced(post);
	post_finish(post, posted);
}

/* ---- payment receipts ---- */

static Posted post_paid_document(const Post *post, const Payment *payment, const PaidDocument *paid, int64_t index)
{
	Reference reference = { .uuid = paid->uuid };
	Posting posting = post_posting(post, POSTING_RECEIPT, index, payment->form);
	posting.target_key = facts_reference_key(post->arena, post->document, &reference);
	if (!money_parse(paid->paid, paid->currency, &posting.amount) || posting.amount.micro < 0) {
		post_say(post, arena_printf(post->arena, "%s: the amount paid \"%s\" is none", post->document->key,
					    paid->paid != NULL ? paid->paid : ""));
		return POSTED;
	}
	posting.date = (Date){ 0 };
	date_parse_prefix(payment->date, &posting.date);
	return post_add(post, posting);
}

#define POST_SURPLUS_INDEX 2000000

/* Money that the receipt says came and that it gives to no invoice is the customer's credit. */
static Posted post_surplus(const Post *post, const Payment *payment, int64_t place)
{
	int64_t micro = surplus_of(payment);
	if (micro <= 0 || payment->currency == NULL)
		return POSTED;
	Posting posting = post_posting(post, POSTING_RECEIPT, POST_SURPLUS_INDEX + place, payment->form);
	posting.amount = money_make(micro, payment->currency);
	date_parse_prefix(payment->date, &posting.date);
	post_say(post, arena_printf(post->arena, "%s: %s %s of it pay no invoice", post->document->key,
				    money_micro_text(post->arena, micro), payment->currency));
	return post_add(post, posting);
}

void post_payments(const Post *post)
{
	const Document *document = post->document;
	Posted posted = POSTED;
	int64_t index = 0;
	for (size_t p = 0; p < document->n_payments; p++) {
		const Payment *payment = &document->payments[p];
		for (size_t i = 0; i < payment->n_documents; i++) {
			Posted one = post_paid_document(post, payment, &payment->documents[i], index++);
			posted = MAX(posted, one);
		}
		Posted surplus = post_surplus(post, payment, (int64_t)p);
		posted = MAX(posted, surplus);
	}
	if (posted == POSTED)
		post_annul_replaced(post);
	post_finish(post, posted);
}
