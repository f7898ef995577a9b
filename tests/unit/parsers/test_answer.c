#include "parsers/replies/answer.h"
#include "tests/tap.h"

typedef struct {
	const char *text; /* received on Tuesday, 2026-11-24 */
	const char *want; /* codes in order, with "=date" where there is one */
} AnswerCase;

static const AnswerCase cases[] = {
	/* Spanish: promises */
	{ "pagaremos el viernes", "PROMISE=2026-11-27" },
	{ "Pagamos el viernes.", "PROMISE=2026-11-27" },
	{ "Mandamos el pago la próxima semana", "PROMISE=2026-12-04" },
	{ "Mandamos el pago ayer", "PAID_CLAIM=2026-11-23" },
	{ "Pagada el viernes pasado", "PAID_CLAIM=2026-11-20" },
	{ "Pagada", "PAID_CLAIM" },
	{ "Listo, pagado. Saludos", "PAID_CLAIM" },
	{ "la pagada es otra", "OTHER" },
	{ "Ya realizamos el pago el día 17, falta el complemento de pago", "PAID_CLAIM NEED_REP" },
	{ "El pago se fue el viernes", "PAID_CLAIM" },
	{ "À demain", "OTHER" },
	{ "Hasta el lunes", "OTHER" },
	{ "Andamos cortos de dinero", "PLAN" },
	{ "¿A quién le transfiero?", "NEED_DOC" },
	{ "Merci de voir avec notre service comptable", "WRONG_CONTACT" },
	{ "Mañana", "PROMISE=2026-11-25" },
	{ "Mañana sin falta", "PROMISE=2026-11-25" },
	{ "La reunión es mañana", "OTHER" },
	{ "¿Mañana?", "OTHER" },
	{ "Hago la transferencia hoy", "PROMISE=2026-11-24" },
	{ "Se les transfiere el lunes", "PROMISE=2026-11-30" },
	{ "Quedamos en pagar a más tardar el 15", "PROMISE=2026-12-15" },
	{ "El depósito se verá reflejado el lunes", "PROMISE=2026-11-30" },
	{ "El cheque estará disponible el viernes", "PROMISE=2026-11-27" },
	{ "A fin de coordinar, pagaremos pronto", "PROMISE" },
	{ "Llegaron 8 cajas en vez de 10", "DISP_QTY" },
	{ "La factura debe ir a nombre de Inversiones Sur", "DISP_TAXDATA" },
	{ "Nunca pedimos ese producto", "REJECTED" },
	{ "Esa factura no es nuestra", "REJECTED" },
	{ "Déjame revisarlo", "APPROVAL" },
	{ "¿Me pueden llamar?", "CALL_ME" },
	{ "Muchas gracias por la información.\nSaludos,\nAna Rojas", "ACK" },
	{ "Quitado em 20/11", "PAID_CLAIM=2026-11-20" },
	{ "Qual a chave Pix?", "NEED_DOC" },
	{ "Wire sent this morning", "PAID_CLAIM=2026-11-24" },
	{ "I'll get this paid tomorrow", "PROMISE=2026-11-25" },
	{ "What PO is this for?", "NEED_PO" },
	{ "Réglée par virement le 20/11", "PAID_CLAIM=2026-11-20" },
	{ "Marchandise non reçue", "DISP_NOTRECEIVED" },
	{ "C'est noté", "ACK" },
	{ "Esa está duplicada.", "DISP_DUP" },
	{ "Carla, te respondo abajo:", "OTHER" },
	{ "Estimada, le pago mañana sin falta. Saludos", "PROMISE=2026-11-25" },
	{ "Buenas tardes, vamos a realizar el pago el 15/12.", "PROMISE=2026-12-15" },
	{ "El pago se realizara el dia 30 de noviembre", "PROMISE=2026-11-30" },
	{ "Se les estará abonando el monto. Estaremos pagando la proxima semana.", "PROMISE=2026-12-04" },
	{ "Nos comprometemos a pagar el 10 de diciembre", "PROMISE=2026-12-10" },
	{ "Estimados: esta factura será pagada a fin de mes.", "PROMISE=2026-11-30" },
	{ "Sí, pagaremos sin falta el lunes", "PROMISE=2026-11-30" },
	{ "si pagaremos el jueves estimada", "PROMISE=2026-11-26" },
	{ "No hay problema, pagaremos mañana.", "PROMISE=2026-11-25" },
	{ "Cancelaremos la factura 4521 durante la primera quincena de diciembre", "PROMISE=2026-12-15" },
	{ "te deposito el lunes", "PROMISE=2026-11-30" },
	{ "Haremos la transferencia entre el 10 y el 15 de diciembre", "PROMISE=2026-12-15" },
	{ "La factura del 5 de octubre la pagaremos el 20 de diciembre", "PROMISE=2026-12-20" },
	{ "Estaré transfiriendo el dia de mañana", "PROMISE=2026-11-25" },
	{ "Esperamos poder pagar, pagaremos en 5 días hábiles", "PROMISE=2026-12-01" },
	{ "Pagaremos pronto.", "PROMISE" },
	{ "mañana le cae el deposito", "PROMISE=2026-11-25" },
	{ "La fecha de pago es el viernes 27", "SCHEDULED=2026-11-27" },
	/* scheduled */
	{ "Su factura se encuentra programada para pago el 04/12/2026", "SCHEDULED=2026-12-04" },
	{ "el pago ya esta programado para este viernes", "SCHEDULED=2026-11-27" },
	{ "Quedó en la nómina de pagos de esta semana", "SCHEDULED=2026-11-27" },
	{ "Entra en la corrida de pagos del 30 de noviembre", "SCHEDULED=2026-11-30" },
	{ "se programó el pago. Saldría el jueves 3 de diciembre.", "SCHEDULED=2026-12-03" },
	{ "Las facturas estan en proceso de pago", "SCHEDULED" },
	/* paid */
	{ "Esta factura ya fue pagada el 20 de noviembre", "PAID_CLAIM=2026-11-20" },
	{ "Ya se pagó", "PAID_CLAIM" },
	{ "ya pagamos la semana pasada", "PAID_CLAIM=2026-11-20" },
	{ "Pagué ayer esa factura", "PAID_CLAIM=2026-11-23" },
	{ "Hicimos la transferencia el viernes pasado", "PAID_CLAIM=2026-11-20" },
	{ "Transferimos el monto total ayer en la tarde", "PAID_CLAIM=2026-11-23" },
	{ "La factura 123 se encuentra pagada con fecha 12/11", "PAID_CLAIM=2026-11-12" },
	{ "adjunto comprobante de pago", "PAID_CLAIM" },
	{ "Se realizó SPEI por el total el dia de ayer", "PAID_CLAIM=2026-11-23" },
	{ "El cheque está disponible para retiro en nuestras oficinas", "PAID_CLAIM" },
	{ "Les envio el detalle de los pagos realizados: folios 12, 13 y 14", "REMIT PAID_CLAIM" },
	{ "Pagaremos el 50 por ciento el viernes y el saldo el 15 de diciembre", "PARTIAL=2026-11-27 "
										 "PROMISE=2026-11-27" },
	{ "haremos un abono parcial esta semana", "PARTIAL=2026-11-27 PROMISE=2026-11-27" },
	{ "Descontamos la retención del 10%", "PARTIAL" },
	/* plan */
	{ "¿Podemos pagar en 3 cuotas?", "PLAN" },
	{ "No podemos pagar por el momento", "PLAN" },
	{ "Tenemos problemas de liquidez, necesitamos una prórroga", "PLAN" },
	{ "Quisiera solicitar un convenio de pago", "PLAN" },
	/* disputes */
	{ "El monto de la factura está incorrecto", "DISP_PRICE" },
	{ "el precio no corresponde a lo cotizado", "DISP_PRICE" },
	{ "nos estan cobrando de mas", "DISP_PRICE" },
	{ "Hay una diferencia en el valor con respecto a la OC", "DISP_PRICE" },
	{ "No aplicaron el descuento acordado", "DISP_PRICE" },
	{ "La cantidad facturada no coincide con lo recibido", "DISP_QTY" },
	{ "Faltaron 3 cajas en el despacho", "DISP_QTY" },
	{ "Solo recibimos 8 de las 10 unidades", "DISP_QTY" },
	{ "Los productos llegaron dañados", "DISP_QUALITY" },
	{ "la mercaderia venia en mal estado", "DISP_QUALITY" },
	{ "El equipo no funciona", "DISP_QUALITY" },
	{ "El servicio no fue prestado en su totalidad", "DISP_SERVICE" },
	{ "el trabajo quedó inconcluso", "DISP_SERVICE" },
	{ "No hemos recibido la mercadería", "DISP_NOTRECEIVED" },
	{ "El pedido nunca llegó", "DISP_NOTRECEIVED" },
	{ "El RFC está equivocado", "DISP_TAXDATA" },
	{ "La razón social no es la correcta", "DISP_TAXDATA" },
	{ "El uso de CFDI debe ser G03, favor corregir", "DISP_TAXDATA" },
	{ "Nuestro plazo de pago es a 60 días", "DISP_TERMS" },
	{ "Esa factura todavía no vence", "DISP_TERMS" },
	{ "La factura está duplicada", "DISP_DUP" },
	{ "nos facturaron dos veces el mismo servicio", "DISP_DUP" },
	{ "La factura fue rechazada en el SII el 12 de noviembre", "REJECTED=2026-11-12" },
	{ "Favor cancelar la factura, no corresponde a nuestra empresa", "REJECTED" },
	/* needs */
	{ "no hemos recibido la factura", "NEED_INVOICE" },
	{ "Favor reenviar el XML.", "NEED_INVOICE" },
	{ "Favor de reenviar el XML.", "NEED_INVOICE" },
	{ "¿Me puede enviar la factura por favor?", "NEED_INVOICE" },
	{ "podria mandarme el pdf y xml", "NEED_INVOICE" },
	{ "La factura 8871 no la tenemos registrada", "NEED_INVOICE" },
	{ "necesitamos copia de la factura", "NEED_INVOICE" },
	{ "no me a llegado la fctura", "NEED_INVOICE" },
	{ "falta indicar el número de orden de compra", "NEED_PO" },
	{ "La factura no trae la OC", "NEED_PO" },
	{ "necesitamos la HES para poder pagar", "NEED_PO" },
	{ "Por favor enviar la guía de despacho firmada", "NEED_DOC" },
	{ "favor de compartir su opinión de cumplimiento", "NEED_DOC" },
	{ "¿A qué cuenta debemos depositar?", "NEED_DOC" },
	{ "Me envía un estado de cuenta actualizado?", "NEED_DOC" },
	{ "Nos falta el complemento de pago del folio 221", "NEED_REP" },
	{ "favor de enviar el complemento de pago", "NEED_REP" },
	{ "Deben subir la factura al portal de proveedores", "NEED_PORTAL" },
	/* approval, offset, factored, contact */
	{ "La factura está pendiente de aprobación por el gerente", "APPROVAL" },
	{ "Lo estamos revisando internamente", "APPROVAL" },
	{ "Falta el visto bueno del area", "APPROVAL" },
	{ "Lo reviso con contabilidad y le aviso el jueves", "APPROVAL=2026-11-26" },
	{ "Estamos esperando la nota de crédito", "OFFSET" },
	{ "Vamos a compensar con el saldo a favor", "OFFSET" },
	{ "Esa factura fue cedida a un factoring", "FACTORED" },
	{ "Juan ya no trabaja en la empresa", "WRONG_CONTACT" },
	{ "No soy la persona encargada de pagos", "WRONG_CONTACT" },
	{ "Favor dirigirse a pagos@mardelsur.example", "WRONG_CONTACT" },
	{ "Por favor llámeme al 9 8765 4321", "CALL_ME" },
	{ "¿Podemos hablar mañana?", "CALL_ME=2026-11-25" },
	{ "Es una falta de respeto que insistan así", "COMPLAINT" },
	{ "Por favor no me envíen más correos", "STOP" },
	{ "Dejen de escribirme", "STOP" },
	{ "Esto ya lo está viendo nuestro abogado", "LEGAL" },
	{ "La empresa se encuentra en liquidación concursal", "LEGAL" },
	{ "Les informamos que cambiamos de cuenta bancaria", "BANKCHANGE" },
	{ "Favor depositar en la siguiente cuenta: banco Andino", "BANKCHANGE" },
	{ "nuestra nueva CLABE es la siguiente", "BANKCHANGE" },
	{ "Recibido, gracias", "ACK" },
	{ "Muchas gracias", "ACK" },
	{ "Acuso recibo de su correo.", "ACK" },
	{ "Tomamos nota. Saludos cordiales", "ACK" },
	/* several at once */
	{ "No hemos recibido la factura 220. La 219 la pagaremos el viernes.", "NEED_INVOICE "
									       "PROMISE=2026-11-27" },
	{ "Recibido, pagaremos el lunes", "PROMISE=2026-11-30" },
	{ "El precio está mal en la 11. Las otras ya fueron pagadas.", "DISP_PRICE PAID_CLAIM" },
	/* Portuguese */
	{ "Vamos pagar na sexta-feira", "PROMISE=2026-11-27" },
	{ "O pagamento será efetuado no dia 10 de dezembro", "PROMISE=2026-12-10" },
	{ "Pagaremos amanhã", "PROMISE=2026-11-25" },
	{ "O pagamento está agendado para 30/11", "SCHEDULED=2026-11-30" },
	{ "Já efetuamos o pagamento ontem", "PAID_CLAIM=2026-11-23" },
	{ "Segue em anexo o comprovante", "PAID_CLAIM" },
	{ "Ainda não recebemos a nota fiscal", "NEED_INVOICE" },
	{ "Favor enviar o boleto novamente", "NEED_INVOICE" },
	{ "O valor está errado", "DISP_PRICE" },
	{ "A mercadoria chegou danificada", "DISP_QUALITY" },
	{ "Vocês mudaram a conta bancária?", "BANKCHANGE" },
	{ "Não conseguimos pagar este mês", "PLAN" },
	{ "Aguardando aprovação do gestor", "APPROVAL" },
	{ "Falta o número do pedido de compra", "NEED_PO" },
	{ "Não trabalho mais nessa empresa", "WRONG_CONTACT" },
	{ "Nota fiscal em duplicidade", "DISP_DUP" },
	{ "Recebido, obrigada", "ACK" },
	{ "Precisamos parcelar em 3 vezes", "PLAN" },
	/* English */
	{ "We will pay on Friday", "PROMISE=2026-11-27" },
	{ "Payment will be made by December 15th", "PROMISE=2026-12-15" },
	{ "We'll transfer the funds next week", "PROMISE=2026-12-04" },
	{ "This invoice is scheduled for payment on 12/15/2026", "SCHEDULED=2026-12-15" },
	{ "It is in our next payment run", "SCHEDULED" },
	{ "We already paid this invoice last Friday", "PAID_CLAIM=2026-11-20" },
	{ "Please find attached proof of payment", "PAID_CLAIM" },
	{ "We have not received the invoice", "NEED_INVOICE" },
	{ "Could you please resend invoice 4471?", "NEED_INVOICE" },
	{ "Please send me a copy of the PDF", "NEED_INVOICE" },
	{ "The amount is incorrect", "DISP_PRICE" },
	{ "You overcharged us", "DISP_PRICE" },
	{ "We never received the goods", "DISP_NOTRECEIVED" },
	{ "Half of the items arrived broken", "DISP_QUALITY" },
	{ "We deducted a 10% retention.", "PARTIAL" },
	{ "This is a duplicate invoice", "DISP_DUP" },
	{ "There is no PO number on the invoice", "NEED_PO" },
	{ "We are waiting for approval from our director", "APPROVAL" },
	{ "Unfortunately we can't pay at the moment", "PLAN" },
	{ "Can we agree on a payment plan?", "PLAN" },
	{ "Our terms are net 60", "DISP_TERMS" },
	{ "Maria no longer works here", "WRONG_CONTACT" },
	{ "Please call me tomorrow", "CALL_ME=2026-11-25" },
	{ "Please upload the invoice to our supplier portal", "NEED_PORTAL" },
	{ "Stop emailing me", "STOP" },
	{ "Talk to our attorney", "LEGAL" },
	{ "Our bank details have changed", "BANKCHANGE" },
	{ "Noted, thanks", "ACK" },
	/* French */
	{ "Nous paierons vendredi", "PROMISE=2026-11-27" },
	{ "Le règlement sera effectué le 15 décembre", "PROMISE=2026-12-15" },
	{ "Le paiement est programmé pour le 30 novembre", "SCHEDULED=2026-11-30" },
	{ "La facture a été réglée hier", "PAID_CLAIM=2026-11-23" },
	{ "Nous n'avons pas reçu la facture", "NEED_INVOICE" },
	{ "Merci de nous renvoyer la facture", "NEED_INVOICE" },
	{ "Le montant est erroné", "DISP_PRICE" },
	{ "La marchandise est arrivée endommagée", "DISP_QUALITY" },
	{ "Pouvons-nous payer en trois fois ?", "PLAN" },
	{ "Nous avons rejeté cette facture.", "REJECTED" },
	{ "En attente de validation", "APPROVAL" },
	{ "Il manque le numéro de bon de commande", "NEED_PO" },
	{ "Nous ne pouvons pas payer ce mois-ci", "PLAN" },
	{ "Bien reçu, merci", "ACK" },
	/* what nobody may read more into */
	{ "no pagaremos el viernes", "OTHER" },
	{ "¿Cuándo pagan?", "OTHER" },
	{ "¿Pagaremos el viernes?", "OTHER" },
	{ "No vamos a pagar esa factura", "OTHER" },
	{ "Si nos envían la información, pagaremos el viernes", "OTHER" },
	{ "Pagaremos cuando nos paguen a nosotros", "OTHER" },
	{ "Una vez corregido, pagaremos", "OTHER" },
	{ "Nuestro cliente nos pagará la próxima semana", "OTHER" },
	{ "La reunión es el viernes", "OTHER" },
	{ "Adjunto la cotización solicitada por ustedes", "OTHER" },
	{ "¿Ya fue pagada la factura?", "OTHER" },
	{ "La factura aún no está pagada", "OTHER" },
	{ "Todavía no hemos pagado", "OTHER" },
	{ "Sin embargo, el tema es complejo", "OTHER" },
	{ "¿Qué es esto?", "OTHER" },
	{ "Ok, ¿y los otros documentos qué?", "OTHER" },
	{ "Feliz cumpleaños", "OTHER" },
	{ "El viernes estaremos cerrados", "OTHER" },
	{ "Nunca hicimos ese pago", "OTHER" },
	{ "asdf qwerty", "OTHER" },
	{ "", "OTHER" },
	{ "Tenemos un nuevo logo", "OTHER" },
	{ "Não vamos pagar", "OTHER" },
	{ "Quando vão pagar?", "OTHER" },
	{ "A nota ainda não foi paga", "OTHER" },
	{ "Pagaremos assim que o cliente nos pagar", "OTHER" },
	{ "We will not pay this", "OTHER" },
	{ "When will you pay?", "OTHER" },
	{ "It has not been paid", "OTHER" },
	{ "We will pay once we receive the money", "OTHER" },
	{ "If everybody agrees we will pay on Friday", "OTHER" },
	{ "Did you get paid?", "OTHER" },
	{ "Our customer will visit on Friday", "OTHER" },
	{ "Nous ne paierons pas", "OTHER" },
	{ "La facture n'est pas encore payée", "OTHER" },
	{ "Quand serez-vous payés ?", "OTHER" },
	{ "Nous paierons dès que possible, quand le client aura payé", "OTHER" },
	{ "Les saluda María desde la playa", "OTHER" },
	{ "Nos vemos en la feria de diciembre", "OTHER" },
	{ "El catálogo nuevo sale en enero", "OTHER" },
	{ "Vi el correo de 12/11 sobre la charla", "OTHER" },
};

