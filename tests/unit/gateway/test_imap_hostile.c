/*
 * IMAP servers that are broken or mean, each a script played by a child process: no hang beyond the time-out,
 * no crash, no credential where none belongs, and the error that follows from it.
 */
#include <ifaddrs.h>
#include <signal.h>

#include "base/clock.h"
#include "gateway/source.h"
#include "tests/unit/gateway/imap_scripts.h"
#include "tests/unit/gateway/mailbox.h"

/* The verbs up to script->verb; those before it must work. */
static bool run_verbs(const Script *script, Source *source, Memory *memory, GError **error)
{
	uint32_t validity = 0;
	uint32_t n = 0;
	Spool spool = memory_spool(memory);
	bool good = source->ops->open(source, error);
	if (!good || script->verb == OPEN)
		return good;
	good = source->ops->select(source, "INBOX", &validity, &n, error);
	if (!good || script->verb == SELECT)
		return good;
	good = source->ops->fetch(source, 0, &window, &spool, &n, error);
	if (!good || script->verb == FETCH)
		return good;
	return source->ops->wait(source, 3000, -1, error);
}

static void check_result(const Script *script, const Memory *memory, bool good, const GError *error)
{
	const char *reason = memory->mails->len == 0 ? "none" : memory_at(memory, 0)->reason;
	if (!ok(good == (script->code < 0), "%s: %s", script->name, good ? "works" : "fails"))
		printf("# %s\n", error != NULL ? error->message : "no error");
	if (good && script->words != NULL)
		is_str(reason, script->words, script->name);
	else if (good)
		is_str(memory_at(memory, 0)->bytes != NULL ? memory_at(memory, 0)->bytes->str : NULL, "hello",
		       script->name);
	if (good || error == NULL || script->code < 0)
		return;
	is_i64(error_code(error), script->code, script->name);
	if (!ok(strstr(error->message, script->words) != NULL, "%s: says \"%s\"", script->name,
		script->words))
		printf("#   got: %s\n", error->message);
	ok(strstr(error->message, SECRET) == NULL && strstr(error->message, SECRET_IN_BASE64) == NULL,
	   "%s: no secret in the error", script->name);
}

static void check_heard(const Script *script, const char *heard)
{
	g_autofree char *text = NULL;
	if (script->tls == TLS_NONE || !g_file_get_contents(heard, &text, NULL, NULL))
		return;
	ok(strstr(text, SECRET) == NULL && strstr(text, SECRET_IN_BASE64) == NULL &&
		   strstr(text, "LOGIN") == NULL && strstr(text, "AUTHENTICATE") == NULL,
	   "%s: nothing of the login was said in clear", script->name);
}

static void test_script(const Script *script)
{
	int port = 0;
	g_autofree char *folder = g_dir_make_tmp("vhostile.XXXXXX", NULL);
	g_autofree char *heard = g_build_filename(folder, "heard", NULL);
	pid_t child = start_server(script, htonl(INADDR_LOOPBACK), heard, &port);
	g_autoptr(GError) error = NULL;
	g_auto(Memory) memory = memory_make();
	Source *source = script_source(script, "127.0.0.1", port);
	int64_t began = clock_monotonic_ms();
	bool good = run_verbs(script, source, &memory, &error);
	source->ops->free(source);
	int64_t took = clock_monotonic_ms() - began;
	ok(took < 6000, "%s: ends in time", script->name);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	check_result(script, &memory, good, error);
	check_heard(script, heard);
	remove_tree(folder);
}

/* The same message breaks the connection each time: after some rounds it is given up, and the account goes
 * on. */
static void test_poison(const char *name, const char *answer, int most_rounds)
{
	Script script = { .name = name, .verb = FETCH, .steps = { LOGIN, INBOX, PLAN, "R", answer } };
	int port = 0;
	g_autofree char *folder = g_dir_make_tmp("vhostile.XXXXXX", NULL);
	g_autofree char *heard = g_build_filename(folder, "heard", NULL);
	pid_t child = start_server(&script, htonl(INADDR_LOOPBACK), heard, &port);
	Source *source = script_source(&script, "127.0.0.1", port);
	g_auto(Memory) memory = memory_make();
	int rounds = 0;
	bool good = false;
	for (; rounds < 20 && !good; rounds++) {
		g_autoptr(GError) error = NULL;
		good = run_verbs(&script, source, &memory, &error);
		source->ops->close(source);
	}
	source->ops->free(source);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	remove_tree(folder);
	ok(good && rounds <= most_rounds && rounds > 3, "%s: given up after %d rounds", name, rounds);
	is_i64(memory.mails->len, 1, "one row is made of it");
	is_str(memory_at(&memory, 0)->reason, "the connection breaks each time it is fetched", name);
	is_i64(memory_at(&memory, 0)->item.uid, 7, "with its UID");
}

