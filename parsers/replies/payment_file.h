/*
 * Payments as a bank or an ERP exports them: rows of a CSV -> what each says it pays. Whose money it is and what it
 * settles is the ledger's to judge (ledger/payments.h). A cell that makes no sense is a fault with its line and column;
 * the other rows are read all the same.
 */
#ifndef PARSERS_PAYMENT_FILE_H
#define PARSERS_PAYMENT_FILE_H

#include "base/date.h"
#include "base/money.h"
#include "parsers/mime/csv.h"

typedef enum { PAYMENT_DATES_AUTO, PAYMENT_DATES_DAY_FIRST, PAYMENT_DATES_MONTH_FIRST,
	       PAYMENT_DATES_YEAR_FIRST } PaymentDates;
typedef enum { PAYMENT_MARK_AUTO, PAYMENT_MARK_POINT, PAYMENT_MARK_COMMA } PaymentMark;

/* Which column says what: names as in the header, "-" for "there is none". */
typedef struct {
	const char *reference, *date, *invoice, *currency, *amount;
	const char *customer; /* tax id or name; NULL: the column "customer" if there is one */
	int64_t dates;	      /* PaymentDates; auto: year first, else day first */
	int64_t decimal;      /* PaymentMark; auto: as all amounts of the file agree on */
	const char *default_currency; /* of a row that names none; NULL: a fault */
} PaymentMap;

typedef struct {
	int64_t line;
	const char *reference; /* as written, or "row:" and a hash of its content: the same row gives the same one */
	Date date;
	const char *invoice, *customer; /* NULL: none */
	Money amount;		/* greater than 0 */
	const char *more; /* the row's other columns as a JSON object; NULL: none */
} PaymentLine;

typedef struct {
	int64_t line;
	const char *column; /* as the header writes it, or as the map wants it */
	const char *text;
} PaymentFault;

typedef struct {
	PaymentLine *lines;
	size_t n;
	PaymentFault *faults;
	size_t n_faults;
} PaymentFile;

/* The header has every column of the map. */
bool payment_file_fits(Arena *arena, const CsvTable *table, const PaymentMap *map);
/* A column that is missing leaves no lines, one fault. */
void payment_file_read(Arena *arena, const CsvTable *table, const PaymentMap *map, PaymentFile *ret);

#endif