static const char *codes_text(Arena *arena, const Answer *answer)
{
	g_autoptr(GString) text = g_string_new(NULL);
	for (size_t i = 0; i < answer->n_codes; i++) {
		g_string_append_printf(text, "%s%s", i > 0 ? " " : "", answer->codes[i].code);
		if (answer->codes[i].date != NULL)
			g_string_append_printf(text, "=%s", answer->codes[i].date);
	}
	return arena_strdup(arena, text->str);
}

static Mail mail_of(const char *reply)
{
	return (Mail){ .date = "2026-11-24T23:10:00-03:00",
		       .reply = reply,
		       .from = { NULL, "pagos@cliente.example" } };
}

static void test_case(const AnswerCase *row)
{
	g_autoptr(Arena) arena = arena_new();
	Mail mail = mail_of(row->text);
	const Answer *answer = answer_read(arena, &mail, false);
	is_str(codes_text(arena, answer), row->want, row->text);
}

static void test_evidence(void)
{
	g_autoptr(Arena) arena = arena_new();
	Mail mail = mail_of("Estimada Ana:\n\nGracias por su correo. Les confirmo que pagaremos\nel viernes "
			    "4 de "
			    "diciembre. Saludos,");
	const Answer *answer = answer_read(arena, &mail, false);
	is_str(codes_text(arena, answer), "PROMISE=2026-12-04", "a promise that a line end wraps");
	is_str(answer->codes[0].evidence, "Les confirmo que pagaremos\nel viernes 4 de diciembre.",
	       "evidence is the sentence");
	is_str(mail.reply + answer->codes[0].offset,
	       "Les confirmo que pagaremos\nel viernes 4 de diciembre. Saludos,", "offset points at it");
}

