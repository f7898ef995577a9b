#include "parsers/gather.h"

#include <glib.h>
#include <string.h>

#include "parsers/finding_shape.h"
#include "parsers/mime/attachment.h"
#include "parsers/mime/container.h"
#include "parsers/mime/json_answer.h"
#include "parsers/mime/mime.h"
#include "parsers/mime/mime_scan.h"
#include "parsers/mime/smime.h"
#include "parsers/opened.h"

static void gather_flag(Gathering *gathering, const char *flag)
{
	mime_flag(gathering->arena, &gathering->flags, flag);
}

static void gather_flags(Gathering *gathering, const Texts *flags)
{
	for (size_t i = 0; i < flags->n; i++)
		gather_flag(gathering, flags->items[i]);
}

static void gather_fault(Gathering *gathering, const GatherFile *file, const char *why)
{
	if (file->path == NULL)
		texts_add(gathering->arena, &gathering->faults, why);
	else
		texts_addf(gathering->arena, &gathering->faults, "%s (%s): %s", file->path,
			   file->name != NULL ? file->name : "no name", why);
}

#define TYPE_SAVED "saved message" /* among gather_rows only */

/* Wrappers in wrappers: an archive in a p7m in a p7m is still somebody's habit, more is not. */
#define GATHER_LEVELS 3

/* Whether one more file may be looked into. */
static bool gather_may_open(Gathering *gathering, const GatherFile *file)
{
	if (file->level > GATHER_LEVELS) {
		gather_fault(gathering, file, "limit:zip_depth: wrapped too often");
		return false;
	}
	if (gathering->opened++ < (size_t)gathering->options->limits->attachments)
		return true;
	gather_flag(gathering, "limit:attachments");
	gather_fault(gathering, file, "limit:attachments: there are more files than are looked into");
	return false;
}

/* ---- documents ---- */

/* The same document twice is one; one key with two contents is a conflict that a person must see. */
static void gather_document(Gathering *gathering, Document *document)
{
	for (size_t i = 0; document->key != NULL && i < gathering->n_documents; i++) {
		const Document *other = &gathering->documents[i];
		if (g_strcmp0(other->key, document->key) != 0)
			continue;
		if (g_strcmp0(other->seal, document->seal) == 0)
			return;
		gather_flag(gathering, "conflict");
		document_warn(gathering->arena, document,
			      "another document of this message has the same key");
	}
	if (gathering->n_documents >= (size_t)gathering->options->limits->documents) {
		gather_flag(gathering, "limit:documents");
		return;
	}
	shape_tidy_document(gathering->arena, gathering->options->limits, document);
	gathering->documents = arena_grow(gathering->arena, gathering->documents, gathering->n_documents,
					  sizeof(Document));
	gathering->documents[gathering->n_documents++] = *document;
}

static void gather_tree_free(void *tree)
{
	arena_free(tree);
}

/* Documents point into the tree, the rest is copied. */
static void gather_result(Gathering *gathering, const GatherFile *file, const FormatResult *result)
{
	gather_flags(gathering, &result->flags);
	gathering->invoice |= result->kind == FINDING_INVOICE;
	gathering->claims |= result->kind == FINDING_QUARANTINE;
	if (result->kind == FINDING_QUARANTINE)
		gather_fault(gathering, file, result->reason != NULL ? result->reason : "cannot be read");
	else if (result->kind == FINDING_OTHER && gathering->remark == NULL)
		gathering->remark = arena_strdup(gathering->arena, result->reason);
	for (size_t i = 0; result->kind != FINDING_QUARANTINE && i < result->n_documents; i++)
		gather_document(gathering, &result->documents[i]);
}

static void gather_xml(Gathering *gathering, const GatherFile *file)
{
	if (gathering->files_only || !gather_may_open(gathering, file))
		return;
	if (file->damaged) {
		gathering->claims = true;
		gather_fault(gathering, file, "its transfer encoding is broken");
		return;
	}
	/* the tree of an XML is as large as ten of it: without a document it goes at once */
	Arena *tree = arena_new();
	FormatResult result = { 0 };
	format_read(tree, gathering->options, file->data, file->bytes, file->path, &result);
	gather_result(gathering, file, &result);
	if (result.n_documents > 0 && result.kind != FINDING_QUARANTINE)
		arena_own(gathering->arena, tree, gather_tree_free);
	else
		arena_free(tree);
}

/* ---- wrappers ---- */

static const char *gather_inner_path(Gathering *gathering, const GatherFile *file, const char *name)
{
	if (file->path == NULL)
		return name;
	/* a file of an archive has its name in its path already */
	const char *slash = strrchr(file->path, '/');
	if (slash != NULL && g_strcmp0(slash + 1, file->name) == 0)
		return arena_printf(gathering->arena, "%s/%s", file->path, name);
	return arena_printf(gathering->arena, "%s/%s/%s", file->path, file->name != NULL ? file->name : "-",
			    name);
}

