#include "base/error.h"
#include "parsers/cfdi/sat_status.h"
#include "parsers/xml/xml.h"
#include "tests/tap.h"

#define ANSWER(fields)                                                                                 \
	"<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><ConsultaResponse " \
	"xmlns=\"http://tempuri.org/\"><ConsultaResult "                                               \
	"xmlns:a=\"http://schemas.datacontract.org/2004/07/Sat.Cfdi.Negocio.ConsultaCfdi.Servicio\" "  \
	"xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\">" fields                                \
	"</ConsultaResult></ConsultaResponse></s:Body></s:Envelope>"
#define FOUND "<a:CodigoEstatus>S - Comprobante obtenido satisfactoriamente.</a:CodigoEstatus>"

typedef struct {
	const char *name, *answer;
	SatState state;
	SatCancellable cancellable;
	SatCancellation cancellation;
	bool efos_clear;
} Row;

static const Row rows[] = {
	{ "valid",
	  ANSWER(FOUND
		 "<a:EsCancelable>Cancelable con aceptación</a:EsCancelable><a:Estado>Vigente</a:Estado>"
		 "<a:EstatusCancelacion/><a:ValidacionEFOS>200</a:ValidacionEFOS>"),
	  SAT_VALID, SAT_CANCELLABLE_WITH_CONSENT, SAT_CANCELLATION_NONE, true },
	{ "valid, being cancelled",
	  ANSWER(FOUND
		 "<a:EsCancelable>Cancelable con aceptación</a:EsCancelable><a:Estado>Vigente</a:Estado>"
		 "<a:EstatusCancelacion>En "
		 "proceso</a:EstatusCancelacion><a:ValidacionEFOS>201</a:ValidacionEFOS>"),
	  SAT_VALID, SAT_CANCELLABLE_WITH_CONSENT, SAT_CANCELLATION_PENDING, true },
	{ "valid, the receiver refused",
	  ANSWER(FOUND "<a:EsCancelable>No cancelable</a:EsCancelable><a:Estado> Vigente </a:Estado>"
		       "<a:EstatusCancelacion>Solicitud rechazada</a:EstatusCancelacion>"),
	  SAT_VALID, SAT_CANCELLABLE_NO, SAT_CANCELLATION_REJECTED, false },
	{ "cancelled by silence",
	  ANSWER(FOUND
		 "<a:EsCancelable>Cancelable sin aceptación</a:EsCancelable><a:Estado>Cancelado</a:Estado>"
		 "<a:EstatusCancelacion>Plazo "
		 "vencido</a:EstatusCancelacion><a:ValidacionEFOS>100</a:ValidacionEFOS>"),
	  SAT_CANCELLED, SAT_CANCELLABLE_FREELY, SAT_CANCELLATION_DONE, false },
	{ "cancelled without consent",
	  ANSWER(FOUND "<a:Estado>Cancelado</a:Estado><a:EstatusCancelacion>Cancelado sin aceptación"
		       "</a:EstatusCancelacion>"),
	  SAT_CANCELLED, SAT_CANCELLABLE_UNKNOWN, SAT_CANCELLATION_DONE, false },
	{ "not found is not cancelled",
	  ANSWER("<a:CodigoEstatus>N - 602: Comprobante no encontrado.</a:CodigoEstatus><a:EsCancelable/>"
		 "<a:Estado>No Encontrado</a:Estado><a:EstatusCancelacion/>"),
	  SAT_NOT_FOUND, SAT_CANCELLABLE_UNKNOWN, SAT_CANCELLATION_NONE, false },
	{ "not found, whatever else it says",
	  ANSWER("<a:CodigoEstatus>N - 602: Comprobante no "
		 "encontrado.</a:CodigoEstatus><a:Estado>Cancelado</a:Estado>"),
	  SAT_NOT_FOUND, SAT_CANCELLABLE_UNKNOWN, SAT_CANCELLATION_NONE, false },
	{ "a bad question",
	  ANSWER("<a:CodigoEstatus>N - 601: La expresión impresa proporcionada no es "
		 "válida.</a:CodigoEstatus>"
		 "<a:Estado>No Encontrado</a:Estado>"),
	  SAT_BAD_EXPRESSION, SAT_CANCELLABLE_UNKNOWN, SAT_CANCELLATION_NONE, false },
	{ "cancelled without the code that says so is unknown", ANSWER("<a:Estado>Cancelado</a:Estado>"),
	  SAT_UNKNOWN, SAT_CANCELLABLE_UNKNOWN, SAT_CANCELLATION_NONE, false },
	{ "a new word",
	  ANSWER(FOUND "<a:Estado>Suspendido</a:Estado><a:EstatusCancelacion>Otra</a:EstatusCancelacion>"),
	  SAT_UNKNOWN, SAT_CANCELLABLE_UNKNOWN, SAT_CANCELLATION_UNKNOWN, false },
	{ "nil elements", ANSWER("<a:CodigoEstatus i:nil=\"true\"/><a:ValidacionEFOS i:nil=\"true\"/>"),
	  SAT_UNKNOWN, SAT_CANCELLABLE_UNKNOWN, SAT_CANCELLATION_NONE, false },
};

