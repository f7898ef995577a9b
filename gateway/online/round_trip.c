#include "gateway/online/round_trip.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "gateway/connect.h"
#include "gateway/mails/mail_dkim.h"
#include "gateway/mails/outbound.h"
#include "gateway/online/arrival_auth.h"
#include "gateway/online/probe.h"
#include "templates/compose.h"

#define LOOK_MS 2000 /* between two looks into the mailboxes, unless one has news */

typedef enum { WAY_PLAIN, WAY_TAG, WAY_BOUNCE, WAYS } Way;

typedef struct {
	const char *subject, *to;
	bool sent;
	const char *refusal;	   /* the relay's words; NULL */
	const char *account;	   /* where it came to; NULL: not yet */
	bool stays;		   /* it cannot be removed */
	int64_t sent_at, arrived_at; /* monotonic ms */
} Letter;

typedef struct {
	const AccountSettings *account;
	Source *source; /* NULL: it broke */
	Login login;
} Box;

typedef struct {
	const RoundTrip *trip;
	const CompanySettings *company;
	Arena *arena;
	Box *boxes;
	size_t n_boxes;
	Letter letters[WAYS];
	const AccountSettings *judge; /* whose server was asked what it saw; NULL: none yet */
	ArrivalAuth auth;
} Journey;

static void round_trip_say(const Journey *journey, OnlineFinding finding)
{
	finding.what = "round trip";
	finding.subject = journey->company->name;
	online_say(journey->trip->tally, &finding);
}

static void round_trip_failed(const Journey *journey, const GError *error)
{
	round_trip_say(journey, (OnlineFinding){
		.verdict = error_code(error) == ERROR_RETRY ? ONLINE_LATER : ONLINE_FAULT, .found = error->message });
}

/* ---- out ---- */

static void round_trip_address(Journey *journey)
{
	int64_t now = clock_now(&journey->trip->clock);
	unsigned number = journey->trip->number * WAYS;
	for (unsigned way = 0; way < WAYS; way++) {
		const char *token = probe_token(journey->arena, journey->trip->key, now, number + way);
		journey->letters[way] = (Letter){
			.subject = arena_printf(journey->arena, PROBE_SUBJECT "%s", token),
			.to = way == WAY_PLAIN ? journey->company->reply_to :
						 token_address(journey->arena, journey->company->reply_to, token) };
	}
}

static bool round_trip_compose(const Journey *journey, Way way, SinkMail *ret, GError **error)
{
	const Letter *letter = &journey->letters[way];
	const char *from = settings_from_address(journey->arena, journey->company);
	const char *token = letter->subject + strlen(PROBE_SUBJECT);
	ComposeMailbox to = { .address = letter->to };
	ret->message_id = arena_printf(journey->arena, "%s%s%s", OUTBOUND_ID_PREFIX, token, strrchr(from, '@'));
	ComposeRequest request = {
		.from = { .address = from }, .reply_to = { .address = journey->letters[WAY_TAG].to },
		.to = &to, .n_to = 1,
		.message_id = ret->message_id, .date = clock_now(&journey->trip->clock), .subject = letter->subject,
		.text = "valija check --online sent this mail to itself and removes it when it has come back.\n",
		.kind = "probe" };
	return compose_mail(journey->arena, &request, &ret->bytes, &ret->length, error) &&
	       mail_dkim_sign(journey->arena, journey->company, request.date, &ret->bytes, &ret->length, error);
}

static bool round_trip_dot(void *context)
{
	(void)context;
	return true;
}

static bool round_trip_send(Journey *journey, Sink *sink, Way way, GError **error)
{
	Letter *letter = &journey->letters[way];
	SinkMail mail = { .envelope_from = way == WAY_BOUNCE ? "" : journey->letters[WAY_TAG].to,
			  .recipients = &letter->to, .n_recipients = 1, .n_required = 1 };
	SinkResult result = { 0 };
	if (!round_trip_compose(journey, way, &mail, error))
		return false;
	sink->ops->send(sink, journey->arena, &mail, round_trip_dot, NULL, &result);
	letter->sent = result.outcome == SINK_SENT || result.outcome == SINK_UNCERTAIN;
	letter->refusal = letter->sent ? NULL : result.reply.text;
	letter->sent_at = clock_monotonic_ms();
	return true;
}

