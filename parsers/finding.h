/*
 * Finding: what one file or message is and holds, as plain structs. The answer of `read`, of the reader process, and
 * the input of the ledger. Everything lives in one Arena; texts are valid UTF-8 without NUL, or NULL where the document
 * has nothing; amounts are decimal texts as the document states them, trimmed; dates are texts as stated (ISO 8601).
 *
 * The JSON form of all this is in docs (contract of `read`); parsers/finding_json.h writes and reads it.
 */
#ifndef PARSERS_FINDING_H
#define PARSERS_FINDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/texts.h"

/* X(symbol, "word in JSON") */
#define FINDING_KINDS(X)                  \
	X(INVOICE, "invoice")             \
	X(REPLY, "reply")                 \
	X(BOUNCE, "bounce")               \
	X(AUTO_REPLY, "auto-reply")       \
	X(READ_RECEIPT, "read-receipt")   \
	X(COMPLAINT, "complaint")         \
	X(CALENDAR, "calendar")           \
	X(FISCAL_ANSWER, "fiscal-answer") \
	X(OTHER, "other")                 \
	X(QUARANTINE, "quarantine")

#define DOCUMENT_EFFECTS(X)                 \
	X(NONE, "none")                     \
	X(DEBT, "debt")                     \
	X(CREDIT, "credit")                 \
	X(PAYMENT, "payment")               \
	X(REVERSED_DEBT, "reversed-debt")   \
	X(REVERSED_CREDIT, "reversed-credit")

#define DOCUMENT_ENVIRONMENTS(X) X(UNKNOWN, "unknown") X(PRODUCTION, "production") X(TEST, "test")

#define DUE_RULES(X)                  \
	X(NONE, "none")               \
	X(STATED, "stated")           \
	X(INSTALMENTS, "instalments") \
	X(TERMS, "terms")             \
	X(MONTH_END, "month-end")     \
	X(RECEPTION, "reception")     \
	X(DEFAULT, "default")

#define TRUST_VERDICTS(X)               \
	X(UNSIGNED, "unsigned")         \
	X(UNVERIFIABLE, "unverifiable") \
	X(SIGNED, "signed")             \
	X(PROVEN, "proven")             \
	X(ALTERED, "altered")

#define TRUST_RESULTS(X) X(ABSENT, "absent") X(OK, "ok") X(FAIL, "fail") X(UNVERIFIABLE, "unverifiable")

/* bounce classes of the contract */
#define BOUNCE_CLASSES(X) \
	X(NONE, "none") X(HARD, "hard") X(SOFT, "soft") X(FULL, "full") X(POLICY, "policy") X(DELAYED, "delayed")

/* what a server says of SPF, DKIM or DMARC; none: nothing that proves anything */
#define AUTH_WORDS(X) X(NONE, "none") X(PASS, "pass") X(FAIL, "fail")

#define FINDING_ENUM(symbol, word) FINDING_##symbol,
#define EFFECT_ENUM(symbol, word) EFFECT_##symbol,
#define ENVIRONMENT_ENUM(symbol, word) ENVIRONMENT_##symbol,
#define DUE_ENUM(symbol, word) DUE_##symbol,
#define VERDICT_ENUM(symbol, word) VERDICT_##symbol,
#define RESULT_ENUM(symbol, word) RESULT_##symbol,
#define BOUNCE_CLASS_ENUM(symbol, word) BOUNCE_CLASS_##symbol,
#define AUTH_ENUM(symbol, word) AUTH_RESULT_##symbol,
typedef enum { FINDING_KINDS(FINDING_ENUM) } FindingKind;
typedef enum { DOCUMENT_EFFECTS(EFFECT_ENUM) } DocumentEffect;
typedef enum { DOCUMENT_ENVIRONMENTS(ENVIRONMENT_ENUM) } DocumentEnvironment;
typedef enum { DUE_RULES(DUE_ENUM) } DueRule;
typedef enum { TRUST_VERDICTS(VERDICT_ENUM) } TrustVerdict;
typedef enum { TRUST_RESULTS(RESULT_ENUM) } TrustResult;
typedef enum { BOUNCE_CLASSES(BOUNCE_CLASS_ENUM) } BounceClass;
typedef enum { AUTH_WORDS(AUTH_ENUM) } AuthResult;

const char *finding_kind_word(FindingKind kind);
const char *effect_word(DocumentEffect effect);
const char *environment_word(DocumentEnvironment environment);
const char *due_rule_word(DueRule rule);
const char *verdict_word(TrustVerdict verdict);
const char *trust_result_word(TrustResult result);
const char *bounce_class_word(BounceClass class);
const char *auth_result_word(AuthResult result);

/* ---- documents ---- */

typedef struct {
	const char *tax_id; /* canonical: RUT "76192083-9", RFC upper case */
	const char *name;
	const char *email;
	const char *foreign_id; /* of a foreigner, as stated: NumRegIdTrib, Extranjero/NumId */
} Party;

typedef struct {
	const char *type, *number, *uuid, *code, *date, *reason;
	const char *tax_id; /* issuer of the document referred to, where it is not this document's own */
} Reference;

typedef struct {
	const char *uuid, *currency, *rate;
	int64_t instalment; /* 0 = not stated */
	const char *previous, *paid, *outstanding;
} PaidDocument;

typedef struct {
	const char *date, *currency, *exchange_rate, *amount, *form;
	PaidDocument *documents;
	size_t n_documents;
} Payment;

