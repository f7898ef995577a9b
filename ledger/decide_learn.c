/* Who always pays on one day is reminded after that day: before it there is nothing to be late with. */
#include "ledger/decide_inner.h"

Date decide_learnt_day(const DecideInput *input, const Policy *policy, Date due)
{
	Date none = { 0 };
	if (!policy->learn || input->habit == NULL || !date_is_set(due))
		return none;
	Date day = habit_next(input->habit, due);
	return date_compare(day, due) > 0 ? day : none;
}
