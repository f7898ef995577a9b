#include "parsers/mime/mime.h"
#include "parsers/read.h"
#include "parsers/replies/bounce.h"
#include "tests/tap.h"

static const struct {
	const char *action, *status, *diagnostic;
	BounceClass want;
} classes[] = {
	{ "failed", "5.1.90", "you have reached your daily limit for message recipients", BOUNCE_CLASS_SOFT },
	{ "failed", "5.4.5", "Daily sending quota exceeded", BOUNCE_CLASS_SOFT },
	{ "failed", "5.1.1", "550 5.1.1 user unknown", BOUNCE_CLASS_HARD },
	{ "failed", "5.1.10", "RESOLVER.ADR.RecipientNotFound", BOUNCE_CLASS_HARD },
	{ "failed", "5.1.2", NULL, BOUNCE_CLASS_HARD },
	{ "failed", "5.4.4", NULL, BOUNCE_CLASS_HARD },
	{ "failed", "5.2.2", "552 5.2.2 over quota", BOUNCE_CLASS_FULL },
	{ "failed", "4.2.2", NULL, BOUNCE_CLASS_FULL },
	{ "failed", "5.0.0", "552 mailbox full", BOUNCE_CLASS_FULL },
	{ "failed", "5.1.1", "552 sorry, over quota", BOUNCE_CLASS_FULL },
	{ "failed", "5.7.1", "550 spam", BOUNCE_CLASS_POLICY },
	{ "failed", "5.7.26", NULL, BOUNCE_CLASS_POLICY },
	{ "failed", "5.0.0", "554 blocked using zen.example", BOUNCE_CLASS_POLICY },
	{ "failed", "5.1.1", "550 5.1.1 unknown; see our policy", BOUNCE_CLASS_HARD },
	{ "failed", "5.0.0", "550 No such user here", BOUNCE_CLASS_HARD },
	{ "failed", "5.0.0", NULL, BOUNCE_CLASS_SOFT },
	{ "failed", "5.2.1", NULL, BOUNCE_CLASS_SOFT },
	{ "failed", "5.3.4", NULL, BOUNCE_CLASS_SOFT },
	{ "failed", "4.4.1", "user unknown", BOUNCE_CLASS_SOFT },
	{ "failed", "4.4.7", NULL, BOUNCE_CLASS_SOFT },
	{ "delayed", "4.2.2", NULL, BOUNCE_CLASS_DELAYED },
	{ "delivered", "2.0.0", NULL, BOUNCE_CLASS_NONE },
	{ "relayed", "2.1.9", NULL, BOUNCE_CLASS_NONE },
	{ "expanded", "2.0.0", NULL, BOUNCE_CLASS_NONE },
	{ NULL, NULL, NULL, BOUNCE_CLASS_SOFT },
};

typedef struct {
	const char *name;
	const char *mail;
	const char *want; /* "address/action/status/class" each, blank between; NULL for no bounce */
	const char *original;
} MailCase;

#define HEAD(from, subject)                                                                             \
	"From: " from "\nTo: cobranza@mardelsur.example\nSubject: " subject "\nDate: Tue, 24 Nov 2026 " \
									    "10:00:00 -0300\n"
#define PLAIN "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n"
#define REPORT                                                                                            \
	"MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; "                \
	"boundary=Q\n\n--Q\n"                                                                             \
	"Content-Type: text/plain\n\nNo fue entregado.\n\n--Q\nContent-Type: message/delivery-status\n\n" \
	"Reporting-MTA: dns; mx.mardelsur.example\n\n"
#define RETURNED                                                                                   \
	"\n--Q\nContent-Type: message/rfc822\n\nMessage-ID: <m1.abc@mardelsur.example>\nSubject: " \
	"Factura\n\nx\n--Q--\n"

#define SES(event)                                                                                            \
	"{" event ",\"mail\":{\"source\":\"cobranza+m.1@mardelsur.example\",\"messageId\":\"0100\","         \
		  "\"destination\":[\"a@andes.example\"],\"headers\":[{\"name\":\"Message-ID\",\"value\":"     \
		  "\"<m1.abc@mardelsur.example>\"}]}}\n\n--\nIf you wish to stop receiving notifications\n"

