/*
 * What receivers and the tax office answer about DTEs: RespuestaDTE (receipt, commercial answer),
 * EnvioRecibos (goods received) and the SII's RESULTADO_ENVIO. They say nothing of money; each becomes one
 * document per issuer whose DTEs it speaks of, with a reference to each of them (type, folio, state, words).
 */
#include <string.h>

#include "base/rut.h"
#include "parsers/dte/dte.h"

#define TAX_OFFICE "60803000-K"

/* One answered DTE: where it stands and what its pieces are called. */
typedef struct {
	const char *root;   /* element that is claimed */
	const char *format; /* of the document */
	const char *inner;  /* path below the root to the element that is signed and holds the details, "" for
			       the root */
	const char *list;   /* path from inner to the parent of the details */
	const char *detail; /* name of each detail */
	const char *values; /* path from a detail to its values */
	const char *state;  /* of one DTE */
	const char *words;
	const char *meaning;				    /* Document.type */
	const char *whole_state, *whole_words, *whole_name; /* of the envelope, when no DTE is listed */
} AnswerRow;

static const AnswerRow answer_rows[] = {
	{ .root = "RespuestaDTE",
	  .format = "dte-respuesta",
	  .inner = "Resultado",
	  .list = "RecepcionEnvio",
	  .detail = "RecepcionDTE",
	  .values = "",
	  .state = "EstadoRecepDTE",
	  .words = "RecepDTEGlosa",
	  .meaning = "RecepcionEnvio",
	  .whole_state = "EstadoRecepEnv",
	  .whole_words = "RecepEnvGlosa",
	  .whole_name = "EnvioDTEID" },
	{ .root = "RespuestaDTE",
	  .format = "dte-respuesta",
	  .inner = "Resultado",
	  .list = "",
	  .detail = "ResultadoDTE",
	  .values = "",
	  .state = "EstadoDTE",
	  .words = "EstadoDTEGlosa",
	  .meaning = "ResultadoDTE" },
	{ .root = "EnvioRecibos",
	  .format = "dte-recibos",
	  .inner = "SetRecibos",
	  .list = "",
	  .detail = "Recibo",
	  .values = "DocumentoRecibo",
	  .words = "Recinto",
	  .meaning = "EnvioRecibos" },
	{ .root = "RESULTADO_ENVIO",
	  .format = "dte-respuesta",
	  .inner = "",
	  .list = "REVISIONENVIO",
	  .detail = "REVISIONDTE",
	  .values = "",
	  .state = "ESTADO",
	  .words = "DETALLE",
	  .meaning = "RESULTADO_ENVIO",
	  .whole_state = "ESTADO" },
};

typedef struct {
	Arena *arena;
	const ReadOptions *options;
	const XmlFile *file;
	const XmlNode *root;
	const AnswerRow *row;
	FormatResult *result;
} Answering;

/* The element at a path that may be "". */
static const XmlNode *answer_at(const XmlNode *node, const char *path)
{
	return *path != '\0' ? xml_path(node, path) : node;
}

static const char *answer_first(Arena *arena, const XmlNode *node, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *text = xml_text(arena, node, names[i]);
		if (text != NULL)
			return text;
	}
	return NULL;
}

#define FIRST(arena, node, ...)                                             \
	answer_first((arena), (node), (const char *const[]){ __VA_ARGS__ }, \
		     sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(const char *))

static const XmlNode *answer_caratula(const Answering *answering)
{
	const XmlNode *inner = answer_at(answering->root, answering->row->inner);
	const XmlNode *caratula = xml_child(inner, "Caratula");
	return caratula != NULL ? caratula : xml_child(inner, "IDENTIFICACION");
}

/* Who answers, to whom, when. The SII states only the issuer. */
static Document answer_document(const Answering *answering)
{
	Arena *arena = answering->arena;
	const XmlNode *caratula = answer_caratula(answering);
	const char *from = rut_normalise(arena, xml_text(arena, caratula, "RutResponde"));
	const char *to = rut_normalise(arena, FIRST(arena, caratula, "RutRecibe", "RUTEMISOR"));
	bool office = strcmp(answering->row->root, "RESULTADO_ENVIO") == 0;
	return (Document){
		.format = answering->row->format,
		.version = xml_attr(answering->root, "version"),
		.type = answering->row->meaning,
		.number = FIRST(arena, caratula, "IdRespuesta", "TRACKID"),
		.issued = FIRST(arena, caratula, "TmstFirmaResp", "TmstFirmaEnv"),
		.issuer.tax_id = office ? TAX_OFFICE : from,
		.receiver.tax_id = to,
		.effect = EFFECT_NONE,
		.verdict = VERDICT_UNSIGNED,
	};
}

