#include "parsers/cfdi/sat_status.h"

#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "parsers/xml/xml.h"

#define SERVICE "http://tempuri.org/"
#define SOAP "http://schemas.xmlsoap.org/soap/envelope/"
#define FOUND "S - "
#define BAD_EXPRESSION "N - 601"
#define NOT_FOUND "N - 602"
#define SAID_MAX 200 /* characters of code and stated */

typedef struct {
	const char *stated; /* without accents, lower case */
	int meaning;
} Word;

static const Word states[] = {
	{ "vigente", SAT_VALID },
	{ "cancelado", SAT_CANCELLED },
	{ "no encontrado", SAT_NOT_FOUND },
	{ NULL, SAT_UNKNOWN },
};

static const Word cancellables[] = {
	{ "no cancelable", SAT_CANCELLABLE_NO },
	{ "cancelable sin aceptacion", SAT_CANCELLABLE_FREELY },
	{ "cancelable con aceptacion", SAT_CANCELLABLE_WITH_CONSENT },
	{ NULL, SAT_CANCELLABLE_UNKNOWN },
};

static const Word cancellations[] = {
	{ "", SAT_CANCELLATION_NONE },
	{ "en proceso", SAT_CANCELLATION_PENDING },
	{ "cancelado sin aceptacion", SAT_CANCELLATION_DONE },
	{ "cancelado con aceptacion", SAT_CANCELLATION_DONE },
	{ "plazo vencido", SAT_CANCELLATION_DONE },
	{ "solicitud rechazada", SAT_CANCELLATION_REJECTED },
	{ NULL, SAT_CANCELLATION_UNKNOWN },
};

const char *sat_status_request(Arena *arena, const char *expression)
{
	g_autofree char *escaped = g_markup_escape_text(expression, -1);
	g_autoptr(GString) body = g_string_new("<?xml version=\"1.0\" encoding=\"utf-8\"?>");
	g_string_append(body, "<s:Envelope xmlns:s=\"" SOAP "\"><s:Body><Consulta xmlns=\"" SERVICE
			      "\"><expresionImpresa>");
	g_string_append(body, escaped);
	g_string_append(body, "</expresionImpresa></Consulta></s:Body></s:Envelope>");
	return arena_strndup(arena, body->str, body->len);
}

static int sat_meaning(Arena *arena, const Word *words, const char *stated)
{
	const char *folded = stated != NULL ? text_fold(arena, stated) : "";
	while (words->stated != NULL && strcmp(words->stated, folded) != 0)
		words++;
	return words->meaning;
}

static bool sat_has_prefix(const char *text, const char *prefix)
{
	return text != NULL && g_str_has_prefix(text, prefix);
}

/* A state counts only in an answer that says it found the document. */
static SatState sat_state(Arena *arena, const SatStatus *status)
{
	if (sat_has_prefix(status->code, BAD_EXPRESSION))
		return SAT_BAD_EXPRESSION;
	if (sat_has_prefix(status->code, NOT_FOUND))
		return SAT_NOT_FOUND;
	SatState state = (SatState)sat_meaning(arena, states, status->stated);
	return sat_has_prefix(status->code, FOUND) || state == SAT_NOT_FOUND ? state : SAT_UNKNOWN;
}

static const XmlNode *sat_result(const XmlFile *file)
{
	const XmlNode *body =
		strcmp(file->root->name, "Envelope") == 0 ? xml_child(file->root, "Body") : NULL;
	return xml_path(body, "ConsultaResponse/ConsultaResult");
}

bool sat_status_read(Arena *arena, const Limits *limits, const void *bytes, size_t n, SatStatus *ret,
		     GError **error)
{
	XmlFile *file = NULL;
	g_autoptr(GError) fault = NULL;
	if (!xml_parse(arena, limits, bytes, n, &file, &fault)) {
		error_retry(error, "SAT's status service: %s", fault->message);
		return false;
	}
	const XmlNode *result = sat_result(file);
	if (result == NULL) {
		const char *said = xml_text(arena, file->root, "Body/Fault/faultstring");
		error_retry(error, "SAT's status service: no result: %s",
			    text_line(arena, said != NULL ? said : file->root->name, SAID_MAX));
		return false;
	}
	const char *efos = xml_text(arena, result, "ValidacionEFOS");
	SatStatus status = { .code = xml_text(arena, result, "CodigoEstatus"),
			     .stated = xml_text(arena, result, "Estado") };
	status.state = sat_state(arena, &status);
	status.cancellable =
		(SatCancellable)sat_meaning(arena, cancellables, xml_text(arena, result, "EsCancelable"));
	status.cancellation = (SatCancellation)sat_meaning(arena, cancellations,
							   xml_text(arena, result, "EstatusCancelacion"));
	status.efos_clear = g_strcmp0(efos, "200") == 0 || g_strcmp0(efos, "201") == 0;
	*ret = status;
	return true;
}

#define SAT_WORD(symbol, word) word,
static const char *const state_words[] = { SAT_STATES(SAT_WORD) };
static const char *const cancellable_words[] = { SAT_CANCELLABLES(SAT_WORD) };
static const char *const cancellation_words[] = { SAT_CANCELLATIONS(SAT_WORD) };

const char *sat_state_word(SatState state)
{
	return state_words[state];
}

const char *sat_cancellable_word(SatCancellable cancellable)
{
	return cancellable_words[cancellable];
}

const char *sat_cancellation_word(SatCancellation cancellation)
{
	return cancellation_words[cancellation];
}

static bool sat_find(const char *const *words, size_t n, const char *word, int *ret)
{
	for (size_t i = 0; i < n; i++)
		if (g_strcmp0(words[i], word) == 0) {
			*ret = (int)i;
			return true;
		}
	return false;
}

bool sat_status_from_words(const char *state, const char *cancellable, const char *cancellation, SatStatus *ret)
{
	int found[3] = { 0 };
	if (!sat_find(state_words, G_N_ELEMENTS(state_words), state, &found[0]) ||
	    !sat_find(cancellable_words, G_N_ELEMENTS(cancellable_words), cancellable, &found[1]) ||
	    !sat_find(cancellation_words, G_N_ELEMENTS(cancellation_words), cancellation, &found[2]))
		return false;
	ret->state = (SatState)found[0];
	ret->cancellable = (SatCancellable)found[1];
	ret->cancellation = (SatCancellation)found[2];
	return true;
}

json_t *sat_status_to_json(const SatStatus *status)
{
	json_t *json = json_object();
	json_set_text(json, "state", sat_state_word(status->state));
	json_set_text(json, "cancellable", sat_cancellable_word(status->cancellable));
	json_set_text(json, "cancellation", sat_cancellation_word(status->cancellation));
	json_set_bool(json, "efos_clear", status->efos_clear);
	json_set_text(json, "code", status->code);
	json_set_text(json, "stated", status->stated);
	return json;
}

bool sat_status_from_json(Arena *arena, const json_t *json, SatStatus *ret, GError **error)
{
	SatStatus status = { .efos_clear = json_get_bool(json, "efos_clear"),
			     .code = text_line(arena, json_get_text(arena, json, "code"), SAID_MAX),
			     .stated = text_line(arena, json_get_text(arena, json, "stated"), SAID_MAX) };
	if (!sat_status_from_words(json_get_text(arena, json, "state"), json_get_text(arena, json, "cancellable"),
				   json_get_text(arena, json, "cancellation"), &status)) {
		error_reject(error, "no status of a CFDI");
		return false;
	}
	*ret = status;
	return true;
}
