#include "parsers/dte/ted.h"

#include <string.h>

#include "base/rut.h"
#include "parsers/mime/squeeze.h"
#include "parsers/xml/decimal.h"

#define NAME_CHARACTERS 40
#define CAF_KEY_MAX 129 /* bytes; the tax office issues keys of 512 bits */

static bool ted_is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* The stamp is defined over ISO-8859-1; a file in another charset goes back to it. */
static GString *ted_latin1(const char *bytes, size_t length, const char *charset)
{
	if (strcmp(charset, "UTF-8") == 0 || strcmp(charset, "UTF-16") == 0) {
		gsize written = 0;
		g_autofree char *latin1 = g_convert(bytes, (gssize)length, "ISO-8859-1", "UTF-8", NULL,
						    &written, NULL);
		if (latin1 != NULL)
			return g_string_new_len(latin1, (gssize)written);
	}
	return g_string_new_len(bytes, (gssize)length);
}

/* Behind a namespace declaration that stands at "at" (on the blank in front of it), or NULL. */
static const char *ted_skip_declaration(const char *at)
{
	const char *name = at;
	while (ted_is_space(*name))
		name++;
	if (name == at || strncmp(name, "xmlns", 5) != 0)
		return NULL;
	const char *quote = strpbrk(name, "\"'>");
	if (quote == NULL || *quote == '>')
		return NULL;
	const char *close = strchr(quote + 1, *quote);
	return close != NULL ? close + 1 : NULL;
}

/* Behind the blanks that stand between two tags, or at. */
static const char *ted_skip_layout(const char *at)
{
	const char *next = at;
	while (ted_is_space(*next))
		next++;
	return *next == '<' ? next : at;
}

/* The bytes that were signed: as in the file, without namespace declarations and without blanks between tags.
 */
static GString *ted_signed_bytes(const XmlFile *file, const XmlNode *node)
{
	g_autoptr(GString)
		raw = ted_latin1(file->bytes + node->start, node->end - node->start, file->encoding);
	GString *text = g_string_sized_new(raw->len);
	bool in_tag = false;
	for (const char *at = raw->str; *at != '\0';) {
		const char *behind = in_tag ? ted_skip_declaration(at) : NULL;
		if (behind != NULL) {
			at = behind;
			continue;
		}
		in_tag = *at == '<' || (in_tag && *at != '>');
		g_string_append_c(text, *at);
		at = *at == '>' ? ted_skip_layout(at + 1) : at + 1;
	}
	return text;
}

static const unsigned char *ted_base64(Arena *arena, const XmlNode *node, const char *path, size_t *ret_size)
{
	const char *text = xml_text(arena, node, path);
	gsize size = 0;
	unsigned char *bytes = text != NULL ? arena_own(arena, g_base64_decode(text, &size), g_free) : NULL;
	*ret_size = size;
	return size > 0 ? bytes : NULL;
}

static bool ted_algorithm_is_known(const XmlNode *signature)
{
	const char *algorithm = xml_attr(signature, "algoritmo");
	return algorithm == NULL || g_ascii_strcasecmp(algorithm, "SHA1withRSA") == 0;
}

static TrustResult ted_signature(Arena *arena, const XmlFile *file, const XmlNode *content,
				 const XmlNode *signature, const RsaKey *key)
{
	size_t size = 0;
	const unsigned char *value = ted_base64(arena, signature, "", &size);
	if (value == NULL || content == NULL || !ted_algorithm_is_known(signature))
		return RESULT_UNVERIFIABLE;
	g_autoptr(GString) bytes = ted_signed_bytes(file, content);
	return rsa_verify(key, RSA_SHA1, bytes->str, bytes->len, value, size) ? RESULT_OK : RESULT_FAIL;
}

static const CafKey *ted_key(Arena *arena, const CafKeys *keys, const XmlNode *ted)
{
	const char *idk = xml_text(arena, ted, "DD/CAF/DA/IDK");
	for (size_t i = 0; idk != NULL && i < keys->n; i++)
		if (strcmp(keys->keys[i].idk, idk) == 0)
			return &keys->keys[i];
	return NULL;
}

static void ted_verify_frma(Arena *arena, const CafKeys *keys, const XmlFile *file, const XmlNode *ted,
			    TedProof *proof)
{
	const XmlNode *signature = xml_path(ted, "DD/CAF/FRMA");
	const CafKey *key = ted_key(arena, keys, ted);
	if (signature == NULL)
		return;
	proof->frma = key == NULL
			      ? RESULT_UNVERIFIABLE
			      : ted_signature(arena, file, xml_path(ted, "DD/CAF/DA"), signature, &key->key);
	if (key == NULL)
		proof->frma_detail = "unknown key of the tax office (IDK)";
	else if (proof->frma == RESULT_FAIL)
		proof->frma_detail = "the folio authorisation is not what the tax office signed";
}

