/*
 * The printed expression of a CFDI: what its QR code says and what SAT's status service is asked (Anexo 20,
 * I.D). Written in the form of its version, read back from any form in the wild: with and without host, in
 * any order, total padded or not, without fe, with an RFC whose '&' nobody escaped.
 */
#ifndef PARSERS_QR_H
#define PARSERS_QR_H

#include <stdbool.h>

#include "base/arena.h"
#include "parsers/finding.h"

typedef struct {
	const char *uuid;	/* upper case */
	const char *issuer;	/* RFC, canonical */
	const char *receiver;	/* RFC, canonical; NULL for a foreigner of a Retenciones */
	const char *foreign_id; /* of that foreigner, without padding */
	const char *total;	/* decimal text without padding */
	const char *seal_end;	/* last eight characters of the Sello; NULL when not stated */
} Qr;

/* The text of the QR code of a document, NULL when it lacks what must be in it. */
const char *qr_write(Arena *arena, const Document *document);
/* The same without address, as the status service takes it: "?re=…&rr=…&tt=…&id=…&fe=…". */
const char *qr_expression(Arena *arena, const Document *document);
/* False when the text is no such expression: no UUID or no issuer. */
bool qr_read(Arena *arena, const char *text, Qr *ret);
/* Does the expression speak of this document? Amounts are compared as numbers; what it does not state is not
 * compared. */
bool qr_matches(const Qr *qr, const Document *document);

#endif
