#include "parsers/mime/mime.h"
#include "parsers/replies/classify.h"
#include "parsers/replies/reply.h"
#include "tests/tap.h"

typedef struct {
	const char *name;
	const char *headers;
	const char *body;
	FindingKind want;
	bool automatic;
} ClassifyCase;

static const ClassifyCase cases[] = {
	{ "a person's answer", "Subject: Re: Factura 88\nIn-Reply-To: <m1@mardelsur.example>\n",
	  "Pagamos el viernes.", FINDING_REPLY, false },
	{ "an answer to a token",
	  "Subject: Factura\nTo: c+m1a.abcdefghijklmnopqrstuvwxyz@mardelsur.example\n", "Pagamos el viernes.",
	  FINDING_REPLY, false },
	{ "an answer that only quotes", "Subject: RE: Factura 88\n",
	  "Pagamos\n\nEl 23-11-26 10:00, Ana escribió:\n> x", FINDING_REPLY, false },
	{ "a mail like any", "Subject: Hola\n", "Nos vemos el viernes.", FINDING_OTHER, false },
	{ "RFC 3834", "Subject: Factura\nAuto-Submitted: auto-replied\n", "Estoy fuera.", FINDING_AUTO_REPLY,
	  true },
	{ "RFC 3834 with a comment", "Subject: Factura\nAuto-Submitted: auto-generated; x=y\n",
	  "Estoy fuera.", FINDING_AUTO_REPLY, true },
	{ "Auto-Submitted: no is a person", "Subject: Re: x\nAuto-Submitted: no\nIn-Reply-To: <a@b.cl>\n",
	  "Pagamos.", FINDING_REPLY, false },
	{ "Precedence: auto_reply", "Subject: x\nPrecedence: auto_reply\n", "x", FINDING_AUTO_REPLY, true },
	{ "Precedence: bulk alone says nothing", "Subject: x\nPrecedence: bulk\n", "Novedades del mes",
	  FINDING_OTHER, false },
	{ "a suppress header alone says nothing",
	  "Subject: Re: x\nX-Auto-Response-Suppress: All\nIn-Reply-To: <a@b.cl>\n", "Pagamos", FINDING_REPLY,
	  false },
	{ "a suppress header and words",
	  "Subject: Re: x\nX-Auto-Response-Suppress: All\nIn-Reply-To: <a@b.cl>\n", "Estoy de vacaciones.",
	  FINDING_AUTO_REPLY, true },
	{ "null return path", "Return-Path: <>\nSubject: Acuse\n", "Ticket creado", FINDING_AUTO_REPLY,
	  true },
	{ "subject in Spanish", "Subject: Respuesta automática: Factura\n", "x", FINDING_AUTO_REPLY, true },
	{ "subject in Portuguese", "Subject: Resposta automática: Fatura\n", "x", FINDING_AUTO_REPLY, true },
	{ "subject in English", "Subject: Automatic reply: Invoice\n", "x", FINDING_AUTO_REPLY, true },
	{ "subject in French", "Subject: =?utf-8?q?R=C3=A9ponse_automatique_=3A_Facture?=\n", "x",
	  FINDING_AUTO_REPLY, true },
	{ "a ticket robot", "Subject: [#5521] Recibimos su solicitud\n", "Gracias por escribirnos.",
	  FINDING_AUTO_REPLY, true },
	{ "a help desk in English", "Subject: Ticket Received - Factura 1234\n",
	  "Dear Carla,\nWe have received your request and a ticket has been created with Ticket ID - 8821.",
	  FINDING_AUTO_REPLY, true },
	{ "a service desk", "Subject: MESA-1204 Factura vencida\n",
	  "Reply above this line.\n\nRobot just confirmed your request MESA-1204. View request.", FINDING_AUTO_REPLY, true },
	{ "an absence by its words", "Subject: Re: Factura\nIn-Reply-To: <a@b.cl>\n",
	  "Estoy fuera de la oficina. En caso de urgencia contactar a ana@andes.example.", FINDING_AUTO_REPLY,
	  true },
	{ "a person who will be away", "Subject: Re: Factura\nIn-Reply-To: <a@b.cl>\n",
	  "Pagamos el jueves, el viernes estoy fuera de la oficina.", FINDING_REPLY, false },
	{ "a list is no robot",
	  "Subject: Re: x\nList-Id: <x.andes.example>\nPrecedence: list\nIn-Reply-To: <a@b.cl>\n",
	  "This is an automated message about your request", FINDING_REPLY, false },
	{ "a read receipt by its subject", "Subject: Leído: Factura 88\n", "", FINDING_READ_RECEIPT, true },
	{ "a bounce", "From: MAILER-DAEMON@andes.example\nSubject: failure notice\n",
	  "<x@andes.example>:\nuser unknown", FINDING_BOUNCE, true },
};

static void test_case(const ClassifyCase *row)
{
	g_autoptr(Arena) arena = arena_new();
	Limits limits = limits_default();
	g_autofree char *bytes = g_strdup_printf(
		"%s%sMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n%s\n", row->headers,
		strstr(row->headers, "From:") != NULL ? "" : "From: Ana <ana@andes.example>\n", row->body);
	Message *message = mime_parse(arena, &limits, bytes, strlen(bytes));
	Mail *mail = arena_new0(arena, Mail);
	mail->subject = message_header(message, "Subject");
	mail->in_reply_to = message_header(message, "In-Reply-To");
	mime_addresses(arena, &limits, message, "To", &mail->to, &mail->n_to);
	reply_split(arena, &limits, message, mail);
	const char *reason = NULL;
	is_str(finding_kind_word(classify_message(arena, message, mail, &reason)),
	       finding_kind_word(row->want), row->name);
	ok(classify_is_automatic(arena, message, mail) == row->automatic, "  %s",
	   row->automatic ? "automatic" : "by a person");
}

int main(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		test_case(&cases[i]);
	return tap_done();
}