static void answer_prove(const Answering *answering, Document *document)
{
	const XmlNode *inner = answer_at(answering->root, answering->row->inner);
	if (answering->options->no_proof)
		return;
	DteSetProof proof = dte_proof_of_set(answering->arena, answering->file, answering->root,
					     inner != NULL ? inner : answering->root);
	static const TrustVerdict verdicts[] = {
		[RESULT_ABSENT] = VERDICT_UNSIGNED,
		[RESULT_OK] = VERDICT_SIGNED,
		[RESULT_FAIL] = VERDICT_ALTERED,
		[RESULT_UNVERIFIABLE] = VERDICT_UNVERIFIABLE,
	};
	document_add_check(answering->arena, document, "set-signature", proof.result, proof.detail);
	document->verdict = verdicts[proof.result];
}

static Reference answer_reference(const Answering *answering, const XmlNode *detail)
{
	Arena *arena = answering->arena;
	const AnswerRow *row = answering->row;
	const XmlNode *values = answer_at(detail, row->values);
	return (Reference){
		.type = FIRST(arena, values, "TipoDTE", "TipoDoc", "TIPODTE"),
		.number = FIRST(arena, values, "Folio", "FOLIO"),
		.date = xml_text(arena, values, "FchEmis"),
		.code = row->state != NULL ? xml_text(arena, values, row->state) : NULL,
		.reason = xml_text(arena, values, row->words),
		.tax_id = rut_normalise(arena, xml_text(arena, values, "RUTEmisor")),
	};
}

/* An answer about the whole envelope: its name is all there is to refer to. */
static void answer_add_whole(const Answering *answering, Document *document)
{
	const AnswerRow *row = answering->row;
	const XmlNode *list = answer_at(answer_at(answering->root, row->inner), row->list);
	const XmlNode *holder = row->whole_name != NULL ? list : answer_caratula(answering);
	Reference reference = { .type = "envelope" };
	if (row->whole_state == NULL || document->n_references > 0)
		return;
	reference.code = xml_text(answering->arena, holder, row->whole_state);
	if (row->whole_words != NULL)
		reference.reason = xml_text(answering->arena, holder, row->whole_words);
	reference.number = row->whole_name != NULL ? xml_text(answering->arena, holder, row->whole_name)
						   : document->number;
	if (reference.code != NULL)
		document_add_reference(answering->arena, document, reference);
}

static void answer_read_row(const Answering *answering)
{
	Arena *arena = answering->arena;
	const AnswerRow *row = answering->row;
	Document document = answer_document(answering);
	const XmlNode *list = answer_at(answer_at(answering->root, row->inner), row->list);
	for (; list != NULL; list = *row->list != '\0' ? xml_next(list) : NULL) {
		const XmlNode *detail = xml_child(list, row->detail);
		for (; detail != NULL; detail = xml_next(detail))
			document_add_reference(arena, &document, answer_reference(answering, detail));
	}
	answer_add_whole(answering, &document);
	for (size_t i = 0; i < document.n_references; i++) {
		Reference *reference = &document.references[i];
		if (reference->tax_id == NULL)
			reference->tax_id = document.receiver.tax_id;
		if (g_strcmp0(reference->tax_id, document.receiver.tax_id) != 0)
			document_warn(arena, &document, "answers for another issuer than it is sent to: %s",
				      reference->tax_id);
	}
	answer_prove(answering, &document);
	format_add_document(arena, answering->options->limits, answering->result, &document);
}

/* RespuestaDTE has two forms; the one whose list is there is meant. */
static bool answer_applies(const Answering *answering)
{
	const AnswerRow *row = answering->row;
	if (strcmp(row->root, answering->root->name) != 0)
		return false;
	const XmlNode *inner = answer_at(answering->root, row->inner);
	if (strcmp(row->root, "RespuestaDTE") != 0)
		return true;
	return xml_child(inner, *row->list != '\0' ? row->list : row->detail) != NULL;
}

static bool answer_claims(const XmlNode *element)
{
	for (size_t i = 0; i < G_N_ELEMENTS(answer_rows); i++)
		if (dte_is(element, answer_rows[i].root))
			return true;
	return false;
}

static void answer_read(Arena *arena, const ReadOptions *options, const XmlFile *file, const XmlNode *element,
			FormatResult *result)
{
	Answering answering = {
		.arena = arena, .options = options, .file = file, .root = element, .result = result
	};
	for (size_t i = 0; i < G_N_ELEMENTS(answer_rows); i++) {
		answering.row = &answer_rows[i];
		if (answer_applies(&answering))
			answer_read_row(&answering);
	}
	result->kind = FINDING_FISCAL_ANSWER;
	if (result->n_documents == 0)
		result->reason = "an answer without details";
}

const Format dte_answer_format = { .name = "dte-answer", .claims = answer_claims, .read = answer_read };
