#include "ledger/recipients.h"

#include "base/text.h"
#include "ledger/pause.h"

typedef struct {
	const Contact ***list;
	size_t *n;
} RecipientsList;

typedef enum { RECIPIENTS_THERE, RECIPIENTS_ABSENT } Presence;

static bool recipients_is_absent(const RecipientsInput *input, const Contact *contact)
{
	return date_is_set(contact->absent_until) && date_compare(input->today, contact->absent_until) <= 0;
}

static bool recipients_role(Arena *arena, const RecipientsInput *input, ContactRole role, Presence presence,
			    RecipientsList to)
{
	for (size_t i = 0; i < input->n; i++) {
		const Contact *contact = &input->contacts[i];
		if (contact->role != role || contact->state != CONTACT_OK || contact->address == NULL ||
		    recipients_is_absent(input, contact) != (presence == RECIPIENTS_ABSENT))
			continue;
		*to.list = arena_grow(arena, *to.list, *to.n, sizeof **to.list);
		(*to.list)[(*to.n)++] = contact;
	}
	return *to.n > 0;
}

/* Whose address bounced is not replaced by the boss or by our own salesperson: that is for a person to do. Who is absent
 * is: by who else pays (a stand-in whom a person accepted is one of them), else by who approves. */
void recipients_of(Arena *arena, const RecipientsInput *input, Recipients *ret)
{
	RecipientsList to = { &ret->to, &ret->n_to };
	RecipientsList cc = { &ret->cc, &ret->n_cc };
	*ret = (Recipients){ 0 };
	if (recipients_role(arena, input, ROLE_PAYS, RECIPIENTS_THERE, to))
		recipients_role(arena, input, ROLE_APPROVES, RECIPIENTS_THERE, cc);
	else if (!recipients_role(arena, input, ROLE_APPROVES, RECIPIENTS_THERE, to) &&
		 !recipients_role(arena, input, ROLE_PAYS, RECIPIENTS_ABSENT, to) &&
		 !recipients_role(arena, input, ROLE_APPROVES, RECIPIENTS_ABSENT, to))
		return;
	if (input->escalates)
		recipients_role(arena, input, ROLE_ESCALATES, RECIPIENTS_THERE, cc);
	recipients_role(arena, input, ROLE_SALESPERSON, RECIPIENTS_THERE, cc);
}

static const Pause *recipients_pause_of(Arena *arena, const Contact *contact, const Pause *pauses, size_t n)
{
	const char *domain = pause_domain(arena, contact->address);
	for (size_t i = 0; i < n; i++)
		if (pause_is_of_all(&pauses[i]) || text_equal(domain, pauses[i].domain))
			return &pauses[i];
	return NULL;
}

const Pause *recipients_pause(Arena *arena, const Recipients *recipients, const Pause *pauses, size_t n)
{
	const Pause *pause = NULL;
	for (size_t i = 0; i < recipients->n_to && pause == NULL; i++)
		pause = recipients_pause_of(arena, recipients->to[i], pauses, n);
	for (size_t i = 0; i < recipients->n_cc && pause == NULL; i++)
		pause = recipients_pause_of(arena, recipients->cc[i], pauses, n);
	return pause;
}
