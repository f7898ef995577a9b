/*
 * The document formats, one row each: a new country is one file that defines a row, its place in the table of
 * format.c, and a folder of fixtures.
 */
#ifndef PARSERS_FORMAT_H
#define PARSERS_FORMAT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "parsers/finding.h"
#include "parsers/limits.h"
#include "parsers/mime/passed.h"
#include "parsers/xml/xml.h"

typedef struct Trust Trust; /* parsers/trust.h: certificates beyond the built-in keys */
typedef struct Schemas Schemas; /* parsers/xml/schema.h */

typedef struct {
	const Limits *limits;
	bool no_proof;	    /* skip all signature work: checks stay empty, verdict unverifiable or unsigned */
	const Trust *trust; /* NULL: built-in keys only */
	const Schemas *schemas; /* NULL: no document is held against one */
	const Passed *passed;	/* NULL: who mapped the input keeps it whole */
} ReadOptions;

/* What one XML file came to. */
typedef struct {
	FindingKind kind;   /* INVOICE, FISCAL_ANSWER, OTHER or QUARANTINE */
	const char *reason; /* for OTHER and QUARANTINE */
	Texts flags;
	Document *documents;
	size_t n_documents;
} FormatResult;

typedef struct {
	const char *name;
	/* Does this element (root, or found below a vendor wrapper or SOAP) belong to this format? */
	bool (*claims)(const XmlNode *element);
	/* Reads everything below the element. Adds documents; sets kind and reason. Never fails: what is
	 * wrong becomes a warning of the document or a quarantine of the file. */
	void (*read)(Arena *arena, const ReadOptions *options, const XmlFile *file, const XmlNode *element,
		     FormatResult *result);
} Format;

extern const Format dte_format;		/* dte.c */
extern const Format cfdi_format;	/* cfdi.c */
extern const Format retenciones_format; /* cfdi.c */
/* further rows: dte_answer.c (RespuestaDTE, EnvioRecibos, RESULTADO_ENVIO), dte_cession.c (AEC), … in
 * format.c */

/* For the rows: one document more, up to the limit "documents" (flagged when it is hit). */
void format_add_document(Arena *arena, const Limits *limits, FormatResult *result, const Document *document);

/* Parses the bytes as XML and reads them with the row that claims them. path is recorded in each document. */
void format_read(Arena *arena, const ReadOptions *options, const void *bytes, size_t length, const char *path,
		 FormatResult *ret);

#endif
