/* Mail taken apart: one row a habit of real mail programs, one test a danger. */
#include <stdlib.h>

#include "parsers/mime/html.h"
#include "parsers/mime/mime.h"
#include "parsers/mime/mime_text.h"
#include "tests/tap.h"

#define HEAD "From: Ana <ana@cliente.example>\r\nTo: b@empresa.example\r\nMIME-Version: 1.0\r\n"
#define XML "<?xml version=\"1.0\"?><a/>"

static Message *parse(Arena *arena, const char *mail, size_t length)
{
	static const Limits limits = { LIMITS(LIMIT_DEFAULT) };
	return mime_parse(arena, &limits, arena_memdup(arena, mail, length), length);
}

#define PARSE(arena, mail) parse((arena), (mail), sizeof(mail) - 1)

static const Part *find_part(const Message *message, const char *path)
{
	for (size_t i = 0; i < message->n_parts; i++)
		if (strcmp(message->parts[i].path, path) == 0)
			return &message->parts[i];
	return NULL;
}

static const char *part_bytes(Arena *arena, const Message *message, const char *path)
{
	const Part *part = find_part(message, path);
	return part != NULL && part->data != NULL ? arena_strndup(arena, part->data, part->bytes) : NULL;
}

/* ---- what one body says ---- */

static const struct {
	const char *what, *headers, *body, *plain;
} bodies[] = {
	{ "no MIME at all", "", "hola\r\n", "hola\n" },
	{ "Latin-1 undeclared", "",
	  "ma\xf1"
	  "ana\n",
	  "mañana\n" },
	{ "UTF-8 undeclared", "", "mañana\n", "mañana\n" },
	{ "windows-1252 under the name of Latin-1", "Content-Type: text/plain; charset=ISO-8859-1\n",
	  "\x93s\xed\x94 \x80 5\n", "“sí” € 5\n" },
	{ "UTF-8 declared as Latin-1", "Content-Type: text/plain; charset=iso-8859-1\n", "mañana\n",
	  "mañana\n" },
	{ "UTF-8 with two foreign bytes", "Content-Type: text/plain; charset=utf-8\n", "ñ \xf1 \x81\n",
	  "ñ ñ \xc2\x81\n" },
	{ "an unknown charset loses nothing", "Content-Type: text/plain; charset=x-martian\n", "caf\xe9\n",
	  "café\n" },
	{ "a charset of many bytes", "Content-Type: text/plain; charset=iso-2022-jp\n", "\x1b$B;22C\x1b(B\n",
	  "参加\n" },
	{ "koi8-r", "Content-Type: text/plain; charset=koi8-r\n", "\xd4\xc5\xd3\xd4\n", "тест\n" },
	{ "a NUL stays a character", "Content-Type: text/plain; charset=utf-8\n", NULL,
	  "a\xef\xbf\xbd"
	  "b\n" },
	{ "a byte order mark", "Content-Type: text/plain; charset=iso-8859-1\n", "\xef\xbb\xbfsí\n", "sí\n" },
	{ "quoted-printable", "Content-Transfer-Encoding: quoted-printable\n", "ma=C3=B1=\nana=3D\n",
	  "mañana=\n" },
	{ "base64", "Content-Transfer-Encoding: BASE64\n", "bWHDsWFuYQo=\n", "mañana\n" },
	{ "base64 without its padding", "Content-Transfer-Encoding: base64\n", "bWHDsWFuYQo\n", "mañana\n" },
	{ "a transfer encoding nobody knows", "Content-Transfer-Encoding: 8bits\n", "hola\n", "hola\n" },
	{ "a Content-Type that is none", "Content-Type: text\n", "hola\n", "hola\n" },
	{ "format=flowed", "Content-Type: text/plain; format=flowed\n",
	  "uno \ndos\n> tres \n> cuatro\n-- \nAna\n", "uno dos\n> tres cuatro\n-- \nAna\n" },
	{ "format=flowed with DelSp", "Content-Type: text/plain; format=flowed; delsp=yes\n", "mañ \nana\n",
	  "mañana\n" },
	{ "a body without a blank line before it", "", NULL, NULL },
};