/* Counts what a wrapper gave; false when there is no room for it. */
static bool gather_may_hold(Gathering *gathering, const GatherFile *file, size_t bytes)
{
	gathering->unpacked += bytes;
	if (gathering->unpacked <= (size_t)gathering->options->limits->decoded_bytes)
		return true;
	gather_flag(gathering, "limit:decoded_bytes");
	gather_fault(gathering, file, "limit:decoded_bytes: too much in wrappers");
	return false;
}

static void gather_archive(Gathering *gathering, const GatherFile *file)
{
	if (!gather_may_open(gathering, file))
		return;
	Container container;
	container_read(gathering->arena, gathering->options->limits, file->data, file->bytes, file->name,
		       &container);
	gather_flags(gathering, &container.flags);
	if (container.refused != NULL)
		gather_fault(gathering, file, container.refused);
	else if (texts_has(&container.flags, "zip-encrypted"))
		gather_fault(gathering, file, "the archive is encrypted");
	for (size_t i = 0; i < container.n_entries; i++) {
		const ContainerEntry *entry = &container.entries[i];
		const char *slash = strrchr(entry->name, '/');
		GatherFile inner = { .name = slash != NULL ? slash + 1 : entry->name,
				     .data = entry->data,
				     .path = gather_inner_path(gathering, file, entry->name),
				     .bytes = entry->bytes,
				     .damaged = file->damaged,
				     .level = file->level + 1 };
		if (!gather_may_hold(gathering, file, entry->bytes))
			return;
		/* the entries are bounded by zip_entries, and an archive counts as one file looked into */
		gathering->opened -= gathering->opened > 0;
		gather_file(gathering, &inner);
	}
}

static void gather_wrapped(Gathering *gathering, const GatherFile *file, const void *data, size_t bytes)
{
	if (!mime_scan_is_mail(data, bytes)) {
		const char *name = file->name;
		if (name != NULL && strlen(name) > 4 &&
		    g_ascii_strcasecmp(name + strlen(name) - 4, ".p7m") == 0)
			name = arena_strndup(gathering->arena, name, strlen(name) - 4);
		GatherFile inner = { .name = name,
				     .data = data,
				     .bytes = bytes,
				     .damaged = file->damaged,
				     .level = file->level + 1,
				     .path = gather_inner_path(gathering, file,
							       name != NULL ? name : "content") };
		gather_file(gathering, &inner);
		return;
	}
	Message *message = mime_parse(gathering->arena, gathering->options->limits, data, bytes);
	gather_flags(gathering, &message->flags);
	if (message->refused != NULL) {
		gather_fault(gathering, file, message->refused);
		return;
	}
	if (gathering->wrapped == NULL)
		gathering->wrapped = message;
	gathering->level++;
	gather_message(gathering, message, gather_inner_path(gathering, file, ""));
	gathering->level--;
}

static void gather_smime(Gathering *gathering, const GatherFile *file)
{
	const void *data = NULL;
	size_t bytes = 0;
	if (!gather_may_open(gathering, file))
		return;
	switch (smime_open(gathering->arena, gathering->options->limits, file->data, file->bytes, &data,
			   &bytes)) {
	case SMIME_NONE:
		return;
	case SMIME_ENCRYPTED:
		gather_flag(gathering, "encrypted");
		return;
	case SMIME_UNSIGNED:
		gather_flag(gathering, "smime-unsigned");
		break;
	case SMIME_HOLDS:
		gather_flag(gathering, "smime-signed");
		break;
	case SMIME_BROKEN:
		gather_flag(gathering, "smime-broken");
		break;
	}
	if (gather_may_hold(gathering, file, bytes))
		gather_wrapped(gathering, file, data, bytes);
}

/* A JSON answer that holds XML: a document in it is as good as one mailed by itself. */
static void gather_json(Gathering *gathering, const GatherFile *file)
{
	Texts found = { 0 };
	if (!gather_may_open(gathering, file))
		return;
	if (!json_answer_open(gathering->arena, gathering->options->limits, file->data, file->bytes, &found))
		gather_fault(gathering, file, "not JSON, though it begins as such and names a CFDI");
	for (size_t i = 0; i < found.n; i++) {
		const char *name = i == 0 ? "cfdi.xml" : arena_printf(gathering->arena, "cfdi-%zu.xml", i + 1);
		GatherFile inner = { .name = name,
				     .data = found.items[i],
				     .bytes = strlen(found.items[i]),
				     .damaged = file->damaged,
				     .level = file->level + 1,
				     .path = gather_inner_path(gathering, file, name) };
		if (!gather_may_hold(gathering, file, inner.bytes))
			return;
		gather_file(gathering, &inner);
	}
}

/* ---- files ---- */

static void gather_tnef(Gathering *gathering, const GatherFile *file)
{
	(void)file;
	gather_flag(gathering, OPENED_FLAG_TNEF);
}