/* An address of this machine that is not loopback; NULL when it has none. */
static char *own_address(void)
{
	struct ifaddrs *list = NULL;
	char *found = NULL;
	if (getifaddrs(&list) != 0)
		return NULL;
	for (const struct ifaddrs *at = list; at != NULL && found == NULL; at = at->ifa_next) {
		struct sockaddr_in in = { 0 };
		if (at->ifa_addr == NULL || at->ifa_addr->sa_family != AF_INET)
			continue;
		memcpy(&in, at->ifa_addr, sizeof in);
		if (ntohl(in.sin_addr.s_addr) >> 24 != IN_LOOPBACKNET)
			found = g_strdup(inet_ntoa(in.sin_addr));
	}
	freeifaddrs(list);
	return found;
}

static void test_clear_text(void)
{
	g_autofree char *address = own_address();
	if (address == NULL) {
		skip("clear text to another machine", "only loopback here");
		return;
	}
	Script script = { .name = "clear text to another machine",
			  .verb = OPEN,
			  .tls = TLS_NONE,
			  .code = ERROR_STOP,
			  .words = "only for a server on this machine",
			  .steps = { LOGIN } };
	int port = 0;
	g_autofree char *folder = g_dir_make_tmp("vhostile.XXXXXX", NULL);
	g_autofree char *heard = g_build_filename(folder, "heard", NULL);
	pid_t child = start_server(&script, htonl(INADDR_ANY), heard, &port);
	Source *source = script_source(&script, address, port);
	g_autoptr(GError) error = NULL;
	g_auto(Memory) memory = memory_make();
	bool good = run_verbs(&script, source, &memory, &error);
	check_result(&script, &memory, good, error);
	source->ops->free(source);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	g_autofree char *text = NULL;
	g_file_get_contents(heard, &text, NULL, NULL);
	ok(text == NULL || text[0] == '\0', "not a word was said to it");
	remove_tree(folder);
}

/* What is said to log in, byte for byte, with and without an initial response. */
static void test_mechanisms(void)
{
	static const struct {
		const char *able;
		AuthMode auth;
		const char *challenge;
		const char *said; /* after the tag */
	} rows[] = {
		{ "AUTH=PLAIN SASL-IR", AUTH_PASSWORD, NULL, " AUTHENTICATE PLAIN " SECRET_IN_BASE64 "\r\n" },
		{ "AUTH=PLAIN", AUTH_PASSWORD, "S+ \r\n", " AUTHENTICATE PLAIN\r\n" SECRET_IN_BASE64 "\r\n" },
		{ "", AUTH_PASSWORD, NULL, " LOGIN usuario " SECRET "\r\n" },
		{ "AUTH=XOAUTH2 SASL-IR", AUTH_OAUTH2, NULL,
		  " AUTHENTICATE XOAUTH2 dXNlcj11c3VhcmlvAWF1dGg9QmVhcmVyIHNlY3JldG8tbXV5LWxhcmdvAQE=\r\n" },
		{ "AUTH=XOAUTH2", AUTH_OAUTH2, "S+\r\n",
		  " AUTHENTICATE "
		  "XOAUTH2\r\ndXNlcj11c3VhcmlvAWF1dGg9QmVhcmVyIHNlY3JldG8tbXV5LWxhcmdvAQE=\r\n" },
		{ "AUTH=XOAUTH2 AUTH=OAUTHBEARER SASL-IR", AUTH_OAUTH2, NULL, " AUTHENTICATE OAUTHBEARER " },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *able = g_strdup_printf("S* CAPABILITY IMAP4rev1 %s\r\n", rows[i].able);
		Script script = { .name = rows[i].able,
				  .verb = OPEN,
				  .steps = { GREET, "R", able, "T OK done\r\n", "R" } };
		size_t n = 5;
		if (rows[i].challenge != NULL) {
			script.steps[n++] = rows[i].challenge;
			script.steps[n++] = "r";
		}
		script.steps[n++] = "T OK in\r\n";
		script.steps[n++] = "R";
		script.steps[n++] = able;
		script.steps[n++] = "T OK done\r\n";
		script.steps[n] = "Z";
		int port = 0;
		g_autofree char *folder = g_dir_make_tmp("vhostile.XXXXXX", NULL);
		g_autofree char *heard = g_build_filename(folder, "heard", NULL);
		pid_t child = start_server(&script, htonl(INADDR_LOOPBACK), heard, &port);
		ImapSettings settings = { .name = "ventas",
					  .host = "127.0.0.1",
					  .port = port,
					  .tls = TLS_NONE,
					  .auth = rows[i].auth,
					  .user = "usuario",
					  .secret = SECRET,
					  .command_timeout_s = 2 };
		g_autoptr(GError) error = NULL;
		Source *source = source_imap_new(&settings);
		if (!ok(source->ops->open(source, &error), "logs in with %s", rows[i].able))
			printf("# %s\n", error->message);
		source->ops->free(source);
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
		g_autofree char *text = NULL;
		g_file_get_contents(heard, &text, NULL, NULL);
		if (!ok(text != NULL && strstr(text, rows[i].said) != NULL, "in the words of the standard"))
			printf("# %s\n", text);
		remove_tree(folder);
	}
}