static const MailCase mails[] = {
	{ "a report of one recipient",
	  HEAD("MAILER-DAEMON@mardelsur.example", "Undelivered Mail Returned to Sender") REPORT "Final-"
												"Recipient: "
												"rfc822; "
												"pagos@andes."
												"example\nAct"
												"ion: "
												"failed\nStat"
												"us: 5.1.1\n"
												"Diagnostic-"
												"Code: smtp; "
												"550 5.1.1 "
												"<pagos@"
												"andes."
												"example>: "
												"Recipient "
												"address\n   "
												" rejected"
												"\n" RETURNED,
	  "pagos@andes.example/failed/5.1.1/hard", "m1.abc@mardelsur.example" },
	{ "a report of two, one of them late",
	  HEAD("MAILER-DAEMON@mardelsur.example", "Delivery Status Notification") REPORT "Final-Recipient: "
											 "rfc822; "
											 "a@andes."
											 "example\nAction: "
											 "failed\nStatus: "
											 "5.2.2\n\n"
											 "Final-Recipient: "
											 "rfc822; "
											 "b@andes."
											 "example\nAction: "
											 "delayed\nStatus: "
											 "4.4.1 (no "
											 "answer)\n" RETURNED,
	  "a@andes.example/failed/5.2.2/full b@andes.example/delayed/4.4.1/delayed",
	  "m1.abc@mardelsur.example" },
	{ "good news",
	  HEAD("MAILER-DAEMON@mardelsur.example", "Delivery Status Notification") REPORT "Final-Recipient: "
											 "rfc822; "
											 "a@andes."
											 "example\nAction: "
											 "delivered\nStatus: "
											 "2.0.0\n" RETURNED,
	  "a@andes.example/delivered/2.0.0/none", "m1.abc@mardelsur.example" },
	{ "a report without a blank line between recipients",
	  HEAD("MAILER-DAEMON@mardelsur.example", "x") REPORT "Final-Recipient: "
							      "rfc822;a@andes.example\nAction: "
							      "failed\nStatus: 5.1.1\n"
							      "Final-Recipient: "
							      "rfc822;b@andes.example\nAction: "
							      "failed\nStatus: 5.7.1\n" RETURNED,
	  "a@andes.example/failed/5.1.1/hard b@andes.example/failed/5.7.1/policy",
	  "m1.abc@mardelsur.example" },
	{ "Exchange in Spanish",
	  HEAD("Microsoft Outlook <postmaster@andes.example>", "No se puede entregar: Factura 88") PLAIN
	  "No se pudo entregar el mensaje a los siguientes destinatarios o grupos:\n\ncompras@andes.example\n"
	  "La dirección de correo electrónico que ha escrito no se encuentra. #550 5.1.10 "
	  "RESOLVER.ADR.RecipientNotFound\n",
	  "compras@andes.example/failed/5.1.10/hard", NULL },
	{ "a full mailbox in Spanish",
	  HEAD("Mail Delivery System <MAILER-DAEMON@andes.example>", "Correo devuelto") PLAIN "Su mensaje no "
											      "pudo ser "
											      "entregado "
											      "a:\n\n  "
											      "<pagos@andes."
											      "example>: el "
											      "buzón está "
											      "lleno\n",
	  "pagos@andes.example/failed/5.2.2/full", NULL },
	{ "qmail",
	  HEAD("MAILER-DAEMON@andes.example", "failure notice") PLAIN "Hi. This is the qmail-send program at "
								      "andes.example.\nI'm afraid I wasn't "
								      "able to deliver your message.\n\n"
								      "<nadie@andes.example>:\nSorry, no "
								      "mailbox here by that name. "
								      "(#5.1.1)\n\n--- Below this line is a "
								      "copy of the message.\n\n"
								      "Return-Path: "
								      "<cobranza@mardelsur.example>\nMessage-"
								      "ID: <m2.def@mardelsur.example>\nTo: "
								      "otro@andes.example\n",
	  "nadie@andes.example/failed/5.1.1/hard", "m2.def@mardelsur.example" },
	{ "Exim",
	  "X-Failed-Recipients: pagos@andes.example\n" HEAD("Mail Delivery System "
							    "<Mailer-Daemon@mx.andes.example>",
							    "Mail delivery failed: returning message to "
							    "sender") PLAIN "A message that you sent could "
									    "not be delivered.\n\n  "
									    "pagos@andes.example\n    host "
									    "mx.andes.example: 550 "
									    "unrouteable address\n",
	  "pagos@andes.example/failed/5.1.2/hard", NULL },
	{ "a warning only",
	  HEAD("Mail Delivery Subsystem <mailer-daemon@andes.example>", "Warning: message delayed") PLAIN
	  "Your message to <pagos@andes.example> has been delayed.\nDelivery attempts will continue. You do "
	  "not need to resend.\n",
	  "pagos@andes.example/delayed/5.0.0/delayed", NULL },
	{ "a notice of SES as the body, its line folded by a relay",
	  HEAD("AWS <no-reply@sns.amazonaws.com>", "AWS Notification Message") PLAIN SES(
		  "\"notificationType\":\"Bounce\",\"bounce\":{\"bounceType\":\"Permanent\",\"bounceSubType\":"
		  "\"General\",\"bouncedRecipients\":[{\"emailAddress\":\"Ana <ana@andes.example>\",\n\"status\":"
		  "\"5.1.1\",\"diagnosticCode\":\"smtp; 550 5.1.1 user un\nknown\"},{\"emailAddress\":"
		  "\"b@andes.example\"}]}"),
	  "ana@andes.example/failed/5.1.1/hard b@andes.example/failed/5.1.1/hard", "m1.abc@mardelsur.example" },
	{ "a notice in SNS's own envelope, as a file",
	  HEAD("AWS <no-reply@sns.amazonaws.com>", "aviso") "MIME-Version: 1.0\nContent-Type: multipart/mixed; "
	  "boundary=Q\n\n--Q\nContent-Type: text/plain\n\nVer adjunto.\n--Q\nContent-Type: application/json; "
	  "name=n.json\nContent-Disposition: attachment\n\n"
	  "{\"Type\":\"Notification\",\"Message\":\"{\\\"eventType\\\":\\\"Bounce\\\",\\\"bounce\\\":{"
	  "\\\"bounceType\\\":\\\"Transient\\\",\\\"bounceSubType\\\":\\\"MailboxFull\\\","
	  "\\\"bouncedRecipients\\\":[{\\\"emailAddress\\\":\\\"a@andes.example\\\"}]}}\"}\n--Q--\n",
	  "a@andes.example/failed/4.2.2/full", NULL },
	{ "a late one, told by EventBridge",
	  HEAD("x@andes.example", "aviso") PLAIN "{\"detail-type\":\"x\",\"detail\":{\"eventType\":\"DeliveryDelay\","
	  "\"deliveryDelay\":{\"delayType\":\"General\",\"delayedRecipients\":[{\"emailAddress\":\"a@andes.example\"}"
	  "]}}}",
	  "a@andes.example/delayed/4.4.7/delayed", NULL },
	{ "a delivery by SES", HEAD("x@andes.example", "aviso") PLAIN SES(
		  "\"eventType\":\"Delivery\",\"delivery\":{\"recipients\":[\"a@andes.example\"]}"),
	  "a@andes.example/delivered/2.0.0/none", "m1.abc@mardelsur.example" },
	{ "JSON that only looks like a notice",
	  HEAD("x@andes.example", "aviso") PLAIN "{\"notificationType\":\"Bounce\",\"bounce\":[],\"eventType\":1}",
	  NULL, NULL },
	{ "the local part of one of three recipients",
	  HEAD("MAILER-DAEMON@andes.example", "Undeliverable mail") "MIME-Version: 1.0\nContent-Type: multipart/mixed; "
	  "boundary=Q\n\n--Q\nContent-Type: text/plain\n\nYour message was not delivered.\nReason: user JPerez unknown\n"
	  "--Q\nContent-Type: message/rfc822\n\nReturn-Path: <cobranza+m.1@mardelsur.example>\n"
	  "Message-ID: <m1.abc@mardelsur.example>\nTo: Ana <ana@andes.example>, "
	  "Juan\n <jperez@andes.example>\nCc: \"Soto, Eva\" <eva@andes.example>\n\nx\n--Q--\n",
	  "jperez@andes.example/failed/5.1.1/hard", "m1.abc@mardelsur.example" },
	{ "a local part among headers that stand in the text",
	  HEAD("postmaster@andes.example", "Correo devuelto") PLAIN "El mensaje no fue posible entregar.\n\n"
	  "eva.soto: casilla llena\n\n----- Mensaje original -----\nTo: ana@andes.example,\n eva.soto@andes.example\n"
	  "Message-ID: <m1.abc@mardelsur.example>\n",
	  "eva.soto@andes.example/failed/5.2.2/full", "m1.abc@mardelsur.example" },
	{ "a local part that two have",
	  HEAD("postmaster@andes.example", "Correo devuelto") PLAIN "No fue posible entregar: usuario ana no existe\n\n"
	  "----- Mensaje original -----\nTo: ana@andes.example, ana@sur.example\n",
	  NULL, NULL },
	{ "a local part, and nothing of what came back",
	  HEAD("postmaster@andes.example", "Correo devuelto") PLAIN "No fue posible entregar.\nUsuario desconocido: "
	  "jperez\n",
	  "jperez/failed/5.1.1/hard", NULL },
	{ "a report's field without a domain",
	  HEAD("MAILER-DAEMON@mardelsur.example", "x") REPORT "Final-Recipient: rfc822;jperez\nAction: failed\n"
	  "Status: 5.1.1\n\n--Q\nContent-Type: message/rfc822\n\nMessage-ID: <m1.abc@mardelsur.example>\n"
	  "To: ana@andes.example, jperez@andes.example\n\nx\n--Q--\n",
	  "jperez@andes.example/failed/5.1.1/hard", "m1.abc@mardelsur.example" },
	{ "a returned message whose To is no address",
	  HEAD("MAILER-DAEMON@mardelsur.example", "Undelivered Mail Returned to Sender") "X-Failed-Recipients: <@>\n"
	  "MIME-Version: 1.0\nContent-Type: multipart/report; boundary=Q\n\n--Q\nContent-Type: text/plain\n\n"
	  "Delivery failed.\n--Q\nContent-Type: message/rfc822\n\nTo: x: <@;>\n\nx\n--Q--\n",
	  NULL, NULL },
	{ "a person who writes of a failure",
	  HEAD("Ana Rojas <ana@andes.example>", "Re: factura") PLAIN "El correo a pagos@andes.example fue "
								     "rechazado, por favor usar otro.\n",
	  NULL, NULL },
	{ "an invoice",
	  HEAD("Ventas <ventas@andes.example>", "Factura 33") PLAIN "Adjuntamos la factura. Consultas a "
								    "ventas@andes.example\n",
	  NULL, NULL },
};

