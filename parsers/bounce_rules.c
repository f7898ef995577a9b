#include "parsers/bounce_rules.h"

#include <glib.h>
#include <string.h>

/* Order decides: what is nobody's fault before what is the address's. */
static const BounceReason reasons[] = {
	/* the mailbox is full */
	{ "quota", BOUNCE_CLASS_FULL, "5.2.2" },
	{ "mailbox full", BOUNCE_CLASS_FULL, "5.2.2" },
	{ "mailbox is full", BOUNCE_CLASS_FULL, "5.2.2" },
	{ "mailfolder is full", BOUNCE_CLASS_FULL, "5.2.2" },
	{ "inbox is full", BOUNCE_CLASS_FULL, "5.2.2" },
	{ "mail box full", BOUNCE_CLASS_FULL, "5.2.2" },
	{ "insufficient disk space", BOUNCE_CLASS_FULL, "5.2.2" },
	{ "not enough disk space", BOUNCE_CLASS_FULL, "5.2.2" },
	{ "not enough storage space", BOUNCE_CLASS_FULL, "5.2.2" },
	{ "storage limit", BOUNCE_CLASS_FULL, "5.2.2" },
	{ "exceeded storage", BOUNCE_CLASS_FULL, "5.2.2" },
	{ "over its disk", BOUNCE_CLASS_FULL, "5.2.2" },
	{ "mailbox has exceeded", BOUNCE_CLASS_FULL, "5.2.2" },
	{ "user's disk", BOUNCE_CLASS_FULL, "5.2.2" },
	{ "buzon lleno", BOUNCE_CLASS_FULL, "5.2.2" },
	{ "buzon esta lleno", BOUNCE_CLASS_FULL, "5.2.2" },
	{ "buzon del destinatario esta lleno", BOUNCE_CLASS_FULL, "5.2.2" },
	{ "casilla llena", BOUNCE_CLASS_FULL, "5.2.2" },
	{ "casilla esta llena", BOUNCE_CLASS_FULL, "5.2.2" },
	{ "cuota", BOUNCE_CLASS_FULL, "5.2.2" },
	{ "caixa de entrada cheia", BOUNCE_CLASS_FULL, "5.2.2" },
	{ "caixa postal cheia", BOUNCE_CLASS_FULL, "5.2.2" },
	{ "caixa de correio esta cheia", BOUNCE_CLASS_FULL, "5.2.2" },
	{ "boite pleine", BOUNCE_CLASS_FULL, "5.2.2" },
	{ "boite aux lettres pleine", BOUNCE_CLASS_FULL, "5.2.2" },
	{ "boite aux lettres est pleine", BOUNCE_CLASS_FULL, "5.2.2" },
	{ "exceeds allowed size", BOUNCE_CLASS_FULL, "5.2.2" },
	{ "exceeded allowed size", BOUNCE_CLASS_FULL, "5.2.2" },
	{ "maximum allocated", BOUNCE_CLASS_FULL, "5.2.2" },
	/* policy, reputation, authentication: the address is fine */
	{ "spam", BOUNCE_CLASS_POLICY, "5.7.1" },
	{ "unsolicited", BOUNCE_CLASS_POLICY, "5.7.1" },
	{ "blacklist", BOUNCE_CLASS_POLICY, "5.7.1" },
	{ "blocklist", BOUNCE_CLASS_POLICY, "5.7.1" },
	{ "black list", BOUNCE_CLASS_POLICY, "5.7.1" },
	{ "block list", BOUNCE_CLASS_POLICY, "5.7.1" },
	{ "blocked using", BOUNCE_CLASS_POLICY, "5.7.1" },
	{ "dnsbl", BOUNCE_CLASS_POLICY, "5.7.1" },
	{ "rbl", BOUNCE_CLASS_POLICY, "5.7.1" },
	{ "spamhaus", BOUNCE_CLASS_POLICY, "5.7.1" },
	{ "reverse dns", BOUNCE_CLASS_POLICY, "5.7.25" },
	{ "ptr record", BOUNCE_CLASS_POLICY, "5.7.25" },
	{ "rdns", BOUNCE_CLASS_POLICY, "5.7.25" },
	{ "reverse hostname", BOUNCE_CLASS_POLICY, "5.7.25" },
	{ "cannot find your", BOUNCE_CLASS_POLICY, "5.7.25" },
	{ "do not relay", BOUNCE_CLASS_POLICY, "5.7.1" },
	{ "to relay mail", BOUNCE_CLASS_POLICY, "5.7.1" },
	{ "mismatches client ip", BOUNCE_CLASS_POLICY, "5.7.1" },
	{ "relay denied", BOUNCE_CLASS_POLICY, "5.7.1" },
	{ "relaying is", BOUNCE_CLASS_POLICY, "5.7.1" },
	{ "isn't a local", BOUNCE_CLASS_POLICY, "5.7.1" },
	{ "spf ", BOUNCE_CLASS_POLICY, "5.7.23" },
	{ "dkim", BOUNCE_CLASS_POLICY, "5.7.20" },
	{ "dmarc", BOUNCE_CLASS_POLICY, "5.7.26" },
	{ "poor reputation", BOUNCE_CLASS_POLICY, "5.7.1" },
	{ "bad reputation", BOUNCE_CLASS_POLICY, "5.7.1" },
	{ "relaying denied", BOUNCE_CLASS_POLICY, "5.7.1" },
	{ "relay access denied", BOUNCE_CLASS_POLICY, "5.7.1" },
	{ "unable to relay", BOUNCE_CLASS_POLICY, "5.7.1" },
	{ "relaying not", BOUNCE_CLASS_POLICY, "5.7.1" },
	{ "relay not permitted", BOUNCE_CLASS_POLICY, "5.7.1" },
	{ "not permitted to relay", BOUNCE_CLASS_POLICY, "5.7.1" },
	{ "administrative prohibition", BOUNCE_CLASS_POLICY, "5.7.1" },
	{ "policy", BOUNCE_CLASS_POLICY, "5.7.1" },
	{ "sender rejected", BOUNCE_CLASS_POLICY, "5.7.1" },
	{ "sender denied", BOUNCE_CLASS_POLICY, "5.7.1" },
	{ "sender address rejected", BOUNCE_CLASS_POLICY, "5.7.1" },
	{ "domain of sender", BOUNCE_CLASS_POLICY, "5.1.8" },
	{ "content rejected", BOUNCE_CLASS_POLICY, "5.7.1" },
	{ "virus", BOUNCE_CLASS_POLICY, "5.7.1" },
	{ "not authorized", BOUNCE_CLASS_POLICY, "5.7.1" },
	{ "no autorizado", BOUNCE_CLASS_POLICY, "5.7.1" },
	{ "no tiene permiso", BOUNCE_CLASS_POLICY, "5.7.1" },
	{ "no tiene permisos", BOUNCE_CLASS_POLICY, "5.7.1" },
	{ "politica", BOUNCE_CLASS_POLICY, "5.7.1" },
	{ "rechazado por el filtro", BOUNCE_CLASS_POLICY, "5.7.1" },
	{ "bloqueado por", BOUNCE_CLASS_POLICY, "5.7.1" },
	/* nobody there */
	{ "user unknown", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "unknown user", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "no mail box", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "no mail-box", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "mail-box not found", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "bad_recipient", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "bad recipient", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "not an active", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "no longer valid", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "no longer active", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "no longer available", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "no longer in use", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "no valid recipients", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "recipient name is not recognized", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "no matches to nameserver", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "is not known", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "unknown recipient", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "recipient unknown", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "unknown address", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "unknown local", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "unknown mailbox", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "no such user", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "no such recipient", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "no such person", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "no such mailbox", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "no such address", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "no such account", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "no user by that name", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "no mailbox here", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "no mailbox by that name", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "no account by that name", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "not a valid mailbox", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "not a valid user", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "not a known user", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "not our customer", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "not listed in", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "not found in", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "does not exist", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "doesn't exist", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "did not exist", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "doesn't have a", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "couldn't be found", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "wasn't found", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "address not found", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "user not found", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "recipient not found", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "recipientnotfound", BOUNCE_CLASS_HARD, "5.1.10" },
	{ "resolver.adr", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "mailbox not found", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "mailbox unavailable", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "invalid recipient", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "invalid mailbox", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "invalid user", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "invalid address", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "bad destination mailbox", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "bad address", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "undeliverable address", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "address rejected", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "recipient rejected", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "addressee unknown", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "can't create output", BOUNCE_CLASS_SOFT, "5.2.0" },
	{ "no existe", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "no se encontro", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "no se ha encontrado", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "no se pudo encontrar", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "no encontrado", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "usuario desconocido", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "destinatario desconocido", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "direccion incorrecta", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "direccion de correo electronico que ha escrito", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "nao existe", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "nao foi encontrado", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "usuario inexistente", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "n'existe pas", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "introuvable", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "utilisateur inconnu", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "destinataire inconnu", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "unrouteable", BOUNCE_CLASS_HARD, "5.1.2" },
	{ "host unknown", BOUNCE_CLASS_HARD, "5.1.2" },
	{ "unknown host", BOUNCE_CLASS_HARD, "5.1.2" },
	{ "host not found", BOUNCE_CLASS_HARD, "5.1.2" },
	{ "domain not found", BOUNCE_CLASS_HARD, "5.1.2" },
	{ "no such domain", BOUNCE_CLASS_HARD, "5.1.2" },
	{ "couldn't find any host", BOUNCE_CLASS_HARD, "5.1.2" },
	{ "name or service not known", BOUNCE_CLASS_HARD, "5.1.2" },
	{ "dns lookup failure", BOUNCE_CLASS_HARD, "5.1.2" },
	{ "discontinued", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "check if address is", BOUNCE_CLASS_HARD, "5.1.1" },
	{ "name service error", BOUNCE_CLASS_HARD, "5.1.2" },
	{ "not listed in domino directory", BOUNCE_CLASS_HARD, "5.1.1" },
	/* disabled or passing trouble */
	{ "disabled", BOUNCE_CLASS_SOFT, "5.2.1" },
	{ "deactivated", BOUNCE_CLASS_SOFT, "5.2.1" },
	{ "suspended", BOUNCE_CLASS_SOFT, "5.2.1" },
	{ "inactive", BOUNCE_CLASS_SOFT, "5.2.1" },
	{ "deshabilitad", BOUNCE_CLASS_SOFT, "5.2.1" },
	{ "suspendida", BOUNCE_CLASS_SOFT, "5.2.1" },
	{ "too large", BOUNCE_CLASS_SOFT, "5.3.4" },
	{ "exceeds size limit", BOUNCE_CLASS_SOFT, "5.3.4" },
	{ "size exceeds", BOUNCE_CLASS_SOFT, "5.3.4" },
	{ "demasiado grande", BOUNCE_CLASS_SOFT, "5.3.4" },
	{ "too many hops", BOUNCE_CLASS_SOFT, "5.4.6" },
	{ "loop", BOUNCE_CLASS_SOFT, "5.4.6" },
	{ "timed out", BOUNCE_CLASS_SOFT, "4.4.1" },
	{ "timeout", BOUNCE_CLASS_SOFT, "4.4.1" },
	{ "connection refused", BOUNCE_CLASS_SOFT, "4.4.1" },
	{ "wasn't able to establish", BOUNCE_CLASS_SOFT, "4.4.1" },
	{ "too long", BOUNCE_CLASS_SOFT, "4.4.7" },
	{ "expired", BOUNCE_CLASS_SOFT, "4.4.7" },
	{ "retry time not reached", BOUNCE_CLASS_SOFT, "4.4.7" },
	{ "greylist", BOUNCE_CLASS_SOFT, "4.7.1" },
	{ "try again later", BOUNCE_CLASS_SOFT, "4.0.0" },
	{ "temporar", BOUNCE_CLASS_SOFT, "4.0.0" },
};

