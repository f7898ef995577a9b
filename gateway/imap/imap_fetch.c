#include "gateway/imap/imap_fetch.h"

#include "base/error.h"
#include "gateway/imap/imap_plan.h"

#define SLOWEST_BYTES_PER_MS 16 /* a body may take its time, but not for ever */
#define ATTEMPTS 3
#define SIZES_NOT_TO_TRUST 3 /* from then on a whole literal and the server's OK are enough */
#define SUSPICION_LIMIT                                                                                      \
	9 /* three answers that broke the session, or nine connections lost on the same message */
#define SUSPICION_BROKEN 3
#define SUSPICION_LOST 1

/* One FETCH with bodies. The library's callbacks cannot say why they failed: failure is kept here. */
typedef struct {
	ImapSession *session;
	const FetchWindow *window;
	const Spool *spool;
	GArray *plan;
	bool alone; /* one message, asked again: a size that is wrong in the same way twice is the server's
		       error */
	bool begun; /* spool->begin() without end() or drop() */
	int64_t received;
	GError *spool_error; /* owned; the spool's, which goes before every other */
} BodyFetch;

static PlannedMail *find_planned(const BodyFetch *fetch, uint32_t uid)
{
	for (guint i = 0; i < fetch->plan->len; i++)
		if (g_array_index(fetch->plan, PlannedMail, i).item.uid == uid)
			return &g_array_index(fetch->plan, PlannedMail, i);
	return NULL;
}

static bool take_bytes(BodyFetch *fetch, const char *bytes, size_t n)
{
	if (fetch->spool_error != NULL)
		return false;
	const Spool *spool = fetch->spool;
	if (!fetch->begun && !spool->begin(spool->self, &fetch->spool_error))
		return false;
	fetch->begun = true;
	fetch->received += (int64_t)n;
	return spool->write(spool->self, bytes, n, &fetch->spool_error);
}

static bool on_body(int type, struct mailimap_msg_att_body_section *section, const char *bytes, size_t n,
		    void *context)
{
	(void)type;
	(void)section;
	return take_bytes(context, bytes, n);
}

static bool drop(BodyFetch *fetch, const SourceItem *item, const char *reason)
{
	fetch->begun = false;
	return fetch->spool->drop(fetch->spool->self, item, reason, &fetch->spool_error);
}

/* The whole item came: its bytes are the message's only if their number is the announced one. */
static void finish_mail(BodyFetch *fetch, PlannedMail *mail)
{
	if (fetch->received > fetch->window->max_message) {
		mail->item.size = fetch->received;
		if (drop(fetch, &mail->item, "larger than the limit"))
			mail->state = PLAN_DONE;
		return;
	}
	int *wrong_sizes = &fetch->session->wrong_sizes;
	bool confirmed =
		*wrong_sizes >= SIZES_NOT_TO_TRUST || (fetch->alone && mail->received == fetch->received);
	if (fetch->received != mail->item.size && !confirmed) {
		mail->received = fetch->received;
		if (drop(fetch, &(SourceItem){ 0 }, "its size is not the announced one"))
			mail->state = PLAN_ODD;
		return;
	}
	*wrong_sizes += fetch->received != mail->item.size;
	mail->item.size = fetch->received;
	fetch->begun = false;
	if (fetch->spool->end(fetch->spool->self, &mail->item, &fetch->spool_error))
		mail->state = PLAN_DONE;
}

static void on_item(struct mailimap_msg_att *att, void *context)
{
	BodyFetch *fetch = context;
	SourceItem item;
	const char *body = NULL;
	size_t length = 0;
	imap_plan_read_item(att, &item, &body, &length);
	if (body != NULL && !fetch->begun && length > 0)
		take_bytes(fetch, body, length); /* a quoted string is not streamed */
	if (!fetch->begun || fetch->spool_error != NULL)
		return;
	PlannedMail *mail = find_planned(fetch, item.uid);
	if (mail == NULL || mail->state == PLAN_DONE)
		drop(fetch, &(SourceItem){ 0 }, "nobody asked for it");
	else
		finish_mail(fetch, mail);
	fetch->received = 0;
}

/* The library calls the item handler only when it has one of these too. */
static void on_progress(size_t current, size_t maximum, void *context)
{
	(void)current;
	(void)maximum;
	(void)context;
}

