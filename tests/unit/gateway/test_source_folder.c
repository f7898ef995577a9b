/* What is particular to folders: the index file survives, heals, and follows Maildir flags. */
#include "gateway/source.h"

#include "tests/unit/gateway/mailbox.h"

static const FetchWindow wide = { .max_message = 1 << 20, .window_bytes = 1 << 30, .window_count = 100 };

static Source *open_at(const char *path, uint32_t *ret_validity, uint32_t *ret_count)
{
	g_autoptr(GError) error = NULL;
	Source *source = source_folder_new("ventas", path, 1 << 20);
	bool good = source->ops->open(source, &error) &&
		    source->ops->select(source, "INBOX", ret_validity, ret_count, &error);
	if (!ok(good, "opens"))
		printf("# %s\n", error->message);
	return source;
}

static uint32_t first_uid(Source *source, uint32_t after)
{
	g_auto(Memory) memory = memory_make();
	Spool spool = memory_spool(&memory);
	uint32_t last = 0;
	source->ops->fetch(source, after, &wide, &spool, &last, NULL);
	return memory_at(&memory, 0)->item.uid;
}

static void in_folder(const char *folder, const char *command)
{
	g_autofree char *line = g_strdup_printf("cd '%s' && %s", folder, command);
	is_i64(run(line), 0, command);
}

static void test_maildir(const char *base)
{
	g_autofree char *path = g_build_filename(base, "Maildir", NULL);
	make_maildir(path);
	for (int i = 1; i <= 2; i++) {
		g_autofree char *text = mail_text(i, 0);
		put_mail(path, i, text);
	}
	uint32_t validity = 0;
	uint32_t count = 0;
	Source *source = open_at(path, &validity, &count);
	is_i64(count, 2, "two mails");
	is_i64(first_uid(source, 1), 2, "UIDs by arrival");
	source->ops->free(source);

	in_folder(path, "mv new/*M000001P1.test cur/1790000000.M000001P1.test:2,S");
	uint32_t again = 0;
	source = open_at(path, &again, &count);
	is_i64(again, validity, "UIDVALIDITY is kept");
	is_i64(first_uid(source, 0), 1, "a mail that was read elsewhere keeps its UID");
	in_folder(path, "mv cur/1790000000.M000001P1.test:2,S cur/1790000000.M000001P1.test:2,RS");
	is_i64(first_uid(source, 0), 1, "also while the folder is open");
	in_folder(path, "rm new/*M000002P1.test");
	g_autofree char *text = mail_text(3, 0);
	put_mail(path, 3, text);
	is_i64(first_uid(source, 1), 3, "the UID of a removed mail is not given again");
	source->ops->free(source);

	in_folder(path, "printf 'valija-uids 1 7 2\\n5 x\\n' >.valija-uids");
	source = open_at(path, &again, &count);
	ok(again != 7 && again > 0, "a damaged index is made anew with another UIDVALIDITY");
	is_i64(count, 2, "and has all mails");
	source->ops->free(source);
}

static void test_plain(const char *base)
{
	g_autofree char *path = g_build_filename(base, "plain", NULL);
	g_mkdir_with_parents(path, 0700);
	g_autofree char *text = mail_text(1, 0);
	put_eml(path, 1, text);
	in_folder(path,
		  "mkdir dir.eml && ln -s /etc/passwd link.eml && mkfifo pipe.eml && echo no >nota.txt && "
		  "cp 000001.eml .hidden.eml");
	uint32_t validity = 0;
	uint32_t count = 0;
	Source *source = open_at(path, &validity, &count);
	is_i64(count, 1, "only regular .eml files are mails");
	in_folder(path, "mkdir -p Hecho && cp 000001.eml Hecho/000001.eml && echo other >>Hecho/000001.eml");
	MoveRequest request = {
		.uid = 1, .from_folder = "INBOX", .uidvalidity = validity, .to_folder = "Hecho"
	};
	MoveOutcome outcome = MOVE_GONE;
	uint32_t uid = 0;
	ok(source->ops->move(source, &request, &outcome, &uid, NULL), "moves beside a file of the same name");
	in_folder(path, "test -f Hecho/1-000001.eml && grep -q other Hecho/000001.eml");
	request.to_folder = "../fuera";
	g_autoptr(GError) error = NULL;
	ok(!source->ops->move(source, &request, &outcome, &uid, &error), "no way out of the folder");
	is_i64(error_code(error), ERROR_REJECT, "it is rejected");
	source->ops->free(source);
}

static void test_missing(void)
{
	Source *source = source_folder_new("ventas", "/nonexistent/mail", 1 << 20);
	g_autoptr(GError) error = NULL;
	ok(!source->ops->open(source, &error), "a missing folder is not opened");
	is_i64(error_code(error), ERROR_STOP, "it stops");
	is_str(error->message, "ventas: there is no folder /nonexistent/mail: make it, or correct path",
	       "and says why");
	source->ops->free(source);
}

int main(void)
{
	g_autofree char *base = g_dir_make_tmp("vfolder.XXXXXX", NULL);
	test_maildir(base);
	test_plain(base);
	test_missing();
	remove_tree(base);
	return tap_done();
}
