/*
 * What valija-pdf said of one PDF (JSON lines, see parsers/sandboxed/pdf_main.c), decoded. It looked at a stranger's
 * bytes, so it is believed no more than they are: words, counts and lengths are checked, and a line of another shape
 * refuses the whole. A last line without its end is what a limit cut off, and no fault.
 */
#ifndef PARSERS_PDF_ANSWER_H
#define PARSERS_PDF_ANSWER_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/texts.h"
#include "parsers/limits.h"

typedef struct {
	const char *name; /* as the PDF says, fit for nothing */
	const void *bytes;
	size_t length;
} PdfFile;

typedef struct {
	bool stamp; /* PDF417, else a QR code */
	int64_t page;
	const char *bytes; /* NUL behind them */
	size_t length;
} PdfCode;

typedef struct {
	bool opened; /* it could be opened */
	bool done;   /* nothing was cut off */
	int64_t pages;
	const char *text; /* of all pages, "" for none */
	PdfFile *files;
	size_t n_files;
	PdfCode *codes;
	size_t n_codes;
	Texts flags; /* pdf-…, limit:pdf_… */
} PdfAnswer;

/* REJECT, ret untouched, when it is no such answer. Everything is copied into the arena. */
bool pdf_answer_read(Arena *arena, const Limits *limits, const char *bytes, size_t length, PdfAnswer *ret,
		     GError **error);

#endif
