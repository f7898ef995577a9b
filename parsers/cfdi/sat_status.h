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
#include "base/json.h"
#include "parsers/limits.h"

#define SAT_STATUS_ACTION "http://tempuri.org/IConsultaCFDIService/Consulta" /* header SOAPAction */
#define SAT_STATUS_TYPE "text/xml; charset=utf-8"			     /* header Content-Type */

#define SAT_STATES(X)                                                                                 \
	X(UNKNOWN, "unknown")	  /* the answer says nothing that we understand: ask again */         \
	X(VALID, "valid")	  /* Vigente */                                                       \
	X(CANCELLED, "cancelled") /* Cancelado */                                                     \
	X(NOT_FOUND, "not-found") /* No Encontrado: ask again later, decide nothing */                \
	X(BAD_EXPRESSION, "bad-expression") /* N - 601: what was asked is no expression */

#define SAT_CANCELLABLES(X)                                                                           \
	X(UNKNOWN, "unknown")                                                                         \
	X(NO, "no")                                                                                   \
	X(FREELY, "freely") /* without the receiver's consent */                                      \
	X(WITH_CONSENT, "with-consent")

#define SAT_CANCELLATIONS(X)                                                                          \
	X(NONE, "none")                                                                               \
	X(PENDING, "pending")	/* En proceso: hold the dunning */                                    \
	X(DONE, "done")		/* with consent, without, or by silence (Plazo vencido) */             \
	X(REJECTED, "rejected") /* the receiver said no */                                            \
	X(UNKNOWN, "unknown")

#define SAT_STATE_ENUM(symbol, word) SAT_##symbol,
#define SAT_CANCELLABLE_ENUM(symbol, word) SAT_CANCELLABLE_##symbol,
#define SAT_CANCELLATION_ENUM(symbol, word) SAT_CANCELLATION_##symbol,
typedef enum { SAT_STATES(SAT_STATE_ENUM) } SatState;
typedef enum { SAT_CANCELLABLES(SAT_CANCELLABLE_ENUM) } SatCancellable;
typedef enum { SAT_CANCELLATIONS(SAT_CANCELLATION_ENUM) } SatCancellation;

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
const char *sat_cancellable_word(SatCancellable cancellable);
const char *sat_cancellation_word(SatCancellation cancellation);
/* False when a word is none of the lists. */
bool sat_status_from_words(const char *state, const char *cancellable, const char *cancellation, SatStatus *ret);

/* Between processes: one object with these words, efos_clear, code, stated. Reading it back believes nothing: REJECT
 * unless it is such an object. */
json_t *sat_status_to_json(const SatStatus *status);
bool sat_status_from_json(Arena *arena, const json_t *json, SatStatus *ret, GError **error);


#endif
