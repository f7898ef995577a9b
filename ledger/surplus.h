/*
 * What a payment of a CFDI receipt leaves unapplied: Monto less the sum of ImpPagado at EquivalenciaDR. Both are rounded
 * to the decimals they are written with, so each ImpPagado is an interval (SAT, Pagos 2.0: ImpPagado less or plus half
 * its last digit, over the rate plus or less half of its last); only what lies above all of it, and a cent, is surplus.
 * Exact integers, rounded outward.
 */
#ifndef LEDGER_SURPLUS_H
#define LEDGER_SURPLUS_H

#include "base/money.h"
#include "parsers/finding.h"

/* Millionths of the payment's currency, cut to a cent; 0: none, or the numbers make no sense. */
int64_t surplus_of(const Payment *payment);

#endif