static void test_mail(const MailCase *row)
{
	g_autoptr(Arena) arena = arena_new();
	Limits limits = limits_default();
	size_t length = strlen(row->mail);
	g_autofree char *bytes = exact_copy(row->mail, length);
	const Bounce *bounce = bounce_read(arena, mime_parse(arena, &limits, bytes, length));
	if (row->want == NULL) {
		ok(bounce == NULL, "%s: no bounce", row->name);
		return;
	}
	g_autoptr(GString) got = g_string_new(NULL);
	for (size_t i = 0; bounce != NULL && i < bounce->n_recipients; i++)
		g_string_append_printf(got, "%s%s/%s/%s/%s", i > 0 ? " " : "", bounce->recipients[i].address,
				       bounce->recipients[i].action, bounce->recipients[i].status,
				       bounce_class_word(bounce->recipients[i].class));
	is_str(got->str, row->want, row->name);
	is_str(bounce != NULL ? bounce->original_message_id : NULL, row->original,
	       "  the message it is about");
}

static void test_complaint(void)
{
	static const char mail[] =
		"From: fbl@proveedor.example\nTo: abuse@empresa.example\nMIME-Version: 1.0\n"
		"Content-Type: multipart/report; report-type=feedback-report; boundary=A\n\n--A\n\nspam\n--A\n"
		"\xef\xbb\xbf" "Content-Type: message/feedback-report\n\nFeedback-Type: abuse\n"
		"Original-Rcpt-To: <ana@cliente.example>\n--A\nContent-Type: message/rfc822\n\n"
		"Message-ID: <valija.x@empresa.example>\nSubject: Factura\n\nx\n--A--\n";
	g_autoptr(Arena) arena = arena_new();
	Limits limits = limits_default();
	const Bounce *bounce = bounce_read_complaint(arena, mime_parse(arena, &limits, mail, sizeof mail - 1));
	is_i64(bounce != NULL ? (int64_t)bounce->n_recipients : -1, 1, "a complaint names one");
	is_str(bounce->recipients[0].address, "ana@cliente.example", "who complained");
	is_str(bounce->recipients[0].action, "complained", "not bounced");
	is_str(bounce->original_message_id, "valija.x@empresa.example", "about which mail");
	ok(bounce_read_complaint(arena, mime_parse(arena, &limits, "Subject: x\n\nx", 13)) == NULL, "any other mail: none");
}

