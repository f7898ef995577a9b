/*
 * SAT's status service for CFDI (ConsultaCFDIService, SOAP 1.1): the text to send and the meaning of the
 * answer. Opens no connection. An XML never tells that it was cancelled; this service is the only one who
 * knows.
 *
 * "No Encontrado" is never "cancelled": a fresh CFDI is not found for a while.
 */
#ifndef PARSERS_SAT_STATUS_H
#define PARSERS_SAT_STATUS_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "parsers/limits.h"

#define SAT_STATUS_ACTION "http://tempuri.org/IConsultaCFDIService/Consulta" /* header SOAPAction */
#define SAT_STATUS_TYPE "text/xml; charset=utf-8"			     /* header Content-Type */

typedef enum {
	SAT_UNKNOWN,	    /* the answer says nothing that we understand: ask again */
	SAT_VALID,	    /* Vigente */
	SAT_CANCELLED,	    /* Cancelado */
	SAT_NOT_FOUND,	    /* No Encontrado: ask again later, decide nothing */
	SAT_BAD_EXPRESSION, /* N - 601: what was asked is no expression */
} SatState;

typedef enum {
	SAT_CANCELLABLE_UNKNOWN,
	SAT_CANCELLABLE_NO,
	SAT_CANCELLABLE_FREELY, /* without the receiver's consent */
	SAT_CANCELLABLE_WITH_CONSENT,
} SatCancellable;

typedef enum {
	SAT_CANCELLATION_NONE,
	SAT_CANCELLATION_PENDING,  /* En proceso: hold the dunning */
	SAT_CANCELLATION_DONE,	   /* with consent, without, or by silence (Plazo vencido) */
	SAT_CANCELLATION_REJECTED, /* the receiver said no */
	SAT_CANCELLATION_UNKNOWN,
} SatCancellation;

typedef struct {
	SatState state;
	SatCancellable cancellable;
	SatCancellation cancellation;
	bool efos_clear; /* SAT says that the issuer is on no list of article 69-B; false: listed, or not said
			  */
	const char *code;   /* CodigoEstatus as stated */
	const char *stated; /* Estado as stated */
} SatStatus;

/* The body of the request for an expression (qr_expression()); in the arena. */
const char *sat_status_request(Arena *arena, const char *expression);

/* Reads the answer. RETRY when it is no answer of the service (a fault, a page, damage); ret then untouched.
 */
bool sat_status_read(Arena *arena, const Limits *limits, const void *bytes, size_t n, SatStatus *ret,
		     GError **error);

const char *sat_state_word(SatState state);

#endif
