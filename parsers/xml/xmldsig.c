#include "parsers/xml/xmldsig.h"

#include <string.h>

#include "parsers/xml/c14n.h"
#include "parsers/xml/rsa.h"
#include "parsers/xml/xml_cut.h"
#include "parsers/xml/xml_pieces.h"

#define SII_NAMESPACE "http://www.sii.cl/SiiDte"

typedef struct {
	const char *algorithm;
	RsaHash hash;
} HashName;

static const HashName digest_names[] = {
	{ "http://www.w3.org/2000/09/xmldsig#sha1", RSA_SHA1 },
	{ "http://www.w3.org/2001/04/xmlenc#sha256", RSA_SHA256 },
};

static const HashName signature_names[] = {
	{ "http://www.w3.org/2000/09/xmldsig#rsa-sha1", RSA_SHA1 },
	{ "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", RSA_SHA256 },
};

/* An envelope is signed where it stands; one that was wrapped later, as it stands. */
static const XmlScope place_scopes[] = {
	{ .name = "in place", .whole_file = true },
	{ .name = "as it stands" },
};

/* What a signer may have had in sight when the DTE was alone (facts on DTE, recipes a, b, c), most frequent
 * first. */
static const XmlScope cut_scopes[] = {
	{ .name = "own namespace", .namespace = SII_NAMESPACE },
	{ .name = "no namespace", .no_default = true },
	{ .name = "own namespace and xsi", .namespace = SII_NAMESPACE, .schema_instance = true },
	{ .name = "as it stands" },
	{ .name = "in place", .whole_file = true },
};

static const XmlScope cut_info_scopes[] = {
	{ .name = "own namespace" },
	{ .name = "own namespace and xsi", .schema_instance = true },
	{ .name = "in place", .whole_file = true },
};

typedef struct {
	const XmlScope *scopes;
	size_t n;
} ScopeList;

typedef struct {
	Arena *arena;
	const XmlDsig *dsig;
	const XmlNode *info, *reference;
	const char *fault; /* why it cannot be judged */
} Check;

static const unsigned char *dsig_base64(Arena *arena, const XmlNode *node, const char *path, size_t *ret_size)
{
	const char *text = xml_text(arena, node, path);
	gsize size = 0;
	unsigned char *bytes = text != NULL ? arena_own(arena, g_base64_decode(text, &size), g_free) : NULL;
	*ret_size = size;
	return size > 0 ? bytes : NULL;
}

static bool dsig_hash(const HashName *names, size_t n, const char *algorithm, RsaHash *ret)
{
	for (size_t i = 0; algorithm != NULL && i < n; i++) {
		if (strcmp(names[i].algorithm, algorithm) != 0)
			continue;
		*ret = names[i].hash;
		return true;
	}
	return false;
}

static const char *dsig_algorithm(const XmlNode *node, const char *path)
{
	return xml_attr(xml_path(node, path), "Algorithm");
}

/* The canonicalisation that the last transform names; the enveloped-signature transform is none. */
static C14nMode dsig_digest_mode(const XmlNode *reference)
{
	C14nMode mode = c14n_mode(NULL);
	const XmlNode *transform = xml_path(reference, "Transforms/Transform");
	for (; transform != NULL; transform = xml_next(transform)) {
		const char *algorithm = xml_attr(transform, "Algorithm");
		if (algorithm != NULL && strstr(algorithm, "c14n") != NULL)
			mode = c14n_mode(algorithm);
	}
	return mode;
}

/* Old signers wrote the apostrophe and the quotation mark of texts as entities before they hashed. */
static GString *dsig_escape_quotes(const GString *canonical)
{
	GString *text = g_string_sized_new(canonical->len + 64);
	bool in_tag = false;
	for (size_t i = 0; i < canonical->len; i++) {
		char c = canonical->str[i];
		in_tag = c == '<' || (in_tag && c != '>');
		if (!in_tag && c == '\'')
			g_string_append(text, "&apos;");
		else if (!in_tag && c == '"')
			g_string_append(text, "&quot;");
		else
			g_string_append_c(text, c);
	}
	return text;
}

static bool dsig_digest_is(RsaHash hash, const GString *text, const unsigned char *wanted, size_t size)
{
	unsigned char digest[RSA_DIGEST_MAX];
	return rsa_digest(hash, text->str, text->len, digest) == size && memcmp(digest, wanted, size) == 0;
}

typedef struct {
	RsaHash hash;
	C14nMode mode;
	const unsigned char *wanted;
	size_t size;
} Digest;

static bool dsig_is_large(const XmlNode *element)
{
	return element->end - element->start > XML_PIECES_WHOLE_MAX;
}

