#include "parsers/replies/bounce_rules.h"

#include <glib.h>
#include <string.h>

static const char *const subjects[] = {
	"mensaje bloqueado",
	"mensaje rechazado",
	"correo bloqueado",
	"correo rechazado",
	"message blocked",
	"message rejected",
	"mensagem bloqueada",
	"message bloque",
	"undeliver",
	"undelivrable",
	"returned mail",
	"return mail",
	"returned to sender",
	"returned message",
	"delivery status notification",
	"failure notice",
	"delivery failure",
	"delivery failed",
	"mail delivery",
	"delivery notification",
	"delivery report",
	"delivery problem",
	"nondeliverable",
	"non-deliver",
	"non deliver",
	"mail system error",
	"message status - undeliver",
	"mail failure",
	"mail error",
	"could not be delivered",
	"couldn't be delivered",
	"could not deliver",
	"unable to deliver",
	"delivery error",
	"message delivery",
	"not delivered",
	"delayed",
	"warning: could not send",
	"warning: message",
	"rejected",
	"bounce",
	"unzustellbar",
	"failed mail",
	"failed delivery",
	"failure delivery",
	"error sending",
	"user unknown",
	"unknown user",
	"mail not deliver",
	"delivery unsuccessful",
	"message you sent blocked",
	"status report",
	"no se puede entregar",
	"no se ha podido entregar",
	"no se pudo entregar",
	"no entregado",
	"error de entrega",
	"mensaje devuelto",
	"correo devuelto",
	"devuelto",
	"notificacion de estado de entrega",
	"notificacion de entrega",
	"estado de la entrega",
	"entrega fallida",
	"fallo en la entrega",
	"fallo de entrega",
	"no entregable",
	"imposible entregar",
	"retrasado",
	"nao entregue",
	"nao foi possivel entregar",
	"falha na entrega",
	"mensagem devolvida",
	"notificacao de status de entrega",
	"devolvido",
	"non remis",
	"echec de remise",
	"echec de la remise",
	"non distribuable",
	"non livre",
	"notification d'etat de remise",
	"retourne",
	"considered unsolicited",
	"delivery attempt",
	"system error",
	"notification of delivery",
	"dsn:",
	"mail was not",
	"permanent error",
};

static const char *const senders[] = {
	"mailer-daemon",
	"mailer.daemon",
	"mailerdaemon",
	"postmaster",
	"mail delivery",
	"maildelivery",
	"mail-daemon",
	"maildaemon",
	"mmdf",
	"mail administrator",
	"system administrator",
	"administrador del sistema",
	"administrador de correo",
	"microsoft outlook",
	"microsoftexchange",
	"mdaemon",
	"<daemon@",
	"subsystem",
	"sistema de entrega",
	"mail system",
	"mail router",
	"mailadmin",
	"uucp",
	"mailer@",
	"mail_delivery",
	"antispam",
	"mail-delivery",
	"soporte de entrega",
	"complaints@",
	"mta@",
	"pmdf",
	"smtp gateway",
};

static const char *const failures[] = {
	"could not be delivered",
	"couldn't be delivered",
	"wasn't delivered",
	"was not delivered",
	"not delivered",
	"cannot be delivered",
	"can't be delivered",
	"unable to deliver",
	"wasn't able to deliver",
	"not able to deliver",
	"could not deliver",
	"couldn't deliver",
	"did not reach",
	"didn't reach",
	"has not been delivered",
	"undeliverable",
	"undelivered",
	"delivery failed",
	"delivery to the following",
	"delivery has failed",
	"failed to deliver",
	"failed permanently",
	"permanent error",
	"permanent fatal errors",
	"permanent failure",
	"returned to sender",
	"returned to you",
	"delivery failure",
	"transcript of session",
	"failed recipient",
	"did not receive",
	"no se pudo entregar",
	"no se ha podido entregar",
	"no se puede entregar",
	"no ha podido ser entregado",
	"no pudo ser entregado",
	"no fue posible entregar",
	"no ha sido posible entregar",
	"no entregado",
	"no llego a",
	"no ha llegado a",
	"error de entrega",
	"no se entrego",
	"devuelto",
	"error en la entrega",
	"rechazado",
	"nao foi possivel entregar",
	"nao foi entregue",
	"nao pode ser entregue",
	"falha na entrega",
	"nao entregue",
	"n'a pas pu etre",
	"n'a pu etre",
	"n'a pas ete",
	"echec de la remise",
	"impossible de remettre",
	"nicht zugestellt",
};

