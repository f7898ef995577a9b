/*
 * The JSON form of a Finding as tables: one row a key, in the order of the contract of `read`. The writer,
 * the decoder and the tidier walk the same rows, so none of them can forget a key that another knows.
 */
#ifndef PARSERS_FINDING_SHAPE_H
#define PARSERS_FINDING_SHAPE_H

#include <stdbool.h>
#include <stddef.h>

#include "parsers/finding.h"
#include "parsers/limits.h"

/* How a member is held, and with it how it looks in JSON. */
typedef enum {
	SHAPE_TEXT,    /* const char *: string or null */
	SHAPE_INTEGER, /* int64_t: integer; null for 0 when the row is nullable */
	SHAPE_SIZE,    /* size_t: integer, never negative */
	SHAPE_BOOL,
	SHAPE_WORD,   /* one of our enums: its word */
	SHAPE_TEXTS,  /* Texts: array of strings */
	SHAPE_GROUP,  /* an object of its own in JSON, members of the same struct in C */
	SHAPE_INSIDE, /* a struct held by value; null when all its texts are and the row is nullable */
	SHAPE_BEHIND, /* a struct behind a pointer, or null */
	SHAPE_LIST,   /* pointer and count: array of objects */
} ShapeKind;

/* What a text may be. */
typedef enum {
	RULE_BODY,   /* anything up to decoded_bytes */
	RULE_TEXT,   /* anything up to xml_text */
	RULE_WORD,   /* up to 512 bytes without control characters */
	RULE_DATE,   /* YYYY-MM-DD of a day that exists, with or without a time part */
	RULE_AMOUNT, /* [-+]digits[.digits], up to 64 bytes */
	RULE_SHA256, /* 64 lower case hexadecimal digits */
} ShapeRule;

typedef struct Shape Shape;

typedef struct {
	const char *key;
	ShapeKind kind;
	ShapeRule rule; /* SHAPE_TEXT, SHAPE_TEXTS */
	bool nullable;
	bool required;	 /* SHAPE_TEXT: null is refused */
	size_t at, at_n; /* offsets of the member and of its count */
	const Shape *inner;
	const char *const *words; /* SHAPE_WORD */
	size_t n_words;
} ShapeField;

struct Shape {
	const ShapeField *fields;
	size_t n_fields;
	size_t size; /* of the struct */
};

extern const Shape shape_finding;
extern const Shape shape_document;

/* Does this text keep the rule? length is what a JSON string says of itself. */
bool shape_text_holds(const ShapeRule rule, const char *text, size_t length, const Limits *limits);
/* True when every text of the struct is NULL. */
bool shape_is_empty(const Shape *shape, const void *structure);
/* Sets texts of one document that break their rule to NULL, each with a warning of the document, so that one
 * odd value never costs the whole finding. */
void shape_tidy_document(Arena *arena, const Limits *limits, Document *document);

#endif
