#include "parsers/read.h"

#include <glib.h>
#include <string.h>

#include "base/text.h"
#include "parsers/gather.h"
#include "parsers/mime/attachment.h"
#include "parsers/mime/auth_results.h"
#include "parsers/mime/charset.h"
#include "parsers/mime/html.h"
#include "parsers/mime/mime.h"
#include "parsers/mime/mime_scan.h"
#include "parsers/opened.h"
#include "parsers/pair.h"
#include "parsers/replies/answer.h"
#include "parsers/replies/bank.h"
#include "parsers/replies/bounce.h"
#include "parsers/replies/classify.h"
#include "parsers/replies/reply.h"

/* ---- mail
 * ---------------------------------------------------------------------------------------------------------
 */

static const char *read_raw(const Message *message, const char *name)
{
	for (size_t i = 0; i < message->n_headers; i++)
		if (g_ascii_strcasecmp(message->headers[i].name, name) == 0)
			return message->headers[i].raw;
	return NULL;
}

static void read_delivered_to(Arena *arena, const Limits *limits, Message *message, Mail *mail)
{
	static const char *const names[] = { "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To",
					     "X-Delivered-To" };
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		Address *list = NULL;
		size_t n = 0;
		mime_addresses(arena, limits, message, names[i], &list, &n);
		for (size_t j = 0; j < n && mail->delivered_to.n < (size_t)limits->addresses; j++)
			if (!texts_has(&mail->delivered_to, list[j].address))
				texts_add(arena, &mail->delivered_to, list[j].address);
	}
}

static void read_addresses(Arena *arena, const Limits *limits, Message *message, Mail *mail)
{
	Address *from = NULL;
	size_t n = 0;
	mime_addresses(arena, limits, message, "From", &from, &n);
	if (n == 0)
		mime_addresses(arena, limits, message, "Sender", &from, &n);
	if (n > 0)
		mail->from = from[0];
	mime_addresses(arena, limits, message, "To", &mail->to, &mail->n_to);
	mime_addresses(arena, limits, message, "Cc", &mail->cc, &mail->n_cc);
	read_delivered_to(arena, limits, message, mail);
}

/* The whole body as text; of a mail that is all inside a wrapper, the wrapper's. */
static const char *read_text(Arena *arena, const Limits *limits, const Message *message)
{
	if (message->plain != NULL)
		return message->plain;
	return message->html != NULL ? html_to_text(arena, limits, message->html, strlen(message->html))
				     : NULL;
}

static Mail *read_mail(Arena *arena, const Limits *limits, Message *message)
{
	Mail *mail = arena_new0(arena, Mail);
	mail->message_id = mime_value_message_id(arena, read_raw(message, "Message-ID"));
	mail->in_reply_to = mime_value_message_id(arena, read_raw(message, "In-Reply-To"));
	mail->subject = text_or_null(arena, message_header(message, "Subject"));
	mime_date(arena, limits, message, &mail->date, &mail->date_instant);
	mime_value_references(arena, read_raw(message, "References"), (size_t)limits->references,
			      &mail->references);
	read_addresses(arena, limits, message, mail);
	mail->text = read_text(arena, limits, message);
	reply_split(arena, limits, message, mail);
	mail->list = classify_is_list(message);
	auth_results_read(arena, message, &mail->auth, &mail->n_auth);
	mail->automatic = classify_is_automatic(arena, message, mail);
	return mail;
}

/* ---- what it all is ---- */

static bool read_has_proof(const Mail *mail)
{
	for (size_t i = 0; i < mail->n_attachments; i++)
		if (strcmp(mail->attachments[i].type, TYPE_PDF) == 0 ||
		    (g_str_has_prefix(mail->attachments[i].type, "image/") &&
		     !mail->attachments[i].is_inline))
			return true;
	return false;
}

/* The start tags that only a pasted document has in a body. */
static bool read_has_xml(const char *text)
{
	static const char *const tags[] = { "EnvioDTE",	  "EnvioBOLETA", "DTE ",	"DTE>",
					    "Documento ID", "cfdi:Comprobante", "Comprobante xmlns",
					    "retenciones:Retenciones", "RespuestaDTE", "EnvioRecibos" };
	for (const char *at = text; at != NULL && (at = strpbrk(at, "<&")) != NULL; at++) {
		size_t mark = *at == '<' ? 1 : g_str_has_prefix(at, "&lt;") ? 4 : 0;
		for (size_t i = 0; mark > 0 && i < G_N_ELEMENTS(tags); i++)
			if (strncmp(at + mark, tags[i], strlen(tags[i])) == 0)
				return true;
	}
	return false;
}

/* Mail about another mail: documents in it are that other mail's. Programs that send invoices mark themselves as
 * automatic too; only an automatic answer to something is about it. */
