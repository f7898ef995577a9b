#include "ledger/people.h"

#include <glib.h>
#include <string.h>

#include "base/text.h"

typedef struct {
	Arena *arena;
	const Facts *facts;
	Outcome *outcome;
	Texts seen;
	const char *site; /* domain of the sender: who shares it is of the same house */
} People;

static const char *people_domain(const char *address)
{
	const char *at = address != NULL ? strrchr(address, '@') : NULL;
	return at != NULL && at[1] != '\0' && at != address ? at + 1 : NULL;
}

static bool people_same(const char *a, const char *b)
{
	return a != NULL && b != NULL && g_ascii_strcasecmp(a, b) == 0;
}

/* An address that can stand in a header: one @, no blanks, no controls. */
static bool people_is_address(const char *address)
{
	return people_domain(address) != NULL && strchr(address, '@') == strrchr(address, '@') &&
	       strlen(address) <= 254 && strpbrk(address, " \t<>\"(),;:") == NULL && !text_has_control(address) &&
	       strchr(people_domain(address), '.') != NULL;
}

static bool people_is_ours(const Facts *facts, const char *address)
{
	for (size_t i = 0; i < facts->n_companies; i++)
		if (people_same(people_domain(facts->companies[i].reply_to), people_domain(address)))
			return true;
	return false;
}

static bool people_is_robot(const char *address)
{
	static const char *const locals[] = { "noreply", "no-reply",	  "no_reply", "donotreply", "do-not-reply",
					      "mailer-daemon", "postmaster", "bounce", "noresponder", "no-responder" };
	for (size_t i = 0; i < G_N_ELEMENTS(locals); i++)
		if (g_ascii_strncasecmp(address, locals[i], strlen(locals[i])) == 0)
			return true;
	return false;
}

static bool people_is_known(const People *people, const char *address)
{
	for (size_t i = 0; i < people->facts->n_contacts; i++)
		if (people_same(people->facts->contacts[i].address, address))
			return true;
	for (size_t i = 0; i < people->facts->sent->recipients.n; i++)
		if (people_same(people->facts->sent->recipients.items[i], address))
			return true;
	for (size_t i = 0; i < people->seen.n; i++)
		if (people_same(people->seen.items[i], address))
			return true;
	return false;
}

static void people_add(People *people, const char *name, const char *address, const char *source)
{
	if (!people_is_address(address) || people_is_ours(people->facts, address) || people_is_robot(address) ||
	    people_is_known(people, address) || people->seen.n >= PEOPLE_MAX)
		return;
	texts_add(people->arena, &people->seen, address);
	Contact contact = { .customer_id = people->facts->sent_customer->id,
			    .name = name != NULL ? text_line(people->arena, name, 120) : NULL, .address = address,
			    .role = ROLE_PAYS, .state = CONTACT_PROPOSED, .source = source };
	outcome_add_contact(people->arena, people->outcome, people->facts->sent_customer->tax_id, contact);
}

static bool people_is_address_byte(char byte)
{
	return g_ascii_isalnum(byte) || strchr("._%+-", byte) != NULL;
}

/* Addresses of the sender's own house in the lines that were cut off as signature, and in the answer: other people's
 * addresses in a quotation are none of them. */
static void people_in_text(People *people, const char *text, const char *source)
{
	for (const char *at = strchr(text, '@'); at != NULL; at = strchr(at + 1, '@')) {
		const char *start = at;
		const char *end = at + 1;
		while (start > text && at - start < 64 && start[-1] != '\0' && people_is_address_byte(start[-1]))
			start--;
		while (*end != '\0' && end - at < 190 && (g_ascii_isalnum(*end) || *end == '.' || *end == '-'))
			end++;
		while (end > at + 1 && (end[-1] == '.' || end[-1] == '-'))
			end--;
		const char *address = arena_strndup(people->arena, start, (size_t)(end - start));
		if (people_same(people_domain(address), people->site))
			people_add(people, NULL, address, source);
	}
}

/* What is cut off behind an answer before anything is quoted: its own last lines. */
static const char *people_signature(Arena *arena, const Mail *mail)
{
	const char *quoted = mail->quoted != NULL ? mail->quoted : "";
	const char *end = quoted;
	for (int line = 0; line < 16 && *end != '\0' && *end != '>'; line++) {
		const char *feed = strchr(end, '\n');
		size_t length = feed != NULL ? (size_t)(feed - end) : strlen(end);
		if (length > 160 || g_strstr_len(end, (gssize)length, ":") == end + length - 1)
			break; /* a sentence, or the line that announces a quotation */
		end += length + (feed != NULL);
	}
	return arena_strndup(arena, quoted, (size_t)(end - quoted));
}

void people_propose(Arena *arena, const Finding *finding, const Facts *facts, Outcome *outcome)
{
	const Mail *mail = finding->mail;
	People people = { .arena = arena, .facts = facts, .outcome = outcome };
	if (facts->sent_customer == NULL || facts->sent == NULL || mail == NULL)
		return;
	people.site = people_domain(mail->from.address);
	if (finding->kind == FINDING_REPLY) {
		people_add(&people, mail->from.name, mail->from.address, "reply");
		for (size_t i = 0; i < mail->n_cc; i++)
			people_add(&people, mail->cc[i].name, mail->cc[i].address, "reply-copy");
		if (mail->reply != NULL)
			people_in_text(&people, mail->reply, "reply-text");
		people_in_text(&people, people_signature(arena, mail), "signature");
	}
	if (finding->answer != NULL)
		people_add(&people, finding->answer->delegate.name, finding->answer->delegate.address,
			   finding->kind == FINDING_AUTO_REPLY ? "absence" : "delegate");
}

void people_missing(Arena *arena, const Company *company, const Customer *customer, int64_t now, Outcome *outcome)
{
	Date today = date_in_zone(now, company->zone);
	Task task = { .company = company->name, .kind = TASK_FIND_CONTACT, .subject = customer->tax_id,
		      .customer_tax_id = customer->tax_id, .detail = customer->name,
		      .due = calendar_add(&company->policy.calendar, today, task_row(TASK_FIND_CONTACT)->days) };
	outcome_open_task(arena, outcome, task);
}

static bool people_is_lost(const Outcome *outcome, const char *address)
{
	for (size_t i = 0; i < outcome->n_contact_changes; i++)
		if (people_same(outcome->contact_changes[i].address, address))
			return true;
	return false;
}

void people_check_left(Arena *arena, const Facts *facts, const Company *company, Outcome *outcome)
{
	bool left = outcome->n_contact_changes == 0 || facts->sent_customer == NULL;
	for (size_t i = 0; !left && i < facts->n_contacts; i++) {
		const Contact *contact = &facts->contacts[i];
		left = contact->state == CONTACT_OK && !people_is_lost(outcome, contact->address) &&
		       (contact->role == ROLE_PAYS || contact->role == ROLE_APPROVES);
	}
	if (!left)
		people_missing(arena, company, facts->sent_customer, facts->now, outcome);
}