static const char *const subjects[] = {
	"undeliver", "undelivrable", "returned mail", "return mail", "returned to sender", "returned message", "delivery status notification",
	"failure notice", "delivery failure", "delivery failed", "mail delivery", "delivery notification", "delivery report", "delivery problem",
	"nondeliverable", "non-deliver", "non deliver", "mail system error", "message status - undeliver", "mail failure", "mail error",
	"could not be delivered", "couldn't be delivered", "could not deliver", "unable to deliver", "delivery error", "message delivery",
	"not delivered", "delayed", "warning: could not send", "warning: message", "rejected", "bounce", "unzustellbar", "failed mail",
	"failed delivery", "failure delivery", "error sending", "user unknown", "unknown user", "mail not deliver", "delivery unsuccessful",
	"message you sent blocked", "status report", "no se puede entregar", "no se ha podido entregar", "no se pudo entregar", "no entregado",
	"error de entrega", "mensaje devuelto", "correo devuelto", "devuelto", "notificacion de estado de entrega", "notificacion de entrega",
	"estado de la entrega", "entrega fallida", "fallo en la entrega", "fallo de entrega", "no entregable", "imposible entregar", "retrasado",
	"nao entregue", "nao foi possivel entregar", "falha na entrega", "mensagem devolvida", "notificacao de status de entrega", "devolvido",
	"non remis", "echec de remise", "echec de la remise", "non distribuable", "non livre", "notification d'etat de remise", "retourne",
	"considered unsolicited", "delivery attempt", "system error", "notification of delivery", "dsn:", "mail was not", "permanent error",
};