static void test_bodies(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(bodies) - 1; i++) {
		g_autoptr(Arena) arena = arena_new();
		g_autoptr(GString) mail = g_string_new(HEAD);
		g_string_append_printf(mail, "%s\n", bodies[i].headers);
		if (bodies[i].body != NULL)
			g_string_append(mail, bodies[i].body);
		else
			g_string_append_len(mail, "a\0b\n", 4);
		is_str(parse(arena, mail->str, mail->len)->plain, bodies[i].plain, bodies[i].what);
	}
	g_autoptr(Arena) arena = arena_new();
	is_str(PARSE(arena, "Subject: x\nHola, buenas tardes\nadios\n")->plain,
	       "Hola, buenas tardes\nadios\n", "a body without a blank line before it");
}

/* ---- headers ---- */

static const struct {
	const char *what, *header, *subject;
} subjects[] = {
	{ "RFC 2047 in two charsets",
	  "Subject: =?iso-8859-1?Q?Factura_N=BA_33?= =?utf-8?B?wqE=?=", "Factura Nº 33¡" },
	{ "a character cut between two words", "Subject: =?utf-8?B?w7HD?= =?utf-8?B?sQ==?=", "ññ" },
	{ "raw Latin-1", "Subject: Facturaci\xf3n electr\xf3nica", "Facturación electrónica" },
	{ "raw UTF-8", "Subject: Facturación", "Facturación" },
	{ "folded", "Subject: uno\r\n  dos\r\n\ttres", "uno  dos tres" },
	{ "an unknown charset", "Subject: =?x-martian?Q?caf=E9?=", "café" },
	{ "words inside text", "Subject: Re: =?utf-8?Q?pag=C3=B3?= ayer", "Re: pagó ayer" },
	{ "no blank after the colon", "Subject:x", "x" },
	{ "a blank before the colon", "Subject : x", "x" },
	{ "bare bytes in a word", "Subject: =?iso-8859-1?Q?Facturaci\xf3n_n=BA?= 3", "Facturación nº 3" },
	{ "blanks in a word", "Subject: =?utf-8?Q?pag=C3=B3 ayer?=", "pagó ayer" },
	{ "bare bytes of the charset that the body declares",
	  "Content-Type: text/plain; charset=koi8-r\r\nSubject: \xd4\xc5\xd3\xd4", "тест" },
	{ "the body's charset does not spoil UTF-8",
	  "Content-Type: text/plain; charset=koi8-r\r\nSubject: pagó", "pagó" },
	{ "a charset that shifts is not for fields",
	  "Content-Type: text/plain; charset=utf-16\r\nSubject: pag\xf3 ya", "pagó ya" },
	{ "a bell and an escape", "Subject: a\x07\x1b[31mb", "a  [31mb" },
	{ "words in a fragment", "Subject: =?utf-8?Q?sin fin", "=?utf-8?Q?sin fin" },
};

static void test_subjects(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(subjects); i++) {
		g_autoptr(Arena) arena = arena_new();
		g_autofree char *mail = g_strconcat("From: a@b.example\r\n", subjects[i].header, "\r\n\r\nx",
						    NULL);
		is_str(message_header(parse(arena, mail, strlen(mail)), "subject"), subjects[i].subject,
		       subjects[i].what);
	}
}

static const struct {
	const char *what, *value, *want;
} addresses[] = {
	{ "plain", "a@b.example", "(null) a@b.example;" },
	{ "named", "Ana Pérez <a@b.example>", "Ana Pérez a@b.example;" },
	{ "quoted with a comma", "\"Pérez, Ana\" <a@b.example>, c@d.example",
	  "Pérez, Ana a@b.example;(null) c@d.example;" },
	{ "encoded", "=?iso-8859-1?Q?P=E9rez?= <a@b.example>", "Pérez a@b.example;" },
	{ "specials in an encoded name", "=?utf-8?Q?Tesorer=C3=ADa, A. :)?= <t@b.example>",
	  "Tesorería, A. :) t@b.example;" },
	{ "group", "Pagos: a@b.example, Luz <l@b.example>;, z@b.example",
	  "(null) a@b.example;Luz l@b.example;(null) z@b.example;" },
	{ "empty group", "undisclosed-recipients:;", "" },
	{ "raw Latin-1 name",
	  "Tesorer\xed"
	  "a <t@b.example>",
	  "Tesorería t@b.example;" },
	{ "in brackets alone", "<dte@empresa.example>", "(null) dte@empresa.example;" },
};

