/* What is out of the ordinary: each customer compared with its own habit (ledger/habit.h), and money that lies idle. */
#ifndef GATEWAY_OUTLIERS_H
#define GATEWAY_OUTLIERS_H

#include "gateway/mails/report_figures.h"

typedef enum {
	OUTLIER_LATE,	/* later than this customer usually is */
	OUTLIER_METHOD, /* by another method than always */
	OUTLIER_CREDIT, /* credit of a customer that nobody used */
} OutlierKind;

typedef struct {
	OutlierKind kind;
	const char *tax_id, *name, *invoice, *currency; /* name and invoice of a credit: NULL */
	int64_t amount;
	int64_t usual, spread, days;	 /* late: tenths, tenths, whole days */
	const char *usual_method, *method; /* another method */
} Outlier;

/* Strings are borrowed for the call. */
typedef void (*OutlierEach)(void *context, const Outlier *outlier);

bool outliers_each(const FiguresWish *wish, OutlierEach each, void *context, GError **error);

#endif
