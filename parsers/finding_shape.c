#include "parsers/finding_shape.h"

#include <string.h>

#include "base/date.h"
#include "base/text.h"

#define WORD(symbol, word) word,
#define WORD_LIST(name, LIST) static const char *const name[] = { LIST(WORD) }
WORD_LIST(shape_kinds, FINDING_KINDS);
WORD_LIST(shape_effects, DOCUMENT_EFFECTS);
WORD_LIST(shape_environments, DOCUMENT_ENVIRONMENTS);
WORD_LIST(shape_due_rules, DUE_RULES);
WORD_LIST(shape_verdicts, TRUST_VERDICTS);
WORD_LIST(shape_results, TRUST_RESULTS);
WORD_LIST(shape_bounce_classes, BOUNCE_CLASSES);
WORD_LIST(shape_auth_words, AUTH_WORDS);

/* A row cannot lie about its member: the kind comes from the member's type. */
#define KIND_OF(Type, member)                                                                                \
	_Generic(((Type *)0)->member, const char *: SHAPE_TEXT, int64_t: SHAPE_INTEGER, size_t: SHAPE_SIZE, \
		 bool: SHAPE_BOOL, Texts: SHAPE_TEXTS)
#define FIELD(Type, name, member, rule_)                                                                     \
	{                                                                                                    \
		.key = (name), .kind = KIND_OF(Type, member), .rule = (rule_), .at = offsetof(Type, member)  \
	}
#define NEEDED(Type, name, member, rule_)                                                                    \
	{                                                                                                    \
		.key = (name), .kind = KIND_OF(Type, member), .rule = (rule_), .required = true,             \
		.at = offsetof(Type, member)                                                                 \
	}
#define NULLABLE(Type, name, member)                                                                         \
	{                                                                                                    \
		.key = (name), .kind = KIND_OF(Type, member), .nullable = true, .at = offsetof(Type, member) \
	}
#define ENUM(Type, name, member, list)                                                                       \
	{                                                                                                    \
		.key = (name), .kind = SHAPE_WORD, .at = offsetof(Type, member), .words = (list),            \
		.n_words = G_N_ELEMENTS(list)                                                                \
	}
#define GROUP(name, shape)                                                                                   \
	{                                                                                                    \
		.key = (name), .kind = SHAPE_GROUP, .inner = &(shape)                                        \
	}
#define INSIDE(Type, name, member, shape, nullable_)                                                         \
	{                                                                                                    \
		.key = (name), .kind = SHAPE_INSIDE, .nullable = (nullable_), .at = offsetof(Type, member),  \
		.inner = &(shape)                                                                            \
	}
#define BEHIND(Type, name, member, shape)                                                                    \
	{                                                                                                    \
		.key = (name), .kind = SHAPE_BEHIND, .at = offsetof(Type, member), .inner = &(shape)         \
	}
