#include "ledger/pairs.h"

#include <glib.h>
#include <stdlib.h>

static int pairs_compare(const void *a, const void *b)
{
	const Posting *left = *(const Posting *const *)a;
	const Posting *right = *(const Posting *const *)b;
	if (left->amount.micro != right->amount.micro)
		return left->amount.micro < right->amount.micro ? -1 : 1;
	int order = date_compare(left->date, right->date);
	return order != 0 ? order : g_strcmp0(left->source_key, right->source_key);
}

/* The next one of that side and amount from place on; n when there is none. */
static size_t pairs_next(const Posting **payments, size_t n, size_t place, bool receipt, int64_t amount)
{
	while (place < n && payments[place]->amount.micro == amount &&
	       ((payments[place]->kind == POSTING_RECEIPT) != receipt || !date_is_set(payments[place]->date)))
		place++;
	return place < n && payments[place]->amount.micro == amount ? place : n;
}

/* Both sides by day: the earlier of two that are too far apart will find nobody. */
static int64_t pairs_of_amount(const Posting **payments, size_t n, size_t first, int64_t days)
{
	int64_t pairs = 0;
	int64_t amount = payments[first]->amount.micro;
	size_t receipt = pairs_next(payments, n, first, true, amount);
	size_t bank = pairs_next(payments, n, first, false, amount);
	while (receipt < n && bank < n) {
		int64_t apart = date_diff(payments[bank]->date, payments[receipt]->date);
		bool met = ABS(apart) <= days;
		pairs += met;
		if (met || apart < 0)
			bank = pairs_next(payments, n, bank + 1, false, amount);
		if (met || apart > 0)
			receipt = pairs_next(payments, n, receipt + 1, true, amount);
	}
	return pairs;
}

int64_t pairs_counted_twice(const Posting **payments, size_t n, int64_t days)
{
	int64_t twice = 0;
	if (n > 1)
		qsort(payments, n, sizeof(Posting *), pairs_compare);
	for (size_t i = 0; i < n; i++)
		if (payments[i]->amount.micro > 0 && (i == 0 ||
						      payments[i]->amount.micro != payments[i - 1]->amount.micro))
			twice += pairs_of_amount(payments, n, i, days) * payments[i]->amount.micro;
	return twice;
}