typedef struct {
	int64_t number; /* 0 = not stated */
	const char *description, *quantity, *unit, *unit_price, *amount;
} Line;

typedef struct {
	const char *date, *amount, *note;
} Instalment;

typedef struct {
	const char *check; /* ted-frma ted-frmt ted-match dte-signature set-signature sello certificate stamp… */
	TrustResult result;
	const char *detail;
} TrustCheck;

typedef struct {
	const char *format;  /* dte cfdi cfdi-retenciones dte-respuesta dte-recibos dte-cesion pdf */
	const char *version; /* as stated */
	const char *type;
	const char *key; /* "CL:76192083-9:33:1234", "MX:<UUID>"; NULL when the document has no identity */
	const char *path;
	DocumentEnvironment environment;
	Party issuer, receiver;
	const char *series, *number, *uuid, *issued;
	const char *due_date;
	DueRule due_rule;
	const char *currency, *exchange_rate, *net, *exempt, *tax, *withheld, *total;
	DocumentEffect effect;
	const char *payment_method, *payment_form, *terms;
	Reference *references;
	size_t n_references;
	Payment *payments;
	size_t n_payments;
	Line *lines;
	size_t n_lines;
	Instalment *instalments;
	size_t n_instalments;
	const char *pdf;  /* path of the attachment that shows it */
	const char *account; /* to which it is to be paid, or was: digits (parsers/replies/bank.h) */
	const char *seal; /* tells two documents of one key apart: CFDI Sello, DTE sha256 of its canonical fields */
	TrustVerdict verdict;
	TrustCheck *checks;
	size_t n_checks;
	Texts warnings;
} Document;

void document_add_reference(Arena *arena, Document *document, Reference reference);
void document_add_payment(Arena *arena, Document *document, Payment payment);
void document_add_line(Arena *arena, Document *document, Line line);
void document_add_instalment(Arena *arena, Document *document, Instalment instalment);
void document_add_check(Arena *arena, Document *document, const char *check, TrustResult result, const char *detail);
void document_warn(Arena *arena, Document *document, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* ---- mail ---- */

typedef struct {
	const char *name; /* NULL when there is no display name */
	const char *address;
} Address;

typedef struct {
	const char *name; /* sanitised for display, never a path */
	const char *type; /* by content: application/xml, application/pdf, application/zip, text/plain … */
	size_t bytes;     /* decoded size */
	const char *sha256;
	const char *path;   /* where it was: "2", "2/facturas.zip/a.xml" */
	const void *data;   /* decoded bytes, valid while the arena and the input live; not in the JSON */
	bool is_inline;
	const char *content_id;
} Attachment;

/* One server's claim (parsers/mime/auth_results.h): nothing is proven by it unless that server is ours. */
typedef struct {
	const char *server; /* "-": it names none */
	AuthResult spf, dkim, dmarc;
	const char *domain; /* that was judged; NULL: not said */
} MailAuth;

typedef struct {
	const char *message_id; /* without < > */
	const char *date;       /* RFC 3339 with the sender's offset */
	int64_t date_instant;   /* UNIX seconds; 0 when there is no readable date */
	Address from;
	Address *to;
	size_t n_to;
	Address *cc;
	size_t n_cc;
	const char *subject, *in_reply_to;
	Texts references; /* oldest first, at most the last 50 */
	bool automatic, list;
	const char *text;   /* body as plain text */
	const char *reply;  /* what its author wrote anew */
	const char *quoted; /* the rest */
	Attachment *attachments;
	size_t n_attachments;
	MailAuth *auth; /* topmost first */
	size_t n_auth;
	Texts delivered_to; /* addresses of Delivered-To, X-Original-To, Envelope-To: where our +tag may be */
} Mail;

typedef struct {
	const char *address;
	const char *action; /* failed delayed delivered relayed expanded; of a complaint: complained */
	const char *status; /* "5.1.1" */
	BounceClass class;
	const char *diagnostic;
} BounceRecipient;

typedef struct {
	BounceRecipient *recipients;
	size_t n_recipients;
	const char *original_message_id;
	const char *original_sender; /* of the envelope of the mail that came back, where the report tells it */
} Bounce;

typedef struct {
	const char *code;     /* PROMISE, DISP_PRICE, … of docs/FORMATS.md */
	const char *date;     /* civil date, NULL when none was named */
	const char *evidence; /* the sentence */
	int64_t offset;       /* byte offset of evidence in Mail.reply */
} AnswerCode;

typedef struct {
	AnswerCode *codes;
	size_t n_codes;
	const char *return_date;
	Address delegate;
} Answer;

typedef struct {
	const char *file; /* name it was read under; NULL inside the store */
	size_t bytes;
	const char *sha256;
	FindingKind kind;
	const char *reason;
	Texts flags;
	Texts accounts; /* bank accounts that its words name (parsers/replies/bank.h) */
	const Mail *mail;     /* NULL for a bare document */
	const Bounce *bounce; /* NULL where it does not apply */
	const Answer *answer;
	Document *documents;
	size_t n_documents;
	Attachment *files; /* what is inside an input that is an archive or a wrapper, no mail */
	size_t n_files;
} Finding;

/* Every file of it: the attachments of a mail, else what is inside an archive. */
const Attachment *finding_files(const Finding *finding, size_t *ret_n);
/* The one with that path, NULL when there is none. */
const Attachment *finding_file(const Finding *finding, const char *path);
void finding_add_file(Arena *arena, Finding *finding, const Attachment *file);
void finding_add_document(Arena *arena, Finding *finding, const Document *document);

#endif
