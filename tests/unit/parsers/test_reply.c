#include "parsers/replies/reply.h"
#include "tests/tap.h"

#include <time.h>

typedef struct {
	const char *name;
	const char *text;
	const char *want;
	bool quoted; /* something was set aside */
} ReplyCase;

static const ReplyCase cases[] = {
	{ "nothing but the answer", "Pagamos el viernes.\n", "Pagamos el viernes.", false },
	{ "Notes, its box",
	  "We will pay on December 4.\n\n|------------>\n| From:      |\n|------------>\n  >-----------------|\n"
	  "  |Collections      |\n  >-----------------|\n\nDear Ana, invoice 1234 is due.\n",
	  "We will pay on December 4.", true },
	{ "a table of the answer's own", "Pagamos:\n|-----|\n| 88: | viernes\n|-----|\n",
	  "Pagamos:\n|-----|\n| 88: | viernes\n|-----|", false },
	{ "Gmail, Spanish",
	  "Pagamos el viernes.\n\nEl lun, 23 nov 2026 a las 10:00, Cobranza Mar del Sur "
	  "(<\ncobranza@mardelsur.example>) escribió:\n\n> Su factura 88\n> venció ayer.\n",
	  "Pagamos el viernes.", true },
	{ "Gmail, Portuguese",
	  "Pagamos amanhã\n\nEm seg., 23 de nov. de 2026 às 10:00, Cobrança "
	  "<c@mardelsur.example>\nescreveu:\n\n> Fatura vencida\n",
	  "Pagamos amanhã", true },
	{ "Gmail, French",
	  "C'est réglé.\n\nLe lun. 23 nov. 2026 à 10:00, Recouvrement <c@mardelsur.example> a\nécrit :\n\n> "
	  "Facture\n",
	  "C'est réglé.", true },
	{ "Gmail, English",
	  "Paid today.\n\nOn Mon, Nov 23, 2026 at 10:00 AM Collections <c@mardelsur.example> wrote:\n\n> "
	  "Invoice\n",
	  "Paid today.", true },
	{ "Outlook desktop, Spanish",
	  "Favor reenviar.\n\nDe: Cobranza <c@mardelsur.example>\nEnviado el: lunes, 23 de noviembre de 2026 "
	  "10:00\nPara: Pagos <p@andes.example>\nAsunto: Factura 88\n\nEstimados:\nSu factura venció.\n",
	  "Favor reenviar.", true },
	{ "Outlook web, Spanish",
	  "Ok, lo veo.\n________________________________\nDe: Cobranza <c@mardelsur.example>\nEnviado: "
	  "lunes, 23 de noviembre de 2026 10:00\nPara: Pagos <p@andes.example>\nAsunto: Factura "
	  "88\n\nEstimados\n",
	  "Ok, lo veo.", true },
	{ "Outlook phone, Spanish",
	  "Listo\n\nObtener Outlook para Android<https://aka.ms/x>\n________________________________\nFrom: "
	  "Cobranza <c@mardelsur.example>\nSent: Monday, November 23, 2026 10:00:00 AM\nTo: p@andes.example "
	  "<p@andes.example>\nSubject: Factura\n\nHola\n",
	  "Listo", true },
	{ "Outlook, Portuguese",
	  "Segue comprovante\n\nDe: Cobrança <c@mardelsur.example>\nEnviada em: segunda-feira, 23 de "
	  "novembro de 2026 10:00\nPara: p@andes.example\nAssunto: Fatura\n\nPrezados\n",
	  "Segue comprovante", true },
	{ "Outlook, French",
	  "Merci de patienter\n\nDe : Recouvrement <c@mardelsur.example>\nEnvoyé : lundi 23 novembre 2026 "
	  "10:00\nÀ : p@andes.example\nObjet : Facture\n\nBonjour\n",
	  "Merci de patienter", true },
	{ "Apple, Spanish",
	  "Mañana sale.\n\nEnviado desde mi iPhone\n\n> El 23-11-2026, a la(s) 10:00, Cobranza "
	  "<c@mardelsur.example> escribió:\n> \n> Factura\n",
	  "Mañana sale.", true },
	{ "Thunderbird, Spanish",
	  "Está pagada.\n\nEl 23-11-26 a las 10:00, Cobranza escribió:\n> Factura 88\n> vencida\n",
	  "Está pagada.", true },
	{ "Yahoo, Spanish",
	  "Gracias, pagamos hoy\n\n    El lunes, 23 de noviembre de 2026, 10:00:00 a. m. GMT-3, Cobranza "
	  "<c@mardelsur.example> escribió:  \n \n Estimado cliente\n",
	  "Gracias, pagamos hoy", true },
	{ "Zimbra, Spanish",
	  "Se paga el lunes\n\n----- Mensaje original -----\nDe: \"Cobranza\" <c@mardelsur.example>\nPara: "
	  "p@andes.example\nEnviados: Lunes, 23 de Noviembre 2026 10:00:00\nAsunto: Factura\n\nEstimado\n",
	  "Se paga el lunes", true },
	{ "Roundcube, Spanish", "Conforme.\n\nEl 2026-11-23 10:00, Cobranza escribió:\n> Factura\n",
	  "Conforme.", true },
	{ "Notes, Spanish",
	  "De acuerdo\n\n-----Cobranza/MDS escribió: -----\nPara: p@andes.example\nDe: Cobranza/MDS\nFecha: "
	  "23-11-2026 10:00AM\nAsunto: Factura\n\nTexto\n",
	  "De acuerdo", true },
	{ "one line of header fields",
	  "Recibido\n\nDe: Cobranza <c@mardelsur.example> Enviado: lunes, 23 de noviembre de 2026 Para: "
	  "p@andes.example Asunto: Factura\nTexto viejo\n",
	  "Recibido", true },
	{ "bottom-posted",
	  "El 23-11-2026 10:00, Cobranza escribió:\n> ¿Cuándo pagan?\n\nEl viernes sin falta.\n",
	  "El viernes sin falta.", true },
	{ "interleaved",
	  "El 23-11-2026 10:00, Cobranza escribió:\n> ¿Recibieron la factura?\nSí.\n> ¿Cuándo pagan?\nEl "
	  "viernes.\n",
	  "Sí.\n\nEl viernes.", true },
	{ "interleaved without attribution", "> ¿Recibieron?\n\nSí, recibida.\n\n> ¿Fecha?\n\nViernes.\n",
	  "Sí, recibida.\n\nViernes.", true },
	{ "a signature with its mark", "Pagado.\n\n-- \nAna Rojas\nTesorería\n", "Pagado.", true },
	{ "a closing with a signature",
	  "Pagamos el lunes.\n\nSaludos cordiales,\n\nAna Rojas\nJefa de Tesorería\nAndes Ltda.\n+56 2 2345 "
	  "6789\n",
	  "Pagamos el lunes.", true },
	{ "a closing with a name stays", "Pagamos el lunes.\n\nSaludos,\nAna\n",
	  "Pagamos el lunes.\n\nSaludos,\nAna", false },
	{ "a postscript stays",
	  "Pagamos el lunes.\n\nSaludos,\nAna Rojas\nTesorería\n\nPD: la 89 no la hemos recibido.\n",
	  "Pagamos el lunes.\n\nSaludos,\nAna Rojas\nTesorería\n\nPD: la 89 no la hemos recibido.", false },
	{ "a legal footer",
	  "Ya fue pagada.\n\nAVISO DE CONFIDENCIALIDAD: este mensaje es privado.\nNo lo use.\n",
	  "Ya fue pagada.", true },
	{ "a footer in English", "Paid.\n\nThis e-mail and any attachments are confidential.\n", "Paid.",
	  true },
	{ "a telephone's line", "Ok\n\nEnviado desde mi Samsung Galaxy\n", "Ok", true },
	{ "a sentence that begins like one", "Enviado desde nuestra planta, el pedido llegó ayer, gracias.\n",
	  "Enviado desde nuestra planta, el pedido llegó ayer, gracias.", false },
	{ "only quoted: all is shown", "> Su factura\n> venció\n", "> Su factura\n> venció", false },
	{ "only a forward: all is shown",
	  "---------- Forwarded message ---------\nFrom: A <a@andes.example>\nDate: Mon, Nov 23, "
	  "2026\nSubject: x\nTo: b@andes.example\n\nHola\n",
	  "---------- Forwarded message ---------\nFrom: A <a@andes.example>\nDate: Mon, Nov 23, "
	  "2026\nSubject: x\nTo: b@andes.example\n\nHola",
	  false },
	{ "only a telephone's line: shown", "Enviado desde mi iPhone\n", "Enviado desde mi iPhone", false },
	{ "a list is no header", "Datos:\n\nFecha: viernes\nMonto: 100\nBanco: Andino\n",
	  "Datos:\n\nFecha: viernes\nMonto: 100\nBanco: Andino", false },
	{ "El ... : is no attribution", "El pago del 15:\n\nlo vemos el lunes\n",
	  "El pago del 15:\n\nlo vemos el lunes", false },
	{ "windows line ends", "Listo\r\n\r\nEl 23-11-26 10:00, Cobranza escribió:\r\n> x\r\n", "Listo",
	  true },
	{ "empty", "", "", false },
	{ "blank", " \n\n", "", false },
};