static void test_proof(void)
{
	g_autoptr(Arena) arena = arena_new();
	Mail mail = mail_of("Adjunto comprobante de transferencia del 20/11.");
	is_str(codes_text(arena, answer_read(arena, &mail, true)), "PAID_PROOF=2026-11-20",
	       "a claim with an attachment");
	is_str(codes_text(arena, answer_read(arena, &mail, false)), "PAID_CLAIM=2026-11-20",
	       "and one without");
}

static void test_quoted(void)
{
	g_autoptr(Arena) arena = arena_new();
	Mail mail = mail_of("Recibido");
	mail.quoted = "> pagaremos el viernes";
	is_str(codes_text(arena, answer_read(arena, &mail, false)), "ACK", "quoted text makes no code");
}

typedef struct {
	const char *text;
	const char *codes;
	const char *back;
	const char *delegate;
	const char *name;
} AbsenceCase;

static const AbsenceCase absences[] = {
	{ "Estaré fuera de la oficina hasta el 7 de diciembre. En caso de urgencia contactar a María Soto "
	  "(maria.soto@cliente.example).",
	  "AUTO_OOO=2026-12-07", "2026-12-07", "maria.soto@cliente.example", "María Soto" },
	{ "Me encuentro de vacaciones del 23 de noviembre al 4 de diciembre. Regreso el lunes 7 de "
	  "diciembre.",
	  "AUTO_OOO=2026-12-07", "2026-12-07", NULL, NULL },
	{ "I am out of the office returning on December 7th. Please contact Ann Lee <ann@cliente.example>",
	  "AUTO_OOO=2026-12-07", "2026-12-07", "ann@cliente.example", "Ann Lee" },
	{ "Estou de férias. Retorno em 07/12/2026.", "AUTO_OOO=2026-12-07", "2026-12-07", NULL, NULL },
	{ "Je suis absente du bureau jusqu'au 7 décembre.", "AUTO_OOO=2026-12-07", "2026-12-07", NULL, NULL },
	{ "Su solicitud ha sido registrada con el número 48812.", "AUTO_ACK", NULL, NULL, NULL },
	{ "Pagaremos el viernes.", "AUTO_ACK", NULL, NULL, NULL },
};

static void test_absence(const AbsenceCase *row)
{
	g_autoptr(Arena) arena = arena_new();
	Mail mail = mail_of(row->text);
	mail.automatic = true;
	const Answer *answer = answer_read(arena, &mail, false);
	is_str(codes_text(arena, answer), row->codes, row->text);
	is_str(answer->return_date, row->back, "  its day of return");
	is_str(answer->delegate.address, row->delegate, "  its delegate");
	is_str(answer->delegate.name, row->name, "  the delegate's name");
}

int main(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		test_case(&cases[i]);
	for (size_t i = 0; i < G_N_ELEMENTS(absences); i++)
		test_absence(&absences[i]);
	test_evidence();
	test_proof();
	test_quoted();
	return tap_done();
}