static void test_addresses(void)
{
	Limits limits = limits_default();
	for (size_t i = 0; i < G_N_ELEMENTS(addresses); i++) {
		g_autoptr(Arena) arena = arena_new();
		g_autofree char *mail = g_strconcat("To: ", addresses[i].value, "\r\n\r\n", NULL);
		Message *message = parse(arena, mail, strlen(mail));
		Address *list;
		size_t n;
		mime_addresses(arena, &limits, message, "To", &list, &n);
		g_autoptr(GString) got = g_string_new(NULL);
		for (size_t j = 0; j < n; j++)
			g_string_append_printf(got, "%s %s;", list[j].name != NULL ? list[j].name : "(null)",
					       list[j].address);
		is_str(got->str, addresses[i].want, addresses[i].what);
	}
}

static const struct {
	const char *what, *headers, *name;
} names[] = {
	{ "filename", "Content-Disposition: attachment; filename=\"f 1.xml\"", "f 1.xml" },
	{ "name= only", "Content-Type: application/octet-stream; name=f.xml\nContent-Disposition: attachment",
	  "f.xml" },
	{ "RFC 2231", "Content-Disposition: attachment; filename*=iso-8859-1''factura%20se%F1or.xml",
	  "factura señor.xml" },
	{ "RFC 2231 in pieces",
	  "Content-Disposition: attachment;\n filename*0*=utf-8''factura%20;\n filename*1*=a%C3%B1o;\n filename*2=.xml",
	  "factura año.xml" },
	{ "RFC 2047 in a parameter", "Content-Disposition: attachment; filename=\"=?utf-8?B?YcOxby54bWw=?=\"",
	  "año.xml" },
	{ "raw Latin-1", "Content-Disposition: attachment; filename=\"a\xf1o.xml\"", "año.xml" },
	{ "a path", "Content-Disposition: attachment; filename=\"..\\..\\etc/passwd\"", "passwd" },
	{ "direction marks", "Content-Disposition: attachment; filename*=utf-8''a%E2%80%AElmx.exe",
	  "almx.exe" },
	{ "line ends", "Content-Disposition: attachment; filename*=utf-8''a%0D%0AB.xml", "a  B.xml" },
	{ "dots alone", "Content-Disposition: attachment; filename=\"...\"", NULL },
	{ "none", "Content-Disposition: attachment", NULL },
};

static void test_names(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autoptr(Arena) arena = arena_new();
		g_autofree char *mail = g_strconcat(HEAD, names[i].headers, "\n\n", XML, NULL);
		const Part *part = find_part(parse(arena, mail, strlen(mail)), "1");
		is_str(part != NULL ? part->name : "no part", names[i].name, names[i].what);
		ok(part != NULL && part->attachment, "%s: an attachment", names[i].what);
	}
}

/* ---- structure ---- */

static void test_structure(void)
{
	g_autoptr(Arena) arena = arena_new();
	Message *message = PARSE(
		arena, HEAD
		"Content-Type: multipart/mixed; boundary=\"--=A\"\r\n\r\npreamble\r\n"
		"----=A\r\nContent-Type: multipart/alternative; boundary=B\r\n\r\n"
		"--B\r\n\r\nhola\r\n--B\r\nContent-Type: text/html\r\n\r\n<p>hola <b>html</b></p>\r\n--B--\r\n"
		"----=A\r\nContent-Type: application/pdf; name=x.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n"
		"PD94bWwgdmVyc2lvbj0iMS4wIj8+PGEvPg==\r\n----=A \r\nContent-Type: message/rfc822\r\n\r\n"
		"Subject: dentro\r\nContent-Type: multipart/mixed; boundary=C\r\n\r\n--C\r\n\r\ntexto\r\n--C\r\n"
		"Content-Type: text/xml\r\n\r\n" XML "\r\n--C--\r\n----=A--\r\nepilogue\r\n");
	is_str(message->plain, "hola", "the text");
	is_str(message->html, "<p>hola <b>html</b></p>", "the HTML");
	is_str(part_bytes(arena, message, "2"), XML, "an attachment is decoded");
	ok(find_part(message, "3") != NULL && find_part(message, "3")->depth == 0,
	   "the message inside is a part");
	is_str(part_header(find_part(message, "3"), "Subject"), "dentro", "with its own headers");
	is_str(part_bytes(arena, message, "3.2"), XML, "and its parts");
	is_i64(find_part(message, "3.2")->depth, 1, "one deeper");
	is_i64((int64_t)message->flags.n, 0, "no flag");
	ok(message->refused == NULL, "not refused");
}

