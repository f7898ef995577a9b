#include "parsers/opened.h"

#include <string.h>

#include "parsers/mime/attachment.h"
#include "parsers/mime/mime_scan.h"
#include "parsers/pdf/pdf_stamp.h"

/* Mail about another mail: files in it are that other mail's. */
static bool opened_is_report(const Finding *finding)
{
	return finding->kind == FINDING_BOUNCE || finding->kind == FINDING_AUTO_REPLY ||
	       finding->kind == FINDING_READ_RECEIPT || finding->kind == FINDING_COMPLAINT;
}

static bool opened_is_paired(const Finding *finding, const char *path)
{
	for (size_t i = 0; i < finding->n_documents; i++)
		if (g_strcmp0(finding->documents[i].pdf, path) == 0)
			return true;
	return false;
}

static bool opened_is_unpaired_pdf(const Finding *finding, const Attachment *attachment)
{
	return strcmp(attachment->type, TYPE_PDF) == 0 && !opened_is_paired(finding, attachment->path);
}

bool opened_wants_pdf(const Finding *finding, const Attachment *attachment)
{
	return texts_has(&finding->flags, OPENED_FLAG_PDF) && opened_is_unpaired_pdf(finding, attachment);
}

bool opened_wants_tnef(const Finding *finding, const Attachment *attachment)
{
	return strcmp(attachment->type, TYPE_TNEF) == 0 && !opened_is_report(finding);
}

bool opened_wants_outlook(const Finding *finding, const Attachment *attachment)
{
	return strcmp(attachment->type, TYPE_OUTLOOK) == 0 && !opened_is_report(finding);
}

bool opened_has_unread(const Finding *finding)
{
	size_t n = 0;
	const Attachment *files = finding_files(finding, &n);
	if (finding->kind != FINDING_OTHER && finding->kind != FINDING_INVOICE)
		return false;
	for (size_t i = 0; i < n; i++)
		if (opened_is_unpaired_pdf(finding, &files[i]))
			return true;
	return false;
}

static void opened_flags(Arena *arena, Finding *finding, const Texts *flags)
{
	for (size_t i = 0; i < flags->n; i++)
		mime_flag(arena, &finding->flags, flags->items[i]);
}

static Document *opened_same(const Finding *finding, const char *key)
{
	for (size_t i = 0; key != NULL && i < finding->n_documents; i++)
		if (g_strcmp0(finding->documents[i].key, key) == 0)
			return &finding->documents[i];
	return NULL;
}

static void opened_add_document(Arena *arena, const Limits *limits, Finding *finding, const Document *document)
{
	if ((int64_t)finding->n_documents >= limits->documents)
		mime_flag(arena, &finding->flags, "limit:documents");
	else
		finding_add_document(arena, finding, document);
}

/* A full document takes the place of what a printed copy of it said; two full ones that differ are a conflict. */
static void opened_merge_document(Arena *arena, const Limits *limits, Finding *finding, const Document *document)
{
	Document *same = opened_same(finding, document->key);
	bool printed = strcmp(document->format, "pdf") == 0;
	if (same == NULL) {
		opened_add_document(arena, limits, finding, document);
	} else if (!printed && strcmp(same->format, "pdf") == 0) {
		const char *pdf = document->pdf != NULL ? document->pdf : same->pdf;
		*same = *document;
		same->pdf = pdf;
	} else if (!printed && g_strcmp0(same->seal, document->seal) != 0) {
		mime_flag(arena, &finding->flags, "conflict");
		opened_add_document(arena, limits, finding, document);
		document_warn(arena, &finding->documents[finding->n_documents - 1],
			      "another document of this message has the same key");
	} else if (printed && !pdf_stamp_agrees(arena, document, same)) {
		mime_flag(arena, &finding->flags, PDF_DIFFERS);
	} else if (same->pdf == NULL) {
		same->pdf = document->pdf;
	}
}

static void opened_tell(Arena *arena, Finding *finding, const char *why)
{
	mime_flag(arena, &finding->flags, "partly-read");
	document_warn(arena, &finding->documents[0], "not read in the same message: %s", why);
}

/* Documents make the message what they are, and name what could not be read beside them; without any, that sets a message
 * aside that is nothing else. */
static void opened_conclude(Arena *arena, Finding *finding, const char *path, const Finding *part)
{
	bool broken = part->n_documents == 0 && part->kind == FINDING_QUARANTINE;
	const char *why = path != NULL ? arena_printf(arena, "%s: %s", path, part->reason) : part->reason;
	if (part->n_documents > 0 && finding->kind == FINDING_QUARANTINE)
		opened_tell(arena, finding, finding->reason);
	if (part->n_documents > 0) {
		finding->kind = finding->kind == FINDING_INVOICE ? FINDING_INVOICE : part->kind;
		finding->reason = NULL;
	} else if (broken && finding->n_documents > 0) {
		opened_tell(arena, finding, why);
	} else if (broken && finding->kind == FINDING_OTHER) {
		finding->kind = FINDING_QUARANTINE;
		finding->reason = why;
	} else if (finding->kind == FINDING_OTHER && (finding->mail == NULL || part->flags.n > 0)) {
		finding->reason = why;
	}
}

