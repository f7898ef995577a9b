/* A finding and what came out of its PDFs, winmail.dat and Outlook messages. */
#include "parsers/mime/attachment.h"
#include "parsers/opened.h"
#include "tests/tap.h"

#define KEY "CL:77123456-9:33:1234"

static Limits limits;

static Finding mail_of(Arena *arena, FindingKind kind, const Attachment *files, size_t n)
{
	Mail *mail = arena_new0(arena, Mail);
	mail->attachments = NULL;
	for (size_t i = 0; i < n; i++) {
		mail->attachments = arena_grow(arena, mail->attachments, i, sizeof(Attachment));
		mail->attachments[mail->n_attachments++] = files[i];
	}
	Finding finding = { .kind = kind, .mail = mail };
	texts_add(arena, &finding.flags, OPENED_FLAG_PDF);
	return finding;
}

static Finding part_of(Arena *arena, FindingKind kind, const Document *document, const char *reason)
{
	Finding part = { .kind = kind, .reason = reason };
	if (document != NULL)
		finding_add_document(arena, &part, document);
	return part;
}

static bool warned(const Document *document, const char *words)
{
	for (size_t i = 0; i < document->warnings.n; i++)
		if (strstr(document->warnings.items[i], words) != NULL)
			return true;
	return false;
}

static const Attachment pdf_file = { .name = "a.pdf", .type = TYPE_PDF, .path = "2" };
static const Attachment xml_file = { .name = "b.xml", .type = TYPE_XML, .path = "3" };
static const Document full = { .format = "dte", .key = KEY, .path = "3", .seal = "s1" };
static const Document printed = { .format = "pdf", .key = KEY, .path = "2" };

static void test_wanted(Arena *arena)
{
	static const struct {
		FindingKind kind;
		bool unread;
	} rows[] = { { FINDING_OTHER, true },	  { FINDING_INVOICE, true },	  { FINDING_REPLY, false },
		     { FINDING_BOUNCE, false },	  { FINDING_AUTO_REPLY, false },  { FINDING_QUARANTINE, false },
		     { FINDING_COMPLAINT, false }, { FINDING_READ_RECEIPT, false } };
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		Finding finding = mail_of(arena, rows[i].kind, &pdf_file, 1);
		ok(opened_has_unread(&finding) == rows[i].unread, "a PDF in a mail of kind %s: %s",
		   finding_kind_word(rows[i].kind), rows[i].unread ? "opened" : "left");
	}
	Finding paired = mail_of(arena, FINDING_INVOICE, &pdf_file, 1);
	Document document = full;
	document.pdf = "2";
	finding_add_document(arena, &paired, &document);
	ok(!opened_has_unread(&paired), "a PDF that its XML has is not opened");
	ok(!opened_wants_pdf(&paired, &pdf_file), "nor wanted");
	Finding xml = mail_of(arena, FINDING_OTHER, &xml_file, 1);
	ok(!opened_has_unread(&xml), "an XML is none");
}

/* A QR code of SAT on the PDF, and the XML that it is of. */
static void test_printed_code(Arena *arena)
{
	Document cfdi = { .format = "cfdi", .key = "MX:U", .path = "3", .uuid = "U", .total = "1160.50",
			  .issuer = { .tax_id = "EKU9003173C9" }, .receiver = { .tax_id = "URE180429TM6" } };
	Document code = { .format = "pdf", .key = "MX:U", .path = "2", .uuid = "U", .total = "1160.5",
			  .issuer = { .tax_id = "EKU9003173C9" }, .receiver = { .tax_id = "URE180429TM6" } };
	Attachment files[] = { pdf_file, xml_file };
	Finding same = mail_of(arena, FINDING_INVOICE, files, 2);
	finding_add_document(arena, &same, &cfdi);
	Finding pdf = part_of(arena, FINDING_INVOICE, &code, NULL);
	opened_add_pdf(arena, &limits, &same, "2", &pdf);
	is_str(same.documents[0].pdf, "2", "a QR code that says what the XML says: its PDF");
	ok(same.documents[0].warnings.n == 0, "… without a word");
	code.total = "11605";
	Finding other = mail_of(arena, FINDING_INVOICE, files, 2);
	finding_add_document(arena, &other, &cfdi);
	pdf = part_of(arena, FINDING_INVOICE, &code, NULL);
	opened_add_pdf(arena, &limits, &other, "2", &pdf);
	ok(other.documents[0].pdf == NULL && texts_has(&other.flags, "pdf-differs"), "another total: not shown by that PDF");
	ok(warned(&other.documents[0], "total 11605"), "… and what the code says is told");
}

