/* What the files of decide share. */
#ifndef LEDGER_DECIDE_INNER_H
#define LEDGER_DECIDE_INNER_H

#include "ledger/decide.h"

/* The day on which somebody calls, as it stands, or (one_more) when one more mail leaves now; unset: no call yet. */
Date decide_phone_day(const DecideInput *input, const Policy *policy, bool one_more);

/* The first day after the due day on which this customer pays, where the policy learns and there is such a habit; unset:
 * steps are counted as for anybody. */
Date decide_learnt_day(const DecideInput *input, const Policy *policy, Date due);

#endif
