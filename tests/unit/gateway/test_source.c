/*
 * The contract of source.h, the same test over each implementation: a folder of .eml files, a Maildir,
 * Dovecot with everything it can, and Dovecot with another delimiter and without MOVE and IDLE.
 */
#include "gateway/source.h"

#include "base/clock.h"
#include "tests/unit/gateway/mailbox.h"

#define TARGET                                                                                               \
	"Cobranza/Sin asignar/\xC3\x91"                                                                      \
	"and\xC3\xBA"
#define MAX_MESSAGE (256 * 1024)

typedef struct {
	const char *name;
	Source *source;
	const char *path; /* of the Maildir or folder that lies below */
	void (*put)(const char *path, int number, const char *text);
	bool prompt;	    /* news wake wait() at once */
	const char *target; /* path of TARGET below */
} Mailbox;

static const FetchWindow wide = { .max_message = MAX_MESSAGE, .window_bytes = 1 << 30, .window_count = 100 };

static char *named(const Mailbox *mailbox, const char *what)
{
	return g_strdup_printf("%s: %s", mailbox->name, what);
}

#define OK(passed, what) ok((passed), "%s: %s", mailbox->name, (what))

static bool good(const Mailbox *mailbox, bool result, GError *error, const char *what)
{
	OK(result, what);
	if (!result && error != NULL)
		printf("# %s\n", error->message);
	return result;
}

static void is(const Mailbox *mailbox, int64_t got, int64_t want, const char *what)
{
	g_autofree char *name = named(mailbox, what);
	is_i64(got, want, name);
}

static uint32_t open_inbox(const Mailbox *mailbox, uint32_t *ret_count)
{
	g_autoptr(GError) error = NULL;
	uint32_t validity = 0;
	Source *source = mailbox->source;
	good(mailbox, source->ops->open(source, &error), error, "opens");
	good(mailbox, source->ops->select(source, "INBOX", &validity, ret_count, &error), error,
	     "selects INBOX");
	return validity;
}

static uint32_t fetch(const Mailbox *mailbox, uint32_t after, const FetchWindow *window, Memory *memory)
{
	g_autoptr(GError) error = NULL;
	Spool spool = memory_spool(memory);
	uint32_t last = 0;
	good(mailbox, mailbox->source->ops->fetch(mailbox->source, after, window, &spool, &last, &error),
	     error, "fetches");
	return last;
}

static void test_fetch(const Mailbox *mailbox)
{
	uint32_t count = 0;
	for (int i = 1; i <= 3; i++) {
		g_autofree char *text = mail_text(i, i == 2 ? 100000 : 0);
		mailbox->put(mailbox->path, i, text);
	}
	uint32_t validity = open_inbox(mailbox, &count);
	OK(validity > 0, "has a UIDVALIDITY");
	is(mailbox, count, 3, "counts three messages");
	g_auto(Memory) memory = memory_make();
	uint32_t last = fetch(mailbox, 0, &wide, &memory);
	is(mailbox, memory.mails->len, 3, "gives three messages");
	for (guint i = 0; i < 3; i++) {
		const Spooled *mail = memory_at(&memory, i);
		g_autofree char *text = mail_text((int)i + 1, i == 1 ? 100000 : 0);
		OK(mail->bytes != NULL && mail->bytes->len == strlen(text) &&
			   memcmp(mail->bytes->str, text, mail->bytes->len) == 0,
		   "byte for byte, oldest first");
		is(mailbox, mail->item.size, (int64_t)strlen(text), "with its size");
		is(mailbox, mail->item.internal_date, 1790000001 + i, "with its date");
	}
	is(mailbox, last, memory_at(&memory, 2)->item.uid, "says how far it came");
	OK(memory_at(&memory, 0)->item.uid < memory_at(&memory, 1)->item.uid, "UIDs ascend");
	g_auto(Memory) again = memory_make();
	is(mailbox, fetch(mailbox, last, &wide, &again), last, "and nothing after that");
	is(mailbox, again.mails->len, 0, "gives nothing twice");
}

