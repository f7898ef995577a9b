#include "ledger/duties.h"

#include "base/text.h"

#define DUTY_HOLD_END (-1) /* the day is the hold's last */

/* An answer's code, or what else holds an invoice, and whose work that is (collections facts, section 6). area "": who
 * collects from this customer. Business days from today. */
typedef struct {
	const char *hold;
	TaskKind kind;
	const char *area;
	int64_t days;
} DutyRow;

static const DutyRow duty_rows[] = {
	{ "PROMISE", TASK_PROMISE, "", DUTY_HOLD_END },
	{ "SCHEDULED", TASK_PROMISE, "", DUTY_HOLD_END },
	{ "PAID_PROOF", TASK_CONFIRM_PAYMENT, "treasury", 2 },
	{ "REMIT", TASK_CONFIRM_PAYMENT, "treasury", 2 },
	{ "PAID_CLAIM", TASK_CONFIRM_PAYMENT, "", 3 },
	{ "PLAN", TASK_REPLY, "", 2 },
	{ "DISP_PRICE", TASK_DISPUTE, "sales", 3 },
	{ "DISP_QTY", TASK_DISPUTE, "logistics", 3 },
	{ "DISP_QUALITY", TASK_DISPUTE, "sales", 3 },
	{ "DISP_SERVICE", TASK_DISPUTE, "sales", 3 },
	{ "DISP_NOTRECEIVED", TASK_DISPUTE, "logistics", 2 },
	{ "DISP_TAXDATA", TASK_DISPUTE, "billing", 2 },
	{ "DISP_TERMS", TASK_DISPUTE, "sales", 3 },
	{ "DISP_DUP", TASK_DISPUTE, "billing", 3 },
	{ "DISPUTE", TASK_DISPUTE, "", 3 },
	{ "NEED_PO", TASK_DISPUTE, "sales", 2 },
	{ "NEED_DOC", TASK_DISPUTE, "", 2 },
	{ "OFFSET", TASK_DISPUTE, "billing", 3 },
	{ "CREDIT_SPLIT", TASK_DISPUTE, "billing", 3 },
	{ "SUBSTITUTION", TASK_DISPUTE, "billing", 3 },
	{ "NOT_TAKEN_IN", TASK_REJECTED, "billing", 0 },
	{ "REJECTED", TASK_REJECTED, "billing", 0 },
	{ "FACTORED", TASK_REJECTED, "treasury", 1 },
	{ "NEED_INVOICE", TASK_REPLY, "", 1 },
	{ "NEED_PORTAL", TASK_REPLY, "billing", 2 },
	{ "QUESTION", TASK_REPLY, "", 1 },
	{ "OTHER", TASK_REPLY, "", 1 },
	{ "UNVERIFIED", TASK_REPLY, "", 1 },
	{ "CALL_ME", TASK_PHONE, "", 1 },
	{ "COMPLAINT", TASK_COMPLAINT, "manager", 0 },
	{ "STOP", TASK_STOP, "manager", 0 },
	{ "LEGAL", TASK_LEGAL, "legal", 0 },
	{ "BANKCHANGE", TASK_BANK_CHANGE, "treasury", 0 },
};

#define DUTIES_MAX 3

typedef struct {
	Task tasks[DUTIES_MAX];
	size_t n;
} Duties;

static const DutyRow *duty_find(const char *hold)
{
	for (size_t i = 0; hold != NULL && i < G_N_ELEMENTS(duty_rows); i++)
		if (text_equal(duty_rows[i].hold, hold))
			return &duty_rows[i];
	return NULL;
}

/* A person may hold with words of their own: then the state says what is to be done. */
static const DutyRow *duty_row(const Invoice *invoice)
{
	static const char *const of_state[] = { [STATE_DISPUTED] = "DISPUTE", [STATE_REJECTED] = "REJECTED",
						[STATE_PAYMENT_UNCONFIRMED] = "PAID_CLAIM", [STATE_CEDED] = NULL };
	const DutyRow *row = duty_find(invoice->hold_reason);
	return row != NULL ? row : duty_find(of_state[invoice->state]);
}

static Task duty_task(const Company *company, const Invoice *invoice, TaskKind kind, const char *area, Date due)
{
	Task task = { .company = company->name, .kind = kind, .subject = invoice->key, .invoice_key = invoice->key,
		      .area = *area != '\0' ? area : NULL, .due = due };
	if (invoice->direction == DIRECTION_ISSUED)
		task.customer_tax_id = invoice->debtor_tax_id;
	else
		task.detail = invoice->creditor_name;
	return task;
}

