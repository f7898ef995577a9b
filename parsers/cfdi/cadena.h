/*
 * Cadena original: the string that the Sello of a CFDI or Retenciones and the SelloSAT of its stamp sign,
 * rebuilt from tables of our own (SAT, Anexo 20, "generación de cadenas originales"; rules in
 * docs/FORMATS.md). Linear in the size of the document; knows nothing of keys.
 */
#ifndef PARSERS_CADENA_H
#define PARSERS_CADENA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "parsers/xml/xml.h"

typedef struct {
	const char *text; /* UTF-8, no line end */
	size_t length;
	bool sha1;    /* the seal over it is of SHA-1, else of SHA-256 */
	bool unknown; /* a complement of SAT's has no table: a seal that fails says nothing */
	bool piped; /* a value holds '|' where the schema allows none: the same string could be cut otherwise
		     */
} Cadena;

/* Children without a namespace stand for children of their parent's; only for documents damaged that way. */
typedef enum { CADENA_STRICT, CADENA_LOOSE } CadenaMode;

/* root: Comprobante, Retenciones or TimbreFiscalDigital inside file. False when there is no table for its
 * namespace, name and version, or when the string would outgrow the document by far. */
bool cadena_build(Arena *arena, const XmlFile *file, const XmlNode *root, CadenaMode mode, Cadena *ret);

#endif