static void test_windows(const Mailbox *mailbox)
{
	g_auto(Memory) memory = memory_make();
	FetchWindow two = { .max_message = MAX_MESSAGE, .window_bytes = 1 << 30, .window_count = 2 };
	uint32_t last = fetch(mailbox, 0, &two, &memory);
	is(mailbox, memory.mails->len, 2, "a window by count");
	last = fetch(mailbox, last, &two, &memory);
	is(mailbox, memory.mails->len, 3, "and the rest");
	g_auto(Memory) slim = memory_make();
	FetchWindow bytes = { .max_message = MAX_MESSAGE, .window_bytes = 1000, .window_count = 100 };
	last = fetch(mailbox, 0, &bytes, &slim);
	is(mailbox, slim.mails->len, 1, "a window by bytes");
	last = fetch(mailbox, last, &bytes, &slim);
	is(mailbox, slim.mails->len, 2, "takes one at least, however large");
	g_auto(Memory) limited = memory_make();
	FetchWindow small = { .max_message = 50000, .window_bytes = 1 << 30, .window_count = 100 };
	fetch(mailbox, 0, &small, &limited);
	is(mailbox, limited.mails->len, 3, "an over-sized message stops nobody");
	int dropped = 0;
	for (guint i = 0; i < 3; i++) {
		const Spooled *mail = memory_at(&limited, i);
		dropped += mail->bytes == NULL;
		if (mail->bytes != NULL)
			continue;
		g_autofree char *name = named(mailbox, "it is dropped with its reason");
		is_str(mail->reason, "larger than the limit", name);
		is(mailbox, mail->item.size, 100000, "and its size");
	}
	is(mailbox, dropped, 1, "the others came");
}

static int64_t timed_wait(const Mailbox *mailbox, int64_t timeout_ms, int wake_fd)
{
	g_autoptr(GError) error = NULL;
	int64_t began = clock_monotonic_ms();
	good(mailbox, mailbox->source->ops->wait(mailbox->source, timeout_ms, wake_fd, &error), error,
	     "waits");
	return clock_monotonic_ms() - began;
}

static void test_wait(const Mailbox *mailbox, uint32_t *last)
{
	g_auto(Memory) memory = memory_make();
	*last = fetch(mailbox, 0, &wide, &memory);
	OK(timed_wait(mailbox, 300, -1) >= 290, "waits as long as told when nothing comes");
	int wake[2];
	if (pipe(wake) != 0 || write(wake[1], "x", 1) != 1)
		g_error("no pipe");
	OK(timed_wait(mailbox, 20000, wake[0]) < 2000, "a byte on wake_fd ends it");
	close(wake[0]);
	close(wake[1]);
	pid_t child = fork();
	if (child == 0) {
		g_usleep(300000); /* lint: sleep: the child comes while the parent waits */
		g_autofree char *text = mail_text(4, 0);
		mailbox->put(mailbox->path, 4, text);
		_exit(0);
	}
	int64_t waited = timed_wait(mailbox, mailbox->prompt ? 20000 : 1000, -1);
	waitpid(child, NULL, 0);
	OK(waited < 1400, "a new message is heard of within a second");
	g_auto(Memory) fresh = memory_make();
	*last = fetch(mailbox, *last, &wide, &fresh);
	is(mailbox, fresh.mails->len, 1, "and fetched");
}

static void test_spool_failure(const Mailbox *mailbox)
{
	g_auto(Memory) memory = memory_make();
	memory.fail_after = 2;
	Spool spool = memory_spool(&memory);
	g_autoptr(GError) error = NULL;
	uint32_t last = 77;
	OK(!mailbox->source->ops->fetch(mailbox->source, 0, &wide, &spool, &last, &error),
	   "a full disk is an error");
	g_autofree char *name = named(mailbox, "its own");
	is_str(error != NULL ? error->message : NULL, "the disk is full", name);
	is(mailbox, error_code(error), ERROR_STOP, "with its code");
	is(mailbox, last, 77, "and no progress is told");
	mailbox->source->ops->close(mailbox->source);
	uint32_t count = 0;
	open_inbox(mailbox, &count);
	is(mailbox, count, 4, "opened again, all is there");
}

static MoveOutcome move(const Mailbox *mailbox, const MoveRequest *request, uint32_t *ret_uid)
{
	g_autoptr(GError) error = NULL;
	MoveOutcome outcome = MOVE_GONE;
	good(mailbox, mailbox->source->ops->move(mailbox->source, request, &outcome, ret_uid, &error), error,
	     "moves");
	return outcome;
}

