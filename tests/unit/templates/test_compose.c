#include "templates/compose.h"

#include "base/error.h"
#include "tests/tap.h"
#include "tests/unit/templates/wire.h"

static const ComposeMailbox to_one[] = { { "Marcela Rojas", "mrojas@losboldos.example" } };
static const ComposeMailbox cc_two[] = { { NULL, "gerencia@losboldos.example" },
					 { "Ñandú \"S\"", "n@ñandú.example" } };
static const char *const thread[] = { "<root.1@andina.example>", "m1.abc@andina.example" };
static const unsigned char pdf[] = { '%', 'P', 'D', 'F', 0, 0xff, '\r', '\n', '\n', '.', '\r' };
static const ComposeAttachment files[] = {
	{ "Factura 1203.pdf", "application/pdf", pdf, sizeof pdf, NULL },
	{ "Facturación ñ € 😀 - un nombre de archivo bastante más largo que una línea de cabecera.xml",
	  "text/xml", "<a/>", 4, NULL },
	{ "vacío.bin", NULL, "", 0, NULL },
};

static ComposeRequest full_request(void)
{
	return (ComposeRequest){
		.from = { "Cobranza Andina, SpA", "cobranza@andina.example" },
		.reply_to = { NULL, "cobranza+m1.aaaaaaaaaaaaaaaaaaaaaaaaaa@andina.example" },
		.to = to_one,
		.n_to = 1,
		.cc = cc_two,
		.n_cc = 2,
		.message_id = "m2.xyz@andina.example",
		.references = thread,
		.n_references = 2,
		.date = 1795788000,
		.zone = "America/Santiago",
		.language = "es-CL",
		.subject =
			"Factura electrónica N.º 1203 vence el 2 de diciembre de 2026 – Comercial Andina SpA",
		.text = "Estimado/a:\r\nuno\rdos\n.\n..\nFrom aquí\n-- \nfin de línea \n",
		.html = "<!DOCTYPE html>\n<p>Señores: <b>ñ</b> 😀</p>\n",
		.attachments = files,
		.n_attachments = G_N_ELEMENTS(files),
		.kind = "reminder",
	};
}

static const char *header(GMimeMessage *message, const char *name)
{
	return g_mime_object_get_header(GMIME_OBJECT(message), name);
}

static void is_mailbox(InternetAddressList *list, int i, const char *name, const char *address)
{
	InternetAddress *one = internet_address_list_get_address(list, i);
	const char *got = internet_address_get_name(one);
	is_str(got != NULL && *got != '\0' ? got : NULL, name, "display name");
	is_str(internet_address_mailbox_get_idn_addr(INTERNET_ADDRESS_MAILBOX(one)), address, "address");
}

static GByteArray *content(GMimeObject *part)
{
	GByteArray *bytes = g_byte_array_new();
	GMimeStream *out = g_mime_stream_mem_new_with_byte_array(bytes);
	g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(out), FALSE);
	g_mime_data_wrapper_write_to_stream(g_mime_part_get_content(GMIME_PART(part)), out);
	g_object_unref(out);
	return bytes;
}

static void is_content(GMimeObject *part, const void *want, size_t length, const char *name)
{
	GByteArray *bytes = content(part);
	is_mem(bytes->len > 0 ? (const void *)bytes->data : "", bytes->len, want, length, name);
	g_byte_array_unref(bytes);
}

