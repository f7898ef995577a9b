#include <glib.h>
#include <string.h>

#include "parsers/mime/html_tree.h"

const char *html_tree_attr(const xmlNode *node, const char *name)
{
	for (const xmlAttr *attr = node->properties; attr != NULL; attr = attr->next)
		if (attr->children != NULL && g_ascii_strcasecmp((const char *)attr->name, name) == 0)
			return (const char *)attr->children->content;
	return NULL;
}

const xmlNode *html_tree_next(const xmlNode *node, const xmlNode *root)
{
	if (node->children != NULL && node->type == XML_ELEMENT_NODE)
		return node->children;
	while (node != root && node->next == NULL)
		node = node->parent;
	return node == root ? NULL : node->next;
}

typedef enum { MATCH_EQUAL, MATCH_TOKEN, MATCH_PREFIX, MATCH_PART } HtmlMatch;

typedef struct {
	const char *element; /* NULL: any */
	const char *attr;
	HtmlMatch match;
	const char *value;
	HtmlMark mark;
} MarkRule;

static const MarkRule mark_rules[] = {
	/* Apple, Thunderbird, Roundcube, Gmail */
	{ "blockquote", "type", MATCH_EQUAL, "cite", HTML_QUOTED },
	{ "blockquote", "class", MATCH_TOKEN, "gmail_quote", HTML_QUOTED },
	{ NULL, "class", MATCH_TOKEN, "gmail_attr", HTML_QUOTED },
	{ "div", "class", MATCH_TOKEN, "gmail_quote", HTML_ATTRIBUTED },
	{ "div", "class", MATCH_TOKEN, "gmail_quote_container", HTML_ATTRIBUTED },
	{ NULL, "class", MATCH_TOKEN, "moz-cite-prefix", HTML_QUOTED },
	{ NULL, "class", MATCH_TOKEN, "moz-forward-container", HTML_QUOTED },
	{ NULL, "id", MATCH_EQUAL, "reply-intro", HTML_QUOTED },
	/* Yahoo, AOL, Proton, Tutanota, GMX, Zoho */
	{ NULL, "class", MATCH_TOKEN, "yahoo_quoted", HTML_QUOTED },
	{ NULL, "id", MATCH_PREFIX, "yahoo_quoted", HTML_QUOTED },
	{ NULL, "class", MATCH_TOKEN, "protonmail_quote", HTML_ATTRIBUTED },
	{ NULL, "class", MATCH_TOKEN, "tutanota_quote", HTML_QUOTED },
	{ NULL, "name", MATCH_EQUAL, "quote", HTML_QUOTED },
	{ NULL, "class", MATCH_TOKEN, "zmail_extra", HTML_ATTRIBUTED },
	/* Zimbra */
	{ NULL, "data-marker", MATCH_EQUAL, "__QUOTED_TEXT__", HTML_QUOTED },
	{ "blockquote", "style", MATCH_PART, "border-left:2px solid #1010ff", HTML_QUOTED },
	{ "hr", "id", MATCH_PREFIX, "zwchr", HTML_REST },
	{ "hr", "data-marker", MATCH_EQUAL, "__DIVIDER__", HTML_REST },
	/* Outlook: web, phone, Mac, desktop */
	{ NULL, "id", MATCH_EQUAL, "divRplyFwdMsg", HTML_REST },
	{ NULL, "id", MATCH_EQUAL, "x_divRplyFwdMsg", HTML_REST },
	{ NULL, "id", MATCH_EQUAL, "appendonsend", HTML_REST },
	{ NULL, "id", MATCH_EQUAL, "stopSpelling", HTML_REST },
	{ NULL, "id", MATCH_EQUAL, "mail-editor-reference-message-container", HTML_REST },
	{ NULL, "id", MATCH_EQUAL, "OLK_SRC_BODY_SECTION", HTML_REST },
	{ NULL, "name", MATCH_EQUAL, "_MailOriginal", HTML_REST },
	/* Notes, GroupWise, BlackBerry */
	{ NULL, "class", MATCH_TOKEN, "domino-reply", HTML_REST },
	{ NULL, "class", MATCH_TOKEN, "GroupWiseMessageBody", HTML_OWN },
	{ NULL, "id", MATCH_EQUAL, "_origMsg", HTML_REST },
	{ NULL, "id", MATCH_EQUAL, "_replyHeader", HTML_REST },
};

static bool quote_has_token(const char *list, const char *token)
{
	size_t length = strlen(token);
	for (const char *at = strstr(list, token); at != NULL; at = strstr(at + 1, token))
		if ((at == list || g_ascii_isspace(at[-1])) &&
		    (at[length] == '\0' || g_ascii_isspace(at[length])))
			return true;
	return false;
}

static bool quote_has_part(const char *value, const char *part)
{
	g_autofree char *lower = g_ascii_strdown(value, (gssize)strnlen(value, 1024));
	return strstr(lower, part) != NULL;
}

static bool quote_matches(const MarkRule *rule, const char *value)
{
	switch (rule->match) {
	case MATCH_EQUAL:
		return strcmp(value, rule->value) == 0;
	case MATCH_TOKEN:
		return quote_has_token(value, rule->value);
	case MATCH_PREFIX:
		return g_str_has_prefix(value, rule->value);
	case MATCH_PART:
		return quote_has_part(value, rule->value);
	}
	return false;
}

/* The first words inside end in a colon: "De:", "From:", "Gesendet:". Only few nodes are looked at. */
static bool quote_begins_with_label(const xmlNode *node)
{
	int nodes = 0;
	for (const xmlNode *at = node; at != NULL && nodes < 20; at = html_tree_next(at, node), nodes++) {
		if (at->type != XML_TEXT_NODE)
			continue;
		const char *text = (const char *)at->content;
		text += strspn(text, " \t\r\n");
		if (*text == '\0')
			continue;
		const char *colon = strchr(text, ':');
		return colon != NULL && colon - text <= 24;
	}
	return false;
}

/* Outlook's desktop programs draw a line over the header of what they quote. */
static bool quote_is_outlook_line(const xmlNode *node)
{
	const char *style = html_tree_attr(node, "style");
	return strcmp((const char *)node->name, "div") == 0 && style != NULL &&
	       (quote_has_part(style, "border-top:solid") || quote_has_part(style, "border-top: solid") ||
		quote_has_part(style, "border-top-style: solid") ||
		quote_has_part(style, "border-top:1px solid")) &&
	       quote_begins_with_label(node);
}

HtmlMark html_quote_mark(const xmlNode *node)
{
	for (size_t i = 0; i < G_N_ELEMENTS(mark_rules); i++) {
		const MarkRule *rule = &mark_rules[i];
		if (rule->element != NULL && strcmp((const char *)node->name, rule->element) != 0)
			continue;
		const char *value = html_tree_attr(node, rule->attr);
		if (value != NULL && quote_matches(rule, value))
			return rule->mark;
	}
	return quote_is_outlook_line(node) ? HTML_REST : HTML_OWN;
}