static bool dsig_digest_in_pieces(const XmlCut *cut, const XmlScope *scope, const Digest *digest)
{
	GChecksumType type = digest->hash == RSA_SHA1 ? G_CHECKSUM_SHA1 : G_CHECKSUM_SHA256;
	g_autoptr(GChecksum) sum = g_checksum_new(type);
	guint8 found[RSA_DIGEST_MAX];
	gsize size = sizeof found;
	if (!xml_pieces_sum(cut, scope, digest->mode, sum))
		return false;
	g_checksum_get_digest(sum, found, &size);
	return size == digest->size && memcmp(found, digest->wanted, size) == 0;
}

/* Canonical form first; then what signers without a canonicaliser hash: the raw bytes, quotes as entities. */
static bool dsig_digest_under(const XmlCut *cut, const XmlScope *scope, const Digest *digest)
{
	if (dsig_is_large(cut->element))
		return dsig_digest_in_pieces(cut, scope, digest);
	g_autoptr(GString) text = xml_cut(cut, scope);
	g_autoptr(GString) canonical = text != NULL ? c14n_canonical(text->str, text->len, digest->mode)
						    : NULL;
	if (canonical == NULL)
		return false;
	if (dsig_digest_is(digest->hash, canonical, digest->wanted, digest->size) ||
	    dsig_digest_is(digest->hash, text, digest->wanted, digest->size))
		return true;
	if (strpbrk(canonical->str, "'\"") == NULL)
		return false;
	g_autoptr(GString) escaped = dsig_escape_quotes(canonical);
	return dsig_digest_is(digest->hash, escaped, digest->wanted, digest->size);
}

static ScopeList dsig_scopes(XmlDsigHow how)
{
	switch (how) {
	case XMLDSIG_IN_PLACE:
		return (ScopeList){ place_scopes, G_N_ELEMENTS(place_scopes) };
	case XMLDSIG_CUT:
		return (ScopeList){ cut_scopes, G_N_ELEMENTS(cut_scopes) };
	}
	return (ScopeList){ NULL, 0 };
}

static ScopeList dsig_info_scopes(XmlDsigHow how)
{
	switch (how) {
	case XMLDSIG_IN_PLACE:
		return (ScopeList){ place_scopes, G_N_ELEMENTS(place_scopes) };
	case XMLDSIG_CUT:
		return (ScopeList){ cut_info_scopes, G_N_ELEMENTS(cut_info_scopes) };
	}
	return (ScopeList){ NULL, 0 };
}

/* What the reference names: the whole without its signature, or the element read; false for anything else. */
static bool dsig_target(const Check *check, XmlCut *ret)
{
	const XmlDsig *dsig = check->dsig;
	const char *uri = xml_attr(check->reference, "URI");
	const char *id = xml_attr(dsig->element, "ID");
	g_autofree char *name = g_strstrip(g_strdup(uri != NULL ? uri : ""));
	*ret = (XmlCut){
		.file = dsig->file, .element = dsig->whole, .top = dsig->whole, .hole = dsig->signature
	};
	if (*name == '\0')
		return true;
	ret->element = dsig->element;
	ret->hole = NULL;
	return id != NULL && strcmp(name + (*name == '#'), id) == 0;
}

/* The element's tags alone: all that differs between two scopes. */
static GString *dsig_shell(const XmlCut *cut, const XmlScope *scope)
{
	XmlCut shell = *cut;
	shell.is_piece = true;
	shell.hole = NULL;
	shell.from = shell.to = cut->element->start;
	return xml_cut(&shell, scope);
}

/* Scope n gives the same text as one before it. */
static bool dsig_seen_before(const XmlCut *cut, const ScopeList *list, size_t n)
{
	g_autoptr(GString) shell = n > 0 ? dsig_shell(cut, &list->scopes[n]) : NULL;
	for (size_t i = 0; shell != NULL && i < n; i++) {
		g_autoptr(GString) earlier = dsig_shell(cut, &list->scopes[i]);
		if (earlier != NULL && g_string_equal(earlier, shell))
			return true;
	}
	return false;
}

static bool dsig_content_holds(Check *check, const char **ret_scope)
{
	Digest digest = { .mode = dsig_digest_mode(check->reference) };
	XmlCut cut;
	digest.wanted = dsig_base64(check->arena, check->reference, "DigestValue", &digest.size);
	if (digest.wanted == NULL)
		check->fault = "no digest value";
	else if (!dsig_hash(digest_names, G_N_ELEMENTS(digest_names),
			    dsig_algorithm(check->reference, "DigestMethod"), &digest.hash))
		check->fault = "unknown digest algorithm";
	if (check->fault != NULL || !dsig_target(check, &cut))
		return false;
	if (dsig_is_large(cut.element) && (cut.hole != NULL || digest.mode.exclusive))
		check->fault = "too large to be verified";
	if (check->fault != NULL)
		return false;
	ScopeList list = dsig_scopes(check->dsig->how);
	for (size_t i = 0; i < list.n; i++) {
		if (dsig_seen_before(&cut, &list, i) || !dsig_digest_under(&cut, &list.scopes[i], &digest))
			continue;
		*ret_scope = list.scopes[i].name;
		return true;
	}
	return false;
}