/* What programs put before the first field. */
static void test_leading(void)
{
	static const struct {
		const char *what, *before;
	} rows[] = { { "blank lines", "   \r\n\r\n" }, { "a mark", "\xef\xbb\xbf" },
		     { "a mark and a line", "\xef\xbb\xbf\n" }, { "nothing", "" } };
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Arena) arena = arena_new();
		g_autofree char *mail = g_strconcat(rows[i].before, "Subject: uno\r\n\r\ncuerpo", NULL);
		const Message *message = parse(arena, mail, strlen(mail));
		is_str(message_header(message, "Subject"), "uno", rows[i].what);
		is_str(message->plain, "cuerpo", rows[i].what);
	}
	g_autoptr(Arena) arena = arena_new();
	Message *message = PARSE(arena, HEAD "Content-Type: multipart/mixed; boundary=A\r\n\r\n--A\r\n"
					     "\xef\xbb\xbf" "Content-Type: text/xml\r\n\r\n" XML
					     "\r\n--A\r\n\r\n  \r\nSubject: texto\r\n--A--\r\n");
	is_str(find_part(message, "1")->declared, "text/xml", "a mark before the fields of a part");
	is_str(part_bytes(arena, message, "2"), "  \r\nSubject: texto", "blank lines of a part are its body");
}

static void test_body_choice(void)
{
	g_autoptr(Arena) arena = arena_new();
	Message *apple = PARSE(
		arena, HEAD
		"Content-Type: multipart/mixed; boundary=A\n\n--A\n\nuno\n--A\n"
		"Content-Type: image/png; name=a.png\nContent-Disposition: inline\n\n\x89PNG\n--A\n\ndos\n--A--\n");
	is_str(apple->plain, "uno\ndos", "texts around an image are one body");
	Message *list = PARSE(arena, HEAD
			      "Content-Type: multipart/mixed; boundary=A\n\n--A\nContent-Type: text/html\n\n"
			      "<p>respuesta</p>\n--A\n\npie de la lista\n--A--\n");
	is_str(list->plain, "respuesta\npie de la lista", "a footer in plain text does not hide the HTML");
	Message *html = PARSE(arena, HEAD "Content-Type: text/html\n\n<p>hola</p>");
	ok(html->plain == NULL && html->html != NULL, "HTML alone has no plain form");
	Message *xhtml = PARSE(arena, HEAD
			       "\n\xef\xbb\xbf<!DOCTYPE html PUBLIC \"x\"><html><body>hola</body></html>");
	ok(xhtml->plain == NULL && xhtml->html != NULL, "HTML under text/plain is HTML");
	Message *xml = PARSE(arena, HEAD "\n" XML);
	ok(xml->plain == NULL && xml->n_parts == 1 && xml->parts[0].attachment,
	   "XML as the body is an attachment");
	Message *blank = PARSE(arena,
			       HEAD "Content-Type: multipart/alternative; boundary=A\n\n--A\n\n \n--A\n"
				    "Content-Type: text/html\n\n<p>sí</p>\n--A--");
	ok(blank->plain == NULL && blank->html != NULL, "a blank plain form is none");
}

static void test_nested_encoded(void)
{
	g_autoptr(Arena) arena = arena_new();
	Message *message = PARSE(
		arena, HEAD
		"Content-Type: multipart/mixed; boundary=A\n\n--A\nContent-Type: message/rfc822\n"
		"Content-Transfer-Encoding: base64\n\nU3ViamVjdDogZGVudHJvCkNvbnRlbnQtVHlwZTogdGV4dC94bWwKCjxhLz4K\n--A\n"
		"Content-Type: application/octet-stream; name=correo.eml\n\nFrom: z@y.example\nSubject: otro\n\nhola\n--A--\n");
	is_str(part_bytes(arena, message, "1.1"), "<a/>\n", "a message/rfc822 in base64 is opened");
	is_str(part_header(find_part(message, "2"), "Subject"), "otro", "a mail attached as a file too");
	ok(find_part(message, "2.1") != NULL, "with its text");
}