static void test_html(void)
{
	g_autoptr(Arena) arena = arena_new();
	Limits limits = limits_default();
	Message message = { .html = "<div dir=\"ltr\">Pagamos el viernes.</div><br><div "
				    "class=\"gmail_quote\"><div class=\"gmail_attr\">El lun, "
				    "23 nov 2026, Cobranza escribió:</div><blockquote "
				    "class=\"gmail_quote\">Su factura</blockquote></div>" };
	Mail mail = { 0 };
	reply_split(arena, &limits, &message, &mail);
	is_str(mail.reply, "Pagamos el viernes.", "HTML is split by its structure");
	ok(mail.quoted != NULL && strstr(mail.quoted, "Su factura") != NULL, "and the quotation is kept");
}

/* Twice the text may take about twice the time: families that tempt a matcher to look back. */
static void test_linear(void)
{
	static const char *const pieces[] = { "El 23-11-26 escribió: x\n",
					      "> a\nb\n",
					      "De: x\n",
					      "____\n",
					      "Enviado desde x\n",
					      "\n",
					      "--\n",
					      "saludos\n",
					      "El <a@b.cl> ",
					      "---" };
	for (size_t i = 0; i < G_N_ELEMENTS(pieces); i++) {
		gint64 took[2];
		for (size_t size = 0; size < 2; size++) {
			g_autoptr(Arena) arena = arena_new();
			g_autoptr(GString) text = g_string_new("Hola\n");
			while (text->len < (size_t)(200000 << size))
				g_string_append(text, pieces[i]);
			const char *reply = NULL;
			const char *quoted = NULL;
			clock_t start = clock();
			reply_split_text(arena, text->str, &reply, &quoted);
			took[size] = (gint64)(clock() - start) * 1000000 / CLOCKS_PER_SEC;
		}
		ok(took[1] < 3 * took[0] + 300000, "linear: %s", pieces[i]);
	}
}

int main(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(Arena) arena = arena_new();
		const char *reply = NULL;
		const char *quoted = NULL;
		reply_split_text(arena, cases[i].text, &reply, &quoted);
		is_str(reply, cases[i].want, cases[i].name);
		ok((quoted != NULL) == cases[i].quoted, "  %s",
		   cases[i].quoted ? "the rest is kept" : "nothing is set aside");
	}
	test_html();
	test_linear();
	return tap_done();
}