void opened_add_pdf(Arena *arena, const Limits *limits, Finding *finding, const char *path, const Finding *pdf)
{
	opened_flags(arena, finding, &pdf->flags);
	for (size_t i = 0; i < pdf->n_documents; i++) {
		Document document = pdf->documents[i];
		document.pdf = path;
		opened_merge_document(arena, limits, finding, &document);
	}
	opened_conclude(arena, finding, path, pdf);
}

/* ---- winmail.dat and Outlook messages ---------------------------------------------------------------- */

/* The file of the inner message that a path begins with: "2" of "2/facturas.zip/a.xml". */
static const Attachment *opened_inner_file(const Mail *inner, const char *path)
{
	size_t length = strcspn(path, "/");
	for (size_t i = 0; inner != NULL && i < inner->n_attachments; i++) {
		const char *own = inner->attachments[i].path;
		if (strlen(own) == length && strncmp(own, path, length) == 0)
			return &inner->attachments[i];
	}
	return NULL;
}

static bool opened_is_only_name(const Mail *inner, const char *name)
{
	size_t n = 0;
	for (size_t i = 0; i < inner->n_attachments; i++)
		n += strchr(inner->attachments[i].path, '/') == NULL &&
		     g_strcmp0(inner->attachments[i].name, name) == 0;
	return n == 1;
}

/* "2/winmail.dat/"; a file of an archive has its name in its path already. */
static const char *opened_prefix(Arena *arena, const Attachment *outer)
{
	const char *unnamed = strcmp(outer->type, TYPE_TNEF) == 0 ? "winmail.dat" : "-";
	const char *name = outer->name != NULL ? outer->name : unnamed;
	const char *slash = strrchr(outer->path, '/');
	bool named = strcmp(slash != NULL ? slash + 1 : outer->path, name) == 0;
	return named ? arena_printf(arena, "%s/", outer->path) : arena_printf(arena, "%s/%s/", outer->path, name);
}

/* The message inside that the part is one of: the one at "2.3" for "2.3.1"; NULL when it is of the outermost. */
static const Attachment *opened_around(const Mail *inner, const Attachment *file)
{
	const Attachment *around = NULL;
	for (size_t i = 0; file != NULL && i < inner->n_attachments; i++) {
		const Attachment *other = &inner->attachments[i];
		size_t length = strlen(other->path);
		if (strncmp(file->path, other->path, length) == 0 && file->path[length] == '.' &&
		    (around == NULL || length > strlen(around->path)))
			around = other;
	}
	return around;
}

/* Names of a stranger's choosing: the number of the part goes before one that occurs twice. */
static const char *opened_path(Arena *arena, const Attachment *outer, const Mail *inner, const char *path)
{
	if (path == NULL)
		return NULL;
	const Attachment *file = opened_inner_file(inner, path);
	const Attachment *around = opened_around(inner, file);
	const char *prefix = outer != NULL ? opened_prefix(arena, outer) : "";
	if (around != NULL)
		prefix = arena_printf(arena, "%s/", opened_path(arena, outer, inner, around->path));
	if (file == NULL || file->name == NULL)
		return arena_printf(arena, "%s%s", prefix, path);
	const char *rest = strchr(path, '/');
	if (rest != NULL && g_str_has_prefix(rest + 1, file->name) && rest[1 + strlen(file->name)] == '/')
		rest += 1 + strlen(file->name);
	rest = rest != NULL ? rest : "";
	if (opened_is_only_name(inner, file->name))
		return arena_printf(arena, "%s%s%s", prefix, file->name, rest);
	return arena_printf(arena, "%s%s-%s%s", prefix, file->path, file->name, rest);
}

static void opened_add_files(Arena *arena, Finding *finding, const Attachment *outer, const Mail *inner)
{
	Mail *mail = finding->mail != NULL ? arena_memdup(arena, finding->mail, sizeof *mail) : NULL;
	for (size_t i = 0; i < inner->n_attachments; i++) {
		Attachment file = inner->attachments[i];
		file.path = opened_path(arena, outer, inner, file.path);
		if (mail == NULL) {
			finding_add_file(arena, finding, &file);
			continue;
		}
		mail->attachments = arena_grow(arena, mail->attachments, mail->n_attachments, sizeof file);
		mail->attachments[mail->n_attachments++] = file;
	}
	finding->mail = mail;
}

static bool opened_is_blank(const char *text)
{
	return text == NULL || text[strspn(text, " \t\r\n")] == '\0';
}

