#include "parsers/replies/reply_rules.h"

#include <glib.h>
#include <string.h>

typedef struct {
	const char *name;
	ReplyField field;
} FieldName;

static const FieldName fields[] = {
	{ "from", REPLY_FIELD_FROM },
	{ "de", REPLY_FIELD_FROM },
	{ "von", REPLY_FIELD_FROM },
	{ "fra", REPLY_FIELD_FROM },
	{ "fran", REPLY_FIELD_FROM },
	{ "van", REPLY_FIELD_FROM },
	{ "da", REPLY_FIELD_FROM },
	{ "od", REPLY_FIELD_FROM },
	{ "remitente", REPLY_FIELD_FROM },
	{ "expediteur", REPLY_FIELD_FROM },
	{ "от", REPLY_FIELD_FROM },
	{ "lahettaja", REPLY_FIELD_FROM },
	{ "sent", REPLY_FIELD_DATE },
	{ "date", REPLY_FIELD_DATE },
	{ "enviado", REPLY_FIELD_DATE },
	{ "enviado el", REPLY_FIELD_DATE },
	{ "enviado em", REPLY_FIELD_DATE },
	{ "enviada", REPLY_FIELD_DATE },
	{ "enviada em", REPLY_FIELD_DATE },
	{ "enviada el", REPLY_FIELD_DATE },
	{ "enviados", REPLY_FIELD_DATE },
	{ "enviadas", REPLY_FIELD_DATE },
	{ "fecha", REPLY_FIELD_DATE },
	{ "data", REPLY_FIELD_DATE },
	{ "envoye", REPLY_FIELD_DATE },
	{ "envoye le", REPLY_FIELD_DATE },
	{ "gesendet", REPLY_FIELD_DATE },
	{ "datum", REPLY_FIELD_DATE },
	{ "sendt", REPLY_FIELD_DATE },
	{ "dato", REPLY_FIELD_DATE },
	{ "skickat", REPLY_FIELD_DATE },
	{ "verzonden", REPLY_FIELD_DATE },
	{ "inviato", REPLY_FIELD_DATE },
	{ "sent on", REPLY_FIELD_DATE },
	{ "fecha de envio", REPLY_FIELD_DATE },
	{ "wyslano", REPLY_FIELD_DATE },
	{ "отправлено", REPLY_FIELD_DATE },
	{ "дата", REPLY_FIELD_DATE },
	{ "lahetetty", REPLY_FIELD_DATE },
	{ "to", REPLY_FIELD_TO },
	{ "para", REPLY_FIELD_TO },
	{ "a", REPLY_FIELD_TO },
	{ "an", REPLY_FIELD_TO },
	{ "til", REPLY_FIELD_TO },
	{ "till", REPLY_FIELD_TO },
	{ "aan", REPLY_FIELD_TO },
	{ "pour", REPLY_FIELD_TO },
	{ "destinatario", REPLY_FIELD_TO },
	{ "destinatarios", REPLY_FIELD_TO },
	{ "destinataire", REPLY_FIELD_TO },
	{ "do", REPLY_FIELD_TO },
	{ "кому", REPLY_FIELD_TO },
	{ "vastaanottaja", REPLY_FIELD_TO },
	{ "subject", REPLY_FIELD_SUBJECT },
	{ "asunto", REPLY_FIELD_SUBJECT },
	{ "assunto", REPLY_FIELD_SUBJECT },
	{ "objet", REPLY_FIELD_SUBJECT },
	{ "betreff", REPLY_FIELD_SUBJECT },
	{ "emne", REPLY_FIELD_SUBJECT },
	{ "amne", REPLY_FIELD_SUBJECT },
	{ "onderwerp", REPLY_FIELD_SUBJECT },
	{ "oggetto", REPLY_FIELD_SUBJECT },
	{ "sujet", REPLY_FIELD_SUBJECT },
	{ "temat", REPLY_FIELD_SUBJECT },
	{ "тема", REPLY_FIELD_SUBJECT },
	{ "aihe", REPLY_FIELD_SUBJECT },
	{ "cc", REPLY_FIELD_OTHER },
	{ "cco", REPLY_FIELD_OTHER },
	{ "bcc", REPLY_FIELD_OTHER },
	{ "reply-to", REPLY_FIELD_OTHER },
	{ "responder a", REPLY_FIELD_OTHER },
	{ "repondre a", REPLY_FIELD_OTHER },
	{ "importance", REPLY_FIELD_OTHER },
	{ "importancia", REPLY_FIELD_OTHER },
	{ "attachments", REPLY_FIELD_OTHER },
	{ "datos adjuntos", REPLY_FIELD_OTHER },
	{ "anexos", REPLY_FIELD_OTHER },
	{ "cci", REPLY_FIELD_OTHER },
	{ "copie", REPLY_FIELD_OTHER },
	{ "con copia", REPLY_FIELD_OTHER },
	{ "responder para", REPLY_FIELD_OTHER },
	{ "prioridad", REPLY_FIELD_OTHER },
};

