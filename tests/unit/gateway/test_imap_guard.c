#include "gateway/imap/imap_guard.h"

#include "tests/tap.h"

typedef struct {
	const char *name;
	const char *bytes;
	const char *verdict; /* NULL: passes */
} Row;

static const Row rows[] = {
	{ "a greeting", "* OK [CAPABILITY IMAP4rev1 SORT NAMESPACE QUOTA ACL] ready\r\n", NULL },
	{ "capabilities of the same names",
	  "* CAPABILITY IMAP4rev1 SORT NAMESPACE X-GM-EXT-1 THREAD=REFS\r\n", NULL },
	{ "a folder called Sort", "* LIST () \"/\" SORT\r\n* LIST () \"/\" \"ENVELOPE (x)\"\r\n", NULL },
	{ "quoted braces", "* LIST () \"/\" \"a{5}b\"\r\n", NULL },
	{ "an escaped quote", "* LIST () \"/\" \"a\\\"{5}b\"\r\n", NULL },
	{ "braces that are no literal", "* OK {hello} world\r\n", NULL },
	{ "a body literal", "* 1 FETCH (UID 7 BODY[] {5}\r\nENVEL FLAGS (\\Seen))\r\n1 OK done\r\n", NULL },
	{ "brackets inside a literal", "* 1 FETCH (BODY[] {8}\r\n((((((({ UID 1)\r\n", NULL },
	{ "a quoted body", "* 1 FETCH (UID 7 BODY[] \"hi\")\r\n", NULL },
	{ "an empty literal", "* 1 FETCH (BODY[] {0}\r\n UID 1)\r\n", NULL },
	{ "an idle continuation", "+ idling\r\n* 3 EXISTS\r\n", NULL },
	{ "NAMESPACE", "* NAMESPACE ((\"\" \"/\")) NIL NIL\r\n", "an untagged response nobody asked for" },
	{ "namespace in small letters", "* namespace NIL NIL NIL\r\n",
	  "an untagged response nobody asked for" },
	{ "SORT", "* SORT 1 2 3\r\n", "an untagged response nobody asked for" },
	{ "QUOTAROOT", "* QUOTAROOT INBOX x\r\n", "an untagged response nobody asked for" },
	{ "permanent flags", "* OK [PERMANENTFLAGS (\\Answered \\*)] x\r\n", NULL },
	{ "any keyword", "* OK [PERMANENTFLAGS (\\*)] x\r\n* OK [PERMANENTFLAGS ($a)] x\r\n", NULL },
	{ "no permanent flags", "* OK [PERMANENTFLAGS ()] Read-only mailbox.\r\n", NULL },
	{ "a star as a flag", "* OK [PERMANENTFLAGS (* x)] x\r\n", "a list of flags that is none" },
	{ "a literal as a flag", "* OK [PERMANENTFLAGS (\\{3}\r\nabc)] x\r\n",
	  "a list of flags that is none" },
	{ "a cut list of flags", "* OK [PERMANENTFLAGS (\r\n", "a list of flags that is none" },
	{ "STATUS", "* STATUS x (MESSAGES 1)\r\n", "an untagged response nobody asked for" },
	{ "anything unknown", "* XFOO 1\r\n", "an untagged response nobody asked for" },
	{ "a number of what", "* 1 FOO\r\n", "an untagged response nobody asked for" },
	{ "flags of any name", "* 1 FETCH (FLAGS (\\Seen ENVELOPE $x) UID 3 MODSEQ (5))\r\n", NULL },
	{ "BINARY", "* 1 FETCH (BINARY[] {2}\r\nxx)\r\n", "a FETCH item nobody asked for" },
	{ "BADCHARSET", "1 NO [BADCHARSET (\"x\")] no\r\n", "a BADCHARSET code nobody asked for" },
	{ "badcharset with a literal", "* OK [badcharset ({1}\r\nx)] hi\r\n",
	  "a BADCHARSET code nobody asked for" },
	{ "ENVELOPE", "* 1 FETCH (ENVELOPE (NIL))\r\n", "a FETCH item nobody asked for" },
	{ "BODYSTRUCTURE", "* 1 FETCH (UID 1 BODYSTRUCTURE (NIL))\r\n", "a FETCH item nobody asked for" },
	{ "BODY as a structure", "* 1 FETCH (BODY ((NIL)))\r\n", "a FETCH item nobody asked for" },
	{ "BODY right before a bracket", "* 1 FETCH (BODY((NIL)))\r\n", "a FETCH item nobody asked for" },
	{ "ENVELOPE after a literal", "* 1 FETCH (BODY[] {2}\r\nxx ENVELOPE NIL)\r\n",
	  "a FETCH item nobody asked for" },
	{ "Gmail's items", "* 1 FETCH (X-GM-LABELS (a))\r\n", "a FETCH item nobody asked for" },
	{ "a code in a continuation", "+ [BADCHARSET (\"x\")] hm\r\n", "a code in a continuation" },
	{ "any code in a continuation", "+ [ALERT] hm\r\n", "a code in a continuation" },
	{ "a literal in mid-line", "* 1 FETCH (BODY[] {5} x)\r\n", "a literal in the middle of a line" },
	{ "a literal over the limit", "* 1 FETCH (BODY[] {1001}\r\n", "a literal larger than allowed" },
	{ "a literal that wraps 32 bits", "* 1 FETCH (BODY[] {4294967297}\r\n",
	  "a literal larger than allowed" },
	{ "a literal of many digits", "* LIST () NIL {00000000000000000000000001}\r\n",
	  "a literal that is none" },
	{ "a literal with a plus", "* LIST () NIL {12+}\r\n", "a literal that is none" },
	{ "too many literals", "* LIST () NIL {900}\r\n", NULL },
	{ "NUL", NULL, "a NUL byte" },
};

