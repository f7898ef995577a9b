#include "templates/notice_named.h"

#include <string.h>

typedef enum { NAMED_WORD, NAMED_THE, NAMED_TO } NamedField; /* of a row of words.named */

static const char *named_field(const json_t *row, NamedField field)
{
	const char *text = json_string_value(json_array_get(row, field));
	return text != NULL ? text : "";
}

/* The row of the first word of that type; the row without a word is for all others. NULL: there is none. */
static const json_t *named_row(const NoticeContext *context, const char *type)
{
	size_t i = 0;
	const json_t *row = NULL;
	const json_t *others = NULL;
	size_t length = strcspn(type, " ");
	json_array_foreach(json_object_get(context->words, "named"), i, row) {
		const char *word = named_field(row, NAMED_WORD);
		if (*word == '\0')
			others = row;
		else if (strlen(word) == length && strncmp(word, type, length) == 0)
			return row;
	}
	return others;
}

/* "la factura" for "Factura", and the rest as it stands; before a type that is unknown, "el documento". */
static const char *named_form(const NoticeContext *context, const json_t *row, NamedField field, const char *type)
{
	const char *form = named_field(row, field);
	const char *rest = type + strlen(named_field(row, NAMED_WORD));
	bool apart = *form != '\0' && rest == type && *rest != '\0';
	return arena_printf(context->arena, "%s%s%s", form, apart ? " " : "", rest);
}

void notice_named(const NoticeContext *context, json_t *row)
{
	const char *type = json_get_text(context->arena, row, "type");
	type = type != NULL ? type : "";
	const json_t *named = named_row(context, type);
	notice_view_line(context, row, "the", named_form(context, named, NAMED_THE, type));
	notice_view_line(context, row, "to", named_form(context, named, NAMED_TO, type));
}
