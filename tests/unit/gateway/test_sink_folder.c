#include <errno.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/step.h"
#include "tests/unit/gateway/sink_contract.h"

static const char *const to[] = { "ana@cliente.cl", "pagos@cliente.cl" };

static SinkMail mail_of(const char *id, const char *bytes)
{
	return (SinkMail){ .envelope_from = "cobranza+m1.x@empresa.cl",
			   .recipients = to,
			   .n_recipients = 2,
			   .message_id = id,
			   .bytes = bytes,
			   .length = strlen(bytes) };
}

static char *content(const char *folder, const char *name)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	char *bytes = NULL;
	size_t length = 0;
	return file_read(path, 1 << 20, &bytes, &length, NULL) ? bytes : NULL;
}

static int count(const char *folder)
{
	int n = 0;
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	while (g_dir_read_name(dir) != NULL)
		n++;
	return n;
}

static void test_contract(const char *folder)
{
	Sink *sink = sink_folder_new("archivo", folder);
	SinkMail first = mail_of("m1.a@empresa.cl", "Subject: uno\r\n\r\nhola\r\n");
	SinkMail second = mail_of("m2.b@empresa.cl", "Subject: dos\r\n\r\nhola\r\n");
	sink_contract(sink, &first, &second);
	g_autofree char *eml = content(folder, "m1.a@empresa.cl.eml");
	is_str(eml, first.bytes, "the mail, byte by byte");
	g_autofree char *envelope = content(folder, "m1.a@empresa.cl.envelope");
	is_str(envelope,
	       "{\"message_id\":\"m1.a@empresa.cl\",\"from\":\"cobranza+m1.x@empresa.cl\","
	       "\"to\":[\"ana@cliente.cl\",\"pagos@cliente.cl\"]}\n",
	       "its envelope");
	is_i64(count(folder), 4, "two mails, two envelopes, nothing else");
	sink->ops->free(sink);
}

static void test_again(const char *folder)
{
	Sink *sink = sink_folder_new("archivo", folder);
	SinkMail same = mail_of("m1.a@empresa.cl", "Subject: uno\r\n\r\nhola\r\n");
	SinkMail other = mail_of("m1.a@empresa.cl", "Subject: uno\r\n\r\nadios\r\n");
	SinkMail elsewhere = same;
	elsewhere.n_recipients = 1;
	sink_contract_send(sink, &same, true, SINK_SENT, "the same again is sent");
	sink_contract_send(sink, &other, true, SINK_FAILED, "other bytes under its name never");
	sink_contract_send(sink, &elsewhere, true, SINK_FAILED, "nor another envelope");
	g_autofree char *eml = content(folder, "m1.a@empresa.cl.eml");
	is_str(eml, same.bytes, "what was there is there");
	is_i64(count(folder), 4, "and nothing more");
	sink->ops->free(sink);
}

static void test_names(const char *folder)
{
	static const char *const ids[] = { "../../etc/x@y", ".hidden@x", "", "a b@x", "\303\261@x" };
	Sink *sink = sink_folder_new("archivo", folder);
	int before = count(folder);
	for (size_t i = 0; i < G_N_ELEMENTS(ids); i++) {
		SinkMail mail = mail_of(ids[i], "x\r\n");
		sink_contract_send(sink, &mail, true, SINK_SENT, "a Message-ID that is no file name");
	}
	g_autofree char *id = g_strnfill(5000, 'x');
	SinkMail mail = mail_of(id, "x\r\n");
	sink_contract_send(sink, &mail, true, SINK_SENT, "a long Message-ID");
	is_i64(count(folder) - before, 12, "each has a file of its own in this folder");
	sink->ops->free(sink);
}

static int fail_at(const char *name, void *context)
{
	const char *const *where = context;
	return g_str_equal(name, *where) ? ENOSPC : 0;
}

static void test_disk_full(const char *folder)
{
	static const char *const steps[] = { "sink.envelope", "sink.link" };
	Sink *sink = sink_folder_new("archivo", folder);
	for (size_t i = 0; i < G_N_ELEMENTS(steps); i++) {
		const char *where = steps[i];
		SinkMail mail = mail_of("m9.full@empresa.cl", "x\r\n");
		step_install(fail_at, &where);
		sink_contract_send(sink, &mail, true, SINK_RETRY, steps[i]);
		step_install(NULL, NULL);
	}
	SinkMail mail = mail_of("m9.full@empresa.cl", "x\r\n");
	sink_contract_send(sink, &mail, true, SINK_SENT, "and then there is room");
	sink->ops->free(sink);
}

static void test_open(const char *folder)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *deep = g_build_filename(folder, "not", "there", NULL);
	Sink *sink = sink_folder_new("archivo", deep);
	ok(!sink->ops->open(sink, &error) && error_code(error) == ERROR_STOP, "a missing parent stops");
	sink->ops->free(sink);
	g_clear_error(&error);
	g_autofree char *file = g_build_filename(folder, "m1.a@empresa.cl.eml", NULL);
	sink = sink_folder_new("archivo", file);
	ok(!sink->ops->open(sink, &error) && error_code(error) == ERROR_STOP, "a file is no folder");
	sink->ops->free(sink);
}

static void remove_all(const char *folder)
{
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	for (const char *name; (name = g_dir_read_name(dir)) != NULL;) {
		g_autofree char *path = g_build_filename(folder, name, NULL);
		g_unlink(path);
	}
	g_rmdir(folder);
}

int main(void)
{
	g_autofree char *parent = g_dir_make_tmp("sink-XXXXXX", NULL);
	g_autofree char *folder = g_build_filename(parent, "relay", NULL);
	test_contract(folder);
	test_again(folder);
	test_names(folder);
	test_disk_full(folder);
	test_open(folder);
	remove_all(folder);
	g_rmdir(parent);
	return tap_done();
}