static void test_uuencode(void)
{
	g_autoptr(Arena) arena = arena_new();
	Message *message = PARSE(arena, HEAD "\nVa la factura:\n\nbegin 644 f.xml\n"
					     "$/&$O/@``\n`\nend\nSaludos\n");
	is_str(part_bytes(arena, message, "1/f.xml"), "<a/>", "a uuencoded file is a part");
	is_str(message->plain, "Va la factura:\n\nSaludos\n", "and no longer in the text");
	ok(texts_has(&message->flags, "uuencode"), "flagged");
	Message *prose = PARSE(arena, HEAD "\nbegin 644 times\nno data here, just words\n");
	is_i64((int64_t)prose->n_parts, 1, "words that begin so are words");
}

/* ---- broken and ambiguous ---- */

static const struct {
	const char *what, *mail, *flag;
	bool refused;
	const char *path, *bytes; /* a part that must be there */
} broken[] = {
	{ "two Content-Types",
	  HEAD "Content-Type: multipart/mixed; boundary=A\nContent-Type: text/plain\n\n--A\n\nx\n--A--\n",
	  "ambiguous-mime", true, NULL, NULL },
	{ "the same Content-Type twice", HEAD "Content-Type: text/plain\nContent-Type: text/plain\n\nx\n",
	  NULL, false, "1", "x\n" },
	{ "two boundaries", HEAD "Content-Type: multipart/mixed; boundary=A; boundary=B\n\n--A\n\nx\n--A--\n",
	  "ambiguous-mime", true, NULL, NULL },
	{ "two From fields", "From: a@b.example\nFrom: c@d.example\n\nx\n", "ambiguous-mime", true, NULL,
	  NULL },
	{ "two encodings",
	  HEAD "Content-Transfer-Encoding: base64\nContent-Transfer-Encoding: 7bit\n\nPGEvPg==\n",
	  "ambiguous-mime", true, NULL, NULL },
	{ "parts behind the end",
	  HEAD "Content-Type: multipart/mixed; boundary=A\n\n--A\n\nx\n--A--\n--A\n\ny\n--A--\n",
	  "ambiguous-mime", true, NULL, NULL },
	{ "bad base64",
	  HEAD "Content-Type: application/xml\nContent-Transfer-Encoding: base64\n\nPGEv!!Pg==PGI+\n",
	  "bad-base64", false, NULL, NULL },
	{ "a boundary that never occurs", HEAD "Content-Type: multipart/mixed; boundary=A\n\nhola\n",
	  "boundary-missing", false, "1", "hola\n" },
	{ "another boundary than declared",
	  HEAD "Content-Type: multipart/mixed; boundary=A\n\n--B\nContent-Type: text/xml\n\n<a/>\n--B--\n",
	  "boundary-guessed", false, "1", "<a/>" },
	{ "no boundary parameter",
	  HEAD "Content-Type: multipart/mixed\n\n--B\nContent-Type: text/xml\n\n<a/>\n--B--\n",
	  "boundary-guessed", false, "1", "<a/>" },
	{ "no closing boundary", HEAD "Content-Type: multipart/mixed; boundary=A\n\n--A\n\nx\n--A\n\ny\n",
	  NULL, false, "2", "y\n" },
	{ "a boundary that begins like its parent's",
	  HEAD
	  "Content-Type: multipart/mixed; boundary=A\n\n--A\nContent-Type: multipart/mixed; boundary=A1\n\n--A1\n\nx\n"
	  "--A1--\n--A--\n",
	  NULL, false, "1.1", "x" },
	{ "an mbox line first", "From a@b.example Mon Jan  5 09:00:00 2026\nSubject: x\n\nhola\n", NULL,
	  false, "1", "hola\n" },
	{ "junk between headers", "Subject: x\nthis is junk\nFrom: a@b.example\n\nhola\n", "header-junk",
	  false, "1", "hola\n" },
	{ "line ends of old Macs", "Subject: x\rFrom: a@b.example\r\rhola\r", "bare-cr", false, "1",
	  "hola\n" },
	{ "message/partial", HEAD "Content-Type: message/partial; id=x; number=1; total=2\n\nx\n",
	  "message-partial", false, "1", "x\n" },
	{ "message/external-body",
	  HEAD "Content-Type: message/external-body; access-type=URL; URL=\"http://x/\"\n\nx\n",
	  "external-body", false, "1", "x\n" },
	{ "winmail.dat", HEAD "Content-Type: application/ms-tnef; name=winmail.dat\n\nx\n", "tnef", false,
	  "1", "x\n" },
	{ "nothing at all", "", NULL, false, NULL, NULL },
	{ "a lone boundary line", HEAD "Content-Type: multipart/mixed; boundary=A\n\n--A", NULL, false, NULL,
	  NULL },
};

