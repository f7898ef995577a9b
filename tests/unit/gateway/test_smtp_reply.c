#include "gateway/smtp/smtp_reply.h"
#include "tests/tap.h"

#define MORE SMTP_REPLY_MORE
#define DONE SMTP_REPLY_DONE
#define FAULT SMTP_REPLY_FAULT

static const struct {
	const char *name, *bytes;
	SmtpReplyState state;
	int code;
	const char *words;
	const char *enhanced;
	int unused; /* bytes behind the reply */
} cases[] = {
	{ "one line", "250 OK\r\n", DONE, 250, "OK", "0.0.0", 0 },
	{ "no text", "250\r\n", DONE, 250, "", "0.0.0", 0 },
	{ "blank and no text", "250 \r\n", DONE, 250, "", "0.0.0", 0 },
	{ "bare LF", "250 OK\n", DONE, 250, "OK", "0.0.0", 0 },
	{ "enhanced code", "550 5.1.1 <x@y> unknown\r\n", DONE, 550, "5.1.1 <x@y> unknown", "5.1.1", 0 },
	{ "enhanced code of three digits", "550 5.7.708 no\r\n", DONE, 550, "5.7.708 no", "5.7.708", 0 },
	{ "enhanced code alone", "250 2.0.0\r\n", DONE, 250, "2.0.0", "2.0.0", 0 },
	{ "enhanced code of another class is text", "550 2.0.0 odd\r\n", DONE, 550, "2.0.0 odd", "0.0.0",
	  0 },
	{ "a number that goes on is no enhanced code", "550 5.1.1.2 x\r\n", DONE, 550, "5.1.1.2 x", "0.0.0",
	  0 },
	{ "nor is one with four digits", "550 5.1.1111 x\r\n", DONE, 550, "5.1.1111 x", "0.0.0", 0 },
	{ "nor half of one", "550 5.1\r\n", DONE, 550, "5.1", "0.0.0", 0 },
	{ "many lines", "250-mail\r\n250-SIZE 10\r\n250 OK\r\n", DONE, 250, "mail SIZE 10 OK", "0.0.0", 0 },
	{ "an empty line in the middle", "250-\r\n250 OK\r\n", DONE, 250, " OK", "0.0.0", 0 },
	{ "what follows is left", "354 go\r\n250 x\r\n", DONE, 354, "go", "0.0.0", 7 },
	{ "not complete", "250 OK\r", MORE, 0, "", "0.0.0", 0 },
	{ "last line missing", "250-OK\r\n", MORE, 250, "OK", "0.0.0", 0 },
	{ "controls and bad bytes in the words", "550 a\001b\033[1m \351\r\n", DONE, 550, "a b [1m é",
	  "0.0.0", 0 },
	{ "an empty line", "\r\n", FAULT, 0, "", "0.0.0", 0 },
	{ "a word", "HTTP/1.1 400 Bad Request\r\n", FAULT, 0, "", "0.0.0", 0 },
	{ "two digits", "25 OK\r\n", FAULT, 0, "", "0.0.0", 0 },
	{ "four digits", "2500 OK\r\n", FAULT, 0, "", "0.0.0", 0 },
	{ "no class one", "150 OK\r\n", FAULT, 0, "", "0.0.0", 0 },
	{ "no class six", "650 OK\r\n", FAULT, 0, "", "0.0.0", 0 },
	{ "blank first", " 250 OK\r\n", FAULT, 0, "", "0.0.0", 0 },
	{ "two codes", "250-a\r\n550 b\r\n", FAULT, 250, "a", "0.0.0", 0 },
};

static char *enhanced_text(const SmtpReply *reply)
{
	return g_strdup_printf("%d.%d.%d", reply->enhanced[0], reply->enhanced[1], reply->enhanced[2]);
}

/* Fed in pieces of this size, 0: at once. */
static size_t feed(SmtpReply *reply, const char *bytes, size_t n, size_t piece)
{
	size_t used = 0;
	while (used < n && reply->state == MORE) {
		size_t part = MIN(piece > 0 ? piece : n, n - used);
		g_autofree char *copy = exact_copy(bytes + used, part);
		used += smtp_reply_feed(reply, copy, part);
	}
	return used;
}

static void test_cases(size_t piece)
{
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(Arena) arena = arena_new();
		g_autoptr(SmtpReply) reply = smtp_reply_new();
		size_t n = strlen(cases[i].bytes);
		size_t used = feed(reply, cases[i].bytes, n, piece);
		g_autofree char *enhanced = enhanced_text(reply);
		ok(reply->state == cases[i].state && reply->code == cases[i].code, "%s: state and code",
		   cases[i].name);
		is_str(smtp_reply_words(arena, reply), cases[i].words, cases[i].name);
		is_str(enhanced, cases[i].enhanced, cases[i].name);
		if (reply->state == DONE)
			is_i64((int64_t)(n - used), cases[i].unused, cases[i].name);
		ok((reply->fault != NULL) == (reply->state == FAULT), "%s: words of the fault",
		   cases[i].name);
	}
}