static void run_row(const Row *row)
{
	g_autoptr(Arena) arena = arena_new();
	Limits limits = limits_default();
	SatStatus status = { 0 };
	g_autofree char *copy = exact_copy(row->answer, strlen(row->answer));
	if (!ok(sat_status_read(arena, &limits, copy, strlen(row->answer), &status, NULL), "reads: %s",
		row->name))
		return;
	is_str(sat_state_word(status.state), sat_state_word(row->state), row->name);
	is_i64(status.cancellable, row->cancellable, row->name);
	is_i64(status.cancellation, row->cancellation, row->name);
	ok(status.efos_clear == row->efos_clear, "list of article 69-B: %s", row->name);
	g_autoptr(json_t) json = sat_status_to_json(&status);
	SatStatus again = { 0 };
	bool same = sat_status_from_json(arena, json, &again, NULL) && again.state == status.state &&
		    again.cancellable == status.cancellable && again.cancellation == status.cancellation &&
		    again.efos_clear == status.efos_clear;
	ok(same, "the same after JSON: %s", row->name);
	is_str(again.code, status.code, row->name);
	is_str(again.stated, status.stated, row->name);
}

static const char *const failures[] = {
	"<html><body>Service Unavailable</body></html>",
	"not XML",
	"",
	"<s:Envelope "
	"xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><s:Fault><faultcode>s:Client</"
	"faultcode>"
	"<faultstring>ActionNotSupported</faultstring></s:Fault></s:Body></s:Envelope>",
	"<ConsultaResult><CodigoEstatus>S - </CodigoEstatus><Estado>Cancelado</Estado></ConsultaResult>",
};

static void run_failure(const char *answer)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	Limits limits = limits_default();
	SatStatus status = { .state = SAT_VALID };
	ok(!sat_status_read(arena, &limits, answer, strlen(answer), &status, &error) &&
		   error_code(error) == ERROR_RETRY && status.state == SAT_VALID,
	   "asked again after: %s", answer);
}

static void foreign_json(void)
{
	static const char *const texts[] = { "null", "{}", "[]", "\"valid\"",
					     "{\"state\":\"gone\",\"cancellable\":\"no\",\"cancellation\":\"none\"}",
					     "{\"state\":1,\"cancellable\":\"no\",\"cancellation\":\"none\"}" };
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autoptr(Arena) arena = arena_new();
		g_autoptr(json_t) json = json_read(texts[i], strlen(texts[i]), NULL);
		SatStatus status = { .state = SAT_VALID };
		ok(!sat_status_from_json(arena, json, &status, NULL) && status.state == SAT_VALID, "refused: %s",
		   texts[i]);
	}
}

static void requests(void)
{
	g_autoptr(Arena) arena = arena_new();
	Limits limits = limits_default();
	XmlFile *file = NULL;
	static const char expression[] = "?re=H&amp;E951128469&rr=MHE950824R37&tt=1.0&id=<x>&fe=qT3/+w==";
	const char *body = sat_status_request(arena, expression);
	ok(xml_parse(arena, &limits, body, strlen(body), &file, NULL), "the request is XML");
	is_str(xml_text(arena, file->root, "Body/Consulta/expresionImpresa"), expression,
	       "and carries the expression as it is");
	is_str(xml_path(file->root, "Body/Consulta")->ns, "http://tempuri.org/",
	       "in the service's namespace");
}

int main(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		run_row(&rows[i]);
	for (size_t i = 0; i < G_N_ELEMENTS(failures); i++)
		run_failure(failures[i]);
	foreign_json();
	requests();
	return tap_done();
}
