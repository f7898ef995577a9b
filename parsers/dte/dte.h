/*
 * Dte: the electronic tax documents of Chile (SII, "Formato Documentos Tributarios Electrónicos" 2.2). dte.c
 * finds the documents in an envelope and puts them together; what it takes is spread over files by what they
 * know: fields (where a value stands), rules (type, effect, due date, environment, currency), totals, proof.
 * None of them fails: what is wrong becomes a warning of the document, and the amounts stay as stated.
 */
#ifndef PARSERS_DTE_H
#define PARSERS_DTE_H

#include "base/arena.h"
#include "parsers/finding.h"
#include "parsers/mime/format.h"
#include "parsers/xml/xml.h"

#define DTE_NAMESPACE "http://www.sii.cl/SiiDte"

/* Answers and notices about DTEs, and what is recognised and left alone. */
extern const Format dte_answer_format;	/* RespuestaDTE, EnvioRecibos, RESULTADO_ENVIO */
extern const Format dte_cession_format; /* AEC */
extern const Format dte_book_format;	/* books, folio reports, CAF files */

/* The signature of an envelope: once for all its documents. */
typedef struct {
	TrustResult result;
	const char *detail;
} DteSetProof;

/* One document where it stands. */
typedef struct {
	Arena *arena;
	const ReadOptions *options;
	const XmlFile *file;
	const XmlNode *caratula; /* of the envelope, NULL for a bare document */
	const XmlNode *dte;	 /* DTE element, NULL for a bare body */
	const XmlNode *body;	 /* Documento, Liquidacion or Exportaciones */
	DteSetProof set;
} DteSource;

/* Element of the SII's namespace, of none, or of a wrong one. */
bool dte_is(const XmlNode *node, const char *name);

/* dte_fields.c: every value that stands somewhere, as stated. */
void dte_fields_read(const DteSource *source, Document *document);

/* dte_rules.c: what the values mean. False with a reason when the document has no usable identity. */
bool dte_rules_apply(const DteSource *source, Document *document, const char **ret_reason);
/* "CL:<issuer>:<type>:<folio>" with the folio without leading zeros; NULL when a piece is missing or
 * malformed. */
const char *dte_rules_key(Arena *arena, const char *rut, const char *type, const char *folio);

/* dte_due.c: the due date and the rule it follows. */
void dte_due_apply(const DteSource *source, Document *document);

/* dte_totals.c: debt, withheld taxes, and a warning where the amounts do not add up. */
void dte_totals_apply(const DteSource *source, Document *document);

/* dte_proof.c: the checks and the verdict. */
void dte_proof_apply(const DteSource *source, Document *document);
DteSetProof dte_proof_of_set(Arena *arena, const XmlFile *file, const XmlNode *whole, const XmlNode *element);

/* dte_seal.c: sha256 over the values of the body, whatever envelope, layout or charset they came in. */
const char *dte_seal(Arena *arena, const XmlNode *body);

#endif