static const char *verdict_of(const char *bytes, size_t n, size_t chunk)
{
	ImapGuard guard;
	imap_guard_init(&guard);
	imap_guard_command(&guard, 1000, 1500);
	for (size_t at = 0; at < n; at += chunk) {
		size_t size = MIN(chunk, n - at);
		g_autofree char *exact = exact_copy(bytes + at, size);
		if (!imap_guard_feed(&guard, exact, size))
			break;
	}
	return guard.verdict;
}

static void test_rows(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const char *bytes = rows[i].bytes != NULL ? rows[i].bytes : "* OK \0 x\r\n";
		size_t n = rows[i].bytes != NULL ? strlen(bytes) : 10;
		is_str(verdict_of(bytes, n, n), rows[i].verdict, rows[i].name);
		g_autofree char *name = g_strdup_printf("%s, one byte at a time", rows[i].name);
		is_str(verdict_of(bytes, n, 1), rows[i].verdict, name);
	}
}

static const char *verdict_of_repeated(const char *piece, size_t times, const char *before)
{
	g_autoptr(GString) text = g_string_new(before);
	for (size_t i = 0; i < times; i++)
		g_string_append(text, piece);
	return verdict_of(text->str, text->len, 4096);
}

static void test_limits(void)
{
	is_str(verdict_of_repeated("x", IMAP_GUARD_LINE, "* OK "), "an endless line",
	       "an endless line is cut");
	is_str(verdict_of_repeated("* 1 EXISTS\r\n", IMAP_GUARD_BYTES / 12 + 1, ""), "an endless response",
	       "an endless run of untagged data is cut");
	is_str(verdict_of_repeated("(", IMAP_GUARD_DEPTH + 1, "* 1 FETCH "), "brackets nested too deep",
	       "nesting is cut");
	is_str(verdict_of_repeated("(", IMAP_GUARD_DEPTH, "* 1 FETCH "), NULL,
	       "nesting within the limit passes");
	g_autofree char *literal = g_strdup_printf("* LIST () NIL {900}\r\n%0900d\r\n", 0);
	is_str(verdict_of_repeated(literal, 2, ""), "more literal data than was asked for",
	       "literals are counted together");
}

static void test_status(void)
{
	ImapGuard guard;
	imap_guard_init(&guard);
	const char *bytes = "* 3 EXISTS\r\n7 NO [INUSE] later\r\n";
	imap_guard_feed(&guard, bytes, strlen(bytes));
	is_str(guard.status, "7 NO [INUSE] later", "the tagged line is kept");
	imap_guard_feed(&guard, "* BYE gone\r\n", 12);
	is_str(guard.status, "* BYE gone", "so is BYE");
	imap_guard_command(&guard, 1, 1);
	is_str(guard.status, "", "and forgotten at the next command");
}

int main(void)
{
	test_rows();
	test_limits();
	test_status();
	return tap_done();
}