static void check_headers(GMimeMessage *message, const ComposeRequest *request)
{
	is_mailbox(g_mime_message_get_from(message), 0, request->from.name, request->from.address);
	is_mailbox(g_mime_message_get_reply_to(message), 0, NULL, request->reply_to.address);
	is_i64(internet_address_list_length(g_mime_message_get_to(message)), 1, "one recipient");
	is_mailbox(g_mime_message_get_to(message), 0, to_one[0].name, to_one[0].address);
	is_i64(internet_address_list_length(g_mime_message_get_cc(message)), 2, "two copies");
	is_mailbox(g_mime_message_get_cc(message), 0, NULL, "gerencia@losboldos.example");
	is_mailbox(g_mime_message_get_cc(message), 1, cc_two[1].name, "n@xn--and-6ma2c.example");
	is_str(g_mime_message_get_subject(message), request->subject, "subject");
	is_str(g_mime_message_get_message_id(message), "m2.xyz@andina.example", "message id");
	is_str(header(message, "References"), "<root.1@andina.example> <m1.abc@andina.example>",
	       "references");
	is_str(header(message, "In-Reply-To"), "<m1.abc@andina.example>", "in reply to the last");
	is_str(header(message, "Date"), "Fri, 27 Nov 2026 11:00:00 -0300", "date in the company's zone");
	is_str(header(message, "Auto-Submitted"), "auto-generated", "Auto-Submitted");
	is_str(header(message, "X-Auto-Response-Suppress"), "All", "X-Auto-Response-Suppress");
	is_str(g_mime_object_get_header(g_mime_message_get_mime_part(message), "Content-Language"), "es-CL",
	       "Content-Language");
	is_str(header(message, "MIME-Version"), "1.0", "MIME-Version");
	is_str(header(message, "X-Valija-Kind"), "reminder", "kind");
	ok(header(message, "Bcc") == NULL, "no blind copy is written down");
	is_i64(g_mime_header_list_get_count(g_mime_object_get_header_list(GMIME_OBJECT(message))), 13,
	       "headers of the message, Content-Type apart");
}

static void check_parts(GMimeMessage *message)
{
	GMimeMultipart *mixed = GMIME_MULTIPART(g_mime_message_get_mime_part(message));
	is_i64(g_mime_multipart_get_count(mixed), 4, "body and three attachments");
	GMimeMultipart *both = GMIME_MULTIPART(g_mime_multipart_get_part(mixed, 0));
	is_str(g_mime_content_type_get_media_subtype(g_mime_object_get_content_type(GMIME_OBJECT(both))),
	       "alternative", "text and HTML are alternatives");
	static const char text[] =
		"Estimado/a:\r\nuno\r\ndos\r\n.\r\n..\r\nFrom aquí\r\n-- \r\nfin de línea \r\n";
	is_content(g_mime_multipart_get_part(both, 0), text, strlen(text), "text with canonical line ends");
	static const char html[] = "<!DOCTYPE html>\r\n<p>Señores: <b>ñ</b> 😀</p>\r\n";
	is_content(g_mime_multipart_get_part(both, 1), html, strlen(html), "HTML");
	for (int i = 0; i < (int)G_N_ELEMENTS(files); i++) {
		GMimeObject *part = g_mime_multipart_get_part(mixed, i + 1);
		is_str(g_mime_part_get_filename(GMIME_PART(part)), files[i].name, "file name");
		is_str(g_mime_object_get_content_type_parameter(part, "name"), files[i].name,
		       "name of the type");
		g_autofree char *type = g_mime_content_type_get_mime_type(
			g_mime_object_get_content_type(part));
		is_str(type, files[i].type != NULL ? files[i].type : "application/octet-stream",
		       "media type");
		is_str(g_mime_object_get_disposition(part), "attachment", "disposition");
		is_content(part, files[i].bytes, files[i].length, "bytes of the attachment");
	}
}

static void test_full(void)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	ComposeRequest request = full_request();
	const void *bytes = NULL;
	size_t length = 0;
	bool done = compose_mail(arena, &request, &bytes, &length, &error);
	if (!ok(done, "composed: %s", done ? "yes" : error->message))
		return;
	is_str(wire_fault(bytes, length), NULL, "canonical bytes");
	ok(g_str_has_prefix(bytes, "Date: "), "the mail begins with its date");
	GMimeMessage *message = wire_parse(bytes, length);
	check_headers(message, &request);
	check_parts(message);
	g_object_unref(message);

	const void *again = NULL;
	size_t again_length = 0;
	compose_mail(arena, &request, &again, &again_length, NULL);
	is_mem(again, again_length, bytes, length, "the same request gives the same bytes");
	request.message_id = "m3.xyz@andina.example";
	compose_mail(arena, &request, &again, &again_length, NULL);
	ok(again_length != length || memcmp(again, bytes, length) != 0, "another id gives other boundaries");
}

