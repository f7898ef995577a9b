/* Header injection: 100,000 random field values are read back equal by another parser, or refused. */
#include "templates/compose.h"

#include "base/error.h"
#include "tests/tap.h"
#include "tests/unit/templates/random_value.h"
#include "tests/unit/templates/wire.h"

/* GMime hands back names and subjects without the blanks at their ends; nothing else may differ. */
static bool same(const char *got, const char *want, const char *what)
{
	g_autofree char *trimmed = g_strdup(want);
	if (g_strcmp0(got != NULL ? got : "", want) == 0 || g_strcmp0(got, g_strstrip(trimmed)) == 0)
		return true;
	g_autofree char *got_shown = g_strescape(got != NULL ? got : "", NULL);
	g_autofree char *want_shown = g_strescape(want, NULL);
	printf("#  %s: got %s\n#  want %s\n", what, got_shown, want_shown);
	return false;
}

typedef struct {
	char *subject, *from, *to, *file;
	bool control;
} Values;

static bool read_back(const Values *values, const void *bytes, size_t length)
{
	if (!same(wire_fault(bytes, length), "", "wire"))
		return false;
	GMimeMessage *message = wire_parse(bytes, length);
	InternetAddressList *from = g_mime_message_get_from(message);
	InternetAddressList *to = g_mime_message_get_to(message);
	GMimeMultipart *mixed = GMIME_MULTIPART(g_mime_message_get_mime_part(message));
	bool equal =
		internet_address_list_length(from) == 1 && internet_address_list_length(to) == 1 &&
		g_mime_message_get_bcc(message) != NULL &&
		internet_address_list_length(g_mime_message_get_bcc(message)) == 0 &&
		g_mime_multipart_get_count(mixed) == 2 &&
		g_mime_header_list_get_count(g_mime_object_get_header_list(GMIME_OBJECT(message))) == 8 &&
		same(g_mime_message_get_subject(message), values->subject, "subject") &&
		same(internet_address_get_name(internet_address_list_get_address(from, 0)), values->from,
		     "from") &&
		same(internet_address_get_name(internet_address_list_get_address(to, 0)), values->to, "to") &&
		same(g_mime_part_get_filename(GMIME_PART(g_mime_multipart_get_part(mixed, 1))), values->file,
		     "file name");
	g_object_unref(message);
	return equal;
}

static bool try_values(const Values *values)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	ComposeMailbox to = { values->to, "a@b.cl" };
	ComposeAttachment file = { values->file, "application/pdf", "x", 1, NULL };
	ComposeRequest request = {
		.from = { values->from, "c@d.cl" },
		.to = &to,
		.n_to = 1,
		.message_id = "i@d.cl",
		.subject = values->subject,
		.text = "x\n",
		.attachments = &file,
		.n_attachments = 1,
	};
	const void *bytes = NULL;
	size_t length = 0;
	bool done = compose_mail(arena, &request, &bytes, &length, &error);
	if (values->control)
		return !done && error_code(error) == ERROR_REJECT;
	return done && read_back(values, bytes, length);
}

static void test_injection(void)
{
	enum { MAILS = 25000 };
	g_autoptr(GRand) random = g_rand_new_with_seed(3141592);
	int right = 0;
	int refused = 0;
	for (int i = 0; i < MAILS; i++) {
		bool control[4];
		Values values = {
			.subject = random_value(random, &control[0]),
			.from = random_value(random, &control[1]),
			.to = random_value(random, &control[2]),
			.file = random_value(random, &control[3]),
		};
		if (*values.file == '\0')
			g_free(values.file), values.file = g_strdup("x");
		g_strdelimit(values.file, "/\\", '_');
		values.control = control[0] || control[1] || control[2] || control[3];
		refused += values.control;
		right += try_values(&values);
		g_free(values.subject);
		g_free(values.from);
		g_free(values.to);
		g_free(values.file);
	}
	is_i64(right, MAILS, "100,000 random values are read back equal, or refused for their controls");
	ok(refused > MAILS / 10 && refused < MAILS / 2, "%d of the mails held a control character", refused);
}

int main(void)
{
	g_mime_init();
	test_injection();
	return tap_done();
}
