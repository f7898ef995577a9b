#include "gateway/send/send_report.h"

#include <string.h>

#include "base/text.h"
#include "parsers/replies/bounce.h"

SinkMail send_report_mail(Arena *arena, const OutboundMail *mail, const void *bytes, size_t length)
{
	Texts recipients = { 0 };
	const Texts *lists[] = { &mail->to, &mail->cc };
	for (size_t l = 0; l < G_N_ELEMENTS(lists); l++)
		for (size_t i = 0; i < lists[l]->n; i++)
			if (!texts_has(&recipients, lists[l]->items[i]))
				texts_add(arena, &recipients, lists[l]->items[i]);
	size_t required = recipients.n;
	/* A copy to ourselves proves that the relay took it, whatever became of its answer (crash matrix S8). */
	if (!texts_has(&recipients, mail->envelope_from))
		texts_add(arena, &recipients, mail->envelope_from);
	return (SinkMail){ .envelope_from = mail->envelope_from, .recipients = (const char *const *)recipients.items,
			   .n_recipients = recipients.n, .n_required = required, .message_id = mail->message_id,
			   .bytes = bytes, .length = length };
}

static const JobEvent send_events[] = { [SINK_SENT] = JOB_DID_SEND, [SINK_RETRY] = JOB_AGAIN,
					[SINK_FAILED] = JOB_REFUSED, [SINK_UNCERTAIN] = JOB_UNKNOWN };

/* The enhanced status of a reply (RFC 3463), NULL when it has none. */
static const char *send_status(Arena *arena, const char *text)
{
	size_t length = text != NULL ? strspn(text, "0123456789.") : 0;
	return length >= 5 ? arena_strndup(arena, text, length) : NULL;
}

/* An address that the relay says is not there is marked as a bounce would mark it; what it says of the sender, the
 * content or itself is not the address' fault. */
static void send_refused(Arena *arena, const char *address, const SinkReply *reply, JobReport *report)
{
	const char *words = arena_printf(arena, "%s: %d %s", address, reply->code, reply->text);
	report->lost = report->lost != NULL ? arena_printf(arena, "%s; %s", report->lost, words) : words;
	BounceClass class = bounce_class("failed", send_status(arena, reply->text), reply->text);
	if (class == BOUNCE_CLASS_POLICY)
		texts_add(arena, &report->policed, address);
	if (class != BOUNCE_CLASS_HARD)
		return;
	ContactChange *bounced = arena_array(arena, ContactChange, report->n_bounced + 1);
	for (size_t i = 0; i < report->n_bounced; i++)
		bounced[i] = report->bounced[i];
	bounced[report->n_bounced++] = (ContactChange){ .address = address, .state = CONTACT_BOUNCED, .reason = words };
	report->bounced = bounced;
}

/* Our own copy was refused too: that is the relay's word about the mail, not a recipient's server's. */
static bool send_refuses_us(const SinkMail *mail, const SinkResult *result)
{
	return mail->n_recipients > mail->n_required &&
	       result->recipient_replies[mail->n_recipients - 1].code / 100 == 5;
}

JobReport send_report(Arena *arena, const ClaimedJob *job, const SinkMail *mail, const SinkResult *result)
{
	JobReport report = { .id = job->id, .event = send_events[result->outcome],
			     .attempt = job->attempts, .code = result->reply.code, .text = result->reply.text };
	bool settled = result->outcome == SINK_SENT || result->outcome == SINK_FAILED;
	for (size_t i = 0; settled && i < mail->n_required; i++)
		if (result->per_recipient[i] == SINK_FAILED && result->recipient_replies[i].code / 100 == 5)
			send_refused(arena, mail->recipients[i], &result->recipient_replies[i], &report);
	if (send_refuses_us(mail, result))
		report.policed = (Texts){ 0 };
	if (report.lost != NULL && result->outcome == SINK_SENT)
		report.text = arena_printf(arena, "%s; not to %s", report.text, report.lost);
	else if (report.lost != NULL)
		report.text = report.lost;
	if (result->outcome != SINK_SENT)
		report.lost = NULL;
	return report;
}