static const char *const senders[] = {
	"mailer-daemon", "mailer.daemon", "mailerdaemon", "postmaster", "mail delivery", "maildelivery", "mail-daemon", "maildaemon", "mmdf",
	"mail administrator", "system administrator", "administrador del sistema", "administrador de correo", "microsoft outlook", "microsoftexchange",
	"mdaemon", "<daemon@", "subsystem", "sistema de entrega", "mail system", "mail router", "mailadmin", "uucp", "mailer@",
	"mail_delivery", "antispam", "mail-delivery", "soporte de entrega", "complaints@", "mta@", "pmdf", "smtp gateway",
};

static const char *const failures[] = {
	"could not be delivered", "couldn't be delivered", "wasn't delivered", "was not delivered", "not delivered", "cannot be delivered",
	"can't be delivered", "unable to deliver", "wasn't able to deliver", "not able to deliver", "could not deliver", "couldn't deliver",
	"did not reach", "didn't reach", "has not been delivered", "undeliverable", "undelivered", "delivery failed", "delivery to the following",
	"delivery has failed", "failed to deliver", "failed permanently", "permanent error", "permanent fatal errors", "permanent failure", "returned to sender", "returned to you", "delivery failure",
	"transcript of session", "failed recipient", "did not receive",
	"no se pudo entregar", "no se ha podido entregar", "no se puede entregar", "no ha podido ser entregado", "no pudo ser entregado",
	"no fue posible entregar", "no ha sido posible entregar", "no entregado", "no llego a", "no ha llegado a", "error de entrega", "no se entrego", "devuelto",
	"error en la entrega", "rechazado", "nao foi possivel entregar", "nao foi entregue", "nao pode ser entregue", "falha na entrega", "nao entregue",
	"n'a pas pu etre", "n'a pu etre", "n'a pas ete", "echec de la remise", "impossible de remettre", "nicht zugestellt",
};