static void test_pairing(Arena *arena)
{
	Attachment files[] = { pdf_file, xml_file };
	Finding finding = mail_of(arena, FINDING_INVOICE, files, 2);
	finding_add_document(arena, &finding, &full);
	Finding pdf = part_of(arena, FINDING_INVOICE, &printed, NULL);
	opened_add_pdf(arena, &limits, &finding, "2", &pdf);
	is_i64((int64_t)finding.n_documents, 1, "a printed copy of an XML is no second document");
	is_str(finding.documents[0].format, "dte", "the XML stands");
	is_str(finding.documents[0].pdf, "2", "and has its PDF now");
	Finding again = part_of(arena, FINDING_INVOICE, &printed, NULL);
	opened_add_pdf(arena, &limits, &finding, "4", &again);
	is_str(finding.documents[0].pdf, "2", "a further copy changes nothing");
	opened_done(&finding);
	is_i64((int64_t)finding.flags.n, 0, "nothing is unread any more");
}

static void test_full_after_printed(Arena *arena)
{
	Finding finding = mail_of(arena, FINDING_OTHER, &pdf_file, 1);
	Finding pdf = part_of(arena, FINDING_INVOICE, &printed, NULL);
	opened_add_pdf(arena, &limits, &finding, "2", &pdf);
	is_str(finding_kind_word(finding.kind), "invoice", "a printed invoice makes the mail an invoice");
	Finding inner = part_of(arena, FINDING_INVOICE, &full, NULL);
	opened_add_tnef(arena, &limits, &finding, &xml_file, &inner);
	is_i64((int64_t)finding.n_documents, 1, "the full document takes the place of the printed one");
	is_str(finding.documents[0].format, "dte", "with all that it says");
	is_str(finding.documents[0].pdf, "2", "and keeps the PDF");
	Document other = full;
	other.seal = "s2";
	Finding conflict = part_of(arena, FINDING_INVOICE, &other, NULL);
	opened_add_tnef(arena, &limits, &finding, &xml_file, &conflict);
	ok(texts_has(&finding.flags, "conflict"), "another content under the same key is a conflict");
	is_i64((int64_t)finding.n_documents, 2, "and both are kept");
}

static void test_broken(Arena *arena)
{
	Finding finding = mail_of(arena, FINDING_OTHER, &pdf_file, 1);
	Finding damaged = part_of(arena, FINDING_QUARANTINE, NULL, "limit:pdf_bytes");
	opened_add_pdf(arena, &limits, &finding, "2", &damaged);
	is_str(finding_kind_word(finding.kind), "quarantine", "a PDF past its limits sets the mail aside");
	is_str(finding.reason, "2: limit:pdf_bytes", "with its reason");
	Finding good = part_of(arena, FINDING_INVOICE, &printed, NULL);
	opened_add_pdf(arena, &limits, &finding, "3", &good);
	is_str(finding_kind_word(finding.kind), "invoice", "a good one beside it counts");
	is_str(finding.reason, NULL, "and there is no reason to set it aside");
	ok(texts_has(&finding.flags, "partly-read"), "but it is not all");
	opened_failed(arena, &finding, "4", "limit:pdf_cpu_ms");
	ok(texts_has(&finding.flags, "limit:pdf_cpu_ms"), "a limit is a flag");
	ok(warned(&finding.documents[0], "4: limit:pdf_cpu_ms"), "and a warning");
	Finding letter = mail_of(arena, FINDING_OTHER, &pdf_file, 1);
	Finding odd = part_of(arena, FINDING_OTHER, NULL, "the PDF is damaged");
	texts_add(arena, &odd.flags, "pdf-damaged");
	opened_add_pdf(arena, &limits, &letter, "2", &odd);
	is_str(finding_kind_word(letter.kind), "other", "a damaged one does not");
	is_str(letter.reason, "2: the PDF is damaged", "but is told");
	Finding reply = mail_of(arena, FINDING_REPLY, &pdf_file, 1);
	opened_failed(arena, &reply, "2", "signal 11");
	is_str(finding_kind_word(reply.kind), "reply", "a reply stays a reply");
}

