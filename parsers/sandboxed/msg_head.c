#include "parsers/sandboxed/msg_head.h"

#include <string.h>

#include "base/date.h"

#define TRANSPORT 0x007d
#define TRANSPORT_MAX 262144
#define VALUE_MAX 4096
#define RECIPIENTS_MAX 500 /* of one field */
#define RECIPIENT_TYPE 0x0c150003
#define FILETIME_SECOND 10000000
#define FILETIME_EPOCH INT64_C(11644473600) /* seconds from 1601 to 1970 */
#define INSTANT_MAX INT64_C(253402300800)   /* the year 10000 */

/* ---- the header that it came with ---- */

static size_t head_name_length(const char *line)
{
	size_t n = 0;
	while (line[n] > ' ' && line[n] < 0x7f && line[n] != ':')
		n++;
	return line[n] == ':' ? n : 0;
}

/* What the body is, Outlook has made anew. */
static bool head_is_of_body(const char *line)
{
	return g_ascii_strncasecmp(line, "Content-", 8) == 0 || g_ascii_strncasecmp(line, "MIME-Version:", 13) == 0;
}

/* Lines that are no field, such as "Microsoft Mail Internet Headers Version 2.0", go with what continues them. */
static void head_transport(GString *head, const MsgStore *message)
{
	MsgText text = msg_store_text(message, TRANSPORT, TRANSPORT_MAX);
	bool kept = false;
	if (text.bytes == NULL)
		return;
	g_auto(GStrv) lines = g_strsplit(text.bytes, "\n", -1);
	for (char **line = lines; *line != NULL; line++) {
		g_strdelimit(*line, "\r", ' ');
		g_strchomp(*line);
		if (**line == '\0' && head->len > 0)
			return;
		bool more = **line == ' ' || **line == '\t';
		if (!more)
			kept = head_name_length(*line) > 0 && !head_is_of_body(*line);
		if (kept && **line != '\0')
			g_string_append(g_string_append(head, *line), "\r\n");
	}
}

static bool head_has(const GString *head, const char *name)
{
	size_t length = strlen(name);
	for (const char *line = head->str; *line != '\0';) {
		if (head_name_length(line) == length && g_ascii_strncasecmp(line, name, length) == 0)
			return true;
		const char *end = strchr(line, '\n');
		line = end != NULL ? end + 1 : line + strlen(line);
	}
	return false;
}

/* ---- and what its properties say ---- */

static void head_word(GString *field, MsgText text)
{
	g_autofree char *base64 = g_base64_encode((const guchar *)text.bytes, text.length);
	g_string_append_printf(field, "=?%s?B?%s?=", text.charset, base64);
}

/* Nothing that could end the field or begin another address. */
static void head_plain(GString *field, MsgText text, const char *without)
{
	for (size_t i = 0; i < text.length; i++)
		if ((unsigned char)text.bytes[i] > ' ' && text.bytes[i] != 0x7f &&
		    strchr(without, text.bytes[i]) == NULL)
			g_string_append_c(field, text.bytes[i]);
}

static bool head_is_address(MsgText text)
{
	return text.bytes != NULL && memchr(text.bytes, '@', text.length) != NULL;
}

/* The first of these properties that is an address as mail has it; Exchange's own names of mailboxes are none. */
static MsgText head_address(const MsgStore *store, const uint32_t *ids, size_t n)
{
	MsgText text = { 0 };
	for (size_t i = 0; i < n && !head_is_address(text); i++)
		text = msg_store_text(store, ids[i], VALUE_MAX);
	return head_is_address(text) ? text : (MsgText){ 0 };
}

static void head_mailbox(GString *field, MsgText name, MsgText address)
{
	if (address.bytes == NULL)
		return;
	g_string_append(field, field->len > 0 ? ",\r\n " : "");
	if (name.length > 0)
		head_word(field, name);
	g_string_append(field, name.length > 0 ? " <" : "<");
	head_plain(field, address, "<>()[]\\,;:\"");
	g_string_append_c(field, '>');
}

static void head_add(GString *head, const char *name, const GString *value)
{
	if (value->len > 0 && !head_has(head, name))
		g_string_append_printf(head, "%s: %s\r\n", name, value->str);
}

/* Who it is from before who sent it for them. */
static void head_from(GString *head, const MsgStore *message)
{
	static const uint32_t addresses[] = { 0x5d02, 0x0065, 0x5d01, 0x0c1f };
	g_autoptr(GString) value = g_string_new(NULL);
	MsgText name = msg_store_text(message, 0x0042, VALUE_MAX);
	if (name.bytes == NULL)
		name = msg_store_text(message, 0x0c1a, VALUE_MAX);
	head_mailbox(value, name, head_address(message, addresses, G_N_ELEMENTS(addresses)));
	head_add(head, "From", value);
}

static void head_recipients(GString *head, const MsgStore *message, const char *field, uint64_t type)
{
	static const uint32_t addresses[] = { 0x39fe, 0x3003 };
	g_autoptr(GString) value = g_string_new(NULL);
	size_t n = MIN(msg_store_count(message, MSG_STORE_RECIPIENT), RECIPIENTS_MAX);
	for (size_t i = 0; i < n; i++) {
		const MsgStore *recipient = msg_store_child(message, MSG_STORE_RECIPIENT, i);
		if (recipient != NULL && (msg_store_number(recipient, RECIPIENT_TYPE) & 0xf) == type)
			head_mailbox(value, msg_store_text(recipient, 0x3001, VALUE_MAX),
				     head_address(recipient, addresses, G_N_ELEMENTS(addresses)));
	}
	head_add(head, field, value);
}

/* When it was sent, else when it came. */
static void head_date(GString *head, const MsgStore *message)
{
	uint64_t ticks = msg_store_number(message, 0x00390040);
	if (ticks == 0)
		ticks = msg_store_number(message, 0x0e060040);
	int64_t instant = (int64_t)(ticks / FILETIME_SECOND) - FILETIME_EPOCH;
	if (ticks == 0 || instant < 0 || instant >= INSTANT_MAX)
		return;
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GString) value = g_string_new(instant_mail_text(arena, instant_text(arena, instant)));
	head_add(head, "Date", value);
}

static void head_subject(GString *head, const MsgStore *message)
{
	g_autoptr(GString) value = g_string_new(NULL);
	MsgText text = msg_store_text(message, 0x0037, VALUE_MAX);
	if (text.length > 0)
		head_word(value, text);
	head_add(head, "Subject", value);
}

static void head_ids(GString *head, const MsgStore *message)
{
	static const struct {
		uint32_t id;
		const char *name;
	} rows[] = { { 0x1035, "Message-ID" }, { 0x1042, "In-Reply-To" }, { 0x1039, "References" } };
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GString) value = g_string_new(NULL);
		head_plain(value, msg_store_text(message, rows[i].id, VALUE_MAX), "");
		head_add(head, rows[i].name, value);
	}
}

void msg_head_write(GString *head, const MsgStore *message)
{
	head_transport(head, message);
	head_from(head, message);
	head_recipients(head, message, "To", 1);
	head_recipients(head, message, "Cc", 2);
	head_subject(head, message);
	head_date(head, message);
	head_ids(head, message);
}