static void test_broken(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(broken); i++) {
		g_autoptr(Arena) arena = arena_new();
		g_autofree char *copy = exact_copy(broken[i].mail, strlen(broken[i].mail));
		Limits limits = limits_default();
		Message *message = mime_parse(arena, &limits, copy, strlen(broken[i].mail));
		ok((message->refused != NULL) == broken[i].refused, "%s: %s", broken[i].what,
		   broken[i].refused ? "refused" : "not refused");
		if (broken[i].flag != NULL)
			ok(texts_has(&message->flags, broken[i].flag), "%s: flag %s", broken[i].what,
			   broken[i].flag);
		else
			is_i64((int64_t)message->flags.n, 0, broken[i].what);
		if (broken[i].path != NULL)
			is_str(part_bytes(arena, message, broken[i].path), broken[i].bytes, broken[i].what);
	}
}

static void test_dates_and_ids(void)
{
	g_autoptr(Arena) arena = arena_new();
	Limits limits = limits_default();
	const char *text = NULL;
	int64_t instant = 0;
	Message *message = PARSE(arena, "Date: Mon, 5 Jan 2026 09:30:00 -0300 (CLST)\n\n");
	ok(mime_date(arena, &limits, message, &text, &instant), "a date");
	is_str(text, "2026-01-05T09:30:00-03:00", "keeps the sender's offset");
	is_i64(instant, 1767616200, "and is an instant");
	message = PARSE(arena, "Date: mañana\n\n");
	ok(!mime_date(arena, &limits, message, &text, &instant), "words are no date");
	is_str(mime_value_message_id(arena, " (x) <a@b> junk"), "a@b", "a Message-ID");
	is_str(mime_value_message_id(arena, "a@b"), "a@b", "a Message-ID without brackets");
	ok(mime_value_message_id(arena, "  ") == NULL, "none");
	Texts references = { 0 };
	mime_value_references(arena, "<1@x><2@x> <broken <3@x>\t<4@x>", 3, &references);
	is_i64((int64_t)references.n, 2, "the last ones, broken ones left out");
	is_str(references.items[1], "4@x", "newest last");
}

/* ---- HTML ---- */

static const struct {
	const char *what, *html, *text;
} htmls[] = {
	{ "blocks and breaks", "<div>a</div><div>b<br></div><div><br></div>c", "a\nb\n\nc" },
	{ "paragraphs", "<p>a</p>\n<p>b&nbsp; c</p>", "a\n\nb c" },
	{ "entities", "<p>Se&ntilde;or &amp; &lt;x&gt; &#8364;</p>", "Señor & <x> €" },
	{ "lists", "<ul><li>a<li>b</ul><ol><li>c</li><li>d</li></ol>", "- a\n- b\n1. c\n2. d" },
	{ "a table", "<table><tr><td>Folio</td><td>33</td></tr><tr><td>Total</td><td>1.190</td></tr></table>",
	  "Folio 33\nTotal 1.190" },
	{ "quotation", "<p>hola</p><blockquote><p>a</p><blockquote>b</blockquote></blockquote>fin",
	  "hola\n\n> a\n>\n> > b\nfin" },
	{ "scripts and styles",
	  "<style>p{}</style><script>x()</script><p>a<span style=\"display:none\">b</span></p>", "a" },
	{ "preformatted", "<pre>a\n  b\n</pre>c", "a\n  b\nc" },
	{ "a meta charset that is not true",
	  "<html><head><meta charset=iso-8859-1></head><body>año</body></html>", "año" },
	{ "broken tags", "<p>a<b>b</p></i><td>c", "ab\n\nc" },
	{ "no tags", "solo texto", "solo texto" },
	{ "nothing", "", "" },
};

