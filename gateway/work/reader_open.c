#include "gateway/work/reader_open.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/date.h"
#include "base/error.h"
#include "base/file.h"
#include "gateway/work/opener.h"
#include "parsers/mime/attachment.h"
#include "parsers/mime/mime_scan.h"
#include "parsers/opened.h"

bool reader_open_wanted(const char *json)
{
	static const char *const flags[] = { "\"" OPENED_FLAG_PDF "\"", "\"" OPENED_FLAG_TNEF "\"",
					     "\"" OPENED_FLAG_OUTLOOK "\"" };
	for (size_t i = 0; i < G_N_ELEMENTS(flags); i++)
		if (strstr(json, flags[i]) != NULL)
			return true;
	return false;
}

typedef struct {
	const ReaderOpen *open;
	Arena *arena;
	Finding *finding;
	const Attachment *attachment; /* NULL: the input itself */
	const void *bytes;
	size_t length;
	bool missing; /* an executable could not be started */
} Part;

static const char *part_path(const Part *part)
{
	return part->attachment != NULL ? part->attachment->path : NULL;
}

/* A PDF, a winmail.dat or a .msg by itself, in no mail and no archive. */
static bool is_whole(const Finding *finding)
{
	return finding->mail == NULL && finding->n_files == 0;
}

static void part_failed(const Part *part, OpenerKind kind, const char *reason)
{
	if (kind == OPENER_OUTLOOK)
		opened_outlook_failed(part->arena, part->finding, part->attachment, reason);
	else
		opened_failed(part->arena, part->finding, part_path(part), reason);
}

static bool part_run(Part *part, OpenerKind kind, OpenerAnswer *ret)
{
	g_autoptr(GError) error = NULL;
	if (opener_run(part->open->program, kind, part->open->limits, part->bytes, part->length, ret, &error))
		return true;
	part->missing = true;
	part_failed(part, kind, error->message);
	return false;
}

static void part_open_pdf(Part *part)
{
	g_auto(OpenerAnswer) answer = { 0 };
	g_autoptr(GError) error = NULL;
	Finding pdf = { 0 };
	if (!part_run(part, OPENER_PDF, &answer))
		return;
	if (!reader_client_pdf(part->open->client, part->arena, answer.bytes, answer.length, part_path(part), &pdf,
			       &error)) {
		part_failed(part, OPENER_PDF, error->message);
		return;
	}
	bool nothing = pdf.n_documents == 0;
	if (answer.ended != NULL && nothing)
		part_failed(part, OPENER_PDF, answer.ended);
	opened_add_pdf(part->arena, part->open->limits, part->finding, part_path(part), &pdf);
	if (answer.ended != NULL && !nothing)
		part_failed(part, OPENER_PDF, answer.ended);
}

/* What its words must be read by is in the mail around it: that they answer something, and on which day. */
static const char *part_tnef_head(const Part *part)
{
	if (part->finding->kind != FINDING_REPLY)
		return "";
	const char *date = instant_mail_text(part->arena, part->finding->mail->date);
	g_autoptr(GString) head = g_string_new("In-Reply-To: <winmail.dat@localhost>\r\n");
	if (date != NULL)
		g_string_append(g_string_append(g_string_append(head, "Date: "), date), "\r\n");
	return arena_strdup(part->arena, head->str);
}

static const char *part_head(const Part *part, OpenerKind kind)
{
	if (kind == OPENER_TNEF)
		return part_tnef_head(part);
	return part->attachment != NULL ? OPENED_OUTLOOK_HEAD : "";
}

/* The message that it is, in memory that has a descriptor; -1 when there is none. */
static int part_unpack(Part *part, OpenerKind kind, OpenerAnswer *ret, uint64_t *ret_size)
{
	g_autoptr(GError) error = NULL;
	const char *head = part_head(part, kind);
	if (!part_run(part, kind, ret))
		return -1;
	if (ret->length == 0) {
		part_failed(part, kind, ret->ended != NULL ? ret->ended : "empty");
		return -1;
	}
	*ret_size = strlen(head) + ret->length;
	int fd = memfd_create("message", MFD_CLOEXEC);
	if (fd >= 0 && file_write_all(fd, head, strlen(head), &error) &&
	    file_write_all(fd, ret->bytes, ret->length, &error))
		return fd;
	part_failed(part, kind, error != NULL ? error->message : "no memory for it");
	if (fd >= 0)
		close(fd);
	return -1;
}

static void part_add(Part *part, OpenerKind kind, const Finding *inner)
{
	if (kind == OPENER_TNEF)
		opened_add_tnef(part->arena, part->open->limits, part->finding, part->attachment, inner);
	else if (part->attachment != NULL)
		opened_add_outlook(part->arena, part->open->limits, part->finding, part->attachment, inner);
	else
		opened_be_outlook(part->arena, part->finding, inner);
}

static void part_open_message(Part *part, OpenerKind kind)
{
	g_auto(OpenerAnswer) answer = { 0 };
	g_autoptr(GError) error = NULL;
	Finding inner = { 0 };
	uint64_t size = 0;
	int fd = part_unpack(part, kind, &answer, &size);
	if (fd < 0)
		return;
	if (reader_client_read(part->open->client, part->arena, fd, size, &inner, &error))
		part_add(part, kind, &inner);
	if (error != NULL || answer.ended != NULL)
		part_failed(part, kind, answer.ended != NULL ? answer.ended : error->message);
	close(fd);
}