/* Not read here: what stays closed is said, so that somebody saves it as .eml. */
static void gather_outlook(Gathering *gathering, const GatherFile *file)
{
	gather_flag(gathering, OPENED_FLAG_OUTLOOK);
	if (gathering->remark == NULL)
		gathering->remark = opened_outlook_reason(gathering->arena, file->name);
}

/* A message that was saved as a file: its files are read like those of one that is attached. Words are not the sender's. */
static void gather_mail(Gathering *gathering, const GatherFile *file)
{
	int level = gathering->level;
	if (!gather_may_open(gathering, file))
		return;
	Message *message = mime_parse(gathering->arena, gathering->options->limits, file->data, file->bytes);
	gather_flags(gathering, &message->flags);
	if (message->refused != NULL) {
		gather_fault(gathering, file, message->refused);
		return;
	}
	gathering->level = file->level + 1;
	gather_message(gathering, message, gather_inner_path(gathering, file, ""));
	gathering->level = level;
}

static const struct {
	const char *type;
	void (*open)(Gathering *gathering, const GatherFile *file);
} gather_rows[] = {
	{ TYPE_XML, gather_xml },     { TYPE_ZIP, gather_archive }, { TYPE_GZIP, gather_archive },
	{ TYPE_PKCS7, gather_smime }, { TYPE_TNEF, gather_tnef },   { TYPE_JSON, gather_json },
	{ TYPE_OUTLOOK, gather_outlook }, { TYPE_SAVED, gather_mail },
};

static bool gather_has_field(const ScanHeaders *headers, const char *const *names)
{
	for (size_t i = 0; i < headers->n_fields; i++)
		if (g_strv_contains(names, headers->fields[i].name))
			return true;
	return false;
}

/* Who wrote it, and what only a mail program or a server writes: notes and tables that begin "From:" have no such thing. */
static bool gather_is_mail(const Gathering *gathering, const GatherFile *file)
{
	static const char *const traces[] = { "Received", "Message-ID", "Message-Id", "MIME-Version", "Mime-Version", NULL };
	static const char *const author[] = { "From", NULL };
	Texts flags = { 0 };
	ScanHeaders headers;
	if (!mime_scan_is_mail(file->data, file->bytes))
		return false;
	mime_scan_headers(gathering->arena, gathering->options->limits, file->data, file->bytes, &headers, &flags);
	return gather_has_field(&headers, author) && gather_has_field(&headers, traces);
}

/* By content alone; a part that is declared a message was taken apart with the mail around it. */
static const char *gather_type(const Gathering *gathering, const GatherFile *file)
{
	const char *type = attachment_type(file->data, file->bytes);
	if (file->declared != NULL && g_str_has_prefix(file->declared, "message/"))
		return g_str_has_prefix(file->declared, TYPE_MESSAGE) ? TYPE_MESSAGE : type;
	bool text = strcmp(type, "text/plain") == 0 && !file->damaged;
	return text && gather_is_mail(gathering, file) ? TYPE_SAVED : type;
}

void gather_file(Gathering *gathering, const GatherFile *file)
{
	Arena *arena = gathering->arena;
	const char *type = gather_type(gathering, file);
	Attachment attachment = { .name = file->name,
				  .type = strcmp(type, TYPE_SAVED) == 0 ? TYPE_MESSAGE : type,
				  .bytes = file->bytes,
				  .sha256 = file->sha256 != NULL ? file->sha256 :
							    attachment_hash_mapped(arena, file->data, file->bytes,
									   gathering->options->passed),
				  .path = file->path,
				  .data = file->data,
				  .is_inline = file->is_inline,
				  .content_id = file->content_id };
	gathering->files = arena_grow(arena, gathering->files, gathering->n_files, sizeof(Attachment));
	gathering->files[gathering->n_files++] = attachment;
	for (size_t i = 0; i < G_N_ELEMENTS(gather_rows); i++)
		if (strcmp(type, gather_rows[i].type) == 0)
			gather_rows[i].open(gathering, file);
}

static bool gather_is_body(const Part *part)
{
	return !part->attachment && part->text != NULL &&
	       (strcmp(part->declared, "text/plain") == 0 || strcmp(part->declared, "text/html") == 0);
}

void gather_message(Gathering *gathering, const Message *message, const char *prefix)
{
	for (size_t i = 0; i < message->n_parts; i++) {
		const Part *part = &message->parts[i];
		if (part->multipart || gather_is_body(part))
			continue;
		GatherFile file = { .name = part->name,
				    .data = part->data,
				    .bytes = part->bytes,
				    .path = arena_printf(gathering->arena, "%s%s", prefix, part->path),
				    .damaged = part->damaged,
				    .is_inline = part->is_inline,
				    .content_id = part->content_id,
				    .declared = part->declared,
				    .level = gathering->level };
		if (part->data == NULL)
			gather_fault(gathering, &file, "limit:decoded_bytes: not decoded");
		else
			gather_file(gathering, &file);
	}
}
