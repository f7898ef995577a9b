#include "ledger/note.h"

#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "ledger/events.h"

static bool note_check(const NewNote *new, Date today, GError **error)
{
	const char *fault = NULL;
	if (new->text == NULL || *new->text == '\0')
		fault = "a text is wanted";
	else if (date_is_set(new->due) && new->area == NULL)
		fault = "a day is wanted of somebody: name the area";
	else if (date_is_set(new->due) && date_compare(new->due, today) < 0)
		fault = "a day that has not passed is wanted";
	if (fault != NULL)
		error_reject(error, "%s", fault);
	return fault == NULL;
}

static void note_ask(Arena *arena, const NewNote *new, const Note *note, Outcome *outcome)
{
	const char *subject = new->unique;
	Task task = { .company = new->company->name, .kind = TASK_NOTE, .subject = subject,
		      .invoice_key = note->invoice_key, .customer_tax_id = note->customer_tax_id, .area = new->area,
		      .due = note->due, .detail = text_line(arena, new->text, 80), .actor = new->author };
	outcome_open_task(arena, outcome, task);
	Alert alert = { .company = new->company->name, .kind = ALERT_NOTE,
			.key = arena_printf(arena, NOTE_KEY "%s", subject), .task = task_row(TASK_NOTE)->word,
			.task_subject = subject, .area = new->area, .day = note->due, .quote = new->text,
			.invoice_key = note->invoice_key };
	alert.subject = note->invoice_key != NULL ? note->invoice_key : note->customer_tax_id;
	if (note->invoice_key != NULL)
		alert.command = arena_printf(arena, "valija note list %s", note->invoice_key);
	else
		alert.command = arena_printf(arena, "valija note list --customer %s", note->customer_tax_id);
	Alert *added = outcome_add_alert(arena, outcome, alert);
	alert_fact(arena, added, "from", new->author);
	const char *name = new->invoice != NULL ? new->invoice->debtor_name : new->customer->name;
	if (name != NULL)
		alert_fact(arena, added, "customer", name);
}

bool note_add(Arena *arena, const NewNote *new, Outcome *outcome, GError **error)
{
	Date today = date_in_zone(new->now, new->company->zone);
	if (!note_check(new, today, error))
		return false;
	Note note = { .company = new->company->name, .author = new->author, .text = new->text, .area = new->area,
		      .due = new->due, .verified = true };
	note.invoice_key = new->invoice != NULL ? new->invoice->key : NULL;
	note.customer_tax_id = new->invoice != NULL ? new->invoice->debtor_tax_id : new->customer->tax_id;
	if (new->area != NULL && !date_is_set(note.due))
		note.due = calendar_add(&new->company->policy.calendar, today, task_row(TASK_NOTE)->days);
	outcome->company = new->company->name;
	outcome_add_note(arena, outcome, note);
	outcome_add_event(arena, outcome,
			  (Event){ .at = new->now, .company = note.company, .invoice_key = note.invoice_key,
				   .customer_tax_id = note.customer_tax_id, .kind = EVENT_NOTE, .actor = new->author,
				   .reason = new->text });
	if (new->area != NULL)
		note_ask(arena, new, &note, outcome);
	return true;
}

const char *note_subject_of(Arena *arena, const char *step)
{
	size_t length = strlen(NOTE_KEY);
	if (step == NULL || strncmp(step, NOTE_KEY, length) != 0)
		return NULL;
	return arena_strndup(arena, step + length, strcspn(step + length, " "));
}