/* The input itself, read whole: it is within message_bytes. */
static bool part_take_input(Part *part)
{
	char *bytes = arena_alloc(part->arena, part->open->size + 1);
	for (uint64_t done = 0; done < part->open->size;) {
		ssize_t n = pread(part->open->fd, bytes + done, part->open->size - done, (off_t)done);
		if (n <= 0)
			return false;
		done += (uint64_t)n;
	}
	part->bytes = bytes;
	part->length = part->open->size;
	return true;
}

static bool part_take(Part *part, OpenerKind kind)
{
	g_autoptr(GError) error = NULL;
	if (part->attachment == NULL)
		return part_take_input(part);
	if (reader_client_part(part->open->client, part->arena, part->open->fd, part->open->size,
			       part->attachment->sha256, &part->bytes, &part->length, &error))
		return true;
	part_failed(part, kind, error->message);
	return false;
}

static void part_open(Part *part, OpenerKind kind)
{
	if (!part_take(part, kind))
		return;
	if (kind == OPENER_PDF)
		part_open_pdf(part);
	else
		part_open_message(part, kind);
}

/* What the attachment must be opened by; false when it stays closed. */
static bool part_kind(const Finding *finding, const Attachment *attachment, OpenerKind *ret)
{
	static const struct {
		OpenerKind kind;
		bool (*wants)(const Finding *finding, const Attachment *attachment);
	} rows[] = { { OPENER_PDF, opened_wants_pdf },
		     { OPENER_TNEF, opened_wants_tnef },
		     { OPENER_OUTLOOK, opened_wants_outlook } };
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		if (rows[i].wants(finding, attachment)) {
			*ret = rows[i].kind;
			return true;
		}
	return false;
}

/* The input is asked as if it were a file of itself. */
static bool part_input_kind(const Part *part, OpenerKind *ret)
{
	const Attachment input = { .type = attachment_type(part->bytes, part->length) };
	return part_kind(part->finding, &input, ret);
}

static void open_input(Part *part)
{
	OpenerKind kind = OPENER_PDF;
	if (!part_take_input(part) || !part_input_kind(part, &kind))
		return;
	if (kind == OPENER_PDF)
		part_open_pdf(part);
	else
		part_open_message(part, kind);
}

/* The attachments as the reader told them: those that come out of one of them were opened with it. */
static void open_attachments(Part *part)
{
	size_t n = 0;
	const Attachment *files = finding_files(part->finding, &n);
	int64_t opened = 0;
	for (size_t i = 0; i < n; i++) {
		OpenerKind kind = OPENER_PDF;
		part->attachment = &files[i];
		if (!part_kind(part->finding, part->attachment, &kind))
			continue;
		if (opened++ >= part->open->limits->pdf_files) {
			mime_flag(part->arena, &part->finding->flags, "limit:pdf_files");
			if (kind == OPENER_OUTLOOK)
				part_failed(part, kind, "limit:pdf_files");
			continue;
		}
		part_open(part, kind);
	}
}

/* In what a winmail.dat or a .msg holds; PDFs hold nothing that is handed out. */
static bool part_find(Part *part, OpenerKind kind, const char *sha256, const void **ret_bytes, size_t *ret_length)
{
	g_auto(OpenerAnswer) answer = { 0 };
	uint64_t size = 0;
	int fd = kind != OPENER_PDF ? part_unpack(part, kind, &answer, &size) : -1;
	bool found = fd >= 0 && reader_client_part(part->open->client, part->arena, fd, size, sha256,
						   ret_bytes, ret_length, NULL);
	if (fd >= 0)
		close(fd);
	return found;
}

bool reader_open_find(const ReaderOpen *open, Arena *arena, Finding *finding, const char *sha256,
		      const void **ret_bytes, size_t *ret_length)
{
	Part part = { .open = open, .arena = arena, .finding = finding };
	OpenerKind kind = OPENER_PDF;
	size_t n = 0;
	const Attachment *files = finding_files(finding, &n);
	if (!texts_has(&finding->flags, OPENED_FLAG_TNEF) && !texts_has(&finding->flags, OPENED_FLAG_OUTLOOK))
		return false;
	if (is_whole(finding))
		return part_take_input(&part) && part_input_kind(&part, &kind) &&
		       part_find(&part, kind, sha256, ret_bytes, ret_length);
	for (size_t i = 0; i < n; i++) {
		part.attachment = &files[i];
		if (part_kind(finding, part.attachment, &kind) && kind != OPENER_PDF && part_take(&part, kind) &&
		    part_find(&part, kind, sha256, ret_bytes, ret_length))
			return true;
	}
	return false;
}

void reader_open_parts(const ReaderOpen *open, Arena *arena, Finding *finding)
{
	Part part = { .open = open, .arena = arena, .finding = finding };
	if (finding->kind == FINDING_QUARANTINE)
		return;
	if (is_whole(finding))
		open_input(&part);
	else
		open_attachments(&part);
	if (!part.missing)
		opened_done(finding);
}