static bool round_trip_out(Journey *journey, const RelaySettings *relay, GError **error)
{
	Sink *sink = NULL;
	Login login = { 0 };
	bool done = connect_sink(journey->trip->settings, relay, &login, &sink, error);
	for (unsigned way = 0; done && way < WAYS; way++)
		done = round_trip_send(journey, sink, (Way)way, error);
	if (sink != NULL) {
		sink->ops->close(sink);
		sink->ops->free(sink);
	}
	connect_forget(&login);
	return done;
}

/* ---- back ---- */

static bool round_trip_waits(const Journey *journey)
{
	for (unsigned way = 0; way < WAYS; way++)
		if (journey->letters[way].sent && journey->letters[way].account == NULL)
			return true;
	return false;
}

static void round_trip_close(Box *box)
{
	if (box->source != NULL) {
		box->source->ops->close(box->source);
		box->source->ops->free(box->source);
	}
	box->source = NULL;
	connect_forget(&box->login);
}

/* One is enough; but a bounce has no envelope sender that SPF could be of. */
static bool round_trip_ask_server(Journey *journey, const Box *box, Way way, uint32_t uid, GError **error)
{
	if (way == WAY_BOUNCE || journey->judge != NULL)
		return true;
	if (!arrival_auth_read(journey->arena, box->source, uid, journey->trip->reader, &journey->auth, error))
		return false;
	journey->judge = box->account;
	return true;
}

/* Of a mailbox that can only be read some servers say that it is done, others refuse. */
static bool round_trip_remove(const Box *box, Letter *letter, GArray *uids, GError **error)
{
	g_autoptr(GError) fault = NULL;
	bool done = source_imap_remove_probe(box->source, uids, &fault);
	if (!done && error_code(fault) != ERROR_REJECT) {
		g_propagate_error(error, g_steal_pointer(&fault));
		return false;
	}
	g_array_set_size(uids, 0);
	if (!source_imap_find_probe(box->source, letter->subject, uids, error))
		return false;
	letter->stays = uids->len > 0;
	return true;
}

static bool round_trip_take(Journey *journey, const Box *box, Way way, GError **error)
{
	Letter *letter = &journey->letters[way];
	g_autoptr(GArray) uids = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	if (!source_imap_find_probe(box->source, letter->subject, uids, error))
		return false;
	if (uids->len == 0)
		return true;
	if (!round_trip_ask_server(journey, box, way, g_array_index(uids, uint32_t, 0), error) ||
	    !round_trip_remove(box, letter, uids, error))
		return false;
	letter->account = box->account->name;
	letter->arrived_at = clock_monotonic_ms();
	return true;
}

static bool round_trip_look(Journey *journey, const Box *box, GError **error)
{
	for (unsigned way = 0; way < WAYS; way++)
		if (journey->letters[way].sent && journey->letters[way].account == NULL &&
		    !round_trip_take(journey, box, (Way)way, error))
			return false;
	return true;
}

/* A mailbox that breaks is opened once more at the next look. */
static void round_trip_visit(Journey *journey, Box *box)
{
	uint32_t uidvalidity = 0;
	uint32_t count = 0;
	if (box->source == NULL &&
	    !connect_source(journey->trip->settings, box->account, &box->login, &box->source, NULL))
		return;
	if (!box->source->ops->select(box->source, box->account->inbox, &uidvalidity, &count, NULL) ||
	    !round_trip_look(journey, box, NULL))
		round_trip_close(box);
}

static void round_trip_progress(const Journey *journey, int64_t left_ms)
{
	unsigned back = 0;
	for (unsigned way = 0; way < WAYS; way++)
		back += journey->letters[way].account != NULL;
	if (journey->trip->progress)
		fprintf(stderr, "\rround trip %s: %u of %d back, %d s left ", journey->company->name, back, WAYS,
			(int)(left_ms / 1000));
}

static void round_trip_back(Journey *journey)
{
	int64_t deadline = clock_monotonic_ms() + (int64_t)journey->trip->wait_s * 1000;
	int64_t left = deadline - clock_monotonic_ms();
	for (; round_trip_waits(journey) && left > 0; left = deadline - clock_monotonic_ms()) {
		round_trip_progress(journey, left);
		for (size_t i = 0; i < journey->n_boxes; i++)
			round_trip_visit(journey, &journey->boxes[i]);
		if (!round_trip_waits(journey))
			break;
		Source *first = journey->boxes[0].source;
		if (first == NULL || !first->ops->wait(first, MIN(LOOK_MS, left), -1, NULL))
			g_usleep((gulong)MIN(LOOK_MS, left) * 1000);
	}
	if (journey->trip->progress)
		fputs("\r\033[K", stderr);
}

