/* Families of mail that have made mail programs slow: twice the bytes may take twice the time, and never more
 * than the time and memory of one message. */
#include "tests/tap.h"
#include "tests/unit/parsers/confined_read.h"
#include "tests/unit/parsers/zip_maker.h"

#if defined(__SANITIZE_ADDRESS__)
#define FACTOR_MAX 12 /* its own book of what was freed grows too */
#else
#define FACTOR_MAX 8
#endif

#define HEAD "From: a@b.example\nTo: c@d.example\nSubject: x\nMIME-Version: 1.0\n"
#define MIXED HEAD "Content-Type: multipart/mixed; boundary=A\n\n"
#define HTML HEAD "Content-Type: text/html; charset=utf-8\n\n"
#define TEXT HEAD "Content-Type: text/plain; charset=utf-8\n\n"

/* head, then as many times as fit: unit; then tail. %d in unit counts. */
static const struct {
	const char *what, *head, *unit, *tail;
} families[] = {
	{ "multiparts in multiparts", HEAD, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", "x" },
	{ "empty parts", MIXED, "--A\n\n\n", "--A--\n" },
	{ "parts without an end", MIXED, "--A\nContent-Type: text/html\n\n<p>", "" },
	{ "header fields", "From: a@b.example\n", "X%d: y\n", "\nx" },
	{ "one long header field", "Subject: ", "aaaaaaaaaa", "\n\nx" },
	{ "a field folded again and again", "Subject: x\n", " y\n", "\nx" },
	{ "encoded words", "Subject: ", "=?utf-8?Q?a?= ", "\n\nx" },
	{ "beginnings of encoded words", "Subject: ", "=?utf-8?Q?a", "\n\nx" },
	{ "groups in groups", "To: ", "a:", ";\n\nx" },
	{ "groups hidden by comments", "To: ", "a:(;)", "\n\nx" },
	{ "comments in comments", "From: ", "(", "a@b.example\n\nx" },
	{ "addresses", "To: a@b.example", ", x%d@y.example", "\n\nx" },
	{ "address fields", "", "To: a@b.example, c@d.example\n", "\nx" },
	{ "quotes without an end", "To: ", "\"a\\\" <", "\n\nx" },
	{ "parameters", HEAD "Content-Type: text/plain", "; a%d=b", "\n\nx" },
	{ "pieces of a parameter", HEAD "Content-Type: text/plain", "; name*%d=b", "\n\nx" },
	{ "references", "References:", " <%d@x>", "\n\nx" },
	{ "lines that are almost boundaries", MIXED "--A\n\n", "--Ax\n", "--A--\n" },
	{ "lines of dashes", MIXED "--A\n\n", "--\n", "--A--\n" },
	{ "boundaries that were not declared", MIXED, "--b%d\nContent-Type: text/plain\n\n", "" },
	{ "base64 that is none", HEAD "Content-Type: text/xml\nContent-Transfer-Encoding: base64\n\n",
	  "A!=", "\n" },
	{ "quoted-printable of signs alone", HEAD "Content-Transfer-Encoding: quoted-printable\n\n", "=",
	  "\n" },
	{ "messages in messages", HEAD, "Content-Type: message/rfc822\n\nSubject: x\n", "\nx" },
	{ "open tags", HTML, "<font><b>", "x" },
	{ "tags that were never opened", HTML "<p>", "</td>", "x" },
	{ "tables in tables", HTML, "<table><tr><td>", "x" },
	{ "quotations in quotations", HTML, "<blockquote type=cite>", "x" },
	{ "attributes", HTML "<p ", "a%d=b ", ">x" },
	{ "comments", HTML "<p>", "<!----> ", "x" },
	{ "entities", HTML "<p>", "&amp;&#x1F600;", "x" },
	{ "lists", HTML "<ol>", "<li>a", "x" },
	{ "angle brackets", HTML, "<", "x" },
	{ "uuencode that begins", TEXT, "begin 644 a\n", "x" },
	{ "uuencode without an end", TEXT "begin 644 a\n", "$/&$O\n", "begin 644 a\n" },
	{ "uuencoded files", TEXT, "begin 644 a\n$/&$O/@``\n`\nend\n", "x" },
	{ "flowed lines", HEAD "Content-Type: text/plain; format=flowed\n\n", "a \n", "x" },
	{ "flowed quotations", HEAD "Content-Type: text/plain; format=flowed\n\n", ">", " \nx" },
	{ "quotation marks", TEXT, "> > \n", "x" },
	{ "blank lines", TEXT "x", "\n", "x" },
	{ "blanks", TEXT "x", " ", "x" },
	{ "one long line", TEXT, "palabra", "x" },
	{ "words", TEXT, "pagaremos el viernes la factura %d. ", "x" },
	{ "lines that begin a quotation", TEXT "hola\n",
	  "El lun, 5 ene 2026 a las 10:00, Ana <a@b.example> escribió:\n", "x" },
	{ "header lines of a forward", TEXT "hola\n", "De: Ana\nEnviado: lunes\n", "x" },
	{ "addresses in a bounce", HEAD "Content-Type: text/plain\nAuto-Submitted: auto-replied\n\n",
	  "<a%d@b.example>: 550 5.1.1\n", "x" },
	{ "numbers", TEXT, "1", "x" },
	{ "bytes that are no UTF-8", TEXT, "\xc3(\xff", "x" },
	{ "carriage returns", TEXT, "\r", "x" },
	{ "no header at all", "", "junk\n", "" },
};

/* The units up to a sixteenth of the size one by one, numbered; then that stretch as often as it takes: making the
 * mails must not cost more than reading them. */
static char *make_family(size_t i, size_t bytes, size_t *ret_length)
{
	GString *mail = g_string_sized_new(bytes + bytes / 8);
	g_string_append(mail, families[i].head);
	size_t start = mail->len;
	g_auto(GStrv) pieces = g_strsplit(families[i].unit, "%d", -1);
	for (int n = 0; mail->len < start + bytes / 16; n++) {
		g_autofree char *number = g_strdup_printf("%d", n);
		g_autofree char *unit = g_strjoinv(number, pieces);
		g_string_append(mail, unit);
	}
	size_t stretch = mail->len - start;
	while (mail->len < bytes) {
		size_t end = mail->len;
		g_string_set_size(mail, end + stretch);
		memcpy(mail->str + end, mail->str + start, stretch);
	}
	g_string_append(mail, families[i].tail);
	*ret_length = mail->len;
	return g_string_free(mail, FALSE);
}

static ConfinedAnswer read_family(size_t i, size_t bytes)
{
	size_t length = 0;
	g_autofree char *mail = make_family(i, bytes, &length);
	return confined_read("x.eml", mail, length);
}

/*
 * Doubled twice: four times the bytes are four times the work where it is linear and sixteen times where it is
 * not, so that the limit between the two stands far from both. What is measured is processor time on a machine with
 * other guests, which can only be too much: the least of a few attempts counts, of each size by itself.
 */
static bool grows_as_it_should(size_t i, size_t bytes)
{
	double once = 1e9, more = 1e9;
	for (int attempt = 0; attempt < 12; attempt++) {
		ConfinedAnswer first = read_family(i, bytes), second = read_family(i, 4 * bytes);
		if (!first.ended || !second.ended) {
			printf("#   %zu bytes: %s\n", bytes,
			       first.ended ? "four times as much did not end" : "did not end");
			return false;
		}
		once = MIN(once, first.user);
		more = MIN(more, second.user);
		if (more < FACTOR_MAX * (once + 0.003))
			return true;
	}
	printf("#   four times the bytes took %.1f times as long\n", more / once);
	return false;
}

static void test_large(size_t i)
{
	ConfinedAnswer answer = read_family(i, 24 << 20);
	ok(answer.ended, "%s: 24 MiB in %.2f s and %ld MiB", families[i].what, answer.seconds,
	   answer.peak >> 10);
}

int main(void)
{
	size_t bytes = CONFINED_SLOWER == 1 ? 1 << 18 : 1 << 16;
	for (size_t i = 0; i < G_N_ELEMENTS(families); i++) {
		ok(grows_as_it_should(i, bytes), "%s: linear", families[i].what);
		if (CONFINED_SLOWER == 1)
			test_large(i);
	}
	return tap_done();
}