/* Enough when a machine of the mail system wrote it, too little otherwise. */
static const char *const hints[] = {
	"rejected", "unknown", "bounced", "error", "failed", "failure", "does not exist", "no existe", "konnte nicht", "delayed", "retras", "delivery",
};

static const char *const delays[] = {
	"warning message only", "do not need to resend", "don't need to resend", "will continue to be", "will be retried", "will continue trying",
	"will keep trying", "delivery is delayed", "delivery has been delayed", "has been delayed", "delivery incomplete", "temporary problem delivering",
	"has not yet been delivered", "not yet been delivered", "could not be delivered yet", "still being attempted", "delivery attempts will continue",
	"delivery status notification (delay)", "message still undelivered", "se ha retrasado", "esta retrasad", "retraso en la entrega", "se seguira intentando",
	"seguira intentando", "no es necesario que reenvie", "no tiene que reenviar", "no necesita reenviar", "esta atrasada", "sera tentada novamente",
	"a ete retarde", "nouvelles tentatives", "was delayed", "message delayed", "warning: could not send message for past", "will attempt to deliver",
	"will try again", "notificacion de estado de entrega (retraso", "temporarily deferred; will",
};

static const char *const copies[] = {
	"below this line is a copy", "this is a copy of the message", "this is a copy of your message", "a copy of the message, including", "copy of your message follows", "a copy of your message is",
	"a copy of the headers", "message header follow", "message headers follow", "headers of the message", "header of the original", "the original message follows",
	"the following is a copy", "returned message follow", "unsent message follow", "original message follow", "original message as", "your original message", "----- original message",
	"-----original message", "--- original message", "message text follows", "the message follows", "message follows", "---- message header", "--- returned message",
	"----- returned mail", "----- message body", "original message header", "encabezados originales", "encabezado del mensaje", "mensaje original", "cabeceras del mensaje",
	"informacion de diagnostico para los administradores", "a continuacion se", "mensagem original", "message original", "-- message --", "the first 50 lines",
	"text of message", "attached is a copy", "original headers", "------ forwarded message", "--- the message", "message contents follow", "*** original",
	"the message headers", "your message headers", "message content", "lines of the original message",
};

