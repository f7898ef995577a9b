#include "gateway/imap/imap_plan.h"

#include <string.h>

#include "base/error.h"

static int64_t to_instant(const struct mailimap_date_time *date)
{
	g_autoptr(GDateTime) local = g_date_time_new_utc(date->dt_year, date->dt_month, date->dt_day,
							 date->dt_hour, date->dt_min, date->dt_sec);
	if (local == NULL)
		return 0;
	int minutes = date->dt_zone / 100 * 60 + date->dt_zone % 100;
	return g_date_time_to_unix(local) - (int64_t)minutes * 60;
}

static void read_static(const struct mailimap_msg_att_static *part, SourceItem *item, const char **ret_body,
			size_t *ret_body_length)
{
	if (part->att_type == MAILIMAP_MSG_ATT_UID)
		item->uid = part->att_data.att_uid;
	else if (part->att_type == MAILIMAP_MSG_ATT_RFC822_SIZE)
		item->size = part->att_data.att_rfc822_size;
	else if (part->att_type == MAILIMAP_MSG_ATT_INTERNALDATE && part->att_data.att_internal_date != NULL)
		item->internal_date = to_instant(part->att_data.att_internal_date);
	else if (part->att_type == MAILIMAP_MSG_ATT_BODY_SECTION && part->att_data.att_body_section != NULL) {
		*ret_body = part->att_data.att_body_section->sec_body_part;
		*ret_body_length = part->att_data.att_body_section->sec_length;
	}
}

void imap_plan_read_item(const struct mailimap_msg_att *att, SourceItem *ret_item, const char **ret_body,
			 size_t *ret_body_length)
{
	*ret_item = (SourceItem){ 0 };
	*ret_body = NULL;
	*ret_body_length = 0;
	for (clistiter *at = clist_begin(att->att_list); at != NULL; at = clist_next(at)) {
		const struct mailimap_msg_att_item *item = clist_content(at);
		if (item->att_type == MAILIMAP_MSG_ATT_ITEM_STATIC)
			read_static(item->att_data.att_static, ret_item, ret_body, ret_body_length);
	}
}

/* What to ask: (UID), or (UID RFC822.SIZE INTERNALDATE). The caller frees it. */
static struct mailimap_fetch_type *ask_for(bool all)
{
	struct mailimap_fetch_type *type = mailimap_fetch_type_new_fetch_att_list_empty();
	mailimap_fetch_type_new_fetch_att_list_add(type, mailimap_fetch_att_new_uid());
	if (all) {
		mailimap_fetch_type_new_fetch_att_list_add(type, mailimap_fetch_att_new_rfc822_size());
		mailimap_fetch_type_new_fetch_att_list_add(type, mailimap_fetch_att_new_internaldate());
	}
	return type;
}

/* FETCH or UID FETCH of first:last; what came, as SourceItems. */
static GArray *ask(ImapSession *session, bool by_uid, uint32_t first, uint32_t last, bool all, GError **error)
{
	if (!imap_session_begin(session, error))
		return NULL;
	struct mailimap_set *set = mailimap_set_new_interval(first, last);
	struct mailimap_fetch_type *type = ask_for(all);
	clist *list = NULL;
	int result = by_uid ? mailimap_uid_fetch(session->imap, set, type, &list)
			    : mailimap_fetch(session->imap, set, type, &list);
	mailimap_fetch_type_free(type);
	mailimap_set_free(set);
	if (!imap_session_end(session, result, IMAP_PHASE_IDLE, "list the messages", error))
		return NULL;
	GArray *items = g_array_new(FALSE, TRUE, sizeof(SourceItem));
	for (clistiter *at = clist_begin(list); at != NULL; at = clist_next(at)) {
		SourceItem item;
		const char *body = NULL;
		size_t length = 0;
		imap_plan_read_item(clist_content(at), &item, &body, &length);
		if (item.uid != 0)
			g_array_append_val(items, item);
	}
	mailimap_fetch_list_free(list);
	return items;
}

bool imap_plan_has_uid(ImapSession *session, uint32_t uid, bool *ret_has, SourceItem *ret_item,
		       GError **error)
{
	g_autoptr(GArray) items = ask(session, true, uid, uid, true, error);
	if (items == NULL)
		return false;
	*ret_has = false;
	for (guint i = 0; i < items->len; i++) {
		const SourceItem *item = &g_array_index(items, SourceItem, i);
		if (item->uid != uid)
			continue;
		*ret_has = true;
		*ret_item = *item;
	}
	return true;
}