/* ---- what it proved ---- */

static void round_trip_arrived(const Journey *journey, const Letter *letter, const char *words)
{
	int64_t ms = MAX(letter->arrived_at - letter->sent_at, 0);
	round_trip_say(journey, (OnlineFinding){
		.verdict = letter->stays ? ONLINE_ADVICE : ONLINE_FINE,
		.found = arena_printf(journey->arena, "%s %s came back to account %s in %d.%d s and %s", words, letter->to,
				      letter->account, (int)(ms / 1000), (int)(ms % 1000 / 100),
				      letter->stays ? "cannot be removed" : "was removed"),
		.act = letter->stays ? "let the login change the mailbox: else no answer can be moved to its folder" : NULL });
}

static const char *round_trip_silence(const Journey *journey, const char *words, const Letter *letter)
{
	return arena_printf(journey->arena, "%s %s did not come back to any account in %d s", words, letter->to,
			    journey->trip->wait_s);
}

static void round_trip_judge_tag(const Journey *journey)
{
	const Letter *plain = &journey->letters[WAY_PLAIN];
	const Letter *tag = &journey->letters[WAY_TAG];
	OnlineFinding finding = { .verdict = ONLINE_FAULT };
	if (tag->account != NULL) {
		round_trip_arrived(journey, tag, "a mail to");
		return;
	}
	if (tag->refusal != NULL && plain->refusal != NULL)
		finding.found = arena_printf(journey->arena, "the relay does not take our mail: %s", plain->refusal);
	else if (tag->refusal != NULL)
		finding.found = arena_printf(journey->arena, "the relay refuses %s: %s", tag->to, tag->refusal);
	else
		finding.found = round_trip_silence(journey, "a mail to", tag);
	if (plain->account != NULL)
		finding.act = "mails to reply_to arrive, those with a +tag do not: switch on plus addressing "
			      "(sub-addresses) for that mailbox, or answers are lost";
	else if (plain->refusal == NULL)
		finding.act = "let an account fetch the mailbox of reply_to; look into its spam folder and the relay's queue";
	round_trip_say(journey, finding);
}

static void round_trip_judge_bounce(const Journey *journey)
{
	const Letter *bounce = &journey->letters[WAY_BOUNCE];
	if (bounce->account != NULL)
		round_trip_arrived(journey, bounce, "a bounce to");
	else if (bounce->refusal != NULL)
		round_trip_say(journey, (OnlineFinding){
			.verdict = ONLINE_ADVICE,
			.found = arena_printf(journey->arena, "the relay takes no mail without a sender (%s): that bounces "
							      "arrive could not be tried", bounce->refusal) });
	else if (journey->letters[WAY_TAG].account != NULL)
		round_trip_say(journey, (OnlineFinding){
			.verdict = ONLINE_FAULT, .found = round_trip_silence(journey, "a bounce to", bounce),
			.act = "let the mailbox of reply_to take mails without a sender (MAIL FROM:<>): bounces have none" });
}

static void round_trip_judge_auth(const Journey *journey)
{
	if (journey->judge != NULL)
		round_trip_say(journey, arrival_auth_finding(journey->arena, &journey->auth, journey->judge));
}

static void round_trip_boxes(Journey *journey)
{
	const Settings *settings = journey->trip->settings;
	journey->boxes = arena_array(journey->arena, Box, settings->n_accounts + 1);
	for (size_t i = 0; i < settings->n_accounts; i++)
		if (settings->accounts[i]->type == ACCOUNT_IMAP)
			journey->boxes[journey->n_boxes++].account = settings->accounts[i];
}

void round_trip_company(const RoundTrip *trip, const CompanySettings *company)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	Journey journey = { .trip = trip, .company = company, .arena = arena };
	const RelaySettings *relay = settings_relay(trip->settings, company);
	round_trip_boxes(&journey);
	if (relay == NULL || relay->type != RELAY_SMTP || journey.n_boxes == 0)
		return;
	round_trip_address(&journey);
	if (!round_trip_out(&journey, relay, &error)) {
		round_trip_failed(&journey, error);
		return;
	}
	round_trip_back(&journey);
	round_trip_judge_tag(&journey);
	round_trip_judge_bounce(&journey);
	round_trip_judge_auth(&journey);
	for (size_t i = 0; i < journey.n_boxes; i++)
		round_trip_close(&journey.boxes[i]);
}