/* Outlook may put its whole mail into the winmail.dat, words too: then they are what the mail says. */
static void opened_take_words(Arena *arena, Finding *finding, const Finding *inner)
{
	if (finding->mail == NULL || inner->mail == NULL || !opened_is_blank(finding->mail->text) ||
	    opened_is_blank(inner->mail->text))
		return;
	Mail *mail = arena_memdup(arena, finding->mail, sizeof *mail);
	mail->text = inner->mail->text;
	mail->reply = inner->mail->reply;
	mail->quoted = inner->mail->quoted;
	finding->mail = mail;
	if (finding->kind == FINDING_REPLY && inner->answer != NULL)
		finding->answer = inner->answer;
}

/* A winmail.dat alone is a message without an envelope: its text and its files. */
static const Mail *opened_bare_mail(Arena *arena, const Mail *inner)
{
	Mail *mail = arena_new0(arena, Mail);
	mail->text = inner->text;
	mail->reply = inner->reply;
	return mail;
}

static void opened_add_message(Arena *arena, const Limits *limits, Finding *finding, const Attachment *attachment,
			       const Finding *inner)
{
	if (inner->mail != NULL)
		opened_add_files(arena, finding, attachment, inner->mail);
	for (size_t i = 0; i < inner->n_documents; i++) {
		Document document = inner->documents[i];
		document.path = opened_path(arena, attachment, inner->mail, document.path);
		document.pdf = opened_path(arena, attachment, inner->mail, document.pdf);
		opened_merge_document(arena, limits, finding, &document);
	}
	opened_conclude(arena, finding, attachment != NULL ? attachment->path : NULL, inner);
}

void opened_add_tnef(Arena *arena, const Limits *limits, Finding *finding, const Attachment *attachment,
		     const Finding *inner)
{
	opened_flags(arena, finding, &inner->flags);
	if (finding->mail == NULL && inner->mail != NULL && attachment == NULL)
		finding->mail = opened_bare_mail(arena, inner->mail);
	opened_take_words(arena, finding, inner);
	opened_add_message(arena, limits, finding, attachment, inner);
}

/* The part that OPENED_OUTLOOK_HEAD made of the whole is no file of anybody's. */
static const Mail *opened_without_whole(Arena *arena, const Mail *inner)
{
	if (inner == NULL || inner->n_attachments == 0 || strcmp(inner->attachments[0].path, "1") != 0)
		return inner;
	Mail *mail = arena_memdup(arena, inner, sizeof *inner);
	mail->attachments++;
	mail->n_attachments--;
	return mail;
}

void opened_add_outlook(Arena *arena, const Limits *limits, Finding *finding, const Attachment *attachment,
			const Finding *inner)
{
	Finding opened = *inner;
	opened.mail = opened_without_whole(arena, inner->mail);
	const char *reason = finding->reason;
	bool closed = g_strcmp0(reason, opened_outlook_reason(arena, attachment->name)) == 0;
	opened_flags(arena, finding, &inner->flags);
	opened_add_message(arena, limits, finding, attachment, &opened);
	if (finding->kind == FINDING_OTHER)
		finding->reason = closed ? inner->reason : reason;
}

void opened_be_outlook(Arena *arena, Finding *finding, const Finding *inner)
{
	Finding whole = *inner;
	whole.file = finding->file;
	whole.bytes = finding->bytes;
	whole.sha256 = finding->sha256;
	whole.flags = finding->flags;
	opened_flags(arena, &whole, &inner->flags);
	*finding = whole;
}

const char *opened_outlook_reason(Arena *arena, const char *name)
{
	return arena_printf(arena, "%s is a message in Outlook's own form (.msg): save it as .eml, or forward it",
			    name != NULL ? name : "an attachment");
}

void opened_outlook_failed(Arena *arena, Finding *finding, const Attachment *attachment, const char *reason)
{
	const char *name = attachment != NULL ? attachment->name : finding->file;
	const char *advice = opened_outlook_reason(arena, name);
	if (attachment == NULL || finding->n_documents > 0)
		opened_failed(arena, finding, attachment != NULL ? attachment->path : NULL,
			      arena_printf(arena, "%s (%s)", advice, reason));
	else if (finding->kind == FINDING_OTHER)
		finding->reason = advice;
	if (g_str_has_prefix(reason, "limit:"))
		mime_flag(arena, &finding->flags, arena_strndup(arena, reason, strcspn(reason, " ")));
}

/* ---- ends ---------------------------------------------------------------------------------------------- */

void opened_done(Finding *finding)
{
	size_t kept = 0;
	for (size_t i = 0; i < finding->flags.n; i++)
		if (strcmp(finding->flags.items[i], OPENED_FLAG_PDF) != 0)
			finding->flags.items[kept++] = finding->flags.items[i];
	finding->flags.n = kept;
}

void opened_failed(Arena *arena, Finding *finding, const char *path, const char *reason)
{
	Finding part = { .kind = FINDING_QUARANTINE, .reason = arena_strdup(arena, reason) };
	if (g_str_has_prefix(reason, "limit:"))
		mime_flag(arena, &finding->flags, arena_strndup(arena, reason, strcspn(reason, " ")));
	opened_conclude(arena, finding, path, &part);
}