static void ted_verify_frmt(Arena *arena, const XmlFile *file, const XmlNode *ted, TedProof *proof)
{
	const XmlNode *signature = xml_child(ted, "FRMT");
	const XmlNode *public = xml_path(ted, "DD/CAF/DA/RSAPK");
	RsaKey key = { 0 };
	if (signature == NULL)
		return;
	key.modulus = ted_base64(arena, public, "M", &key.modulus_size);
	key.exponent = ted_base64(arena, public, "E", &key.exponent_size);
	bool usable = key.modulus != NULL && key.exponent != NULL && key.modulus_size <= CAF_KEY_MAX;
	proof->frmt = usable ? ted_signature(arena, file, xml_child(ted, "DD"), signature, &key)
			     : RESULT_UNVERIFIABLE;
	if (!usable)
		proof->frmt_detail = "no usable key in the folio authorisation";
	else if (proof->frmt == RESULT_FAIL)
		proof->frmt_detail = "the stamp is not what the issuer signed";
}

TedProof ted_verify(Arena *arena, const CafKeys *keys, const XmlFile *file, const XmlNode *ted)
{
	TedProof proof = { .frma = RESULT_ABSENT, .frmt = RESULT_ABSENT };
	ted_verify_frma(arena, keys, file, ted, &proof);
	ted_verify_frmt(arena, file, ted, &proof);
	return proof;
}

DocumentEnvironment ted_environment(Arena *arena, const XmlNode *ted)
{
	CafKeys keys = ted_sii_keys();
	const CafKey *key = ted_key(arena, &keys, ted);
	return key != NULL ? key->environment : ENVIRONMENT_UNKNOWN;
}

/* ---- does the stamp speak of this document? ------------------------------------------------------------ */

typedef struct {
	Arena *arena;
	const XmlNode *dd, *da;
	const Document *document;
	const char *total;
} Match;

static const char *match_text(const Match *match, const char *path)
{
	return xml_text(match->arena, match->dd, path);
}

static bool match_rut(const Match *match, const XmlNode *node, const char *path, const char *rut)
{
	const char *stated = rut_normalise(match->arena, xml_text(match->arena, node, path));
	return stated != NULL && g_strcmp0(stated, rut) == 0;
}

static bool match_issuer(const Match *match)
{
	const char *rut = match->document->issuer.tax_id;
	return match_rut(match, match->dd, "RE", rut) && match_rut(match, match->da, "RE", rut);
}

static bool match_type(const Match *match)
{
	const char *type = match->document->type;
	return g_strcmp0(match_text(match, "TD"), type) == 0 &&
	       g_strcmp0(xml_text(match->arena, match->da, "TD"), type) == 0;
}

static bool match_folio(const Match *match)
{
	return decimal_equal(match_text(match, "F"), match->document->number);
}

static bool match_range(const Match *match)
{
	const char *from = xml_text(match->arena, match->da, "RNG/D");
	const char *to = xml_text(match->arena, match->da, "RNG/H");
	const char *folio = match->document->number;
	return decimal_compare(from, folio) <= 0 && decimal_compare(folio, to) <= 0;
}

static bool match_date(const Match *match)
{
	return g_strcmp0(match_text(match, "FE"), match->document->issued) == 0;
}

static bool match_receiver(const Match *match)
{
	return match_rut(match, match->dd, "RR", match->document->receiver.tax_id);
}

static bool match_total(const Match *match)
{
	return decimal_equal(match_text(match, "MNT"), match->total);
}

/* The stamp holds the first 40 characters of a text; layout inside texts does not count. */
static bool match_begins(const Match *match, const char *path, const char *whole)
{
	const char *stamped = squeeze_text(match->arena, match_text(match, path));
	const char *text = squeeze_text(match->arena, whole);
	if (stamped == NULL || text == NULL)
		return stamped == text;
	return g_str_has_prefix(text, stamped) &&
	       (strlen(text) == strlen(stamped) || g_utf8_strlen(stamped, -1) >= NAME_CHARACTERS - 2);
}

static bool match_name(const Match *match)
{
	return match_begins(match, "RSR", match->document->receiver.name);
}

static bool match_item(const Match *match)
{
	const Document *document = match->document;
	return match_begins(match, "IT1", document->n_lines > 0 ? document->lines[0].description : NULL);
}

typedef struct {
	bool (*holds)(const Match *match);
	const char *detail;
} MatchRow;

static const MatchRow match_rows[] = {
	{ match_issuer, "the stamp is of another issuer" },
	{ match_type, "the stamp is of another type of document" },
	{ match_folio, "the stamp is of another folio" },
	{ match_range, "the folio is outside the authorised range" },
	{ match_date, "the stamp has another date" },
	{ match_receiver, "the stamp is for another receiver" },
	{ match_total, "the stamp has another total" },
	{ match_name, "the stamp has another name of the receiver" },
	{ match_item, "the stamp has another first line" },
};

TrustResult ted_match(Arena *arena, const XmlNode *ted, const Document *document, const char *body_total,
		      const char **ret_detail)
{
	Match match = {
		.arena = arena, .dd = xml_child(ted, "DD"), .document = document, .total = body_total
	};
	match.da = xml_path(match.dd, "CAF/DA");
	*ret_detail = NULL;
	if (ted == NULL)
		return RESULT_ABSENT;
	if (match.dd == NULL || match.da == NULL) {
		*ret_detail = "the stamp is incomplete";
		return RESULT_UNVERIFIABLE;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(match_rows); i++) {
		if (match_rows[i].holds(&match))
			continue;
		*ret_detail = match_rows[i].detail;
		return RESULT_FAIL;
	}
	return RESULT_OK;
}
