/*
 * What the lists share: one listing, read page by page, each row given away as the JSON object of the contract.
 */
#ifndef STORE_LISTS_H
#define STORE_LISTS_H

#include "store/store_inner.h"

#define LIST_PAGE 256

typedef struct {
	Store *store;
	Arena *arena; /* of one page */
	const ListFilter *filter;
	StoreEach each;
	void *context;
	size_t left;   /* rows that may still be given */
	int64_t after; /* row number of the last one read */
	size_t in_page;
	bool stopped; /* the caller has enough */
} Listing;

/* Reads the page of rows with numbers > after. */
typedef bool (*ListPage)(Listing *listing, GError **error);
bool lists_invoices(Listing *listing, GError **error);
bool lists_payments(Listing *listing, GError **error);
bool lists_customers(Listing *listing, GError **error);
bool lists_tasks(Listing *listing, GError **error);
bool lists_alerts(Listing *listing, GError **error);
bool lists_bank(Listing *listing, GError **error);
bool lists_unmatched(Listing *listing, GError **error);
bool lists_ambiguous(Listing *listing, GError **error);

int64_t lists_last(const Listing *listing);  /* the highest row number asked for */
int64_t lists_limit(const Listing *listing); /* rows of this page */
/* Takes row and gives it to the caller of the list. */
void lists_give(Listing *listing, json_t *row, int64_t id);
void lists_set_instant(Listing *listing, json_t *object, const char *key, int64_t instant); /* 0: null */
void lists_set_texts(json_t *object, const char *key, const Texts *texts);
void lists_set_json(json_t *object, const char *key, const char *json); /* NULL: an empty array */

#endif