static void test_winmail(Arena *arena)
{
	Attachment outer = { .name = "winmail.dat", .type = TYPE_TNEF, .path = "2" };
	Attachment inside[] = { { .name = "a.xml", .type = TYPE_XML, .path = "2" },
				{ .name = "f.zip", .type = TYPE_ZIP, .path = "3" },
				{ .name = "c.xml", .type = TYPE_XML, .path = "3/f.zip/c.xml" },
				{ .name = "x.pdf", .type = TYPE_PDF, .path = "4" },
				{ .name = "x.pdf", .type = TYPE_PDF, .path = "5" } };
	static const char *const paths[] = { "2", "2/winmail.dat/a.xml", "2/winmail.dat/f.zip",
					     "2/winmail.dat/f.zip/c.xml", "2/winmail.dat/4-x.pdf",
					     "2/winmail.dat/5-x.pdf" };
	Finding finding = mail_of(arena, FINDING_OTHER, &outer, 1);
	Finding inner = mail_of(arena, FINDING_INVOICE, inside, G_N_ELEMENTS(inside));
	Document document = { .format = "dte", .key = KEY, .path = "3/f.zip/c.xml", .pdf = "4" };
	finding_add_document(arena, &inner, &document);
	opened_add_tnef(arena, &limits, &finding, &outer, &inner);
	is_i64((int64_t)finding.mail->n_attachments, G_N_ELEMENTS(paths), "its files are listed");
	for (size_t i = 0; i < G_N_ELEMENTS(paths) && i < finding.mail->n_attachments; i++)
		is_str(finding.mail->attachments[i].path, paths[i], paths[i]);
	is_str(finding.documents[0].path, "2/winmail.dat/f.zip/c.xml", "path of the document");
	is_str(finding.documents[0].pdf, "2/winmail.dat/4-x.pdf", "path of its PDF");
	is_str(finding_kind_word(finding.kind), "invoice", "kind");
	Finding bare = { .kind = FINDING_OTHER };
	opened_add_tnef(arena, &limits, &bare, NULL, &inner);
	is_str(bare.mail->attachments[0].path, "a.xml", "a winmail.dat alone: its files by their names");
}

static void test_words(Arena *arena)
{
	Attachment outer = { .name = "winmail.dat", .type = TYPE_TNEF, .path = "2" };
	static const char *const own[] = { NULL, " \n", "Hola." };
	for (size_t i = 0; i < G_N_ELEMENTS(own); i++) {
		Finding finding = mail_of(arena, FINDING_REPLY, &outer, 1);
		Finding inner = mail_of(arena, FINDING_REPLY, &outer, 0);
		Mail around = { .text = own[i], .reply = own[i], .attachments = &outer, .n_attachments = 1 };
		Mail words = { .text = "Pago ayer.\n> x", .reply = "Pago ayer.", .quoted = "> x" };
		AnswerCode code = { .code = "PAID_CLAIM" };
		Answer answer = { .codes = &code, .n_codes = 1 };
		finding.mail = &around;
		inner.mail = &words;
		inner.answer = &answer;
		opened_add_tnef(arena, &limits, &finding, &outer, &inner);
		bool taken = i < 2;
		is_str(finding.mail->reply, taken ? "Pago ayer." : "Hola.", "the words of a mail without any are inside");
		is_str(finding.mail->quoted, taken ? "> x" : NULL, "  what it quotes");
		ok((finding.answer == &answer) == taken, "  and what it answers");
	}
}

/* As the reader lists what OPENED_OUTLOOK_HEAD begins. */
static Finding outlook_inner(Arena *arena, FindingKind kind)
{
	const Attachment inside[] = { { .type = TYPE_MESSAGE, .path = "1" },
				      { .name = "a.xml", .type = TYPE_XML, .path = "1.2" },
				      { .name = "FW_ b", .type = TYPE_MESSAGE, .path = "1.3" },
				      { .name = "c.xml", .type = TYPE_XML, .path = "1.3.2" },
				      { .name = "f.zip", .type = TYPE_ZIP, .path = "1.3.3" },
				      { .name = "d.xml", .type = TYPE_XML, .path = "1.3.3/f.zip/d.xml" } };
	return mail_of(arena, kind, inside, G_N_ELEMENTS(inside));
}