static const char *const wrote[] = {
	"wrote",
	"sent",
	"writes",
	"escribio",
	"escribió",
	"ha escrito",
	"escreveu",
	"a ecrit",
	"schrieb",
	"ha scritto",
	"scritto",
	"schreef",
	"skrev",
	"napisal",
	"napisal(a)",
	"napisał",
	"napisał(a)",
	"napisała",
	"írta",
	"irta",
	"написал",
	"написал(а)",
	"написала",
	"писал",
	"пише",
	"kirjoitti",
	"yazdi",
	"da viet",
	"đa viet",
	"đã viết",
	"escribe",
	"dijo",
	"va escriure",
	"a scris",
	"написав",
	"写道",
	"escribio lo siguiente",
	"said",
};

static const char *const starts_on[] = {
	"on ",	   "el ",   "em ",     "le ",	      "am ", "il ", "op ",   "den ", "pa ",	"vao ", "at ",
	"w dniu ", "dnia ", "no dia ", "a la fecha ", "en ", "na ", "dana ", "dne ", "el dia ", "lun",	"mar",
	"mie",	   "jue",   "vie",     "sab",	      "dom", "seg", "ter",   "qua",  "qui",	"sex",
};

static const char *const originals[] = {
	"original message",
	"mensaje original",
	"mensagem original",
	"message d'origine",
	"message d’origine",
	"message original",
	"ursprungliche nachricht",
	"ursprungliche mail",
	"messaggio originale",
	"oprindelig besked",
	"oprindelig meddelelse",
	"oorspronkelijk bericht",
	"originalmeddelande",
	"ursprungligt meddelande",
	"original-nachricht",
	"forwarded message",
	"mensaje reenviado",
	"mensagem encaminhada",
	"message transfere",
	"message transmis",
	"message reexpedie",
	"weitergeleitete nachricht",
	"messaggio inoltrato",
	"doorgestuurd bericht",
	"begin forwarded message",
	"inicio del mensaje reenviado",
	"inicio da mensagem reencaminhada",
	"inicio da mensagem encaminhada",
	"debut du message reexpedie",
	"debut du message transfere",
	"anfang der weitergeleiteten nachricht",
	"missatge original",
	"correo original",
	"mail original",
	"e-mail original",
	"email original",
	"original mail",
	"original e-mail",
	"forwarded mail",
	"reply message",
	"respuesta original",
	"mensaje anterior",
	"previous message",
	"message precedent",
	"mensagem anterior",
	"wiadomosc oryginalna",
	"исходное сообщение",
	"пересылаемое сообщение",
	"responda por encima de esta linea",
	"responder sobre esta linea",
	"escriba su respuesta sobre esta linea",
	"reply above this line",
	"please type your reply above this line",
	"responda acima desta linha",
	"repondez au-dessus de cette ligne",
};

