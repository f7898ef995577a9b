#include "parsers/finding.h"

#include <stdarg.h>

#define WORD(symbol, word) word,
#define WORDS(function, Type, LIST)                          \
	const char *function(Type value)                     \
	{                                                    \
		static const char *const words[] = { LIST(WORD) }; \
		return words[value];                         \
	}

WORDS(finding_kind_word, FindingKind, FINDING_KINDS)
WORDS(effect_word, DocumentEffect, DOCUMENT_EFFECTS)
WORDS(environment_word, DocumentEnvironment, DOCUMENT_ENVIRONMENTS)
WORDS(due_rule_word, DueRule, DUE_RULES)
WORDS(verdict_word, TrustVerdict, TRUST_VERDICTS)
WORDS(trust_result_word, TrustResult, TRUST_RESULTS)
WORDS(bounce_class_word, BounceClass, BOUNCE_CLASSES)
WORDS(auth_result_word, AuthResult, AUTH_WORDS)

static const char *finding_format(Arena *arena, const char *format, va_list args)
{
	g_autofree char *text = g_strdup_vprintf(format, args);
	return arena_strdup(arena, text);
}

void document_add_reference(Arena *arena, Document *document, Reference reference)
{
	arena_append(arena, document->references, document->n_references, reference);
}

void document_add_payment(Arena *arena, Document *document, Payment payment)
{
	arena_append(arena, document->payments, document->n_payments, payment);
}

void document_add_line(Arena *arena, Document *document, Line line)
{
	arena_append(arena, document->lines, document->n_lines, line);
}

void document_add_instalment(Arena *arena, Document *document, Instalment instalment)
{
	arena_append(arena, document->instalments, document->n_instalments, instalment);
}

void document_add_check(Arena *arena, Document *document, const char *check, TrustResult result, const char *detail)
{
	TrustCheck row = { .check = check, .result = result, .detail = arena_strdup(arena, detail) };
	arena_append(arena, document->checks, document->n_checks, row);
}

void document_warn(Arena *arena, Document *document, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	texts_add(arena, &document->warnings, finding_format(arena, format, args));
	va_end(args);
}

void finding_add_document(Arena *arena, Finding *finding, const Document *document)
{
	arena_append(arena, finding->documents, finding->n_documents, *document);
}

const Attachment *finding_files(const Finding *finding, size_t *ret_n)
{
	*ret_n = finding->mail != NULL ? finding->mail->n_attachments : finding->n_files;
	return finding->mail != NULL ? finding->mail->attachments : finding->files;
}

const Attachment *finding_file(const Finding *finding, const char *path)
{
	size_t n = 0;
	const Attachment *files = finding_files(finding, &n);
	for (size_t i = 0; path != NULL && i < n; i++)
		if (g_strcmp0(files[i].path, path) == 0)
			return &files[i];
	return NULL;
}

void finding_add_file(Arena *arena, Finding *finding, const Attachment *file)
{
	arena_append(arena, finding->files, finding->n_files, *file);
}