static bool dsig_key_value(const Check *check, RsaKey *ret)
{
	const XmlNode *value = xml_path(check->dsig->signature, "KeyInfo/KeyValue/RSAKeyValue");
	RsaKey key = { 0 };
	key.modulus = dsig_base64(check->arena, value, "Modulus", &key.modulus_size);
	key.exponent = dsig_base64(check->arena, value, "Exponent", &key.exponent_size);
	*ret = key;
	return key.modulus != NULL && key.exponent != NULL;
}

static bool dsig_certificate_key(const Check *check, RsaKey *ret)
{
	size_t size = 0;
	const unsigned char *der = dsig_base64(check->arena, check->dsig->signature,
					       "KeyInfo/X509Data/X509Certificate", &size);
	return der != NULL && rsa_key_of_certificate(check->arena, der, size, ret);
}

typedef struct {
	RsaHash hash;
	const unsigned char *value;
	size_t size;
	C14nMode mode;
} SignatureValue;

static bool dsig_read_value(Check *check, SignatureValue *ret)
{
	ret->value = dsig_base64(check->arena, check->dsig->signature, "SignatureValue", &ret->size);
	ret->mode = c14n_mode(dsig_algorithm(check->info, "CanonicalizationMethod"));
	if (ret->value == NULL)
		check->fault = "no signature value";
	else if (!dsig_hash(signature_names, G_N_ELEMENTS(signature_names),
			    dsig_algorithm(check->info, "SignatureMethod"), &ret->hash))
		check->fault = "unknown signature algorithm";
	return check->fault == NULL;
}

/* What a key finds in the signature value. */
typedef struct {
	const SignatureValue *value;
	const unsigned char *block;
	size_t size;
} OpenedValue;

static bool dsig_value_under(const XmlCut *cut, const XmlScope *scope, const OpenedValue *opened)
{
	g_autoptr(GString) text = xml_cut(cut, scope);
	g_autoptr(GString)
		canonical = text != NULL ? c14n_canonical(text->str, text->len, opened->value->mode) : NULL;
	return canonical != NULL &&
	       rsa_block_is(opened->block, opened->size, opened->value->hash, canonical->str, canonical->len);
}

static bool dsig_value_by(const Check *check, const SignatureValue *value, const RsaKey *key)
{
	const XmlDsig *dsig = check->dsig;
	bool placed = dsig->how == XMLDSIG_IN_PLACE;
	OpenedValue opened = { .value = value };
	XmlCut cut = { .file = dsig->file,
		       .element = check->info,
		       .top = placed ? dsig->whole : dsig->signature };
	ScopeList list = dsig_info_scopes(dsig->how);
	opened.block = rsa_open(check->arena, key, value->value, value->size, &opened.size);
	for (size_t i = 0; opened.block != NULL && i < list.n; i++)
		if (dsig_value_under(&cut, &list.scopes[i], &opened))
			return true;
	cut.top = dsig->signature;
	return opened.block != NULL && placed && dsig_value_under(&cut, &place_scopes[1], &opened);
}

/* KeyValue first: it costs nothing to read, and where the certificate holds another key it is the one that
 * signed. */
static bool dsig_value_holds(Check *check)
{
	SignatureValue value = { 0 };
	RsaKey key;
	if (!dsig_read_value(check, &value))
		return false;
	bool stated = dsig_key_value(check, &key);
	if (stated && dsig_value_by(check, &value, &key))
		return true;
	if (dsig_certificate_key(check, &key))
		return dsig_value_by(check, &value, &key);
	if (!stated)
		check->fault = "no readable key";
	return false;
}

/* The content is looked at only when somebody vouches for its digest. */
static TrustResult dsig_judge(Check *check, const char **ret_detail)
{
	bool value = dsig_value_holds(check);
	bool content = value && dsig_content_holds(check, ret_detail);
	if (content)
		return RESULT_OK;
	*ret_detail = check->fault != NULL ? check->fault
		      : value		   ? "the content is not what was signed"
					   : "the signature value does not hold";
	return check->fault != NULL ? RESULT_UNVERIFIABLE : RESULT_FAIL;
}

TrustResult xmldsig_check(Arena *arena, const XmlDsig *dsig, const char **ret_detail)
{
	*ret_detail = NULL;
	if (dsig->signature == NULL)
		return RESULT_ABSENT;
	Check check = { .arena = arena, .dsig = dsig, .info = xml_child(dsig->signature, "SignedInfo") };
	check.reference = xml_child(check.info, "Reference");
	if (check.reference == NULL)
		check.fault = "no reference";
	else if (xml_next(check.reference) != NULL)
		check.fault = "more than one reference";
	else if (dsig_is_large(check.info))
		check.fault = "too large to be verified";
	if (check.fault != NULL) {
		*ret_detail = check.fault;
		return RESULT_UNVERIFIABLE;
	}
	return dsig_judge(&check, ret_detail);
}