static void test_plain(void)
{
	g_autoptr(Arena) arena = arena_new();
	ComposeRequest request = full_request();
	request.html = NULL;
	request.n_attachments = request.n_cc = request.n_references = 0;
	request.reply_to.address = NULL;
	request.language = request.kind = NULL;
	request.zone = "No/Such_Zone";
	request.subject = "";
	const void *bytes = NULL;
	size_t length = 0;
	compose_mail(arena, &request, &bytes, &length, NULL);
	GMimeMessage *message = wire_parse(bytes, length);
	ok(GMIME_IS_PART(g_mime_message_get_mime_part(message)), "text alone is one part");
	is_str(header(message, "Date"), "Fri, 27 Nov 2026 14:00:00 +0000", "an unknown zone is UTC");
	is_str(g_mime_message_get_subject(message), "", "an empty subject");
	ok(header(message, "References") == NULL && header(message, "Cc") == NULL &&
		   header(message, "Reply-To") == NULL && header(message, "Content-Language") == NULL,
	   "what is not asked for is not there");
	g_object_unref(message);
}

typedef struct {
	const char *address, *want; /* NULL: refused */
} AddressRow;

static const AddressRow address_rows[] = {
	{ "a@b.cl", "a@b.cl" },
	{ "pagos+tag.1@sub.empresa.com.mx", "pagos+tag.1@sub.empresa.com.mx" },
	{ "root@localhost", "root@localhost" },
	{ "o'brien=x@e.example", "o'brien=x@e.example" },
	{ "a@ñandú.cl", "a@xn--and-6ma2c.cl" },
	{ "a@straße.example", "a@xn--strae-oqa.example" },
	{ "A@B.CL", "A@B.CL" },
	{ NULL, NULL },
	{ "", NULL },
	{ "a", NULL },
	{ "@b.cl", NULL },
	{ "a@", NULL },
	{ "a@b..cl", NULL },
	{ "a@.cl", NULL },
	{ "a@b.cl.", NULL },
	{ ".a@b.cl", NULL },
	{ "a.@b.cl", NULL },
	{ "a..b@b.cl", NULL },
	{ "ñ@b.cl", NULL },
	{ "a b@b.cl", NULL },
	{ "a@b cl", NULL },
	{ "a@b.cl, c@d.cl", NULL },
	{ "a@b.cl>", NULL },
	{ "<a@b.cl>", NULL },
	{ "a@-b.cl", NULL },
	{ "a@b-.cl", NULL },
	{ "a@[127.0.0.1]", NULL },
	{ "\"a b\"@b.cl", NULL },
	{ "a@b.cl\r\nBcc: x@y.cl", NULL },
	{ "a@b_c.cl", NULL },
	{ "a@\xff.cl", NULL },
	{ "a@b@c.cl", NULL },
	{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b.cl", NULL },
};

static void test_addresses(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(address_rows); i++) {
		g_autoptr(Arena) arena = arena_new();
		g_autoptr(GError) error = NULL;
		const char *ascii = NULL;
		bool done = compose_address(arena, address_rows[i].address, &ascii, &error);
		g_autofree char *name = g_strescape(
			address_rows[i].address != NULL ? address_rows[i].address : "(null)", NULL);
		is_str(ascii, address_rows[i].want, name);
		ok(done == (error == NULL) && (done || error_code(error) == ERROR_REJECT), "said so");
	}
}

static const char *subtype(GMimeObject *part)
{
	return g_mime_content_type_get_media_subtype(g_mime_object_get_content_type(part));
}