static void duty_issued(const Company *company, const Invoice *invoice, Date today, Duties *duties)
{
	const DutyRow *row = duty_row(invoice);
	if (row == NULL || !(invoice_is_open(invoice) || invoice->state == STATE_REJECTED))
		return;
	Task *task = &duties->tasks[duties->n++];
	*task = duty_task(company, invoice, row->kind, row->area,
			  row->days == DUTY_HOLD_END ? invoice->hold_until :
						       calendar_add(&company->policy.calendar, today, row->days));
	task->detail = invoice->hold_reason != NULL ? invoice->hold_reason : row->hold;
}

/* Mexico: a CFDI with method PUE says that it is paid within its month; one that is not should have been PPD, and is to be
 * replaced (cfdi facts). Only companies that remind of them expect money. */
static void duty_pue(const Company *company, const Invoice *invoice, Duties *duties)
{
	if (!company->policy.dun_paid_at_once || !text_equal(invoice->format, "cfdi") ||
	    !text_equal(invoice->payment_method, "PUE") || !invoice_is_open(invoice) || !date_is_set(invoice->issued) ||
	    invoice->environment != ENVIRONMENT_PRODUCTION)
		return;
	duties->tasks[duties->n++] = duty_task(company, invoice, TASK_PUE, task_row(TASK_PUE)->area,
					       date_month_end(invoice->issued));
}

/* Chile: only invoices and settlements can be claimed, eight days from reception (Ley 19.983; dte facts, section 6). */
static bool duty_is_claimable(const Invoice *invoice)
{
	return text_equal(invoice->format, "dte") &&
	       (text_equal(invoice->type, "33") || text_equal(invoice->type, "34") || text_equal(invoice->type, "43"));
}

/* What came before the company went live is history: nobody is told to act on it. */
static void duty_received(const Company *company, const Invoice *invoice, bool is_new, Duties *duties)
{
	Date came = date_in_zone(invoice->received_at, company->zone);
	bool live = date_is_set(company->go_live) && date_compare(company->go_live, came) <= 0;
	if (!live || !invoice_is_open(invoice) || invoice->environment != ENVIRONMENT_PRODUCTION)
		return;
	if (is_new && duty_is_claimable(invoice))
		duties->tasks[duties->n++] = duty_task(company, invoice, TASK_CLAIM_WINDOW,
						       task_row(TASK_CLAIM_WINDOW)->area,
						       date_add_days(came, company->claim_days));
	if (date_is_set(invoice->due))
		duties->tasks[duties->n++] = duty_task(company, invoice, TASK_PAY_SUPPLIER,
						       task_row(TASK_PAY_SUPPLIER)->area, invoice->due);
}

static Duties duties_of(const Company *company, const Invoice *invoice, bool is_new, Date today)
{
	Duties duties = { .n = 0 };
	if (invoice == NULL)
		return duties;
	if (invoice->direction == DIRECTION_ISSUED) {
		duty_issued(company, invoice, today, &duties);
		duty_pue(company, invoice, &duties);
	} else if (invoice->direction == DIRECTION_RECEIVED)
		duty_received(company, invoice, is_new, &duties);
	return duties;
}

static const Task *duties_have(const Duties *duties, TaskKind kind)
{
	for (size_t i = 0; i < duties->n; i++)
		if (duties->tasks[i].kind == kind)
			return &duties->tasks[i];
	return NULL;
}

static bool duties_named(const Outcome *outcome, const Task *task)
{
	for (size_t i = 0; i < outcome->n_tasks; i++)
		if (outcome->tasks[i].kind == task->kind && text_equal(outcome->tasks[i].subject, task->subject) &&
		    text_equal(outcome->tasks[i].company, task->company))
			return true;
	return false;
}

/* A bill that is paid, rejected or replaced: its days to claim are of no interest either. */
static void duties_close_claim(Arena *arena, const Invoice *before, const Invoice *after, Outcome *outcome)
{
	if (before == NULL || after->direction != DIRECTION_RECEIVED || !invoice_is_open(before) ||
	    invoice_is_open(after) || !duty_is_claimable(after))
		return;
	Task task = { .company = after->company, .kind = TASK_CLAIM_WINDOW, .subject = after->key,
		      .invoice_key = after->key, .result = invoice_state_word(after->state) };
	if (!duties_named(outcome, &task))
		outcome_close_task(arena, outcome, task);
}

