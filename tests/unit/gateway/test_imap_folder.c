#include "gateway/imap/imap_folder.h"

#include "base/error.h"
#include "tests/tap.h"

typedef struct {
	const char *name;
	const char *folder;
	char delimiter;
	const char *prefix;
	const char *wire; /* NULL: rejected */
} Row;

static const Row rows[] = {
	{ "plain", "Cobranza/Respuestas", '/', "", "Cobranza/Respuestas" },
	{ "another delimiter", "Cobranza/Respuestas", '.', "", "Cobranza.Respuestas" },
	{ "no levels", "Cobranza/Respuestas", '\0', "", "Cobranza-Respuestas" },
	{ "letters with marks", "Cobranza/Sin asignar/Ñandú", '/', "", "Cobranza/Sin asignar/&ANE-and&APo-" },
	{ "an ampersand", "Ventas & Cía", '/', "", "Ventas &- C&AO0-a" },
	{ "outside the BMP", "\xF0\x9F\x93\xA8", '/', "", "&2D3c6A-" },
	{ "a prefix", "Cobranza", '.', "INBOX.", "INBOX.Cobranza" },
	{ "INBOX keeps no prefix", "inbox", '.', "INBOX.", "INBOX" },
	{ "below INBOX", "Inbox/Facturas", '.', "INBOX.", "INBOX.Facturas" },
	{ "INBOX as a part of a word", "Inboxes", '.', "INBOX.", "INBOX.Inboxes" },
	{ "quotes are the writer's work", "a\"b\\c", '/', "", "a\"b\\c" },
	{ "CRLF", "a\r\nb", '/', "", NULL },
	{ "DEL", "a\x7f", '/', "", NULL },
	{ "empty", "", '/', "", NULL },
	{ "an empty level", "a//b", '/', "", NULL },
	{ "a level at the end", "a/", '/', "", NULL },
	{ "not UTF-8", "a\xFFz", '/', "", NULL },
};

static void test_encode(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *wire =
			imap_folder_encode(rows[i].folder, rows[i].delimiter, rows[i].prefix, &error);
		is_str(wire, rows[i].wire, rows[i].name);
		if (wire == NULL)
			is_i64(error_code(error), ERROR_REJECT, "rejected, not retried");
	}
	g_autofree char *longer = g_strnfill(256, 'x');
	g_autofree char *wire = imap_folder_encode(longer, '/', "", NULL);
	is_str(wire, NULL, "256 bytes are too long");
}

static void test_decode(void)
{
	g_autofree char *levels = imap_folder_decode("INBOX.Cobranza.&ANE-and&APo-", '.', "INBOX.");
	is_str(levels, "Cobranza/Ñandú", "decoded with levels and without prefix");
	g_autofree char *cut = imap_folder_decode("&AN", '.', "");
	is_str(cut, NULL, "a cut shift sequence is no name");
	g_autofree char *raw = imap_folder_decode("\xC3\x91", '.', "");
	is_str(raw, NULL, "raw UTF-8 is no name");
}

int main(void)
{
	test_encode();
	test_decode();
	return tap_done();
}
