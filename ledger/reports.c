/* Bounces of our mails and complaints about them: what an address did, and what follows (facts on reliability,
 * section 4). */
#include <string.h>

#include "base/text.h"
#include "ledger/approval.h"
#include "ledger/events.h"
#include "ledger/pause.h"
#include "ledger/replies_inner.h"

/* Whom a bounce means: some servers name the local part alone, which counts where it is one recipient's only. */
static const char *reports_recipient(const SentMail *sent, const char *address)
{
	const char *found = NULL;
	size_t length = address != NULL ? strlen(address) : 0;
	if (address == NULL || strchr(address, '@') != NULL)
		return replies_recipient(sent, address);
	for (size_t i = 0; i < sent->recipients.n; i++) {
		const char *own = sent->recipients.items[i];
		if (length == 0 || g_ascii_strncasecmp(own, address, length) != 0 || own[length] != '@')
			continue;
		if (found != NULL)
			return NULL;
		found = own;
	}
	return found;
}

static Feedback *reports_past(const Reply *reply, const char *address, size_t *ret_n)
{
	Feedback *past = arena_array(reply->arena, Feedback, reply->facts->n_feedback);
	*ret_n = 0;
	for (size_t i = 0; i < reply->facts->n_feedback; i++)
		if (replies_same_address(reply->facts->feedback[i].address, address))
			past[(*ret_n)++] = reply->facts->feedback[i];
	return past;
}

/* Our own people's addresses are no contacts, and an alert about an alert would bounce as well. */
static void reports_feedback(const Reply *reply, const Feedback *now, const char *words, const char *detail)
{
	size_t n = 0;
	const Feedback *past = reports_past(reply, now->address, &n);
	if (text_equal(reply->facts->sent->kind, "alert") || text_equal(reply->facts->sent->kind, "plan"))
		return;
	outcome_add_feedback(reply->arena, reply->outcome, *now);
	FeedbackVerdict verdict = feedback_judge(past, n, now);
	if (verdict == FEEDBACK_NOTED)
		return;
	if (verdict == FEEDBACK_TOLD) {
		pause_begin(reply->arena, reply->outcome, reply->company->name, now->address,
			    detail != NULL ? detail : words, reply->facts->now);
		return;
	}
	ContactChange change = { .address = now->address, .state = CONTACT_BOUNCED, .reason = words };
	outcome_add_contact_change(reply->arena, reply->outcome, change);
	Alert alert = { .company = reply->company->name, .kind = ALERT_BOUNCE,
			.key = arena_printf(reply->arena, "bounce %s", now->address), .subject = now->address,
			.detail = detail };
	outcome_add_alert(reply->arena, reply->outcome, alert);
}

static Feedback reports_feedback_of(const Reply *reply, const char *address, FeedbackKind kind)
{
	return (Feedback){ .company = reply->company->name, .address = address, .at = reply->facts->now, .kind = kind,
			   .mail_sha256 = reply->facts->mail_sha256 };
}

/* Forged bounces must not silence dunning: only an address that our mail went to counts. */
static void reports_bounced(const Reply *reply, const BounceRecipient *recipient)
{
	const char *address = reports_recipient(reply->facts->sent, recipient->address);
	FeedbackKind kind;
	if (address == NULL)
		return;
	const char *words = arena_printf(reply->arena, "%s %s %s", address, bounce_class_word(recipient->class),
					 recipient->status != NULL ? recipient->status : "");
	replies_event(reply, NULL, EVENT_BOUNCE, words);
	if (!feedback_kind_of_bounce(recipient->class, &kind))
		return;
	if (text_equal(reply->facts->sent->kind, "plan"))
		approval_bounced(reply->arena, reply->facts, address, reply->outcome);
	Feedback now = reports_feedback_of(reply, address, kind);
	now.status = recipient->status;
	reports_feedback(reply, &now, words, recipient->diagnostic);
}

void reports_bounce(const Reply *reply)
{
	const Bounce *bounce = reply->finding->bounce;
	for (size_t i = 0; bounce != NULL && i < bounce->n_recipients; i++)
		reports_bounced(reply, &bounce->recipients[i]);
}

/* A reader called our mail spam. The report may hide who: then everybody it went to is left alone. */
void reports_complaint(const Reply *reply)
{
	const Bounce *bounce = reply->finding->bounce;
	const SentMail *sent = reply->facts->sent;
	size_t named = 0;
	for (size_t i = 0; bounce != NULL && i < bounce->n_recipients; i++)
		named += replies_recipient(sent, bounce->recipients[i].address) != NULL;
	for (size_t i = 0; i < sent->recipients.n; i++) {
		const char *address = sent->recipients.items[i];
		bool this = named == 0;
		for (size_t b = 0; named > 0 && b < bounce->n_recipients; b++)
			this = this || replies_same_address(bounce->recipients[b].address, address);
		if (!this)
			continue;
		const char *words = arena_printf(reply->arena, "%s complaint", address);
		Feedback now = reports_feedback_of(reply, address, FEEDBACK_COMPLAINT);
		replies_event(reply, NULL, EVENT_BOUNCE, words);
		reports_feedback(reply, &now, words, words);
	}
}