#define LIST(Type, name, member, shape)                                                                      \
	{                                                                                                    \
		.key = (name), .kind = SHAPE_LIST, .at = offsetof(Type, member),                             \
		.at_n = offsetof(Type, n_##member), .inner = &(shape)                                        \
	}
#define SHAPE(name, Type, rows)                                                                              \
	const Shape name = { .fields = (rows), .n_fields = G_N_ELEMENTS(rows), .size = sizeof(Type) }

static const ShapeField party_rows[] = {
	FIELD(Party, "tax_id", tax_id, RULE_WORD),
	FIELD(Party, "name", name, RULE_TEXT),
	FIELD(Party, "email", email, RULE_TEXT),
	FIELD(Party, "foreign_id", foreign_id, RULE_TEXT),
};
static SHAPE(shape_party, Party, party_rows);

static const ShapeField reference_rows[] = {
	FIELD(Reference, "type", type, RULE_WORD),     FIELD(Reference, "number", number, RULE_WORD),
	FIELD(Reference, "uuid", uuid, RULE_WORD),     FIELD(Reference, "code", code, RULE_WORD),
	FIELD(Reference, "date", date, RULE_DATE),     FIELD(Reference, "reason", reason, RULE_TEXT),
	FIELD(Reference, "tax_id", tax_id, RULE_WORD),
};
static SHAPE(shape_reference, Reference, reference_rows);

static const ShapeField paid_rows[] = {
	FIELD(PaidDocument, "uuid", uuid, RULE_WORD),
	FIELD(PaidDocument, "currency", currency, RULE_WORD),
	FIELD(PaidDocument, "rate", rate, RULE_AMOUNT),
	NULLABLE(PaidDocument, "instalment", instalment),
	FIELD(PaidDocument, "previous", previous, RULE_AMOUNT),
	FIELD(PaidDocument, "paid", paid, RULE_AMOUNT),
	FIELD(PaidDocument, "outstanding", outstanding, RULE_AMOUNT),
};
static SHAPE(shape_paid, PaidDocument, paid_rows);

static const ShapeField payment_rows[] = {
	FIELD(Payment, "date", date, RULE_DATE),
	FIELD(Payment, "currency", currency, RULE_WORD),
	FIELD(Payment, "exchange_rate", exchange_rate, RULE_AMOUNT),
	FIELD(Payment, "amount", amount, RULE_AMOUNT),
	FIELD(Payment, "form", form, RULE_WORD),
	LIST(Payment, "documents", documents, shape_paid),
};
static SHAPE(shape_payment, Payment, payment_rows);

static const ShapeField line_rows[] = {
	NULLABLE(Line, "number", number),
	FIELD(Line, "description", description, RULE_TEXT),
	FIELD(Line, "quantity", quantity, RULE_AMOUNT),
	FIELD(Line, "unit", unit, RULE_TEXT),
	FIELD(Line, "unit_price", unit_price, RULE_AMOUNT),
	FIELD(Line, "amount", amount, RULE_AMOUNT),
};
static SHAPE(shape_line, Line, line_rows);

static const ShapeField instalment_rows[] = {
	FIELD(Instalment, "date", date, RULE_DATE),
	FIELD(Instalment, "amount", amount, RULE_AMOUNT),
	FIELD(Instalment, "note", note, RULE_TEXT),
};
static SHAPE(shape_instalment, Instalment, instalment_rows);

static const ShapeField check_rows[] = {
	NEEDED(TrustCheck, "check", check, RULE_WORD),
	ENUM(TrustCheck, "result", result, shape_results),
	FIELD(TrustCheck, "detail", detail, RULE_TEXT),
};
static SHAPE(shape_check, TrustCheck, check_rows);

static const ShapeField due_rows[] = {
	FIELD(Document, "date", due_date, RULE_DATE),
	ENUM(Document, "rule", due_rule, shape_due_rules),
};
static SHAPE(shape_due, Document, due_rows);

static const ShapeField trust_rows[] = {
	ENUM(Document, "verdict", verdict, shape_verdicts),
	LIST(Document, "checks", checks, shape_check),
};
static SHAPE(shape_trust, Document, trust_rows);

static const ShapeField document_rows[] = {
	NEEDED(Document, "format", format, RULE_WORD),
	FIELD(Document, "version", version, RULE_WORD),
	FIELD(Document, "type", type, RULE_WORD),
	FIELD(Document, "key", key, RULE_WORD),
	FIELD(Document, "path", path, RULE_TEXT),
	ENUM(Document, "environment", environment, shape_environments),
	INSIDE(Document, "issuer", issuer, shape_party, false),
	INSIDE(Document, "receiver", receiver, shape_party, false),
	FIELD(Document, "series", series, RULE_WORD),
	FIELD(Document, "number", number, RULE_WORD),
	FIELD(Document, "uuid", uuid, RULE_WORD),
	FIELD(Document, "issued", issued, RULE_DATE),
	GROUP("due", shape_due),
	FIELD(Document, "currency", currency, RULE_WORD),
	FIELD(Document, "exchange_rate", exchange_rate, RULE_AMOUNT),
	FIELD(Document, "net", net, RULE_AMOUNT),
	FIELD(Document, "exempt", exempt, RULE_AMOUNT),
	FIELD(Document, "tax", tax, RULE_AMOUNT),
	FIELD(Document, "withheld", withheld, RULE_AMOUNT),
	FIELD(Document, "total", total, RULE_AMOUNT),
	ENUM(Document, "effect", effect, shape_effects),
	FIELD(Document, "payment_method", payment_method, RULE_WORD),
	FIELD(Document, "payment_form", payment_form, RULE_WORD),
	FIELD(Document, "terms", terms, RULE_TEXT),
	LIST(Document, "references", references, shape_reference),
	LIST(Document, "payments", payments, shape_payment),
	LIST(Document, "lines", lines, shape_line),
	LIST(Document, "instalments", instalments, shape_instalment),
	FIELD(Document, "pdf", pdf, RULE_TEXT),
	FIELD(Document, "account", account, RULE_WORD),
	FIELD(Document, "seal", seal, RULE_TEXT),
	GROUP("trust", shape_trust),
	FIELD(Document, "warnings", warnings, RULE_TEXT),
};
SHAPE(shape_document, Document, document_rows);

static const ShapeField address_rows[] = {
	FIELD(Address, "name", name, RULE_TEXT),
	FIELD(Address, "address", address, RULE_TEXT),
};
static SHAPE(shape_address, Address, address_rows);

static const ShapeField attachment_rows[] = {
	FIELD(Attachment, "name", name, RULE_WORD),
	NEEDED(Attachment, "type", type, RULE_WORD),
	FIELD(Attachment, "bytes", bytes, RULE_WORD),
	NEEDED(Attachment, "sha256", sha256, RULE_SHA256),
	NEEDED(Attachment, "path", path, RULE_TEXT),
	FIELD(Attachment, "inline", is_inline, RULE_WORD),
	FIELD(Attachment, "content_id", content_id, RULE_TEXT),
};
static SHAPE(shape_attachment, Attachment, attachment_rows);

static const ShapeField auth_rows[] = {
	NEEDED(MailAuth, "server", server, RULE_WORD),
	ENUM(MailAuth, "spf", spf, shape_auth_words),
	ENUM(MailAuth, "dkim", dkim, shape_auth_words),
	ENUM(MailAuth, "dmarc", dmarc, shape_auth_words),
	FIELD(MailAuth, "domain", domain, RULE_WORD),
};
static SHAPE(shape_auth, MailAuth, auth_rows);

static const ShapeField mail_rows[] = {
	FIELD(Mail, "message_id", message_id, RULE_TEXT),
	FIELD(Mail, "date", date, RULE_DATE),
	NULLABLE(Mail, "date_instant", date_instant),
	INSIDE(Mail, "from", from, shape_address, true),
	LIST(Mail, "to", to, shape_address),
	LIST(Mail, "cc", cc, shape_address),
	FIELD(Mail, "delivered_to", delivered_to, RULE_TEXT),
	FIELD(Mail, "subject", subject, RULE_TEXT),
	FIELD(Mail, "in_reply_to", in_reply_to, RULE_TEXT),
	FIELD(Mail, "references", references, RULE_TEXT),
	FIELD(Mail, "automatic", automatic, RULE_WORD),
	FIELD(Mail, "list", list, RULE_WORD),
	LIST(Mail, "auth", auth, shape_auth),
	FIELD(Mail, "text", text, RULE_BODY),
	FIELD(Mail, "reply", reply, RULE_BODY),
	FIELD(Mail, "quoted", quoted, RULE_BODY),
	LIST(Mail, "attachments", attachments, shape_attachment),
};
static SHAPE(shape_mail, Mail, mail_rows);

static const ShapeField recipient_rows[] = {
	FIELD(BounceRecipient, "address", address, RULE_TEXT),
	FIELD(BounceRecipient, "action", action, RULE_WORD),
	FIELD(BounceRecipient, "status", status, RULE_WORD),
	ENUM(BounceRecipient, "class", class, shape_bounce_classes),
	FIELD(BounceRecipient, "diagnostic", diagnostic, RULE_TEXT),
};
static SHAPE(shape_recipient, BounceRecipient, recipient_rows);

static const ShapeField bounce_rows[] = {
	LIST(Bounce, "recipients", recipients, shape_recipient),
	FIELD(Bounce, "original_message_id", original_message_id, RULE_TEXT),
	FIELD(Bounce, "original_sender", original_sender, RULE_TEXT),
};
static SHAPE(shape_bounce, Bounce, bounce_rows);

static const ShapeField code_rows[] = {
	NEEDED(AnswerCode, "code", code, RULE_WORD),
	FIELD(AnswerCode, "date", date, RULE_DATE),
	FIELD(AnswerCode, "evidence", evidence, RULE_TEXT),
	FIELD(AnswerCode, "offset", offset, RULE_WORD),
};
static SHAPE(shape_code, AnswerCode, code_rows);

static const ShapeField answer_rows[] = {
	LIST(Answer, "codes", codes, shape_code),
	FIELD(Answer, "return_date", return_date, RULE_DATE),
	INSIDE(Answer, "delegate", delegate, shape_address, true),
};
static SHAPE(shape_answer, Answer, answer_rows);

static const ShapeField finding_rows[] = {
	FIELD(Finding, "file", file, RULE_TEXT),
	FIELD(Finding, "bytes", bytes, RULE_WORD),
	NEEDED(Finding, "sha256", sha256, RULE_SHA256),
	ENUM(Finding, "kind", kind, shape_kinds),
	FIELD(Finding, "reason", reason, RULE_TEXT),
	FIELD(Finding, "flags", flags, RULE_WORD),
	FIELD(Finding, "accounts", accounts, RULE_WORD),
	BEHIND(Finding, "mail", mail, shape_mail),
	BEHIND(Finding, "bounce", bounce, shape_bounce),
	BEHIND(Finding, "answer", answer, shape_answer),
	LIST(Finding, "documents", documents, shape_document),
	LIST(Finding, "files", files, shape_attachment),
};
SHAPE(shape_finding, Finding, finding_rows);

static bool shape_is_amount(const char *text, size_t length)
{
	if (length > 64)
		return false;
	text += *text == '-' || *text == '+';
	size_t whole = strspn(text, "0123456789");
	text += whole;
	if (*text != '.')
		return whole > 0 && *text == '\0';
	size_t decimals = strspn(text + 1, "0123456789");
	return whole > 0 && decimals > 0 && text[1 + decimals] == '\0';
}

static bool shape_is_date(const char *text, size_t length)
{
	Date date;
	return length <= 64 && date_parse_prefix(text, &date) && !text_has_control(text);
}

bool shape_text_holds(ShapeRule rule, const char *text, size_t length, const Limits *limits)
{
	if (strlen(text) != length || !g_utf8_validate(text, (gssize)length, NULL))
		return false;
	switch (rule) {
	case RULE_BODY:
		return length <= (size_t)limits->decoded_bytes;
	case RULE_TEXT:
		return length <= (size_t)limits->xml_text;
	case RULE_WORD:
		return length <= 512 && !text_has_control(text);
	case RULE_DATE:
		return shape_is_date(text, length);
	case RULE_AMOUNT:
		return shape_is_amount(text, length);
	case RULE_SHA256:
		return length == 64 && strspn(text, "0123456789abcdef") == 64;
	}
	return false;
}

static const char **shape_text_at(const ShapeField *field, void *structure)
{
	return (const char **)(void *)((char *)structure + field->at);
}

bool shape_is_empty(const Shape *shape, const void *structure)
{
	for (size_t i = 0; i < shape->n_fields; i++) {
		const char *text = NULL;
		memcpy(&text, (const char *)structure + shape->fields[i].at, sizeof text);
		if (text != NULL)
			return false;
	}
	return true;
}

static void shape_tidy(Arena *arena, const Limits *limits, const Shape *shape, void *structure,
		       Document *document);

static void shape_tidy_text(Arena *arena, const Limits *limits, const ShapeField *field, void *structure,
			    Document *document)
{
	const char **text = shape_text_at(field, structure);
	if (*text == NULL || field->required || shape_text_holds(field->rule, *text, strlen(*text), limits))
		return;
	g_autofree char *valid = g_utf8_make_valid(*text, -1);
	document_warn(arena, document, "%s is not usable: %s", field->key, text_line(arena, valid, 80));
	*text = NULL;
}

static void shape_tidy_list(Arena *arena, const Limits *limits, const ShapeField *field, void *structure,
			    Document *document)
{
	size_t n = *(size_t *)(void *)((char *)structure + field->at_n);
	char *items = *(char **)(void *)((char *)structure + field->at);
	for (size_t i = 0; i < n; i++)
		shape_tidy(arena, limits, field->inner, items + i * field->inner->size, document);
}

static void shape_tidy(Arena *arena, const Limits *limits, const Shape *shape, void *structure,
		       Document *document)
{
	for (size_t i = 0; i < shape->n_fields; i++) {
		const ShapeField *field = &shape->fields[i];
		if (field->kind == SHAPE_TEXT)
			shape_tidy_text(arena, limits, field, structure, document);
		else if (field->kind == SHAPE_GROUP)
			shape_tidy(arena, limits, field->inner, structure, document);
		else if (field->kind == SHAPE_INSIDE)
			shape_tidy(arena, limits, field->inner, (char *)structure + field->at, document);
		else if (field->kind == SHAPE_LIST)
			shape_tidy_list(arena, limits, field, structure, document);
	}
}

void shape_tidy_document(Arena *arena, const Limits *limits, Document *document)
{
	shape_tidy(arena, limits, &shape_document, document, document);
}
