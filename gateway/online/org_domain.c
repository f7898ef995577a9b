#include "gateway/online/org_domain.h"

#include <libpsl.h>
#include <string.h>

const char *org_domain_of(Arena *arena, const char *domain)
{
	g_autofree char *lower = g_ascii_strdown(domain, -1);
	const psl_ctx_t *list = psl_builtin();
	const char *registered = list != NULL ? psl_registrable_domain(list, lower) : NULL;
	return arena_strdup(arena, registered != NULL ? registered : lower);
}

bool org_domain_aligned(Arena *arena, const char *one, const char *other, bool strict)
{
	if (strict)
		return g_ascii_strcasecmp(one, other) == 0;
	return strcmp(org_domain_of(arena, one), org_domain_of(arena, other)) == 0;
}