static struct mailimap_fetch_type *ask_for_bodies(void)
{
	struct mailimap_fetch_type *type = mailimap_fetch_type_new_fetch_att_list_empty();
	mailimap_fetch_type_new_fetch_att_list_add(type, mailimap_fetch_att_new_uid());
	struct mailimap_section *whole = mailimap_section_new(NULL);
	mailimap_fetch_type_new_fetch_att_list_add(type, mailimap_fetch_att_new_body_peek_section(whole));
	return type;
}

/* UID FETCH of these messages with their bodies: true = the server said OK. */
static bool fetch_bodies(BodyFetch *fetch, struct mailimap_set *set, int64_t bytes, GError **error)
{
	ImapSession *session = fetch->session;
	if (!imap_session_begin(session, error))
		return false;
	imap_session_expect(session, bytes / SLOWEST_BYTES_PER_MS, (uint64_t)fetch->window->max_message,
			    (uint64_t)bytes * 2 + 1024 * 1024);
	mailimap *imap = session->imap;
	mailimap_set_progress_callback(imap, on_progress, on_progress, fetch);
	mailimap_set_msg_att_handler(imap, on_item, fetch);
	mailimap_set_msg_body_handler(imap, on_body, fetch);
	struct mailimap_fetch_type *type = ask_for_bodies();
	clist *list = NULL;
	int result = mailimap_uid_fetch(imap, set, type, &list);
	mailimap_fetch_type_free(type);
	if (result == MAILIMAP_NO_ERROR) /* after a failure it points to freed memory */
		mailimap_fetch_list_free(list);
	mailimap_set_msg_body_handler(imap, NULL, NULL);
	mailimap_set_msg_att_handler(imap, NULL, NULL);
	mailimap_set_progress_callback(imap, NULL, NULL, NULL);
	bool good = imap_session_end(session, result, IMAP_PHASE_FETCH, "fetch messages", error);
	if (fetch->begun && fetch->spool_error == NULL)
		drop(fetch, &(SourceItem){ 0 }, "it was cut off");
	fetch->received = 0;
	return good && fetch->spool_error == NULL;
}

/* No message is at fault. */
static bool is_busy(const ImapSession *session)
{
	return imap_classify_is_busy(imap_stream_status(session->stream));
}

static void suspect(ImapSession *session, uint32_t uid)
{
	if (is_busy(session))
		return;
	if (session->suspect_uid != uid)
		session->suspicion = 0;
	session->suspect_uid = uid;
	bool lost = !session->broken || (imap_stream_fault(session->stream) != NULL &&
					 !imap_stream_fault_is_hostile(session->stream));
	session->suspicion += lost ? SUSPICION_LOST : SUSPICION_BROKEN;
}

static bool drop_planned(BodyFetch *fetch, PlannedMail *mail, const char *reason)
{
	if (!drop(fetch, &mail->item, reason))
		return false;
	mail->state = PLAN_DONE;
	return true;
}

/* The server said OK and gave no body: it is gone, or the server keeps it to itself. */
static bool settle_missing(BodyFetch *fetch, PlannedMail *mail, GError **error)
{
	bool has = false;
	SourceItem item;
	if (!imap_plan_has_uid(fetch->session, mail->item.uid, &has, &item, error))
		return false;
	if (has)
		return drop_planned(fetch, mail, "the server gives no body for it");
	mail->state = PLAN_GONE;
	return true;
}

/* One message by itself, up to three times. False: the connection or the spool failed. */
static bool fetch_alone(BodyFetch *fetch, PlannedMail *mail, GError **error)
{
	if (mail->item.uid == fetch->session->suspect_uid && fetch->session->suspicion >= SUSPICION_LIMIT)
		return drop_planned(fetch, mail, "the connection breaks each time it is fetched");
	fetch->alone = true;
	for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
		g_autoptr(GError) why = NULL;
		struct mailimap_set *set = mailimap_set_new_single(mail->item.uid);
		bool good = fetch_bodies(fetch, set, mail->item.size, &why);
		mailimap_set_free(set);
		if (fetch->spool_error != NULL)
			return false;
		if (mail->state == PLAN_DONE)
			return true;
		bool refused = good || (!fetch->session->broken && error_code(why) == ERROR_REJECT);
		if (!refused) {
			suspect(fetch->session, mail->item.uid);
			g_propagate_error(error, g_steal_pointer(&why));
			return false;
		}
		if (good && mail->state == PLAN_WAITING)
			return settle_missing(fetch, mail, error);
	}
	return drop_planned(fetch, mail,
			    mail->state == PLAN_ODD ? "its size changes" : "the server refuses to give it");
}

