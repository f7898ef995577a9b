#include "gateway/work/facts_ahead.h"

#include "store/known.h"

/* Texts: keys with their company, names; each in asked, those that rows have in known too. */
struct FactsAhead {
	GHashTable *asked, *known;
	GHashTable *names, *known_names;
};

static GHashTable *ahead_set(Arena *arena)
{
	return arena_own(arena, g_hash_table_new(g_str_hash, g_str_equal), (GDestroyNotify)g_hash_table_unref);
}

static char *ahead_word(Arena *arena, const char *company, const char *key)
{
	return arena_printf(arena, "%s %s", key, company);
}

static bool ahead_load_keys(Stage *stage, Arena *arena, FactsAhead *ahead, const Texts *keys, GError **error)
{
	const Settings *settings = stage->settings;
	LedgerKey *wanted = NULL;
	LedgerKey *known = NULL;
	size_t n = 0;
	size_t n_known = 0;
	for (size_t i = 0; i < keys->n; i++)
		for (size_t c = 0; c < settings->n_companies; c++) {
			const LedgerKey key = { .company = settings->companies[c].name, .key = keys->items[i] };
			if (g_hash_table_add(ahead->asked, ahead_word(arena, key.company, key.key)))
				arena_append(arena, wanted, n, key);
		}
	if (!known_keys(stage->store, arena, wanted, n, &known, &n_known, error))
		return false;
	for (size_t i = 0; i < n_known; i++)
		g_hash_table_add(ahead->known, ahead_word(arena, known[i].company, known[i].key));
	return true;
}

static bool ahead_load_names(Stage *stage, Arena *arena, FactsAhead *ahead, const Texts *names, GError **error)
{
	Texts wanted = { 0 };
	PaymentRow *payments = NULL;
	size_t n = 0;
	for (size_t i = 0; i < names->n; i++)
		if (g_hash_table_add(ahead->names, (gpointer)(uintptr_t)names->items[i]))
			texts_add(arena, &wanted, names->items[i]);
	if (!store_payments_named(stage->store, arena, &wanted, &payments, &n, error))
		return false;
	for (size_t i = 0; i < n; i++)
		g_hash_table_add(ahead->known_names, (gpointer)(uintptr_t)payments[i].name);
	return true;
}

FactsAhead *facts_ahead_load(Stage *stage, Arena *arena, const Finding *const *findings, size_t n, GError **error)
{
	FactsAhead *ahead = arena_new0(arena, FactsAhead);
	*ahead = (FactsAhead){ .asked = ahead_set(arena), .known = ahead_set(arena), .names = ahead_set(arena),
			       .known_names = ahead_set(arena) };
	Texts keys = { 0 };
	Texts names = { 0 };
	for (size_t i = 0; i < n; i++) {
		facts_keys(arena, findings[i], &keys);
		facts_payment_names(arena, findings[i], &names);
	}
	bool done = ahead_load_keys(stage, arena, ahead, &keys, error) &&
		    ahead_load_names(stage, arena, ahead, &names, error);
	return done ? ahead : NULL;
}

bool facts_ahead_key_is_new(const FactsAhead *ahead, const char *company, const char *key)
{
	g_autofree char *word = ahead != NULL ? g_strdup_printf("%s %s", key, company) : NULL;
	return word != NULL && g_hash_table_contains(ahead->asked, word) && !g_hash_table_contains(ahead->known, word);
}

bool facts_ahead_names_are_new(const FactsAhead *ahead, const Texts *names)
{
	for (size_t i = 0; ahead != NULL && i < names->n; i++)
		if (!g_hash_table_contains(ahead->names, names->items[i]) ||
		    g_hash_table_contains(ahead->known_names, names->items[i]))
			return false;
	return ahead != NULL;
}