static void test_move(const Mailbox *mailbox, uint32_t validity, uint32_t first, uint32_t last)
{
	uint32_t uid = 0;
	MoveRequest request = { .uid = first,
				.from_folder = "INBOX",
				.uidvalidity = validity,
				.to_folder = TARGET,
				.message_id = "factura-1@cliente.test" };
	is(mailbox, move(mailbox, &request, &uid), MOVE_DONE, "a message moves into a new folder");
	g_auto(GStrv) listing = NULL;
	g_autofree char *command =
		g_strdup_printf("cat '%s'/new/* '%s'/cur/* '%s'/*.eml 2>/dev/null | "
				"grep -c '^Message-ID: <factura-1@cliente.test>' >/dev/null",
				mailbox->target, mailbox->target, mailbox->target);
	is(mailbox, run(command), 0, "it lies there");
	is(mailbox, move(mailbox, &request, &uid), MOVE_FOUND, "asked again, it is found there");
	OK(uid > 0, "with its UID there");
	request.message_id = "nobody@cliente.test";
	is(mailbox, move(mailbox, &request, &uid), MOVE_GONE, "with another Message-ID it is gone");
	request.message_id = NULL;
	is(mailbox, move(mailbox, &request, &uid), MOVE_GONE, "without one as well");
	g_auto(Memory) memory = memory_make();
	is(mailbox, fetch(mailbox, 0, &wide, &memory), last, "the inbox is still the one watched");
	is(mailbox, memory.mails->len, 3, "the others are still there");
	request.uid = memory_at(&memory, 0)->item.uid;
	request.message_id = "factura-2@cliente.test";
	is(mailbox, move(mailbox, &request, &uid), MOVE_DONE, "a second one follows");
	request.uid = memory_at(&memory, 1)->item.uid;
	request.uidvalidity++;
	g_autoptr(GError) error = NULL;
	MoveOutcome outcome = MOVE_GONE;
	OK(!mailbox->source->ops->move(mailbox->source, &request, &outcome, &uid, &error),
	   "other UIDs: no move");
	is(mailbox, error_code(error), ERROR_REJECT, "but a rejection");
	g_clear_error(&error);
	request.uidvalidity--;
	request.to_folder = "Cobranza\r\nX";
	OK(!mailbox->source->ops->move(mailbox->source, &request, &outcome, &uid, &error),
	   "no line ends in names");
	is(mailbox, error_code(error), ERROR_REJECT, "they are rejected");
	g_auto(Memory) rest = memory_make();
	fetch(mailbox, 0, &wide, &rest);
	is(mailbox, rest.mails->len, 2, "nothing moved by these");
	g_autofree char *seen = g_strdup_printf("ls '%s'/new '%s'/cur 2>/dev/null | grep -q ':2,.*S'",
						mailbox->path, mailbox->path);
	is(mailbox, run(seen), 1, "nothing was marked as read");
}

/* Folders that need not be there, and what is in the one that is selected. */
static void test_folders(const Mailbox *mailbox)
{
	g_autoptr(GError) error = NULL;
	const SourceOps *ops = mailbox->source->ops;
	FolderState state = { 0 };
	uint32_t validity = 0;
	uint32_t count = 0;
	good(mailbox, ops->peek(mailbox->source, "Cobranza/Ma\xC3\xB1" "ana", &state, &error), error, "peeks");
	OK(!state.there, "at a folder that is not there");
	good(mailbox, ops->ensure(mailbox->source, "Cobranza/Ma\xC3\xB1" "ana", &error), error, "makes it");
	good(mailbox, ops->ensure(mailbox->source, "Cobranza/Ma\xC3\xB1" "ana", &error), error, "once");
	good(mailbox, ops->peek(mailbox->source, "Cobranza/Ma\xC3\xB1" "ana", &state, &error), error, "peeks again");
	OK(state.there && state.uidvalidity > 0 && state.uidnext == 1, "and it is there, and empty");
	g_autoptr(GArray) uids = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	good(mailbox, ops->select(mailbox->source, "INBOX", &validity, &count, &error), error, "back to INBOX");
	good(mailbox, ops->list(mailbox->source, uids, &error), error, "lists UIDs");
	is(mailbox, uids->len, count, "of every message");
	for (guint i = 1; i < uids->len; i++)
		OK(g_array_index(uids, uint32_t, i) > g_array_index(uids, uint32_t, i - 1), "ascending");
}