/* Enough when a machine of the mail system wrote it, too little otherwise. */
static const char *const hints[] = {
	"rejected",	  "unknown",   "bounced",      "error",	  "failed", "failure",
	"does not exist", "no existe", "konnte nicht", "delayed", "retras", "delivery",
};

static const char *const delays[] = {
	"warning message only",
	"do not need to resend",
	"don't need to resend",
	"will continue to be",
	"will be retried",
	"will continue trying",
	"will keep trying",
	"delivery is delayed",
	"delivery has been delayed",
	"has been delayed",
	"delivery incomplete",
	"temporary problem delivering",
	"has not yet been delivered",
	"not yet been delivered",
	"could not be delivered yet",
	"still being attempted",
	"delivery attempts will continue",
	"delivery status notification (delay)",
	"message still undelivered",
	"se ha retrasado",
	"esta retrasad",
	"retraso en la entrega",
	"se seguira intentando",
	"seguira intentando",
	"no es necesario que reenvie",
	"no tiene que reenviar",
	"no necesita reenviar",
	"esta atrasada",
	"sera tentada novamente",
	"a ete retarde",
	"nouvelles tentatives",
	"was delayed",
	"message delayed",
	"warning: could not send message for past",
	"will attempt to deliver",
	"will try again",
	"notificacion de estado de entrega (retraso",
	"temporarily deferred; will",
};

static const char *const copies[] = {
	"below this line is a copy",
	"this is a copy of the message",
	"this is a copy of your message",
	"a copy of the message, including",
	"copy of your message follows",
	"a copy of your message is",
	"a copy of the headers",
	"message header follow",
	"message headers follow",
	"headers of the message",
	"header of the original",
	"the original message follows",
	"the following is a copy",
	"returned message follow",
	"unsent message follow",
	"original message follow",
	"original message as",
	"your original message",
	"----- original message",
	"-----original message",
	"--- original message",
	"message text follows",
	"the message follows",
	"message follows",
	"---- message header",
	"--- returned message",
	"----- returned mail",
	"----- message body",
	"original message header",
	"encabezados originales",
	"encabezado del mensaje",
	"mensaje original",
	"cabeceras del mensaje",
	"informacion de diagnostico para los administradores",
	"a continuacion se",
	"mensagem original",
	"message original",
	"-- message --",
	"the first 50 lines",
	"text of message",
	"attached is a copy",
	"original headers",
	"------ forwarded message",
	"--- the message",
	"message contents follow",
	"*** original",
	"the message headers",
	"your message headers",
	"message content",
	"lines of the original message",
};

static const char *const machines[] = { "mailer-daemon@", "postmaster@", "abuse@",	"mailerdaemon@",
					"root@",	  "noc@",	 "hostmaster@", "support@",
					"helpdesk@",	  "mailto:" };

static bool rules_holds(const char *text, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strstr(text, list[i]) != NULL)
			return true;
	return false;
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

bool bounce_rules_is_success(const char *folded)
{
	static const char *const words[] = { "successfully relayed", "successfully delivered", "was delivered successfully",
					     "delivery to these recipients or groups is complete",
					     "se ha entregado correctamente", "fue entregado correctamente",
					     "se completo la entrega", "entregue com exito", "remis avec succes",
					     "la entrega se ha completado", "a ete remis avec succes" };
	return rules_holds(folded, words, G_N_ELEMENTS(words)) &&
	       !rules_holds(folded, failures, G_N_ELEMENTS(failures));
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
