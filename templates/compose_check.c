#include "templates/compose_check.h"

#include <string.h>

#include "base/error.h"
#include "base/text.h"

#define COMPOSE_MAX_VALUE 2000
#define COMPOSE_MAX_LOCAL 64
#define COMPOSE_MAX_DOMAIN 253
#define COMPOSE_MAX_LABEL 63
#define COMPOSE_MAX_ID 250
#define COMPOSE_MAX_RECIPIENTS 100
#define COMPOSE_MAX_REFERENCES 50
#define COMPOSE_MAX_ATTACHMENTS 50
#define COMPOSE_MAX_BODY (8 * 1024 * 1024)

static bool compose_check_value(const char *field, const char *value, GError **error)
{
	if (value == NULL)
		return true;
	if (strlen(value) > COMPOSE_MAX_VALUE)
		error_reject(error, "%s: longer than %d bytes", field, COMPOSE_MAX_VALUE);
	else if (!g_utf8_validate(value, -1, NULL))
		error_reject(error, "%s: not UTF-8", field);
	else if (text_has_control(value))
		error_reject(error, "%s: holds a control character", field);
	else
		return true;
	return false;
}

static bool compose_check_body(const char *field, const char *body, GError **error)
{
	if (strlen(body) > COMPOSE_MAX_BODY)
		error_reject(error, "%s: longer than %d bytes", field, COMPOSE_MAX_BODY);
	else if (!g_utf8_validate(body, -1, NULL))
		error_reject(error, "%s: not UTF-8", field);
	else
		return true;
	return false;
}

static bool compose_check_is_word(const char *text, const char *also)
{
	if (text == NULL || *text == '\0' || strlen(text) > COMPOSE_MAX_LABEL)
		return false;
	for (; *text != '\0'; text++)
		if (!g_ascii_isalnum(*text) && strchr(also, *text) == NULL)
			return false;
	return true;
}

static bool compose_check_word(const char *field, const char *text, GError **error)
{
	if (text == NULL || compose_check_is_word(text, "-"))
		return true;
	error_reject(error, "%s: only letters, digits and dashes can stand here", field);
	return false;
}

/* type "/" subtype, RFC 6838 names; not one whose parts would have to be parsed. */
static bool compose_check_type(const char *type, GError **error)
{
	if (type == NULL)
		return true;
	g_auto(GStrv) parts = g_strsplit(type, "/", 3);
	if (g_strv_length(parts) == 2 && compose_check_is_word(parts[0], "-") &&
	    compose_check_is_word(parts[1], "-+._") && g_ascii_strcasecmp(parts[0], "multipart") != 0 &&
	    g_ascii_strcasecmp(parts[0], "message") != 0)
		return true;
	error_reject(error, "attachment type: not a media type that can be attached");
	return false;
}

/* What an HTML can name as cid:ID without being escaped. */
static bool compose_check_content_id(const char *id, GError **error)
{
	const char *at = id != NULL ? strchr(id, '@') : NULL;
	bool fine = at != NULL && at > id && strlen(id) <= COMPOSE_MAX_ID && compose_check_is_word(at + 1, "-.");
	for (const char *c = id; fine && c < at; c++)
		fine = g_ascii_isalnum(*c) || strchr("-._", *c) != NULL;
	if (id != NULL && !fine)
		error_reject(error, "attachment content id: not one");
	return id == NULL || fine;
}

static bool compose_check_attachment(const ComposeAttachment *attachment, GError **error)
{
	const char *name = attachment->name;
	if (!compose_check_value("attachment name", name, error) ||
	    !compose_check_type(attachment->type, error) ||
	    !compose_check_content_id(attachment->content_id, error))
		return false;
	if (name != NULL && *name != '\0' && strpbrk(name, "/\\") == NULL)
		return true;
	error_reject(error, "attachment name: empty or with a path");
	return false;
}