static void test_html(void)
{
	Limits limits = limits_default();
	for (size_t i = 0; i < G_N_ELEMENTS(htmls); i++) {
		g_autoptr(Arena) arena = arena_new();
		is_str(html_to_text(arena, &limits, htmls[i].html, strlen(htmls[i].html)), htmls[i].text,
		       htmls[i].what);
	}
}

static const struct {
	const char *what, *html, *own, *quoted;
} quotes[] = {
	{ "Gmail",
	  "<div dir=ltr>Pagamos el viernes</div><br><div class=\"gmail_quote gmail_quote_container\">"
	  "<div class=gmail_attr>El lun escribió:<br></div><blockquote class=gmail_quote><p>debe</p></blockquote></div>",
	  "Pagamos el viernes", "El lun escribió:\n\n> debe" },
	{ "Gmail, answered between and below",
	  "<div class=gmail_quote><div class=gmail_attr>El lun:</div><blockquote class=gmail_quote>uno</blockquote>"
	  "<div>respuesta</div><blockquote class=gmail_quote>dos</blockquote><div>y fin</div></div>",
	  "respuesta\ny fin", "El lun:\n> uno\n> dos" },
	{ "Gmail forward",
	  "<div>ver abajo</div><div class=gmail_quote>---------- Forwarded message<br>De: x<p>texto</p></div>",
	  "ver abajo", "---------- Forwarded message\nDe: x\n\ntexto" },
	{ "Apple, Roundcube",
	  "<div>sí</div><blockquote type=cite><div>El lun, Ana escribió:</div>a</blockquote>", "sí",
	  "> El lun, Ana escribió:\n> a" },
	{ "Thunderbird",
	  "<p>ok</p><div class=\"moz-cite-prefix\">El 5/1 escribió:<br></div><blockquote type=\"cite\">a</blockquote><p>abajo</p>",
	  "ok\n\nabajo", "El 5/1 escribió:\n> a" },
	{ "Outlook web",
	  "<div>listo</div><div id=\"appendonsend\"></div><hr tabindex=-1><div id=\"divRplyFwdMsg\"><b>De:</b> x</div><div>a</div>",
	  "listo", "De: x\na" },
	{ "Outlook desktop",
	  "<p class=MsoNormal>listo</p><div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm'>"
	  "<p class=MsoNormal><b>De:</b> x</p></div></div><p>a</p>",
	  "listo", "De: x\n\na" },
	{ "a line over a signature is no quotation",
	  "<p>listo</p><div style='border-top:solid #ccc 1pt'>Ana Pérez<br>Tesorería</div>",
	  "listo\n\nAna Pérez\nTesorería", "" },
	{ "Yahoo", "<div>ya</div><div id=\"yahoo_quoted_123\" class=\"yahoo_quoted\"><div>a</div></div>",
	  "ya", "a" },
	{ "Zimbra", "<div>ya</div><hr id=\"zwchr\" data-marker=\"__DIVIDER__\"><div>De: x</div><div>a</div>",
	  "ya", "De: x\na" },
	{ "no mark", "<p>a</p><p>b</p>", "a\n\nb", "" },
};

static void test_quotes(void)
{
	Limits limits = limits_default();
	for (size_t i = 0; i < G_N_ELEMENTS(quotes); i++) {
		g_autoptr(Arena) arena = arena_new();
		const char *own = NULL, *quoted = NULL;
		bool found = html_split_quote(arena, &limits, quotes[i].html, strlen(quotes[i].html), &own,
					      &quoted);
		is_str(own, quotes[i].own, quotes[i].what);
		is_str(quoted, quotes[i].quoted, quotes[i].what);
		ok(found == (*quotes[i].quoted != '\0'), "%s: mark told", quotes[i].what);
	}
}

int main(void)
{
	test_bodies();
	test_subjects();
	test_addresses();
	test_names();
	test_structure();
	test_leading();
	test_body_choice();
	test_nested_encoded();
	test_uuencode();
	test_broken();
	test_dates_and_ids();
	test_html();
	test_quotes();
	return tap_done();
}