static void test_limits(void)
{
	g_autoptr(SmtpReply) reply = smtp_reply_new();
	g_autoptr(GString) bytes = g_string_new("250 ");
	while (bytes->len < SMTP_REPLY_MAX_LINE)
		g_string_append_c(bytes, 'x');
	g_string_append_c(bytes, '\n');
	smtp_reply_feed(reply, bytes->str, bytes->len);
	ok(reply->state == DONE, "the longest line is read");
	g_string_insert_c(bytes, 4, 'x');
	for (size_t piece = 0; piece < 2; piece++) {
		smtp_reply_reset(reply);
		feed(reply, bytes->str, bytes->len, piece);
		ok(reply->state == FAULT && reply->line->len <= SMTP_REPLY_MAX_LINE,
		   "one byte more is a fault");
	}
	smtp_reply_reset(reply);
	for (int i = 0; i < SMTP_REPLY_MAX_LINES; i++)
		smtp_reply_feed(reply, "250-x\r\n", 7);
	ok(reply->state == FAULT && reply->lines == SMTP_REPLY_MAX_LINES,
	   "a hundred lines and no end is a fault");
	smtp_reply_reset(reply);
	for (int i = 1; i < SMTP_REPLY_MAX_LINES; i++)
		smtp_reply_feed(reply, "250-x\r\n", 7);
	smtp_reply_feed(reply, "250 x\r\n", 7);
	ok(reply->state == DONE, "a hundred lines with an end are read");
	ok(smtp_reply_feed(reply, "250 x\r\n", 7) == 0, "nothing is taken when done");
}

static const struct {
	const char *keyword, *value;
} offered[] = { { "PIPELINING", "" },	   { "SIZE", "10240000" }, { "size", "10240000" },
		{ "AUTH", "PLAIN LOGIN" }, { "SIZ", NULL },	   { "mail.example", NULL },
		{ "SMTPUTF8", NULL },	   { "8BITMIME", "" } };

static void test_offers(void)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(SmtpReply) ehlo = smtp_reply_new();
	const char *bytes = "250-mail.example SMTPUTF8\r\n250-PIPELINING\r\n250-Size 10240000\r\n250-AUTH "
			    "PLAIN LOGIN\r\n"
			    "250-SMTPUTF8X\r\n250 8BITMIME\r\n";
	smtp_reply_feed(ehlo, bytes, strlen(bytes));
	for (size_t i = 0; i < G_N_ELEMENTS(offered); i++) {
		const char *value = NULL;
		bool has = smtp_reply_offers(arena, ehlo, offered[i].keyword, &value);
		ok(has == (offered[i].value != NULL), "EHLO offers %s: %d", offered[i].keyword, has);
		is_str(value, offered[i].value, offered[i].keyword);
	}
	smtp_reply_reset(ehlo);
	ok(!smtp_reply_offers(arena, ehlo, "SIZE", NULL), "no EHLO, no offers");
}

/* Any bytes end in one of three states, within the limits; the same bytes in other pieces end in the same
 * one. */
static void test_noise(void)
{
	g_autoptr(GRand) random = g_rand_new_with_seed(20);
	static const char alphabet[] = "2345 0-\r\n.\0x\xff";
	bool same = true;
	for (int round = 0; round < 50000 && same; round++) {
		char bytes[40];
		size_t n = (size_t)g_rand_int_range(random, 1, (int)sizeof bytes);
		for (size_t i = 0; i < n; i++)
			bytes[i] = alphabet[g_rand_int_range(random, 0, (int)sizeof alphabet - 1)];
		g_autoptr(SmtpReply) whole = smtp_reply_new();
		g_autoptr(SmtpReply) parts = smtp_reply_new();
		feed(whole, bytes, n, 0);
		feed(parts, bytes, n, 1 + (size_t)(round % 5));
		same = whole->state == parts->state && whole->code == parts->code &&
		       g_string_equal(whole->text, parts->text) &&
		       (whole->state != DONE || (whole->code >= 200 && whole->code <= 599));
	}
	ok(same, "50,000 noises: pieces do not matter, codes stay in range");
}

int main(void)
{
	test_cases(0);
	test_cases(1);
	test_limits();
	test_offers();
	test_noise();
	return tap_done();
}