static const char *const original_by[] = {
	"forwarded by ",    "reenviado por ",	"encaminhado por ",  "transfere par ",
	"original message", "mensaje original", "mensagem original", "message d'origine",
};

static const char *const devices[] = {
	"sent from ",
	"sent via ",
	"sent with ",
	"sent using ",
	"get outlook for",
	"enviado desde ",
	"enviado con ",
	"enviado do meu",
	"enviado do ",
	"enviado pelo ",
	"enviado via ",
	"enviada do ",
	"enviado a partir d",
	"enviado de mi",
	"enviado do yahoo",
	"envoye de ",
	"envoye depuis ",
	"envoye a partir d",
	"obtener outlook",
	"obtenga outlook",
	"obter o outlook",
	"obter outlook",
	"telecharger outlook",
	"inviato da ",
	"gesendet von ",
	"gesendet mit",
	"von meinem ",
	"sendt fra ",
	"skickat fran ",
	"verzonden vanaf",
	"verstuurd vanaf",
	"diese nachricht wurde von mein",
	"this message was sent from my",
	"descarga outlook",
	"descargar outlook",
	"enviado desde mi",
	"mensaje enviado desde ",
	"este mensaje fue enviado desde mi",
	"mandado desde ",
	"lahetetty ",
	"wyslano z ",
	"отправлено с ",
	"от моего ",
	"yahoo mail: ",
};

static const char *const closings[] = {
	"saludos",
	"saludos cordiales",
	"saludos,",
	"cordiales saludos",
	"un saludo",
	"un cordial saludo",
	"atentamente",
	"atte",
	"atte.",
	"muy atentamente",
	"cordialmente",
	"slds",
	"slds.",
	"sdos",
	"saludo cordial",
	"reciba un cordial saludo",
	"reciban un cordial saludo",
	"saludos y gracias",
	"gracias y saludos",
	"muchas gracias y saludos",
	"saluda atentamente",
	"saluda atte",
	"le saluda atentamente",
	"quedo atento, saludos",
	"regards",
	"best regards",
	"kind regards",
	"warm regards",
	"best wishes",
	"sincerely",
	"sincerely yours",
	"yours sincerely",
	"yours faithfully",
	"yours truly",
	"best",
	"cheers",
	"thanks and regards",
	"thanks & regards",
	"many thanks and regards",
	"with kind regards",
	"kindest regards",
	"respectfully",
	"att",
	"att.",
	"atenciosamente",
	"abracos",
	"abs",
	"cordiais saudacoes",
	"com os melhores cumprimentos",
	"melhores cumprimentos",
	"cumprimentos",
	"grato",
	"grata",
	"cordialement",
	"bien cordialement",
	"bien a vous",
	"salutations",
	"sinceres salutations",
	"cdt",
	"cdlt",
	"meilleures salutations",
	"mit freundlichen grussen",
	"viele grusse",
	"mfg",
	"cordiali saluti",
	"distinti saluti",
	"afectuosamente",
	"saludos afectuosos",
	"un abrazo",
	"que tenga buen dia",
	"que tenga un buen dia",
	"excelente dia",
	"buen dia",
	"saludos!",
	"abrazos",
	"bien cdt",
	"rgds",
	"br",
};

