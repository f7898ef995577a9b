#include "ledger/report_people.h"

#include <stdlib.h>
#include <string.h>

#include "base/rfc.h"
#include "base/rut.h"
#include "base/text.h"
#include "ledger/book.h"
#include "ledger/events.h"
#include "ledger/task.h"

/* NULL comes last. */
static int report_compare(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return (a == NULL) - (b == NULL);
	return strcmp(a, b);
}

/* ---- claims ---- */

static int report_compare_claims(const void *a, const void *b)
{
	const ReportClaim *first = a;
	const ReportClaim *second = b;
	int by_reason = report_compare(first->reason, second->reason);
	return by_reason != 0 ? by_reason : report_compare(first->currency, second->currency);
}

static const ReportClaim *report_resolved(const ReportClaim *rows, size_t n, const char *reason)
{
	for (size_t i = 0; i < n; i++)
		if (rows[i].currency == NULL && text_equal(rows[i].reason, reason))
			return &rows[i];
	return NULL;
}

static bool report_is_held(const ReportClaim *rows, size_t n, const char *reason)
{
	for (size_t i = 0; i < n; i++)
		if (rows[i].currency != NULL && text_equal(rows[i].reason, reason))
			return true;
	return false;
}

ReportClaim *report_claims(Arena *arena, const ReportClaim *rows, size_t n, size_t *ret_n)
{
	ReportClaim *list = arena_array(arena, ReportClaim, n + 1);
	*ret_n = 0;
	for (size_t i = 0; i < n; i++) {
		const ReportClaim *resolved = report_resolved(rows, n, rows[i].reason);
		if (rows[i].currency == NULL && report_is_held(rows, n, rows[i].reason))
			continue;
		ReportClaim *claim = &list[(*ret_n)++];
		*claim = rows[i];
		claim->tasks = resolved != NULL ? resolved->tasks : 0;
		claim->seconds = resolved != NULL ? resolved->seconds : 0;
		claim->days = report_ratio(claim->seconds, (Wide)claim->tasks * 86400, 10);
	}
	if (*ret_n > 1)
		qsort(list, *ret_n, sizeof *list, report_compare_claims);
	return list;
}

/* ---- acts ---- */

/* A receiver of documents and the tax office are actors too: by their tax ids. */
static bool report_is_person(const char *actor)
{
	return actor == NULL ||
	       !(strncmp(actor, "customer ", strlen("customer ")) == 0 || strncmp(actor, "mailbox:", strlen("mailbox:")) == 0 ||
		 rut_is_valid(actor) || rfc_shape(actor));
}

/* What follows from an act by itself is none of its own. */
static bool report_is_act(const char *kind)
{
	static const char *const follows[] = { EVENT_STATE, EVENT_CUSTOMER, EVENT_TASK_OPENED, EVENT_DECLARED,
					       EVENT_MAIL_QUEUED, EVENT_MAIL_SENT, EVENT_MAIL_FAILED };
	for (size_t i = 0; i < G_N_ELEMENTS(follows); i++)
		if (text_equal(kind, follows[i]))
			return false;
	return true;
}

/* A promise's task ends with the state or the hold that took its place. */
static const char *report_promise_end(const char *result)
{
	InvoiceState state;
	if (!invoice_state_from_word(result != NULL ? result : "", &state))
		return "withdrawn";
	static const char *const ends[] = {
		[STATE_NEW] = "broken",	       [STATE_WAITING] = "broken",   [STATE_OVERDUE] = "broken",
		[STATE_DISPUTED] = "withdrawn", [STATE_REJECTED] = "withdrawn",
		[STATE_PAYMENT_UNCONFIRMED] = "withdrawn",
		[STATE_PART_PAID] = "broken",  [STATE_PAID] = "kept",	     [STATE_VOID] = "withdrawn",
		[STATE_REPLACED] = "withdrawn", [STATE_CEDED] = "withdrawn",
	};
	return ends[state];
}

/* "phone: reached" -> act "task-closed phone", result "reached". */
static ReportAct report_act_of(Arena *arena, const ReportAct *row)
{
	ReportAct act = *row;
	if (text_equal(row->act, task_row(TASK_PROMISE)->word)) {
		act.result = report_promise_end(row->result);
	} else if (text_equal(row->act, EVENT_TASK_CLOSED) && row->result != NULL) {
		const char *colon = strstr(row->result, ": ");
		size_t length = colon != NULL ? (size_t)(colon - row->result) : strlen(row->result);
		act.act = arena_printf(arena, "%s %.*s", row->act, (int)length, row->result);
		act.result = colon != NULL ? colon + 2 : NULL;
	}
	return act;
}

static int report_compare_acts(const void *a, const void *b)
{
	const ReportAct *first = a;
	const ReportAct *second = b;
	int order = report_compare(first->person, second->person);
	order = order != 0 ? order : report_compare(first->act, second->act);
	return order != 0 ? order : report_compare(first->result, second->result);
}

/* Of rows in order: those with the same person, act and result become one. */
static size_t report_merge(ReportAct *list, size_t n)
{
	size_t kept = 0;
	for (size_t i = 0; i < n; i++)
		if (kept > 0 && report_compare_acts(&list[kept - 1], &list[i]) == 0)
			list[kept - 1].count += list[i].count;
		else
			list[kept++] = list[i];
	return kept;
}

static bool report_same_act(const ReportAct *a, const ReportAct *b)
{
	return text_equal(a->person, b->person) && text_equal(a->act, b->act);
}

static void report_shares(ReportAct *list, size_t n)
{
	for (size_t first = 0, i = 0; i <= n; i++) {
		if (i < n && report_same_act(&list[first], &list[i]))
			continue;
		Wide all = 0;
		for (size_t k = first; k < i; k++)
			all += list[k].count;
		for (; first < i; first++)
			list[first].share = report_ratio(list[first].count, all, 1000);
	}
}

ReportAct *report_acts(Arena *arena, const ReportAct *rows, size_t n, size_t *ret_n)
{
	ReportAct *list = arena_array(arena, ReportAct, n + 1);
	*ret_n = 0;
	for (size_t i = 0; i < n; i++)
		if (report_is_person(rows[i].person) && report_is_act(rows[i].act))
			list[(*ret_n)++] = report_act_of(arena, &rows[i]);
	if (*ret_n > 1)
		qsort(list, *ret_n, sizeof *list, report_compare_acts);
	*ret_n = report_merge(list, *ret_n);
	if (*ret_n > 0)
		report_shares(list, *ret_n);
	return list;
}