/* A picture that the HTML shows stands beside it, and no reader lists it as a file. */
static void test_shown(void)
{
	g_autoptr(Arena) arena = arena_new();
	const ComposeAttachment both[] = { { "qr.png", "image/png", "PNG", 3, "qr-1@andina.example" },
					   { "a.pdf", "application/pdf", "PDF", 3, NULL } };
	ComposeRequest request = full_request();
	const void *bytes = NULL;
	size_t length = 0;
	request.attachments = both;
	request.n_attachments = 2;
	ok(compose_mail(arena, &request, &bytes, &length, NULL), "composed with a picture");
	is_str(wire_fault(bytes, length), NULL, "canonical bytes");
	GMimeMessage *message = wire_parse(bytes, length);
	GMimeMultipart *mixed = GMIME_MULTIPART(g_mime_message_get_mime_part(message));
	is_i64(g_mime_multipart_get_count(mixed), 2, "body and one file");
	GMimeMultipart *alternative = GMIME_MULTIPART(g_mime_multipart_get_part(mixed, 0));
	GMimeMultipart *related = GMIME_MULTIPART(g_mime_multipart_get_part(alternative, 1));
	is_str(subtype(GMIME_OBJECT(related)), "related", "HTML and picture belong together");
	is_str(g_mime_object_get_content_type_parameter(GMIME_OBJECT(related), "type"), "text/html", "its root");
	GMimeObject *picture = g_mime_multipart_get_part(related, 1);
	is_str(g_mime_object_get_content_id(picture), "qr-1@andina.example", "Content-ID");
	is_str(g_mime_object_get_disposition(picture), "inline", "it is shown, not listed");
	is_content(picture, "PNG", 3, "bytes of the picture");
	g_object_unref(message);

	request.n_attachments = 1;
	compose_mail(arena, &request, &bytes, &length, NULL);
	message = wire_parse(bytes, length);
	is_str(subtype(g_mime_message_get_mime_part(message)), "alternative", "a picture alone makes no list of files");
	g_object_unref(message);
	request.html = NULL;
	compose_mail(arena, &request, &bytes, &length, NULL);
	message = wire_parse(bytes, length);
	is_str(subtype(g_mime_message_get_mime_part(message)), "mixed", "without HTML it is a file");
	g_object_unref(message);
}

typedef struct {
	const char *field;
	void (*spoil)(ComposeRequest *request);
} RefuseRow;

static const ComposeMailbox bad_name[] = { { "a\r\nBcc: x@y.cl", "a@b.cl" } };
static const ComposeMailbox bad_address[] = { { NULL, "a@b.cl\nBcc: x@y.cl" } };
static const ComposeMailbox no_address[] = { { "a", NULL } };
static const ComposeAttachment bad_file[] = { { "a\nb.pdf", NULL, "", 0, NULL } };
static const ComposeAttachment path_file[] = { { "../a.pdf", NULL, "", 0, NULL } };
static const ComposeAttachment mail_file[] = { { "a.eml", "message/rfc822", "", 0, NULL } };
static const ComposeAttachment type_file[] = { { "a.pdf", "application/pdf; x=y", "", 0, NULL } };
static const ComposeAttachment id_file[] = { { "a.png", "image/png", "", 0, "a@b\">" } };
static const char *const bad_thread[] = { "<a@b> <c@d>" };

#define SPOIL(name, statement)                                                                               \
	static void name(ComposeRequest *request)                                                            \
	{                                                                                                    \
		statement;                                                                                   \
	}
SPOIL(spoil_subject, request->subject = "a\r\nBcc: x@y.cl")
SPOIL(spoil_subject_utf8, request->subject = "\xc3(")
SPOIL(spoil_subject_null, request->subject = NULL)
SPOIL(spoil_from, request->from.name = "a\nb")
SPOIL(spoil_to, request->to = bad_name)
SPOIL(spoil_to_address, request->to = bad_address)
SPOIL(spoil_to_none, request->n_to = 0)
SPOIL(spoil_to_null, request->to = no_address)
SPOIL(spoil_id, request->message_id = "a@b\r\nX: y")
SPOIL(spoil_id_two, request->message_id = "a@b> <c@d")
SPOIL(spoil_id_null, request->message_id = NULL)
SPOIL(spoil_references, (request->references = bad_thread, request->n_references = 1))
SPOIL(spoil_language, request->language = "es\r\nX: y")
SPOIL(spoil_kind, request->kind = "a b")
SPOIL(spoil_file, (request->attachments = bad_file, request->n_attachments = 1))
SPOIL(spoil_path, (request->attachments = path_file, request->n_attachments = 1))
SPOIL(spoil_mail, (request->attachments = mail_file, request->n_attachments = 1))
SPOIL(spoil_type, (request->attachments = type_file, request->n_attachments = 1))
SPOIL(spoil_id_file, (request->attachments = id_file, request->n_attachments = 1))
SPOIL(spoil_reply, request->reply_to.address = "x@y.cl\n")
SPOIL(spoil_text, request->text = "\xff")
SPOIL(spoil_html, request->html = "\xed\xa0\x80")
SPOIL(spoil_date, request->date = INT64_MAX)