static bool uid_at(ImapSession *session, uint32_t sequence, uint32_t *ret_uid, GError **error)
{
	g_autoptr(GArray) items = ask(session, false, sequence, sequence, false, error);
	if (items == NULL)
		return false;
	*ret_uid = 0;
	for (guint i = 0; i < items->len; i++)
		*ret_uid = MAX(*ret_uid, g_array_index(items, SourceItem, i).uid);
	if (*ret_uid != 0)
		return true;
	error_retry(error, "%s: %s does not tell the UID of message %u", session->settings.name,
		    session->settings.host, sequence);
	return false;
}

/* The sequence number of the first message with UID > after, exists + 1 when there is none. UIDs ascend with
 * sequence numbers, and no EXPUNGE may come between plain FETCHes (RFC 3501 2.3.1.1, 7.4.1). New mail is at
 * the end, so it gallops from there and then halves. */
static bool first_after(ImapSession *session, uint32_t after, uint32_t exists, uint32_t *ret_sequence,
			GError **error)
{
	uint32_t below = 0;
	uint32_t above = exists + 1;
	uint32_t step = 1;
	while (after > 0 && above - below > 1) {
		uint32_t galloping = above > step ? above - step : 1;
		uint32_t middle = below > 0 ? below + (above - below) / 2 : galloping;
		uint32_t uid = 0;
		if (!uid_at(session, middle, &uid, error))
			return false;
		if (uid > after) {
			above = middle;
			step *= 2;
		} else {
			below = middle;
		}
	}
	*ret_sequence = after > 0 ? above : 1;
	return true;
}

static int compare_uids(const void *a, const void *b)
{
	const SourceItem *one = a;
	const SourceItem *two = b;
	return one->uid < two->uid ? -1 : one->uid > two->uid;
}

static GArray *choose(const GArray *items, uint32_t after, const FetchWindow *window)
{
	GArray *plan = g_array_new(FALSE, TRUE, sizeof(PlannedMail));
	int64_t bytes = 0;
	uint32_t last = after;
	for (guint i = 0; i < items->len; i++) {
		const SourceItem *item = &g_array_index(items, SourceItem, i);
		if (item->uid <= last)
			continue;
		if (item->size <= window->max_message)
			bytes += item->size;
		if (plan->len > 0 &&
		    (bytes > window->window_bytes || plan->len >= (guint)window->window_count))
			break;
		last = item->uid;
		PlannedMail mail = { .item = *item };
		g_array_append_val(plan, mail);
	}
	return plan;
}

/* Some messages from a sequence number on, by UID. */
static GArray *ask_from(ImapSession *session, uint32_t first, uint32_t exists, const FetchWindow *window,
			GError **error)
{
	uint32_t last = (uint32_t)MIN((int64_t)exists, (int64_t)first + window->window_count);
	GArray *items = ask(session, false, first, last, true, error);
	if (items != NULL)
		g_array_sort(items, compare_uids);
	return items;
}

/* Where the last plan ended is where the next begins, unless messages before it were expunged: then the first
 * one there is already a later one, or none is, and it must be searched. NULL without error: search. */
static GArray *ask_at_place(ImapSession *session, uint32_t after, uint32_t exists, const FetchWindow *window,
			    GError **error)
{
	if (session->place_uid != after || session->place_sequence == 0 || session->place_sequence > exists)
		return NULL;
	g_autoptr(GArray) items = ask_from(session, session->place_sequence, exists, window, error);
	bool known = items != NULL && items->len > 0 && g_array_index(items, SourceItem, 0).uid == after;
	return known ? g_steal_pointer(&items) : NULL;
}

static GArray *search_window(ImapSession *session, uint32_t after, uint32_t exists, const FetchWindow *window,
			     GError **error)
{
	uint32_t first = 1;
	if (exists > 0 && !first_after(session, after, exists, &first, error))
		return NULL;
	if (first > exists)
		return g_array_new(FALSE, TRUE, sizeof(SourceItem));
	session->place_sequence = first;
	return ask_from(session, first, exists, window, error);
}

/* Sequence numbers ascend with UIDs: the last one chosen is as far from the first as its place in the list.
 */