static bool read_is_report(const Finding *finding)
{
	const Mail *mail = finding->mail;
	bool answers = mail != NULL && (mail->in_reply_to != NULL || mail->references.n > 0);
	return finding->kind == FINDING_BOUNCE || finding->kind == FINDING_READ_RECEIPT ||
	       finding->kind == FINDING_COMPLAINT || (finding->kind == FINDING_AUTO_REPLY && answers);
}

static const char *read_faults(Arena *arena, const Texts *faults)
{
	if (faults->n > 1)
		return arena_printf(arena, "%s; and %zu more", faults->items[0], faults->n - 1);
	return faults->items[0];
}

/* Documents that could be read decide, even beside others that could not: those are named in a warning. */
static void read_take_documents(Arena *arena, Gathering *gathering, Finding *ret)
{
	ret->documents = gathering->documents;
	ret->n_documents = gathering->n_documents;
	if (ret->kind == FINDING_AUTO_REPLY)
		ret->answer = NULL;
	ret->kind = gathering->invoice ? FINDING_INVOICE : FINDING_FISCAL_ANSWER;
	ret->reason = NULL;
	if (gathering->faults.n == 0)
		return;
	mime_flag(arena, &ret->flags, "partly-read");
	for (size_t i = 0; i < gathering->faults.n; i++)
		document_warn(arena, &ret->documents[0], "not read in the same message: %s",
			      gathering->faults.items[i]);
}

/* kind and reason are what the mail is without its documents. */
static void read_conclude(Arena *arena, Gathering *gathering, Finding *ret)
{
	for (size_t i = 0; i < gathering->flags.n; i++)
		mime_flag(arena, &ret->flags, gathering->flags.items[i]);
	if (read_is_report(ret)) {
		if (gathering->n_documents > 0)
			mime_flag(arena, &ret->flags, "documents-ignored");
		return;
	}
	if (gathering->n_documents > 0) {
		read_take_documents(arena, gathering, ret);
	} else if (gathering->faults.n > 0 && ret->kind == FINDING_REPLY && !gathering->claims) {
		/* a person's words outweigh a proof of payment that cannot be opened */
		mime_flag(arena, &ret->flags, "partly-read");
	} else if (gathering->faults.n > 0) {
		ret->kind = FINDING_QUARANTINE;
		ret->reason = read_faults(arena, &gathering->faults);
	} else if (ret->kind == FINDING_OTHER && gathering->remark != NULL) {
		ret->reason = gathering->remark;
	}
}

/* An account number in an answer; in any other mail only beside words that a bank account changed: suppliers name their
 * account under every invoice. */
static bool read_names_bank(Arena *arena, const Mail *mail, const Finding *finding)
{
	if ((finding->kind != FINDING_REPLY && finding->kind != FINDING_OTHER) || finding->accounts.n == 0)
		return false;
	if (finding->kind == FINDING_REPLY)
		return true;
	const Answer *answer = answer_read(arena, mail, false);
	for (size_t i = 0; answer != NULL && i < answer->n_codes; i++)
		if (strcmp(answer->codes[i].code, "BANKCHANGE") == 0)
			return true;
	return false;
}

static void read_meaning(Arena *arena, const Message *message, const Mail *mail, Finding *ret)
{
	ret->kind = classify_message(arena, message, mail, &ret->reason);
	if (ret->kind != FINDING_OTHER)
		ret->reason = NULL;
	if (ret->kind == FINDING_BOUNCE)
		ret->bounce = bounce_read(arena, message);
	if (ret->kind == FINDING_COMPLAINT)
		ret->bounce = bounce_read_complaint(arena, message);
	bool words = ret->kind == FINDING_CALENDAR && mail->in_reply_to != NULL && mail->reply != NULL &&
		     mail->reply[strspn(mail->reply, " \t\r\n")] != '\0';
	if (ret->kind == FINDING_REPLY || ret->kind == FINDING_AUTO_REPLY || words)
		ret->answer = answer_read(arena, mail, read_has_proof(mail));
	bank_accounts(arena, mail->reply, &ret->accounts);
	if (read_names_bank(arena, mail, ret))
		mime_flag(arena, &ret->flags, "bank-details");
	if (!read_has_xml(mail->text) && !read_has_xml(message->html))
		return;
	mime_flag(arena, &ret->flags, "xml-in-body");
	if (ret->kind == FINDING_OTHER)
		ret->reason = "an XML document stands in the text instead of an attachment";
}

/* The body of a mail that is one p7m is the body of what is inside. */
static void read_unwrap(Message *message, const Message *wrapped)
{
	if (wrapped == NULL || message->plain != NULL || message->html != NULL)
		return;
	message->plain = wrapped->plain;
	message->html = wrapped->html;
}

