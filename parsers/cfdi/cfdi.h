/*
 * CFDI, Mexico's e-invoice (SAT, Anexo 20): the parts of its reader. The row of the format is in format.h;
 * the facts behind every rule are in docs/FORMATS.md. Each function adds to the document of the reading and
 * never fails: what is wrong becomes a warning.
 */
#ifndef PARSERS_CFDI_H
#define PARSERS_CFDI_H

#include <stdbool.h>
#include <stddef.h>

#include "base/date.h"
#include "parsers/cfdi/cadena.h"
#include "parsers/mime/format.h"

#define CFDI_TFD "http://www.sat.gob.mx/TimbreFiscalDigital"

/* One attribute and where its trimmed value goes; nothing is stored for an absent or blank one. */
typedef struct {
	const char *path; /* below the element, "" for the element itself */
	const char *attribute;
	size_t member;
	bool tax_id; /* to canonical form */
} CfdiField;

typedef struct {
	const CfdiField *items;
	size_t n;
} CfdiFields;

/* What differs between the versions. */
typedef struct {
	const char *format;
	const char *ns, *root;
	const char *attribute, *version;		     /* attribute that says it, and what it says */
	bool old;					     /* before CFDI 3.2: filed, never in the ledger */
	CfdiFields fields;				     /* of Document, below the root */
	const char *line_path;				     /* of the lines; NULL for none */
	CfdiFields line_fields;				     /* of Line */
	const char *seal, *certificate, *certificate_number; /* attributes of the root */
} CfdiVersion;

typedef struct {
	Arena *arena;
	const ReadOptions *options;
	const XmlFile *file;
	const XmlNode *root;
	const CfdiVersion *version;
	bool loose;    /* children have lost their namespace: they are read by name, with a warning */
	bool unsealed; /* something was read that the seal does not cover */
	Document *document;
	Texts *flags;	      /* of the file */
	bool cut;	      /* the limit document_items left something out that changes what is owed */
	const XmlNode *stamp; /* the TimbreFiscalDigital of this document, NULL for none */
} CfdiReading;

/* ---- cfdi_acuse.c: receipts of cancellations ----------------------------------------------------------- */

extern const Format cfdi_acuse_format;

/* ---- cfdi_fields.c: versions and their fields ---------------------------------------------------------- */

/* The version of a root, NULL when it is none that is read. */
const CfdiVersion *cfdi_fields_version(const XmlNode *root);
/* First child of that name in the document's namespace. */
const XmlNode *cfdi_fields_child(const CfdiReading *reading, const XmlNode *node, const char *name);
const XmlNode *cfdi_fields_next(const CfdiReading *reading, const XmlNode *node);
/* Fills target from the element. */
void cfdi_fields_read(const CfdiReading *reading, const XmlNode *element, CfdiFields fields, void *target);
void cfdi_fields_lines(CfdiReading *reading);
/* Trimmed value of an attribute, NULL when absent or blank. */
const char *cfdi_fields_value(const CfdiReading *reading, const XmlNode *node, const char *attribute);
/* The next child of any Complemento with that name and namespace (any namespace for NULL) after a given one,
 * in document order; NULL at the end. Several Complementos count as one. */
const XmlNode *cfdi_fields_complement(const CfdiReading *reading, const char *ns, const char *name,
				      const XmlNode *after);
/* May the document have one more of n items so far? Flags the limit when it may not. */
bool cfdi_fields_room(CfdiReading *reading, size_t n);
/* ISO 4217 of what issuers write ("Pesos", "MXP", "Dólares"); NULL when it is nothing known. */
const char *cfdi_fields_currency(Arena *arena, const char *text);

/* ---- cfdi_pagos.c: payments (complement Pagos 1.0 and 2.0) ---- */

void cfdi_pagos_read(CfdiReading *reading);

/* ---- cfdi_due.c: when it is to be paid ----------------------------------------------------------------- */

/* Days or months that a text of CondicionesDePago grants, from the date of issue; false when it says nothing.
 */
bool cfdi_due_terms(Arena *arena, const char *terms, Date issued, Date *ret_due);
void cfdi_due_read(CfdiReading *reading);

/* ---- cfdi_check.c: what does not add up ---------------------------------------------------------------- */

void cfdi_check_document(CfdiReading *reading);

/* ---- cfdi_proof.c: seal, certificate, stamp; environment and verdict ---- */

void cfdi_proof_read(CfdiReading *reading);

/* ---- cfdi_stamp.c: identity ---------------------------------------------------------------------------- */

/* Finds the stamp, fills uuid, key and seal. False with a reason for quarantine: "no-stamp", "two-stamps …",
 * "bad-uuid …". */
bool cfdi_stamp_read(CfdiReading *reading, const char **ret_reason);
/* 36 characters, hexadecimal digits of either case and dashes; NULL is none. */
bool cfdi_stamp_is_uuid(const char *text);
/* base64 without blanks; NULL for none. */
const char *cfdi_stamp_compact(Arena *arena, const char *base64);

#endif
