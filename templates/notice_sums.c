#include "templates/notice_sums.h"

#include <string.h>

#include "base/error.h"

bool notice_sums_add(Arena *arena, NoticeSums *sums, Money money, GError **error)
{
	for (size_t i = 0; i < sums->n; i++) {
		if (strcmp(sums->sums[i].currency, money.currency) != 0)
			continue;
		if (money_add(sums->sums[i], money, &sums->sums[i]))
			return true;
		error_reject(error, "the total in %s does not fit", money.currency);
		return false;
	}
	sums->sums = arena_grow(arena, sums->sums, sums->n, sizeof *sums->sums);
	sums->sums[sums->n++] = money;
	return true;
}