/* What a step of the policy gave a person to do (ledger/decide.h) is over with the debt. */
static void duties_close_steps(Arena *arena, const Invoice *before, const Invoice *after, Outcome *outcome)
{
	static const TaskKind kinds[] = { TASK_PORTAL, TASK_PHONE, TASK_LETTER, TASK_FORMAL_NOTICE };
	/* Without a due date there is no ladder, and none of its steps. */
	if (before == NULL || after->direction != DIRECTION_ISSUED || !date_is_set(before->due) ||
	    !invoice_is_open(before) || invoice_is_open(after))
		return;
	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
		Task task = { .company = after->company, .kind = kinds[i], .subject = after->key,
			      .invoice_key = after->key, .customer_tax_id = after->debtor_tax_id,
			      .result = invoice_state_word(after->state) };
		if (!duties_named(outcome, &task))
			outcome_close_task(arena, outcome, task);
	}
}

/* Money is an answer: nobody need call any more about mails that had none (decide_phone). */
static void duties_close_call(Arena *arena, const Invoice *before, const Invoice *after, Outcome *outcome)
{
	if (before == NULL || after->direction != DIRECTION_ISSUED || after->paid <= before->paid)
		return;
	const char *customer = after->customer_key != NULL ? after->customer_key : after->debtor_tax_id;
	Task task = { .company = after->company, .kind = TASK_PHONE, .subject = customer,
		      .customer_tax_id = customer, .result = "paid" };
	if (customer != NULL && !duties_named(outcome, &task))
		outcome_close_task(arena, outcome, task);
}

TaskKind duties_step_kind(PolicyChannel channel)
{
	static const TaskKind kinds[] = { [CHANNEL_MAIL] = TASK_REPLY, [CHANNEL_PORTAL] = TASK_PORTAL,
					  [CHANNEL_PHONE] = TASK_PHONE, [CHANNEL_LETTER] = TASK_LETTER,
					  [CHANNEL_FORMAL] = TASK_FORMAL_NOTICE };
	return kinds[channel];
}

void duties_step(Arena *arena, const Company *company, const Invoice *invoice, const PolicyStep *step, int64_t now,
		 Outcome *outcome)
{
	Date today = date_in_zone(now, company->zone);
	const TaskRow *row = task_row(duties_step_kind(step->channel));
	Date due = calendar_add(&company->policy.calendar, today, row->days);
	Task task = duty_task(company, invoice, duties_step_kind(step->channel), row->area, due);
	task.detail = arena_printf(arena, "%s: %s, %s %s, due %s", step->name,
				   invoice->debtor_name != NULL ? invoice->debtor_name : invoice->debtor_tax_id,
				   money_micro_text(arena, invoice_balance(invoice)), invoice->total.currency,
				   date_text(arena, invoice->due));
	if (step->channel == CHANNEL_FORMAL)
		task.detail = arena_printf(arena, "%s; draft: valija letter %s -o letter.pdf", task.detail,
					   invoice->debtor_tax_id);
	if (step->channel == CHANNEL_LETTER)
		task.detail = arena_printf(arena, "%s; draft: valija letter %s --notice %s -o letter.pdf", task.detail,
					   invoice->debtor_tax_id, step->notice);
	if (!duties_named(outcome, &task))
		outcome_open_task(arena, outcome, task);
}

/* Mexico: a payment of an invoice that is paid in parts or later (PPD) wants its receipt (REP) in the first days of the
 * next month (RMF 2.7.1.32; cfdi facts). */
static void duties_receipt(Arena *arena, const Company *company, const Invoice *invoice, Outcome *outcome)
{
	bool wanted = text_equal(invoice->format, "cfdi") && text_equal(invoice->payment_method, "PPD") &&
		      invoice->direction == DIRECTION_ISSUED && invoice->environment == ENVIRONMENT_PRODUCTION;
	if (!wanted || !invoice->settled)
		return;
	Task task = duty_task(company, invoice, TASK_REP, task_row(TASK_REP)->area, (Date){ 0 });
	if (invoice->unreceipted > 0 && date_is_set(invoice->banked)) {
		Date next = date_add_days(date_month_end(invoice->banked), 1);
		task.due = date_make(next.year, next.month, (int)company->rep_day);
		outcome_open_task(arena, outcome, task);
	} else if (invoice->id != 0) {
		task.result = "receipt";
		outcome_close_task(arena, outcome, task);
	}
}