static void test_outlook(Arena *arena)
{
	const Attachment outer = { .name = "x.msg", .type = TYPE_OUTLOOK, .path = "2" };
	static const char *const paths[] = { "2", "2/x.msg/a.xml", "2/x.msg/FW_ b", "2/x.msg/FW_ b/c.xml",
					     "2/x.msg/FW_ b/f.zip", "2/x.msg/FW_ b/f.zip/d.xml" };
	Finding finding = mail_of(arena, FINDING_OTHER, &outer, 1);
	Finding inner = outlook_inner(arena, FINDING_INVOICE);
	Document document = { .format = "dte", .key = KEY, .path = "1.3.3/f.zip/d.xml" };
	finding_add_document(arena, &inner, &document);
	opened_add_outlook(arena, &limits, &finding, &outer, &inner);
	is_i64((int64_t)finding.mail->n_attachments, G_N_ELEMENTS(paths), "the files of an Outlook message are listed");
	for (size_t i = 0; i < G_N_ELEMENTS(paths) && i < finding.mail->n_attachments; i++)
		is_str(finding.mail->attachments[i].path, paths[i], paths[i]);
	is_str(finding.documents[0].path, "2/x.msg/FW_ b/f.zip/d.xml", "path of the document in a message inside");
	is_str(finding_kind_word(finding.kind), "invoice", "kind");
	opened_outlook_failed(arena, &finding, &outer, "limit:message_bytes");
	ok(warned(&finding.documents[0], "x.msg is a message in Outlook's own form"), "what did not fit is a warning");
	ok(texts_has(&finding.flags, "partly-read") && texts_has(&finding.flags, "limit:message_bytes"),
	   "and two flags");
}

static void test_outlook_reason(Arena *arena)
{
	const Attachment good = { .name = "a.msg", .type = TYPE_OUTLOOK, .path = "2" };
	const Attachment bad = { .name = "b.msg", .type = TYPE_OUTLOOK, .path = "3" };
	const char *open = "no fiscal document and no answer";
	for (int order = 0; order < 2; order++) {
		Finding finding = mail_of(arena, FINDING_OTHER, &good, 1);
		Finding inner = outlook_inner(arena, FINDING_OTHER);
		inner.reason = open;
		finding.reason = opened_outlook_reason(arena, order == 0 ? "a.msg" : "b.msg");
		if (order == 1)
			opened_outlook_failed(arena, &finding, &bad, "damaged");
		opened_add_outlook(arena, &limits, &finding, &good, &inner);
		is_str(finding.reason, order == 0 ? open : opened_outlook_reason(arena, "b.msg"),
		       "the reason is that of the one that stays closed");
		if (order == 0)
			opened_outlook_failed(arena, &finding, &bad, "damaged");
		is_str(finding.reason, opened_outlook_reason(arena, "b.msg"), "whichever comes first");
		is_str(finding_kind_word(finding.kind), "other", "it sets no mail aside");
	}
	Finding reply = mail_of(arena, FINDING_REPLY, &good, 1);
	opened_outlook_failed(arena, &reply, &bad, "damaged");
	is_str(finding_kind_word(reply.kind), "reply", "an answer stays an answer");
	is_str(reply.reason, NULL, "and needs no reason");
}

static void test_outlook_alone(Arena *arena)
{
	Finding finding = { .kind = FINDING_OTHER, .file = "x.msg", .bytes = 9, .sha256 = "00" };
	texts_add(arena, &finding.flags, OPENED_FLAG_OUTLOOK);
	Finding inner = outlook_inner(arena, FINDING_REPLY);
	inner.file = "another";
	opened_be_outlook(arena, &finding, &inner);
	is_str(finding_kind_word(finding.kind), "reply", "an Outlook message alone is what it holds");
	is_str(finding.file, "x.msg", "under its own name");
	is_str(finding.sha256, "00", "and hash");
	ok(texts_has(&finding.flags, OPENED_FLAG_OUTLOOK) && texts_has(&finding.flags, OPENED_FLAG_PDF),
	   "with the flags of both");
	Finding broken = { .kind = FINDING_OTHER, .file = "x.msg" };
	opened_outlook_failed(arena, &broken, NULL, "damaged");
	is_str(finding_kind_word(broken.kind), "quarantine", "one that cannot be opened is set aside");
	ok(strstr(broken.reason, "save it as .eml") != NULL, "with what to do: %s", broken.reason);
}

int main(void)
{
	g_autoptr(Arena) arena = arena_new();
	limits = limits_default();
	test_wanted(arena);
	test_pairing(arena);
	test_printed_code(arena);
	test_full_after_printed(arena);
	test_broken(arena);
	test_winmail(arena);
	test_words(arena);
	test_outlook(arena);
	test_outlook_reason(arena);
	test_outlook_alone(arena);
	return tap_done();
}