static const char *const footers[] = {
	"aviso de confidencialidad",
	"<https://www.avast.com/sig-email",
	"libre de virus", "livre de virus", "sans virus", "virus-free",
	"aviso legal",
	"nota de confidencialidad",
	"advertencia legal",
	"nota confidencial",
	"confidencialidad:",
	"este mensaje y sus",
	"este mensaje y cualquier",
	"este mensaje y los",
	"este mensaje contiene",
	"este mensaje es confidencial",
	"este correo y sus",
	"este correo electronico y",
	"este correo electronico contiene",
	"este correo contiene",
	"este correo es confidencial",
	"este correo electronico es",
	"este e-mail y",
	"este email y",
	"esta comunicacion",
	"la informacion contenida en",
	"la informacion transmitida",
	"la informacion de este",
	"el contenido de este",
	"el presente correo",
	"el presente mensaje",
	"los datos personales",
	"antes de imprimir",
	"piense antes de imprimir",
	"por favor, considere el medio ambiente",
	"por favor considere el medio ambiente",
	"cuidemos el medio ambiente",
	"no imprima este",
	"si usted no es el destinatario",
	"si ha recibido este",
	"aviso de privacidad",
	"consulte nuestro aviso de privacidad",
	"confidentiality notice",
	"confidentiality:",
	"disclaimer",
	"legal notice",
	"this e-mail and any",
	"this email and any",
	"this message and any",
	"this e-mail is confidential",
	"this email is confidential",
	"this email may contain",
	"this e-mail may contain",
	"this message may contain",
	"this message is intended",
	"this email is intended",
	"this e-mail is intended",
	"this message contains",
	"this email contains",
	"this e-mail contains",
	"the information contained in",
	"the information in this",
	"the contents of this",
	"please consider the environment",
	"think before you print",
	"if you are not the intended",
	"if you have received this",
	"esta mensagem e",
	"esta mensagem pode",
	"esta mensagem, ",
	"as informacoes contidas",
	"este e-mail e",
	"aviso de confidencialidade",
	"antes de imprimir",
	"ce message et",
	"ce message est",
	"ce courriel",
	"cet e-mail",
	"les informations contenues",
	"avis de confidentialite",
	"pensez a l'environnement",
	"merci de ne pas imprimer",
	"le informazioni contenute",
	"diese e-mail",
	"important: this",
	"you received this message because",
	"you are receiving this",
	"to unsubscribe",
	"para cancelar la suscripcion",
};

static bool rules_one_of(const char *text, size_t length, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strlen(list[i]) == length && strncmp(text, list[i], length) == 0)
			return true;
	return false;
}

static bool rules_begins(const char *text, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (g_str_has_prefix(text, list[i]))
			return true;
	return false;
}

ReplyField reply_rules_field(const char *name, size_t length)
{
	for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
		if (strlen(fields[i].name) == length && strncmp(fields[i].name, name, length) == 0)
			return fields[i].field;
	return REPLY_FIELD_NONE;
}

bool reply_rules_ends_wrote(const char *text, size_t length)
{
	for (size_t i = 0; i < G_N_ELEMENTS(wrote); i++) {
		size_t n = strlen(wrote[i]);
		if (length >= n && strncmp(text + length - n, wrote[i], n) == 0 &&
		    (length == n || !g_ascii_isalnum(text[length - n - 1])))
			return true;
	}
	return false;
}

bool reply_rules_has_wrote(const char *text)
{
	for (size_t i = 0; i < G_N_ELEMENTS(wrote); i++) {
		const char *at = strstr(text, wrote[i]);
		if (at == NULL)
			continue;
		char after = at[strlen(wrote[i])];
		if ((at == text || strchr(" >)\"", at[-1]) != NULL) &&
		    (after == ' ' || after == ':' || after == '\0'))
			return true;
	}
	return false;
}

bool reply_rules_starts_on(const char *text)
{
	return rules_begins(text, starts_on, G_N_ELEMENTS(starts_on));
}

bool reply_rules_is_original(const char *text, size_t length)
{
	return rules_one_of(text, length, originals, G_N_ELEMENTS(originals)) ||
	       rules_begins(text, original_by, G_N_ELEMENTS(original_by));
}

bool reply_rules_is_device(const char *text)
{
	return rules_begins(text, devices, G_N_ELEMENTS(devices));
}

bool reply_rules_is_closing(const char *text, size_t length)
{
	while (length > 0 && strchr(".,;:!- ", text[length - 1]) != NULL)
		length--;
	return rules_one_of(text, length, closings, G_N_ELEMENTS(closings));
}

bool reply_rules_is_footer(const char *text)
{
	return rules_begins(text, footers, G_N_ELEMENTS(footers));
}