void duties_follow(Arena *arena, const Company *company, const Invoice *before, const Invoice *after, int64_t now,
		   Outcome *outcome)
{
	Date today = date_in_zone(now, company->zone);
	Duties was = duties_of(company, before, false, today);
	Duties is = duties_of(company, after, before == NULL, today);
	for (size_t i = 0; i < was.n; i++) {
		Task over = was.tasks[i];
		over.result = after->hold_reason != NULL ? after->hold_reason : invoice_state_word(after->state);
		if (duties_have(&is, over.kind) == NULL && !duties_named(outcome, &over))
			outcome_close_task(arena, outcome, over);
	}
	for (size_t i = 0; i < is.n; i++) {
		const Task *known = duties_have(&was, is.tasks[i].kind);
		bool same = known != NULL && text_equal(known->detail, is.tasks[i].detail) &&
			    date_compare(known->due, is.tasks[i].due) == 0;
		if (!same && !duties_named(outcome, &is.tasks[i]))
			outcome_open_task(arena, outcome, is.tasks[i]);
	}
	duties_close_claim(arena, before, after, outcome);
	duties_close_steps(arena, before, after, outcome);
	duties_close_call(arena, before, after, outcome);
	duties_receipt(arena, company, after, outcome);
}

/* ---- days that have passed ---- */

#define DUTIES_ALERTS_MAX 3
#define DUTIES_LISTED_MAX 20

static const char *duties_label(Arena *arena, const Task *task)
{
	return task->detail == NULL ? task->subject : arena_printf(arena, "%s (%s)", task->subject, task->detail);
}

static Alert duties_alert(Arena *arena, const Company *company, const char *key, const char *subject)
{
	return (Alert){ .company = company->name, .kind = ALERT_DEADLINE,
			.key = arena_printf(arena, "deadline %s", key), .subject = subject };
}

static void duties_tell(Arena *arena, const Company *company, const Task *task, Outcome *outcome)
{
	const char *key = arena_printf(arena, "%s %s %s", task_row(task->kind)->word, task->subject,
				       date_text(arena, task->due));
	Alert alert = duties_alert(arena, company, key, duties_label(arena, task));
	alert.task = task_row(task->kind)->word;
	alert.day = task->due;
	alert.task_subject = task->subject;
	alert.area = task->area;
	alert.owner = task->owner;
	alert.invoice_key = task->invoice_key;
	alert.command = arena_printf(arena, "valija task list --company %s", company->name);
	Alert *added = outcome_add_alert(arena, outcome, alert);
	if (task->customer_tax_id != NULL)
		alert_fact(arena, added, "customer", task->customer_tax_id);
}

static void duties_tell_many(Arena *arena, const Company *company, const Task *const *tasks, size_t n, Date today,
			     Outcome *outcome)
{
	const char *subject = arena_printf(arena, "%zu", n);
	Alert alert = duties_alert(arena, company, date_text(arena, today), subject);
	alert.day = date_add_days(today, -1);
	alert.command = arena_printf(arena, "valija task list --company %s", company->name);
	Alert *added = outcome_add_alert(arena, outcome, alert);
	for (size_t i = 0; i < n && i < DUTIES_LISTED_MAX; i++)
		alert_fact(arena, added, task_row(tasks[i]->kind)->word,
			   arena_printf(arena, "%s, %s", duties_label(arena, tasks[i]),
					date_text(arena, tasks[i]->due)));
}

void duties_broken(Arena *arena, const Company *company, const Task *tasks, size_t n, int64_t now, Outcome *outcome)
{
	const Task **told = arena_array(arena, const Task *, n + 1);
	size_t n_told = 0;
	for (size_t i = 0; i < n; i++) {
		outcome_told_task(arena, outcome, tasks[i].id);
		if (tasks[i].kind != TASK_CLAIM_WINDOW) {
			told[n_told++] = &tasks[i];
			continue;
		}
		Task over = tasks[i];
		over.result = "accepted by law: the days to claim are over";
		outcome_close_task(arena, outcome, over);
	}
	if (n_told > DUTIES_ALERTS_MAX)
		duties_tell_many(arena, company, told, n_told, date_in_zone(now, company->zone), outcome);
	for (size_t i = 0; i < n_told && n_told <= DUTIES_ALERTS_MAX; i++)
		duties_tell(arena, company, told[i], outcome);
}