static void test_target(const Mailbox *mailbox)
{
	g_autoptr(GError) error = NULL;
	uint32_t validity = 0;
	uint32_t count = 0;
	Source *source = mailbox->source;
	good(mailbox, source->ops->select(source, TARGET, &validity, &count, &error), error,
	     "selects the new folder");
	is(mailbox, count, 2, "with two messages");
	g_auto(Memory) memory = memory_make();
	fetch(mailbox, 0, &wide, &memory);
	g_autofree char *text = mail_text(1, 0);
	g_autofree char *name = named(mailbox, "which are whole");
	is_str(memory_at(&memory, 0)->bytes != NULL ? memory_at(&memory, 0)->bytes->str : NULL, text, name);
	OK(!source->ops->select(source, "No/Existe", &validity, &count, &error),
	   "a missing folder is not made");
	is(mailbox, error_code(error), ERROR_STOP, "it stops");
	source->ops->close(source);
	source->ops->close(source);
}

static void run_contract(const Mailbox *mailbox)
{
	uint32_t count = 0;
	uint32_t last = 0;
	test_fetch(mailbox);
	test_windows(mailbox);
	test_wait(mailbox, &last);
	test_spool_failure(mailbox);
	uint32_t validity = open_inbox(mailbox, &count);
	g_auto(Memory) memory = memory_make();
	fetch(mailbox, 0, &wide, &memory);
	test_move(mailbox, validity, memory_at(&memory, 0)->item.uid, last);
	test_folders(mailbox);
	test_target(mailbox);
	mailbox->source->ops->free(mailbox->source);
}

static void on_folders(const char *base)
{
	g_autofree char *plain = g_build_filename(base, "plain", NULL);
	g_autofree char *plain_target = g_build_filename(plain, TARGET, NULL);
	g_mkdir_with_parents(plain, 0700);
	run_contract(&(Mailbox){ .name = "folder of .eml",
				 .source = source_folder_new("ventas", plain, MAX_MESSAGE),
				 .path = plain,
				 .put = put_eml,
				 .prompt = true,
				 .target = plain_target });
	g_autofree char *maildir = g_build_filename(base, "Maildir", NULL);
	g_autofree char *target = g_strconcat(maildir, "/.Cobranza.Sin asignar.&ANE-and&APo-", NULL);
	make_maildir(maildir);
	run_contract(&(Mailbox){ .name = "Maildir",
				 .source = source_folder_new("ventas", maildir, MAX_MESSAGE),
				 .path = maildir,
				 .put = put_mail,
				 .prompt = true,
				 .target = target });
}

static void on_dovecot(const char *base, const char *name, const char *settings, bool prompt)
{
	int status = servers_start(base, settings);
	if (status == 77) {
		skip(name, "Dovecot or Postfix is not installed");
		return;
	}
	if (!ok(status == 0, "%s starts", name))
		return;
	g_autofree char *port = servers_value(base, "IMAP_PORT");
	g_autofree char *ca_file = servers_value(base, "CA_FILE");
	g_autofree char *maildir = g_build_filename(base, "mail/empresa@empresa.test", NULL);
	g_autofree char *target = g_strconcat(maildir, "/.Cobranza.Sin asignar.&ANE-and&APo-", NULL);
	make_maildir(maildir);
	g_autofree char *own = g_strdup_printf("chown -R mail:mail %s", maildir);
	run(own);
	ImapSettings imap = { .name = "ventas",
			      .host = "127.0.0.1",
			      .port = (int)g_ascii_strtoll(port, NULL, 10),
			      .tls = TLS_STARTTLS,
			      .ca_file = ca_file,
			      .auth = AUTH_PASSWORD,
			      .user = "empresa@empresa.test",
			      .secret = "demo-2026",
			      .max_message = MAX_MESSAGE,
			      .command_timeout_s = 20 };
	run_contract(&(Mailbox){ .name = name,
				 .source = source_imap_new(&imap),
				 .path = maildir,
				 .put = put_mail,
				 .prompt = prompt,
				 .target = target });
	servers_stop(base);
}

int main(void)
{
	g_autofree char *folders = g_dir_make_tmp("vsource.XXXXXX", NULL);
	on_folders(folders);
	remove_tree(folders);
	g_autofree char *full = g_dir_make_tmp("vsource.XXXXXX", NULL);
	on_dovecot(full, "Dovecot", "", true);
	g_autofree char *bare = g_dir_make_tmp("vsource.XXXXXX", NULL);
	on_dovecot(bare, "Dovecot without MOVE and IDLE",
		   "DELIMITER=. IMAP_CAPABILITY='IMAP4rev1 SASL-IR UIDPLUS LITERAL+'", false);
	return tap_done();
}
