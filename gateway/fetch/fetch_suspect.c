#include "gateway/fetch/fetch_suspect.h"

#include "store/marks.h"

/* The mark's number: UID, suspicion and whether to be careful, in 32, 8 and 1 bits; 0: nothing. */
#define CAREFUL 1
#define SUSPICION_SHIFT 1
#define SUSPICION_MASK 0xff
#define UID_SHIFT 9

static char *suspect_mark(const Fetch *fetch, int64_t uidvalidity)
{
	return g_strdup_printf("suspect %s %" G_GINT64_FORMAT " %s", fetch->account->name, uidvalidity, fetch->folder);
}

static SourceSuspect suspect_of(int64_t number)
{
	return (SourceSuspect){ .uid = (uint32_t)(number >> UID_SHIFT), .careful = (number & CAREFUL) != 0,
				.suspicion = (int)(number >> SUSPICION_SHIFT & SUSPICION_MASK) };
}

static int64_t suspect_number(const SourceSuspect *suspect)
{
	int64_t suspicion = MIN(suspect->suspicion, SUSPICION_MASK);
	return (int64_t)suspect->uid << UID_SHIFT | suspicion << SUSPICION_SHIFT | (suspect->careful ? CAREFUL : 0);
}

bool fetch_suspect_tell(Fetch *fetch, int64_t uidvalidity, GError **error)
{
	g_autofree char *mark = suspect_mark(fetch, uidvalidity);
	if (fetch->account->type != ACCOUNT_IMAP)
		return true;
	if (!marks_get(fetch->stage->store, mark, &fetch->suspect, error))
		return false;
	const SourceSuspect suspect = suspect_of(fetch->suspect);
	source_imap_set_suspect(fetch->source, &suspect);
	return true;
}

bool fetch_suspect_keep(Fetch *fetch, int64_t uidvalidity, GError **error)
{
	if (fetch->account->type != ACCOUNT_IMAP)
		return true;
	const SourceSuspect suspect = source_imap_suspect(fetch->source);
	int64_t number = suspect_number(&suspect);
	if (number == fetch->suspect)
		return true;
	g_autofree char *mark = suspect_mark(fetch, uidvalidity);
	fetch->suspect = number;
	return marks_set(fetch->stage->store, mark, number, error);
}
