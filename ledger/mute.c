#include "ledger/mute.h"

#include <glib.h>
#include <string.h>

#define MUTE_WINDOW_S ((int64_t)24 * 60 * 60)
#define MUTE_ADDRESS_MAX 254

static bool mute_is_robot(const Finding *finding)
{
	switch (finding->kind) {
	case FINDING_AUTO_REPLY:
	case FINDING_READ_RECEIPT:
		return true;
	case FINDING_CALENDAR:
	case FINDING_OTHER:
	case FINDING_REPLY:
	case FINDING_INVOICE:
	case FINDING_QUARANTINE:
		return finding->mail != NULL && finding->mail->automatic;
	case FINDING_BOUNCE:
	case FINDING_COMPLAINT:
	case FINDING_FISCAL_ANSWER:
		return false;
	}
	return false;
}

const char *mute_address(Arena *arena, const Finding *finding, bool of_ours)
{
	const char *address = finding->mail != NULL ? finding->mail->from.address : NULL;
	if (finding->mail == NULL || !mute_is_robot(finding) || (!of_ours && finding->kind != FINDING_QUARANTINE))
		return NULL;
	g_autofree char *lower = g_ascii_strdown(address != NULL ? address : "(unknown sender)", -1);
	return arena_strndup(arena, lower, MIN(strlen(lower), MUTE_ADDRESS_MAX));
}

/* In any order: the server's dates of two folders may cross. */
static bool mute_is_flood(const int64_t *before, int64_t at)
{
	int64_t first = at;
	int64_t last = at;
	for (size_t i = 0; i < CORRESPONDENT_KEPT; i++) {
		if (before[i] == 0)
			return false;
		first = MIN(first, before[i]);
		last = MAX(last, before[i]);
	}
	return last - first < MUTE_WINDOW_S;
}

static void mute_tell(Arena *arena, const Facts *facts, Outcome *outcome)
{
	const Correspondent *who = outcome->correspondent;
	Alert alert = { .company = who->company, .kind = ALERT_MUTED,
			.key = arena_printf(arena, "muted %s %" G_GINT64_FORMAT, who->address, who->muted_since),
			.subject = who->address, .detail = outcome->subject,
			.command = arena_printf(arena, "valija mail show %" G_GINT64_FORMAT, facts->mail_id) };
	outcome_add_alert(arena, outcome, alert);
}

bool mute_count(Arena *arena, const Facts *facts, Outcome *outcome)
{
	if (facts->correspondent == NULL)
		return false;
	Correspondent *who = arena_memdup(arena, facts->correspondent, sizeof *who);
	bool muted = mute_is_flood(who->at, facts->received);
	bool begins = muted && who->muted_since == 0;
	for (size_t i = CORRESPONDENT_KEPT - 1; i > 0; i--)
		who->at[i] = who->at[i - 1];
	who->at[0] = facts->received;
	if (begins)
		who->muted_since = facts->received;
	else if (!muted)
		who->muted_since = 0;
	outcome->correspondent = who;
	if (!muted)
		return false;
	outcome->reason = arena_printf(arena, "muted: more than %d automatic messages from %s in 24 hours%s%s",
				       CORRESPONDENT_KEPT, who->address, outcome->reason != NULL ? "; " : "",
				       outcome->reason != NULL ? outcome->reason : "");
	if (begins)
		mute_tell(arena, facts, outcome);
	return true;
}