static void read_message(Arena *arena, const ReadOptions *options, const void *bytes, size_t length,
			 Finding *ret)
{
	Message *message = mime_parse_mapped(arena, options->limits, bytes, length, options->passed);
	Gathering gathering = { .arena = arena, .options = options };
	if (message->refused == NULL)
		gather_message(&gathering, message, "");
	read_unwrap(message, gathering.wrapped);
	Mail *mail = read_mail(arena, options->limits, message);
	mail->attachments = gathering.files;
	mail->n_attachments = gathering.n_files;
	ret->mail = mail;
	ret->flags = message->flags;
	if (message->refused != NULL) {
		ret->kind = FINDING_QUARANTINE;
		ret->reason = message->refused;
		return;
	}
	read_meaning(arena, message, mail, ret);
	pair_documents(arena, gathering.documents, gathering.n_documents, gathering.files, gathering.n_files);
	read_conclude(arena, &gathering, ret);
	if (ret->kind == FINDING_OTHER && ret->reason == NULL)
		ret->reason = "no fiscal document and no answer";
	if (opened_has_unread(ret))
		mime_flag(arena, &ret->flags, OPENED_FLAG_PDF);
}

/* ---- files that are no mail ---- */

typedef enum { INPUT_MAIL, INPUT_FILE, INPUT_PDF, INPUT_UNKNOWN } InputKind;

static InputKind read_kind(const char *bytes, size_t length)
{
	static const char *const files[] = { TYPE_XML, TYPE_ZIP, TYPE_GZIP, TYPE_PKCS7,
					     TYPE_TNEF, TYPE_JSON, TYPE_OUTLOOK };
	const char *type = attachment_type(bytes, length);
	for (size_t i = 0; i < G_N_ELEMENTS(files); i++)
		if (strcmp(type, files[i]) == 0)
			return INPUT_FILE;
	if (length >= 5 && memcmp(bytes, "%PDF-", 5) == 0)
		return INPUT_PDF;
	if (mime_scan_is_mail(bytes, length))
		return INPUT_MAIL;
	return strcmp(type, TYPE_PDF) == 0 ? INPUT_PDF : INPUT_UNKNOWN;
}

static void read_file(Arena *arena, const ReadOptions *options, const char *bytes, size_t length,
		      Finding *ret)
{
	Gathering gathering = { .arena = arena, .options = options };
	const char *name = attachment_name(arena, ret->file);
	gather_file(&gathering, &(GatherFile) { .name = name, .data = bytes, .bytes = length, .sha256 = ret->sha256 });
	pair_documents(arena, gathering.documents, gathering.n_documents, gathering.files, gathering.n_files);
	for (size_t i = 0; i < gathering.n_files; i++)
		if (gathering.files[i].path != NULL)
			finding_add_file(arena, ret, &gathering.files[i]);
	ret->kind = FINDING_OTHER;
	read_conclude(arena, &gathering, ret);
	if (ret->kind == FINDING_OTHER && ret->reason == NULL)
		ret->reason = "no fiscal document in it";
	if (opened_has_unread(ret))
		mime_flag(arena, &ret->flags, OPENED_FLAG_PDF);
}

void read_bytes(Arena *arena, const ReadOptions *options, const char *name, const void *bytes, size_t length,
		Finding *ret)
{
	*ret = (Finding) { .bytes = length,
			   .sha256 = attachment_hash(arena, bytes, length),
			   .kind = FINDING_OTHER };
	if (name != NULL)
		ret->file = charset_guess(arena, name, strlen(name));
	switch (read_kind(length > 0 ? bytes : "", length)) {
	case INPUT_MAIL:
		read_message(arena, options, bytes, length, ret);
		break;
	case INPUT_FILE:
		read_file(arena, options, bytes, length, ret);
		break;
	case INPUT_PDF:
		mime_flag(arena, &ret->flags, OPENED_FLAG_PDF);
		ret->reason = "a PDF without its XML: it is not opened here";
		break;
	case INPUT_UNKNOWN:
		ret->kind = FINDING_QUARANTINE;
		ret->reason = "neither a mail, an XML document, a PDF nor an archive";
		break;
	}
}

bool read_find_part(Arena *arena, const ReadOptions *options, const void *bytes, size_t length,
		    const char *sha256, Attachment *ret)
{
	Gathering gathering = { .arena = arena, .options = options, .files_only = true };
	if (read_kind(bytes, length) == INPUT_MAIL)
		gather_message(&gathering, mime_parse_mapped(arena, options->limits, bytes, length, options->passed),
			       "");
	else
		gather_file(&gathering, &(GatherFile) { .data = bytes, .bytes = length });
	for (size_t i = 0; i < gathering.n_files; i++)
		if (g_strcmp0(gathering.files[i].sha256, sha256) == 0) {
			*ret = gathering.files[i];
			return true;
		}
	return false;
}