static const RefuseRow refuse_rows[] = {
	{ "subject", spoil_subject },
	{ "subject", spoil_subject_utf8 },
	{ "subject", spoil_subject_null },
	{ "from", spoil_from },
	{ "to", spoil_to },
	{ "to", spoil_to_address },
	{ "to", spoil_to_none },
	{ "To", spoil_to_null },
	{ "message_id", spoil_id },
	{ "message_id", spoil_id_two },
	{ "message_id", spoil_id_null },
	{ "references", spoil_references },
	{ "language", spoil_language },
	{ "kind", spoil_kind },
	{ "attachment name", spoil_file },
	{ "attachment name", spoil_path },
	{ "attachment type", spoil_mail },
	{ "attachment type", spoil_type },
	{ "attachment content id", spoil_id_file },
	{ "reply-to", spoil_reply },
	{ "text", spoil_text },
	{ "html", spoil_html },
	{ "date", spoil_date },
};

static void test_refused(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(refuse_rows); i++) {
		g_autoptr(Arena) arena = arena_new();
		g_autoptr(GError) error = NULL;
		ComposeRequest request = full_request();
		refuse_rows[i].spoil(&request);
		const void *bytes = NULL;
		size_t length = 0;
		bool done = compose_mail(arena, &request, &bytes, &length, &error);
		ok(!done && error_code(error) == ERROR_REJECT &&
			   g_str_has_prefix(error->message, refuse_rows[i].field),
		   "row %zu is refused: %s", i, error != NULL ? error->message : "(not refused)");
	}
}

typedef struct {
	const char *name, *want;
} FileNameRow;

static const FileNameRow file_name_rows[] = {
	{ "factura.pdf", "factura.pdf" },
	{ "../../etc/passwd", "passwd" },
	{ "C:\\temp\\Factura ñ.pdf", "Factura ñ.pdf" },
	{ "a\u202egpj.exe", "agpj.exe" },
	{ "a\r\nb\x07.pdf", "ab.pdf" },
	{ "<a>:\"b\"|?*.xml", "ab.xml" },
	{ "n\u0303.pdf", "ñ.pdf" },
	{ "  ", "document" },
	{ "...", "document" },
	{ ".htaccess", "htaccess" },
	{ "", "document" },
	{ NULL, "document" },
	{ "dir/", "document" },
};

static void test_file_names(void)
{
	g_autoptr(Arena) arena = arena_new();
	for (size_t i = 0; i < G_N_ELEMENTS(file_name_rows); i++)
		is_str(compose_file_name(arena, file_name_rows[i].name), file_name_rows[i].want,
		       file_name_rows[i].want);
	g_autofree char *stem = g_strnfill(300, 'x');
	g_autofree char *long_name = g_strconcat(stem, ".pdf", NULL);
	const char *cut = compose_file_name(arena, long_name);
	ok(strlen(cut) == 120 && g_str_has_suffix(cut, "x.pdf"),
	   "a long name is cut and keeps its extension");
}

static void test_long_lines(void)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GString) body = g_string_new(NULL);
	for (int i = 0; i < 5000; i++)
		g_string_append(body, i % 7 == 0 ? "ñ" : "x");
	ComposeRequest request = full_request();
	request.text = request.html = body->str;
	const void *bytes = NULL;
	size_t length = 0;
	ok(compose_mail(arena, &request, &bytes, &length, NULL), "a body of one long line");
	is_str(wire_fault(bytes, length), NULL, "is sent in short lines");
	GMimeMessage *message = wire_parse(bytes, length);
	GMimeMultipart *mixed = GMIME_MULTIPART(g_mime_message_get_mime_part(message));
	GMimeMultipart *both = GMIME_MULTIPART(g_mime_multipart_get_part(mixed, 0));
	is_content(g_mime_multipart_get_part(both, 1), body->str, body->len, "and reads back as one");
	g_object_unref(message);
}

int main(void)
{
	g_mime_init();
	test_full();
	test_shown();
	test_plain();
	test_addresses();
	test_refused();
	test_file_names();
	test_long_lines();
	return tap_done();
}