static void test_notice_of_complaint(void)
{
	static const struct {
		const char *type;
		FindingKind kind;
	} rows[] = { { "abuse", FINDING_COMPLAINT }, { "not-spam", FINDING_OTHER } };
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Arena) arena = arena_new();
		Limits limits = limits_default();
		ReadOptions options = { .limits = &limits };
		Finding finding;
		const char *mail = arena_printf(
			arena,
			"From: AWS <no-reply@sns.amazonaws.com>\nSubject: AWS Notification\nDate: Tue, 24 Nov 2026 10:00:00 "
			"-0300\n\n{\"notificationType\":\"Complaint\",\"complaint\":{\"complainedRecipients\":[{"
			"\"emailAddress\":\"ana@andes.example\"}],\"complaintFeedbackType\":\"%s\"},\"mail\":{\"source\":"
			"\"cobranza+m.1@mardelsur.example\"}}\n",
			rows[i].type);
		read_bytes(arena, &options, NULL, mail, strlen(mail), &finding);
		is_str(finding_kind_word(finding.kind), finding_kind_word(rows[i].kind), rows[i].type);
		is_str(finding.bounce != NULL ? finding.bounce->recipients[0].action : NULL,
		       rows[i].kind == FINDING_COMPLAINT ? "complained" : NULL, "  who, and what");
		is_str(finding.bounce != NULL ? finding.bounce->original_sender : NULL,
		       rows[i].kind == FINDING_COMPLAINT ? "cobranza+m.1@mardelsur.example" : NULL, "  of which mail");
	}
}

