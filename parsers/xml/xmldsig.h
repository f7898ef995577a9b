/*
 * XmlDsig: does one XML signature hold over one element of this file? Profile of the SII: RSA with SHA-1 or
 * SHA-256, one reference, the key in KeyValue or in the certificate beside it. The key comes from the
 * message, so an answer of OK says that the content is what the holder of that key signed, not who the holder
 * is.
 *
 * The signed element is the one that the caller has read; a signature that refers to anything else fails.
 * Which namespaces the signer had in sight is not in the file, so several scopes are tried; the content never
 * varies.
 */
#ifndef PARSERS_XMLDSIG_H
#define PARSERS_XMLDSIG_H

#include "base/arena.h"
#include "parsers/finding.h"
#include "parsers/xml/xml.h"

typedef enum {
	XMLDSIG_IN_PLACE, /* signed where it stands: envelopes, answers */
	XMLDSIG_CUT,	  /* signed alone and wrapped later: each DTE */
} XmlDsigHow;

typedef struct {
	const XmlFile *file;
	const XmlNode *signature; /* NULL: absent */
	const XmlNode *element;	  /* what URI="#ID" must name, and is read by the caller */
	const XmlNode *whole;	  /* what URI="" means: the element that holds both */
	XmlDsigHow how;
} XmlDsig;

/* The outcome; detail says which scope held or what is wrong. */
TrustResult xmldsig_check(Arena *arena, const XmlDsig *dsig, const char **ret_detail);

#endif