/* Three wrong sizes, each confirmed by asking again; from then on the server is believed no size. */
static void test_wrong_sizes(void)
{
	Script script = { .name = "a server that estimates sizes",
			  .verb = FETCH,
			  .steps = { LOGIN,
				     INBOX,
				     "R",
				     "S* 5 EXISTS\r\n",
				     "T OK done\r\n",
				     "R",
				     "S* 1 FETCH (UID 1 RFC822.SIZE 9)\r\n* 2 FETCH (UID 2 RFC822.SIZE 9)\r\n"
				     "* 3 FETCH (UID 3 RFC822.SIZE 9)\r\n* 4 FETCH (UID 4 RFC822.SIZE 9)\r\n",
				     "T OK done\r\n",
				     "R",
				     "S* 1 FETCH (UID 1 BODY[] {5}\r\nhello)\r\n",
				     "T NO later\r\n",
				     "R",
				     "S* 1 FETCH (UID 1 BODY[] {5}\r\nhello)\r\n",
				     "T OK done\r\n",
				     "R",
				     "S* 2 FETCH (UID 2 BODY[] {5}\r\nhello)\r\n",
				     "T OK done\r\n",
				     "R",
				     "S* 2 FETCH (UID 2 BODY[] {5}\r\nhello)\r\n",
				     "T OK done\r\n",
				     "R",
				     "S* 3 FETCH (UID 3 BODY[] {5}\r\nhello)\r\n",
				     "T OK done\r\n",
				     "R",
				     "S* 3 FETCH (UID 3 BODY[] {5}\r\nhello)\r\n",
				     "T OK done\r\n",
				     "R",
				     "S* 4 FETCH (UID 4 BODY[] {5}\r\nhello)\r\n",
				     "T OK done\r\n",
				     "Z" } };
	int port = 0;
	g_autofree char *folder = g_dir_make_tmp("vhostile.XXXXXX", NULL);
	g_autofree char *heard = g_build_filename(folder, "heard", NULL);
	pid_t child = start_server(&script, htonl(INADDR_LOOPBACK), heard, &port);
	Source *source = script_source(&script, "127.0.0.1", port);
	g_auto(Memory) memory = memory_make();
	g_autoptr(GError) error = NULL;
	ok(run_verbs(&script, source, &memory, &error), "a server that estimates sizes is read");
	is_str(error != NULL ? error->message : NULL, NULL, "without an error");
	is_i64(memory.mails->len, 4, "all mails come");
	is_i64(memory.unrecorded_drops, 3, "three were asked for twice, the fourth was not");
	is_i64(memory_at(&memory, 3)->item.size, 5, "with the size that came");
	source->ops->free(source);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	remove_tree(folder);
}

int main(void)
{
	test_mechanisms();
	test_wrong_sizes();

	for (size_t i = 0; i < G_N_ELEMENTS(scripts); i++)
		test_script(&scripts[i]);
	test_poison("a mail that makes the server hang up", "S* 1 FETCH (UID 7 BODY[] {5}\r\nhe", 11);
	test_poison("a mail that makes the server talk nonsense", "S* 1 FETCH ((((X {3} \r\n", 5);
	test_clear_text();
	return tap_done();
}