static const char *const machines[] = { "mailer-daemon@", "postmaster@", "abuse@", "mailerdaemon@", "root@", "noc@", "hostmaster@", "support@", "helpdesk@", "mailto:" };

static bool rules_holds(const char *text, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strstr(text, list[i]) != NULL)
			return true;
	return false;
}

/* A phrase at the edge of words: "rbl" is not in "terrible". */
static bool rules_stands(const char *text, const char *phrase)
{
	for (const char *at = strstr(text, phrase); at != NULL; at = strstr(at + 1, phrase))
		if (at == text || !g_ascii_isalpha(at[-1]))
			return true;
	return false;
}

const BounceReason *bounce_rules_reason(const char *folded)
{
	for (size_t i = 0; i < G_N_ELEMENTS(reasons); i++)
		if (rules_stands(folded, reasons[i].phrase))
			return &reasons[i];
	return NULL;
}

bool bounce_rules_is_subject(const char *folded)
{
	return rules_holds(folded, subjects, G_N_ELEMENTS(subjects));
}

bool bounce_rules_is_sender(const char *folded)
{
	return rules_holds(folded, senders, G_N_ELEMENTS(senders));
}

bool bounce_rules_is_failure(const char *folded)
{
	return rules_holds(folded, failures, G_N_ELEMENTS(failures));
}

bool bounce_rules_is_hint(const char *folded)
{
	return rules_holds(folded, hints, G_N_ELEMENTS(hints));
}

bool bounce_rules_is_delay(const char *folded)
{
	return rules_holds(folded, delays, G_N_ELEMENTS(delays));
}

bool bounce_rules_is_copy(const char *folded)
{
	return rules_holds(folded, copies, G_N_ELEMENTS(copies));
}

bool bounce_rules_is_machine(const char *folded_address)
{
	for (size_t i = 0; i < G_N_ELEMENTS(machines); i++)
		if (g_str_has_prefix(folded_address, machines[i]))
			return true;
	return false;
}
