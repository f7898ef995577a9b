/* Whose automatic messages are counted. Two workers that count at once must see each other: the row has a version. */
#include "store/store_inner.h"

bool store_correspondent(Store *store, Arena *arena, const char *company, const char *address, Correspondent **ret,
			 GError **error)
{
	CorrespondentGetRow row = { 0 };
	if (q_correspondent_get(store->sql, company, address, arena, &row, error) < 0)
		return false;
	Correspondent *who = arena_new0(arena, Correspondent);
	*who = (Correspondent){ .company = company, .address = address, .version = row.version,
				.at = { row.last_at, row.second_at, row.third_at }, .muted_since = row.muted_since };
	*ret = who;
	return true;
}

bool store_write_correspondent(Store *store, const Correspondent *who, GError **error)
{
	CorrespondentInsertArgs args = { .company = who->company, .address = who->address, .version = who->version,
					 .last_at = who->at[0], .second_at = who->at[1], .third_at = who->at[2],
					 .muted_since = who->muted_since };
	int64_t changes = 0;
	bool fresh = who->version == 0;
	if (fresh)
		args.version = 1;
	bool done = fresh ? q_correspondent_insert(store->sql, &args, &changes, error) :
			    q_correspondent_update(store->sql, &args, &changes, error);
	return done && (changes == 1 || store_lost(error, "correspondent", who->address));
}