/* All that fit the limit, as few ranges as can be: between two neighbours of the plan there is no other UID,
 * and none can come, so a range over them is exact. */
static struct mailimap_set *all_that_fit(const BodyFetch *fetch, int64_t *ret_bytes)
{
	struct mailimap_set *set = mailimap_set_new_empty();
	uint32_t first = 0;
	*ret_bytes = 0;
	for (guint i = 0; i < fetch->plan->len; i++) {
		const PlannedMail *mail = &g_array_index(fetch->plan, PlannedMail, i);
		bool fits = mail->item.size <= fetch->window->max_message;
		if (fits && first == 0)
			first = mail->item.uid;
		*ret_bytes += fits ? mail->item.size : 0;
		bool ends = i + 1 == fetch->plan->len || (mail + 1)->item.size > fetch->window->max_message;
		if (!fits || !ends)
			continue;
		mailimap_set_add_interval(set, first, mail->item.uid);
		first = 0;
	}
	return set;
}

static bool fetch_together(BodyFetch *fetch, GError **error)
{
	int64_t bytes = 0;
	struct mailimap_set *set = all_that_fit(fetch, &bytes);
	g_autoptr(GError) why = NULL;
	fetch->alone = false;
	bool good = clist_begin(set->set_list) == NULL || fetch_bodies(fetch, set, bytes, &why);
	mailimap_set_free(set);
	if (good ||
	    (!fetch->session->broken && fetch->spool_error == NULL && error_code(why) == ERROR_REJECT))
		return true; /* a NO: those that came are done, the others are asked for one by one */
	fetch->session->cautious |= !is_busy(fetch->session) && fetch->spool_error == NULL;
	if (why != NULL)
		g_propagate_error(error, g_steal_pointer(&why));
	return false;
}

static bool fetch_rest(BodyFetch *fetch, GError **error)
{
	for (guint i = 0; i < fetch->plan->len; i++) {
		PlannedMail *mail = &g_array_index(fetch->plan, PlannedMail, i);
		if (mail->state == PLAN_DONE)
			continue;
		bool too_large = mail->item.size > fetch->window->max_message;
		if (too_large ? !drop_planned(fetch, mail, "larger than the limit")
			      : !fetch_alone(fetch, mail, error))
			return false;
	}
	return true;
}

/* The highest UID up to which everything is dealt with. */
static uint32_t dealt_with(const GArray *plan, uint32_t after)
{
	uint32_t last = after;
	for (guint i = 0; i < plan->len; i++) {
		const PlannedMail *mail = &g_array_index(plan, PlannedMail, i);
		if (mail->state != PLAN_DONE && mail->state != PLAN_GONE)
			break;
		last = mail->item.uid;
	}
	return last;
}

bool imap_fetch_window(ImapSession *session, uint32_t after, const FetchWindow *window, const Spool *spool,
		       uint32_t *ret_last, GError **error)
{
	g_autoptr(GArray) plan = imap_plan_window(session, after, window, error);
	if (plan == NULL)
		return false;
	BodyFetch fetch = { .session = session, .window = window, .spool = spool, .plan = plan };
	g_autoptr(GError) why = NULL;
	bool good = (session->cautious || fetch_together(&fetch, &why)) && fetch_rest(&fetch, &why);
	if (fetch.spool_error != NULL) {
		g_propagate_error(error, fetch.spool_error);
		return false;
	}
	if (good) {
		session->cautious = false;
		session->suspect_uid = 0;
		session->suspicion = 0;
	}
	uint32_t last = dealt_with(plan, after);
	if (!good && last == after) {
		g_propagate_error(error, g_steal_pointer(&why));
		return false;
	}
	/* What came before the connection broke is kept; the next call will say that it is broken. */
	*ret_last = last;
	return true;
}