static void test_returned_path(void)
{
	g_autoptr(Arena) arena = arena_new();
	Limits limits = limits_default();
	static const char mail[] =
		"From: MAILER-DAEMON@andes.example\nSubject: Undelivered\nMIME-Version: 1.0\nContent-Type: multipart/mixed; "
		"boundary=Q\n\n--Q\n\n<ana@andes.example>: user unknown\n--Q\nContent-Type: message/rfc822\n\n"
		"Return-Path: <cobranza+m.1@mardelsur.example>\nMessage-ID: <new@relay.example>\n\nx\n--Q--\n";
	const Bounce *bounce = bounce_read(arena, mime_parse(arena, &limits, mail, sizeof mail - 1));
	is_str(bounce != NULL ? bounce->original_sender : NULL, "cobranza+m.1@mardelsur.example",
	       "the return path of what came back");
}

int main(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(classes); i++)
		is_str(bounce_class_word(
			       bounce_class(classes[i].action, classes[i].status, classes[i].diagnostic)),
		       bounce_class_word(classes[i].want),
		       classes[i].status != NULL ? classes[i].status : "no status");
	for (size_t i = 0; i < G_N_ELEMENTS(mails); i++)
		test_mail(&mails[i]);
	test_complaint();
	test_notice_of_complaint();
	test_returned_path();
	return tap_done();
}
