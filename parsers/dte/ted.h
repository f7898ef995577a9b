/*
 * Ted: the electronic stamp of a DTE, in the document or decoded from the barcode of a PDF. FRMA is the SII's
 * signature over the folio authorisation (CAF) and needs no trust in the sender; FRMT is made with the key
 * that the CAF holds, over issuer, type, folio, date, receiver, total and first item. Both are over bytes of
 * the file, not over canonical XML (SII, "Instructivo técnico", A.2.4).
 */
#ifndef PARSERS_TED_H
#define PARSERS_TED_H

#include "base/arena.h"
#include "parsers/finding.h"
#include "parsers/xml/rsa.h"
#include "parsers/xml/xml.h"

/* A key with which the SII signs CAFs. */
typedef struct {
	const char *idk;
	DocumentEnvironment environment;
	RsaKey key;
} CafKey;

typedef struct {
	const CafKey *keys;
	size_t n;
} CafKeys;

/* The keys of certification (100) and production (300). */
CafKeys ted_sii_keys(void);

typedef struct {
	TrustResult frma, frmt;
	const char *frma_detail, *frmt_detail;
} TedProof;

/* Verifies both signatures of a TED element; ABSENT twice for NULL. */
TedProof ted_verify(Arena *arena, const CafKeys *keys, const XmlFile *file, const XmlNode *ted);

/* What the IDK of the CAF says, whether or not its signature holds. */
DocumentEnvironment ted_environment(Arena *arena, const XmlNode *ted);

/* Does the stamp speak of this document (number, total, date, parties as read, first line)? body_total is the
 * MntTotal of the document as written. FAIL names the first field that differs. */
TrustResult ted_match(Arena *arena, const XmlNode *ted, const Document *document, const char *body_total,
		      const char **ret_detail);

#endif
