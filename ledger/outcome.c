#include "ledger/outcome.h"

#include "base/text.h"

#define WORD(symbol, word) word,

const char *alert_kind_word(AlertKind kind)
{
	static const char *const words[] = { ALERT_KINDS(WORD) };
	return words[kind];
}

void outcome_add_document(Arena *arena, Outcome *outcome, DocumentRow row)
{
	arena_append(arena, outcome->documents, outcome->n_documents, row);
}

void outcome_add_customer(Arena *arena, Outcome *outcome, Customer customer)
{
	for (size_t i = 0; i < outcome->n_customers; i++)
		if (text_equal(outcome->customers[i].tax_id, customer.tax_id) &&
		    text_equal(outcome->customers[i].company, customer.company))
			return;
	arena_append(arena, outcome->customers, outcome->n_customers, customer);
}

void outcome_add_contact(Arena *arena, Outcome *outcome, const char *tax_id, Contact contact)
{
	size_t n = outcome->n_contacts;
	arena_append(arena, outcome->contact_of, n, arena_strdup(arena, tax_id));
	arena_append(arena, outcome->contacts, outcome->n_contacts, contact);
}

Invoice *outcome_invoice(Arena *arena, Outcome *outcome, const Invoice *invoice)
{
	for (size_t i = 0; i < outcome->n_invoices; i++)
		if (text_equal(outcome->invoices[i].key, invoice->key) &&
		    text_equal(outcome->invoices[i].company, invoice->company))
			return &outcome->invoices[i];
	arena_append(arena, outcome->invoices, outcome->n_invoices, *invoice);
	return &outcome->invoices[outcome->n_invoices - 1];
}

void outcome_add_posting(Arena *arena, Outcome *outcome, Posting posting)
{
	for (size_t i = 0; i < outcome->n_postings; i++) {
		Posting *known = &outcome->postings[i];
		bool same = known->source_index == posting.source_index &&
			    text_equal(known->source_key, posting.source_key) &&
			    text_equal(known->company, posting.company);
		if (!same)
			continue;
		known->undone = known->undone || posting.undone;
		return;
	}
	arena_append(arena, outcome->postings, outcome->n_postings, posting);
}

void outcome_add_payment(Arena *arena, Outcome *outcome, PaymentRow payment)
{
	for (size_t i = 0; i < outcome->n_payments; i++)
		if (text_equal(outcome->payments[i].source_key, payment.source_key)) {
			outcome->payments[i] = payment;
			return;
		}
	arena_append(arena, outcome->payments, outcome->n_payments, payment);
}

void outcome_add_event(Arena *arena, Outcome *outcome, Event event)
{
	arena_append(arena, outcome->events, outcome->n_events, event);
}

void outcome_add_shown(Arena *arena, Outcome *outcome, ShownChange change)
{
	arena_append(arena, outcome->shown, outcome->n_shown, change);
}

void outcome_add_note(Arena *arena, Outcome *outcome, Note note)
{
	arena_append(arena, outcome->notes, outcome->n_notes, note);
}

void outcome_add_declaration(Arena *arena, Outcome *outcome, Declaration declaration)
{
	arena_append(arena, outcome->declarations, outcome->n_declarations, declaration);
}

/* The same task named twice is one change: the last. */
static void outcome_put_task(Arena *arena, Outcome *outcome, Task task)
{
	for (size_t i = 0; i < outcome->n_tasks; i++) {
		Task *known = &outcome->tasks[i];
		if (known->kind == task.kind && text_equal(known->company, task.company) &&
		    text_equal(known->subject, task.subject)) {
			*known = task;
			return;
		}
	}
	arena_append(arena, outcome->tasks, outcome->n_tasks, task);
}

void outcome_open_task(Arena *arena, Outcome *outcome, Task task)
{
	task.open = true;
	outcome_put_task(arena, outcome, task);
}

void outcome_close_task(Arena *arena, Outcome *outcome, Task task)
{
	task.open = false;
	outcome_put_task(arena, outcome, task);
}

void outcome_told_task(Arena *arena, Outcome *outcome, int64_t id)
{
	arena_append(arena, outcome->told_tasks, outcome->n_told_tasks, id);
}

void outcome_add_account(Arena *arena, Outcome *outcome, StatedAccount account)
{
	arena_append(arena, outcome->accounts, outcome->n_accounts, account);
}

void outcome_add_feedback(Arena *arena, Outcome *outcome, Feedback feedback)
{
	arena_append(arena, outcome->feedback, outcome->n_feedback, feedback);
}

void outcome_add_contact_change(Arena *arena, Outcome *outcome, ContactChange change)
{
	arena_append(arena, outcome->contact_changes, outcome->n_contact_changes, change);
}

void outcome_add_absence(Arena *arena, Outcome *outcome, Absence absence)
{
	arena_append(arena, outcome->absences, outcome->n_absences, absence);
}

bool outcome_add_pause(Arena *arena, Outcome *outcome, Pause pause)
{
	for (size_t i = 0; i < outcome->n_pauses; i++)
		if (text_equal(outcome->pauses[i].domain, pause.domain))
			return false;
	arena_append(arena, outcome->pauses, outcome->n_pauses, pause);
	return true;
}

Alert *outcome_add_alert(Arena *arena, Outcome *outcome, Alert alert)
{
	arena_append(arena, outcome->alerts, outcome->n_alerts, alert);
	return &outcome->alerts[outcome->n_alerts - 1];
}

void alert_fact(Arena *arena, Alert *alert, const char *label, const char *value)
{
	if (value == NULL)
		return;
	alert->facts = arena_grow(arena, alert->facts, alert->n_facts, sizeof *alert->facts);
	alert->facts[alert->n_facts][0] = label;
	alert->facts[alert->n_facts][1] = value;
	alert->n_facts++;
}

void outcome_displaced(Arena *arena, Outcome *outcome, const Invoice *invoice)
{
	for (size_t i = 0; i < outcome->n_before; i++)
		if (text_equal(outcome->before[i].invoice_key, invoice->key))
			return;
	if (invoice->hold_reason == NULL)
		return;
	outcome->before = arena_grow(arena, outcome->before, outcome->n_before, sizeof *outcome->before);
	outcome->before[outcome->n_before++] = (HoldBefore){ .invoice_key = invoice->key,
							     .reason = invoice->hold_reason,
							     .until = invoice->hold_until };
}
