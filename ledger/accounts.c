#include "ledger/accounts.h"

#include <string.h>

#include "base/sha256.h"
#include "base/text.h"
#include "parsers/replies/bank.h"

#define ACCOUNTS_PARTIES_MAX 8
#define ACCOUNTS_PARTY_BYTES 254

static bool accounts_is_ours(const Facts *facts, const char *tax_id)
{
	for (size_t i = 0; i < facts->n_companies; i++)
		if (texts_has(&facts->companies[i].tax_ids, tax_id))
			return true;
	return false;
}

static void accounts_add_party(Arena *arena, const Facts *facts, const char *party, Texts *ret)
{
	if (party != NULL && ret->n < ACCOUNTS_PARTIES_MAX && !accounts_is_ours(facts, party) && !texts_has(ret, party))
		texts_add(arena, ret, party);
}

/* All that the message names: its words', then its documents'. */
static Texts accounts_named(Arena *arena, const Finding *finding)
{
	Texts named = { 0 };
	for (size_t i = 0; i < finding->accounts.n; i++)
		texts_add(arena, &named, finding->accounts.items[i]);
	for (size_t i = 0; i < finding->n_documents && named.n < BANK_ACCOUNTS_MAX; i++) {
		const Document *document = &finding->documents[i];
		if (document->account != NULL && document->verdict != VERDICT_ALTERED)
			texts_add(arena, &named, document->account);
	}
	return named;
}

void accounts_parties(Arena *arena, const Finding *finding, const Facts *facts, Texts *ret)
{
	const char *from = finding->mail != NULL ? finding->mail->from.address : NULL;
	if (accounts_named(arena, finding).n == 0)
		return;
	if (facts->sent_customer != NULL)
		accounts_add_party(arena, facts, facts->sent_customer->tax_id, ret);
	for (size_t i = 0; i < finding->n_documents; i++)
		accounts_add_party(arena, facts, finding->documents[i].issuer.tax_id, ret);
	if (from == NULL || strlen(from) > ACCOUNTS_PARTY_BYTES)
		return;
	g_autofree char *lower = g_ascii_strdown(from, -1);
	accounts_add_party(arena, facts, lower, ret);
}

const char *accounts_company(const Facts *facts)
{
	return facts->sent != NULL ? facts->sent->company : facts->companies[0].name;
}

/* One of our own, of whichever company. */
static bool accounts_is_own(const Facts *facts, const char *account)
{
	for (size_t i = 0; i < facts->n_companies; i++)
		for (size_t k = 0; k < facts->companies[i].accounts.n; k++)
			if (bank_same(facts->companies[i].accounts.items[k], account))
				return true;
	return false;
}

static bool accounts_is_stated(const Facts *facts, const char *account)
{
	for (size_t i = 0; i < facts->n_accounts; i++)
		if (bank_same(facts->accounts[i].account, account))
			return true;
	return false;
}

/* What the party named before; else, in an answer to us, the account that we gave. */
static const char *accounts_known(const Facts *facts, bool answers)
{
	for (size_t i = 0; i < facts->n_accounts; i++)
		if (!facts->accounts[i].alarmed)
			return facts->accounts[i].account;
	for (size_t i = 0; answers && i < facts->n_companies; i++)
		if (text_equal(facts->companies[i].name, accounts_company(facts)) && facts->companies[i].accounts.n > 0)
			return facts->companies[i].accounts.items[0];
	return NULL;
}

AccountAlarm accounts_look(Arena *arena, const Finding *finding, const Facts *facts, bool claims, Outcome *outcome)
{
	AccountAlarm alarm = { 0 };
	Texts parties = { 0 };
	Texts named = accounts_named(arena, finding);
	accounts_parties(arena, finding, facts, &parties);
	const char *known = accounts_known(facts, facts->sent != NULL || finding->kind == FINDING_REPLY);
	for (size_t i = 0; i < named.n; i++) {
		const char *account = named.items[i];
		if (accounts_is_own(facts, account) || accounts_is_stated(facts, account))
			continue;
		bool told = claims || known != NULL;
		for (size_t k = 0; k < parties.n; k++)
			outcome_add_account(arena, outcome,
					    (StatedAccount){ .company = accounts_company(facts), .at = facts->now,
							     .party = parties.items[k], .account = account,
							     .alarmed = told, .mail_sha256 = facts->mail_sha256 });
		if (told && alarm.stated == NULL)
			alarm = (AccountAlarm){ .stated = account, .known = known,
						.party = parties.n > 0 ? parties.items[0] : "" };
	}
	return alarm;
}

const char *accounts_masked(Arena *arena, const char *account)
{
	size_t length = strlen(account);
	return arena_printf(arena, "…%s", account + (length > 4 ? length - 4 : 0));
}

const char *accounts_alarm_key(Arena *arena, const AccountAlarm *alarm)
{
	g_autofree char *hash = sha256_of(alarm->stated, strlen(alarm->stated));
	return arena_printf(arena, "bank-details %s %.16s", alarm->party, hash);
}
