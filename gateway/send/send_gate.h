/*
 * SendGate: the gates of queue/gate.h in the store's rows, for all senders together. A relay gives rights for a batch at
 * once; a recipient domain is asked for each mail, and only once it has a row (its first push-back makes one) or when
 * more connections run than one domain may have. Rows are read, computed and written when they are still as read.
 */
#ifndef GATEWAY_SEND_GATE_H
#define GATEWAY_SEND_GATE_H

#include "gateway/stage.h"
#include "queue/gate.h"

typedef struct {
	Stage *stage;
	const RelaySettings *relay;
	const char *words; /* why the tally's mails were not taken; NULL: nothing new */
} SendGate;

/* Settles the tally, then asks for rights: *ret_granted, or 0 with *ret_again. The relay's connection counts as open
 * until send_gate_leave(). */
bool send_gate_relay(const SendGate *gate, const GateTally *tally, int want, int *ret_granted, int64_t *ret_again,
		     GError **error);
bool send_gate_settle(const SendGate *gate, const GateTally *tally, GError **error);
bool send_gate_leave(const SendGate *gate, GError **error);

/* One mail to these domains: *ret_again is 0 when it may go, else when it may be asked for. send_gate_domains_done() in
 * any case where it may. */
bool send_gate_domains(const SendGate *gate, const Texts *domains, int64_t *ret_again, GError **error);
/* What became of it at one domain. */
bool send_gate_domain_done(const SendGate *gate, const char *domain, const GateTally *tally, GError **error);

#endif