static void remember_place(ImapSession *session, const GArray *items, const GArray *plan)
{
	if (plan->len == 0)
		return;
	uint32_t last = g_array_index(plan, PlannedMail, plan->len - 1).item.uid;
	for (guint i = 0; i < items->len; i++)
		if (g_array_index(items, SourceItem, i).uid == last)
			session->place_sequence += i;
	session->place_uid = last;
}

GArray *imap_plan_window(ImapSession *session, uint32_t after, const FetchWindow *window, GError **error)
{
	if (!imap_session_noop(session, error))
		return NULL;
	uint32_t exists = imap_session_exists(session);
	session->seen_exists = exists;
	g_autoptr(GError) why = NULL;
	g_autoptr(GArray) items = ask_at_place(session, after, exists, window, &why);
	if (items == NULL && why == NULL)
		items = search_window(session, after, exists, window, &why);
	if (items == NULL) {
		g_propagate_error(error, g_steal_pointer(&why));
		return NULL;
	}
	GArray *plan = choose(items, after, window);
	remember_place(session, items, plan);
	return plan;
}

#define UIDS_AT_ONCE 5000 /* what a command may answer is limited */

static int compare_numbers(const void *a, const void *b)
{
	uint32_t one = *(const uint32_t *)a;
	uint32_t two = *(const uint32_t *)b;
	return (one > two) - (one < two);
}

/* By sequence number, which plain FETCHes keep still (RFC 3501 7.4.1): what SEARCH says is one line, however long. */
bool imap_plan_uids(ImapSession *session, GArray *uids, GError **error)
{
	if (!imap_session_noop(session, error))
		return false;
	uint32_t exists = imap_session_exists(session);
	for (uint32_t first = 1; first <= exists; first += UIDS_AT_ONCE) {
		uint32_t last = MIN(exists, first + UIDS_AT_ONCE - 1);
		g_autoptr(GArray) items = ask(session, false, first, last, false, error);
		if (items == NULL)
			return false;
		for (guint i = 0; i < items->len; i++)
			g_array_append_val(uids, g_array_index(items, SourceItem, i).uid);
	}
	g_array_sort(uids, compare_numbers);
	return true;
}

/* Servers that tell local time err by the zone, and differently in summer. */
#define ZONE_STEP_S (15 * 60)
#define ZONES_SPAN_S (26 * 3600)

static bool is_other_date(int64_t one, int64_t two)
{
	int64_t apart = one > two ? one - two : two - one;
	return one != 0 && two != 0 && apart != 0 && (apart % ZONE_STEP_S != 0 || apart > ZONES_SPAN_S);
}

static bool has_other_date(const GArray *items, const SourceItem *known)
{
	for (guint i = 0; i < items->len; i++) {
		const SourceItem *item = &g_array_index(items, SourceItem, i);
		if (item->uid == known->uid && is_other_date(item->internal_date, known->internal_date))
			return true;
	}
	return false;
}

/* A server that promises UIDs below the ones that it has counts wrongly, always: that says nothing. */
static bool promises_used_uids(ImapSession *session, uint32_t last, bool *ret, GError **error)
{
	uint32_t next = session->imap->imap_selection_info->sel_uidnext;
	uint32_t exists = imap_session_exists(session);
	uint32_t highest = 0;
	*ret = false;
	if (next == 0 || next > last)
		return true;
	if (exists > 0 && !uid_at(session, exists, &highest, error))
		return false;
	*ret = highest < next;
	return true;
}

bool imap_plan_reused(ImapSession *session, uint32_t last, const GArray *known, bool *ret, GError **error)
{
	if (!promises_used_uids(session, last, ret, error))
		return false;
	uint32_t next = session->imap->imap_selection_info->sel_uidnext;
	bool news = next == 0 || next > last + 1;
	if (*ret || !news || known->len == 0 || imap_session_exists(session) == 0)
		return true;
	uint32_t first = last;
	for (guint i = 0; i < known->len; i++)
		first = MIN(first, g_array_index(known, SourceItem, i).uid);
	g_autoptr(GArray) items = ask(session, true, first, last, true, error);
	if (items == NULL)
		return false;
	for (guint i = 0; i < known->len && !*ret; i++)
		*ret = has_other_date(items, &g_array_index(known, SourceItem, i));
	return true;
}