static bool compose_check_mailboxes(const char *field, const ComposeMailbox *mailboxes, size_t n,
				    GError **error)
{
	for (size_t i = 0; i < n; i++)
		if (!compose_check_value(field, mailboxes[i].name, error) ||
		    !compose_check_value(field, mailboxes[i].address, error))
			return false;
	return true;
}

static bool compose_check_counts(const ComposeRequest *request, GError **error)
{
	if (request->n_to == 0)
		error_reject(error, "to: nobody");
	else if (request->n_to + request->n_cc > COMPOSE_MAX_RECIPIENTS)
		error_reject(error, "to: more than %d recipients", COMPOSE_MAX_RECIPIENTS);
	else if (request->n_references > COMPOSE_MAX_REFERENCES)
		error_reject(error, "references: more than %d", COMPOSE_MAX_REFERENCES);
	else if (request->n_attachments > COMPOSE_MAX_ATTACHMENTS)
		error_reject(error, "attachments: more than %d", COMPOSE_MAX_ATTACHMENTS);
	else if (request->subject == NULL || request->text == NULL)
		error_reject(error, "subject and text: one is missing");
	else
		return true;
	return false;
}

bool compose_check_request(const ComposeRequest *request, GError **error)
{
	if (!compose_check_counts(request, error) ||
	    !compose_check_mailboxes("from", &request->from, 1, error) ||
	    !compose_check_mailboxes("reply-to", &request->reply_to, 1, error) ||
	    !compose_check_mailboxes("to", request->to, request->n_to, error) ||
	    !compose_check_mailboxes("cc", request->cc, request->n_cc, error) ||
	    !compose_check_value("subject", request->subject, error) ||
	    !compose_check_word("language", request->language, error) ||
	    !compose_check_word("kind", request->kind, error) ||
	    !compose_check_body("text", request->text, error) ||
	    (request->html != NULL && !compose_check_body("html", request->html, error)))
		return false;
	for (size_t i = 0; i < request->n_attachments; i++)
		if (!compose_check_attachment(&request->attachments[i], error))
			return false;
	return true;
}

const char *compose_check_id(Arena *arena, const char *field, const char *id, GError **error)
{
	size_t length = id != NULL ? strlen(id) : 0;
	if (length > 2 && id[0] == '<' && id[length - 1] == '>') {
		id++;
		length -= 2;
	}
	const char *at = length > 0 ? memchr(id, '@', length) : NULL;
	bool fine = at != NULL && at > id && at + 1 < id + length && length <= COMPOSE_MAX_ID;
	for (size_t i = 0; fine && i < length; i++)
		fine = id[i] > 0x20 && id[i] < 0x7f && strchr("<>()\"\\,;", id[i]) == NULL;
	if (fine)
		return arena_strndup(arena, id, length);
	error_reject(error, "%s: not a message id", field);
	return NULL;
}

/* RFC 5321 Dot-string: atoms joined by single dots. */
static bool compose_check_local(const char *local, size_t length)
{
	if (length == 0 || length > COMPOSE_MAX_LOCAL || local[0] == '.' || local[length - 1] == '.')
		return false;
	for (size_t i = 0; i < length; i++) {
		if (local[i] == '.' && local[i + 1] == '.')
			return false;
		if (!g_ascii_isalnum(local[i]) && strchr(".!#$%&'*+-/=?^_`{|}~", local[i]) == NULL)
			return false;
	}
	return true;
}

static bool compose_check_domain(const char *domain)
{
	if (strlen(domain) > COMPOSE_MAX_DOMAIN)
		return false;
	g_auto(GStrv) labels = g_strsplit(domain, ".", -1);
	for (size_t i = 0; labels[i] != NULL; i++) {
		size_t length = strlen(labels[i]);
		if (!compose_check_is_word(labels[i], "-") || labels[i][0] == '-' ||
		    labels[i][length - 1] == '-')
			return false;
	}
	return labels[0] != NULL;
}

bool compose_check_ascii_address(const char *address)
{
	const char *at = strrchr(address, '@');
	return at != NULL && compose_check_local(address, (size_t)(at - address)) &&
	       compose_check_domain(at + 1);
}
