/*
 * IMAP servers that are broken or mean, each a script played by a child process: no hang beyond the time-out, no crash,
 * no credential where none belongs, and the error that follows from it.
 */
#include <arpa/inet.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "gateway/source.h"
#include "tests/unit/gateway/mailbox.h"

#define SECRET "secreto-muy-largo"
#define SECRET_IN_BASE64 "AHVzdWFyaW8Ac2VjcmV0by1tdXktbGFyZ28="

/*
 * A step's first letter: S send, T send with the tag of the last line read, R read a line, r read one that has no tag, F send for ever, D send one
 * byte every 100 ms and go on with dots for ever, Z sleep until the client goes. After the last step the server hangs up.
 */
#define GREET "S* OK hello\r\n"
#define ABLE(list) "R", "S* CAPABILITY IMAP4rev1 " list "\r\n", "T OK done\r\n"
#define LOGIN GREET, ABLE("AUTH=PLAIN SASL-IR"), "R", "T OK welcome\r\n", ABLE("IDLE UIDPLUS MOVE")
#define INBOX "R", "S* LIST () \"/\" INBOX\r\n* LIST () \"/\" Sent\r\n", "T OK done\r\n", "R", \
	      "S* 1 EXISTS\r\n* OK [UIDVALIDITY 9] ok\r\n", "T OK [READ-WRITE] done\r\n"
#define PLAN "R", "T OK done\r\n", "R", \
	     "S* 1 FETCH (UID 7 RFC822.SIZE 5 INTERNALDATE \"17-Jul-2026 02:44:25 -0400\")\r\n", "T OK done\r\n"
#define HUNDRED "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
#define STEPS 64

typedef enum { OPEN, SELECT, FETCH, WAIT } Verb;

typedef struct {
	const char *name;
	TlsMode tls;
	Verb verb;	      /* the one that fails; those before it work */
	int code;	      /* ErrorCode; -1: it works */
	const char *words;    /* in the error, or the reason of the only drop; NULL: one whole mail "hello" */
	const char *steps[STEPS];
} Script;

static const Script scripts[] = {
	{ "hangs up without a word", TLS_NONE, OPEN, ERROR_RETRY, "closed the connection", { "S" } },
	{ "never greets", TLS_NONE, OPEN, ERROR_RETRY, "took too long", { "Z" } },
	{ "drips a greeting", TLS_NONE, OPEN, ERROR_RETRY, "took too long", { "D* OK" } },
	{ "greets without end", TLS_NONE, OPEN, ERROR_RETRY, "makes no sense", { "F* OK xxxxxxxxxxxxxxxxxxxxxxxxxxx" } },
	{ "speaks HTTP", TLS_NONE, OPEN, ERROR_RETRY, "does not speak IMAP", { "SHTTP/1.1 400 Bad\r\n\r\n", "Z" } },
	{ "says BYE", TLS_NONE, OPEN, ERROR_RETRY, "not taking connections", { "S* BYE busy\r\n", "Z" } },
	{ "speaks no TLS on a TLS port", TLS_IMPLICIT, OPEN, ERROR_RETRY, "TLS with", { GREET, "Z" } },
	{ "is silent on a TLS port", TLS_IMPLICIT, OPEN, ERROR_RETRY, "TLS with", { "R", "S" } },
	{ "greets with BADCHARSET", TLS_NONE, OPEN, ERROR_RETRY, "cannot",
	  { "S* OK [BADCHARSET (\"x\")] hi\r\n", "R", "S" } },
	{ "greets with a literal", TLS_NONE, OPEN, ERROR_RETRY, "cannot", { "S* OK [BADCHARSET ({1}\r\nx)] hi\r\n", "R" } },
	{ "greets with PREAUTH", TLS_NONE, OPEN, ERROR_STOP, "PREAUTH", { "S* PREAUTH hi\r\n", "Z" } },
	{ "greets with PREAUTH before STARTTLS", TLS_STARTTLS, OPEN, ERROR_STOP, "PREAUTH", { "S* PREAUTH hi\r\n", "Z" } },
	{ "strips STARTTLS", TLS_STARTTLS, OPEN, ERROR_STOP, "does not offer STARTTLS", { GREET, ABLE("AUTH=PLAIN"), "Z" } },
	{ "refuses STARTTLS", TLS_STARTTLS, OPEN, ERROR_STOP, "cannot start TLS", { GREET, ABLE("STARTTLS"), "R", "T NO x\r\n" } },
	{ "injects after STARTTLS", TLS_STARTTLS, OPEN, ERROR_STOP, "before the encryption",
	  { GREET, ABLE("STARTTLS"), "R", "T OK go\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n", "Z" } },
	{ "injects half a line after STARTTLS", TLS_STARTTLS, OPEN, ERROR_STOP, "before the encryption",
	  { GREET, ABLE("STARTTLS"), "R", "T OK go\r\n* CAP", "Z" } },
	{ "goes on in clear after STARTTLS", TLS_STARTTLS, OPEN, ERROR_RETRY, "TLS with",
	  { GREET, ABLE("STARTTLS"), "R", "T OK go\r\n", "R", "S* OK clear\r\n", "Z" } },
	{ "answers with an endless line", TLS_NONE, OPEN, ERROR_RETRY, "an endless line", { GREET, "R", "S* OK ", "Fxxxxxxxxx" } },
	{ "answers without end", TLS_NONE, OPEN, ERROR_RETRY, "an endless response", { GREET, "R", "F* OK " HUNDRED HUNDRED HUNDRED HUNDRED "\r\n" } },
	{ "answers with NAMESPACE", TLS_NONE, OPEN, ERROR_RETRY, "nobody asked for",
	  { GREET, "R", "S* NAMESPACE ((\"\" \"/\"\r\n", "Z" } },
	{ "drips an answer", TLS_NONE, OPEN, ERROR_RETRY, "took too long", { GREET, "R", "D* OK" } },
	{ "answers with another's tag", TLS_NONE, OPEN, ERROR_RETRY, "cannot", { GREET, "R", "S99 OK done\r\n", "Z" } },
	{ "refuses the login", TLS_NONE, OPEN, ERROR_STOP, "check user and password",
	  { GREET, ABLE("AUTH=PLAIN SASL-IR"), "R", "T NO no\r\n", "Z" } },
	{ "refuses it by a challenge", TLS_NONE, OPEN, ERROR_STOP, "check user and password",
	  { GREET, ABLE("AUTH=PLAIN SASL-IR"), "R", "S+ eyJzdGF0dXMiOiI0MDAifQ==\r\n", "R", "T NO no\r\n", "Z" } },
	{ "repeats the secret", TLS_NONE, OPEN, ERROR_STOP, "(not shown)",
	  { GREET, ABLE("AUTH=PLAIN SASL-IR"), "R", "T BAD unknown AUTHENTICATE PLAIN " SECRET_IN_BASE64 "\r\n", "Z" } },
	{ "forbids logins", TLS_NONE, OPEN, ERROR_STOP, "forbids a login", { GREET, ABLE("LOGINDISABLED"), "Z" } },
	{ "answers a challenge with a code", TLS_NONE, OPEN, ERROR_RETRY, "a code in a continuation",
	  { GREET, ABLE("AUTH=PLAIN"), "R", "S+ [BADCHARSET (\"x\")]\r\n", "Z" } },
	{ "has no such folder", TLS_NONE, SELECT, ERROR_STOP, "does it exist",
	  { LOGIN, "R", "S* LIST () \"/\" Sent\r\n", "T OK done\r\n", "R", "T NO what\r\n", "Z" } },
	{ "has a locked folder", TLS_NONE, SELECT, ERROR_RETRY, "in use",
	  { LOGIN, "R", "S* LIST () \"/\" Sent\r\n", "T OK done\r\n", "R", "T NO [INUSE] what\r\n", "Z" } },
	{ "tells no UIDVALIDITY", TLS_NONE, SELECT, ERROR_STOP, "no UIDVALIDITY",
	  { LOGIN, "R", "S* LIST () \"/\" Sent\r\n", "T OK done\r\n", "R", "S* 1 EXISTS\r\n", "T OK what\r\n", "Z" } },
	{ "expunges below nothing", TLS_NONE, FETCH, -1, "none",
	  { LOGIN, INBOX, "R", "S* 1 EXPUNGE\r\n* 1 EXPUNGE\r\n* 1 EXPUNGE\r\n", "T OK done\r\n", "Z" } },
	{ "gives a mail", TLS_NONE, FETCH, -1, NULL,
	  { LOGIN, INBOX, PLAN, "R", "S* 1 FETCH (UID 7 BODY[] {5}\r\nhello)\r\n", "T OK done\r\n", "Z" } },
	{ "gives it as a quoted string", TLS_NONE, FETCH, -1, NULL,
	  { LOGIN, INBOX, PLAN, "R", "S* 1 FETCH (BODY[] \"hello\" UID 7)\r\n", "T OK done\r\n", "Z" } },
	{ "gives another one as well", TLS_NONE, FETCH, -1, NULL,
	  { LOGIN, INBOX, PLAN, "R", "S* 3 FETCH (UID 9 BODY[] {3}\r\nbad)\r\n* 1 FETCH (UID 7 BODY[] {5}\r\nhello)\r\n",
	    "T OK done\r\n", "Z" } },
	{ "gives it after a NO", TLS_NONE, FETCH, -1, NULL,
	  { LOGIN, INBOX, PLAN, "R", "T NO hiccup\r\n", "R", "S* 1 FETCH (UID 7 BODY[] {5}\r\nhello)\r\n", "T OK done\r\n",
	    "Z" } },
	{ "gives half of it, then all", TLS_NONE, FETCH, -1, NULL,
	  { LOGIN, INBOX, PLAN, "R", "S* 1 FETCH (UID 7 BODY[] {2}\r\nhe)\r\n", "T OK done\r\n", "R",
	    "S* 1 FETCH (UID 7 BODY[] {5}\r\nhello)\r\n", "T OK done\r\n", "Z" } },
	{ "always refuses it", TLS_NONE, FETCH, -1, "the server refuses to give it",
	  { LOGIN, INBOX, PLAN, "R", "T NO x\r\n", "R", "T NO x\r\n", "R", "T NO x\r\n", "R", "T NO x\r\n", "Z" } },
	{ "has it and gives nothing", TLS_NONE, FETCH, -1, "the server gives no body for it",
	  { LOGIN, INBOX, PLAN, "R", "T OK done\r\n", "R", "T OK done\r\n", "R", "S* 1 FETCH (UID 7 RFC822.SIZE 5)\r\n", "T OK done\r\n", "Z" } },
	{ "gives NIL", TLS_NONE, FETCH, -1, "the server gives no body for it",
	  { LOGIN, INBOX, PLAN, "R", "S* 1 FETCH (UID 7 BODY[] NIL)\r\n", "T OK done\r\n", "R", "T OK done\r\n", "R",
	    "S* 1 FETCH (UID 7 RFC822.SIZE 5)\r\n", "T OK done\r\n", "Z" } },
	{ "lost it meanwhile", TLS_NONE, FETCH, -1, "none",
	  { LOGIN, INBOX, PLAN, "R", "T OK done\r\n", "R", "T OK done\r\n", "R", "T OK done\r\n", "Z" } },
	{ "is out of order", TLS_NONE, FETCH, ERROR_RETRY, "not available",
	  { LOGIN, INBOX, PLAN, "R", "T NO [UNAVAILABLE] x\r\n", "Z" } },
	{ "hangs up in a body", TLS_NONE, FETCH, ERROR_RETRY, "closed the connection",
	  { LOGIN, INBOX, PLAN, "R", "S* 1 FETCH (UID 7 BODY[] {5}\r\nhe" } },
	{ "drips a body", TLS_NONE, FETCH, ERROR_RETRY, "took too long",
	  { LOGIN, INBOX, PLAN, "R", "S* 1 FETCH (UID 7 BODY[] {900}\r\nhe", "D..." } },
	{ "announces a giant body", TLS_NONE, FETCH, ERROR_RETRY, "a literal larger than allowed",
	  { LOGIN, INBOX, PLAN, "R", "S* 1 FETCH (UID 7 BODY[] {4294967295}\r\nhe", "Z" } },
	{ "nests without end", TLS_NONE, FETCH, ERROR_RETRY, "nested too deep",
	  { LOGIN, INBOX, PLAN, "R", "S* 1 FETCH (FLAGS ", "F((((((((((((((((" } },
	{ "gives a structure instead", TLS_NONE, FETCH, ERROR_RETRY, "nobody asked for",
	  { LOGIN, INBOX, PLAN, "R", "S* 1 FETCH (UID 7 BODYSTRUCTURE ((((\r\n", "Z" } },
	{ "ends the session", TLS_NONE, FETCH, ERROR_RETRY, "ended the session",
	  { LOGIN, INBOX, PLAN, "R", "S* BYE maintenance\r\n", "Z" } },
	{ "hangs up while idling", TLS_NONE, WAIT, ERROR_RETRY, "closed the connection",
	  { LOGIN, INBOX, PLAN, "R", "S* 1 FETCH (UID 7 BODY[] {5}\r\nhello)\r\n", "T OK done\r\n", "R", "S+ idling\r\n" } },
	{ "tells news before it idles", TLS_NONE, WAIT, -1, NULL,
	  { LOGIN, INBOX, PLAN, "R", "S* 1 FETCH (UID 7 BODY[] {5}\r\nhello)\r\n", "T OK done\r\n", "R",
	    "S* OK still here\r\n* 2 EXISTS\r\n+ idling\r\n", "R", "S3 what\r\n", "T OK done\r\n", "Z" } },
	{ "tells news with the idling", TLS_NONE, WAIT, -1, NULL,
	  { LOGIN, INBOX, PLAN, "R", "S* 1 FETCH (UID 7 BODY[] {5}\r\nhello)\r\n", "T OK done\r\n", "R",
	    "S+ idling\r\n* 2 EXISTS\r\n", "R", "T OK done\r\n", "Z" } },
	{ "kills by a continuation", TLS_NONE, WAIT, ERROR_RETRY, "a code in a continuation",
	  { LOGIN, INBOX, PLAN, "R", "S* 1 FETCH (UID 7 BODY[] {5}\r\nhello)\r\n", "T OK done\r\n", "R",
	    "S+ [BADCHARSET (\"x\")] hm\r\n", "Z" } },
};

/* ---- the server ---- */

typedef struct {
	int fd;
	FILE *heard; /* everything the client said */
	char *tag;
} Player;

static bool say(Player *player, const char *text, size_t n)
{
	return send(player->fd, text, n, MSG_NOSIGNAL) == (ssize_t)n;
}

static bool hear_byte(Player *player, char *ret)
{
	if (recv(player->fd, ret, 1, 0) != 1)
		return false;
	fputc(*ret, player->heard);
	fflush(player->heard);
	return true;
}

static bool hear_line(Player *player, bool tagged)
{
	g_autoptr(GString) line = g_string_new(NULL);
	char c = '\0';
	while (c != '\n' && hear_byte(player, &c))
		g_string_append_c(line, c);
	const char *blank = strchr(line->str, ' ');
	if (tagged && blank != NULL) {
		g_free(player->tag);
		player->tag = g_strndup(line->str, (size_t)(blank - line->str));
	}
	return c == '\n';
}

static bool play_step(Player *player, const char *step)
{
	const char *text = step + 1;
	size_t n = strlen(text);
	char c = '\0';
	g_autoptr(GString) flood = g_string_new(NULL);
	g_autofree char *tagged = g_strconcat(player->tag != NULL ? player->tag : "", text, NULL);
	switch (step[0]) {
	case 'S':
		return say(player, text, n);
	case 'T':
		return say(player, tagged, strlen(tagged));
	case 'R':
		return hear_line(player, true);
	case 'r':
		return hear_line(player, false);
	case 'F':
		while (flood->len < 16384)
			g_string_append(flood, text);
		while (say(player, flood->str, flood->len))
			continue;
		return false;
	case 'D':
		for (size_t i = 0; say(player, i < n ? text + i : ".", 1); i++)
			g_usleep(100000);
		return false;
	default:
		while (hear_byte(player, &c))
			continue;
		return false;
	}
}

static void play(const Script *script, int listener, const char *heard)
{
	for (;;) {
		Player player = { .fd = accept(listener, NULL, NULL), .heard = fopen(heard, "a") };
		for (size_t i = 0; i < STEPS && script->steps[i] != NULL; i++)
			if (!play_step(&player, script->steps[i]))
				break;
		shutdown(player.fd, SHUT_RDWR);
		close(player.fd);
		fclose(player.heard);
		g_free(player.tag);
	}
}

static pid_t start_server(const Script *script, in_addr_t where, const char *heard, int *ret_port)
{
	int listener = socket(AF_INET, SOCK_STREAM, 0);
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = where };
	socklen_t size = sizeof address;
	if (bind(listener, (struct sockaddr *)&address, size) != 0 || listen(listener, 5) != 0 ||
	    getsockname(listener, (struct sockaddr *)&address, &size) != 0)
		g_error("no loopback port");
	*ret_port = ntohs(address.sin_port);
	pid_t child = fork();
	if (child == 0) {
		play(script, listener, heard);
		_exit(0);
	}
	close(listener);
	return child;
}

/* ---- the client ---- */

static const FetchWindow window = { .max_message = 1 << 20, .window_bytes = 1 << 20, .window_count = 10 };

static Source *make_source(const Script *script, const char *host, int port)
{
	ImapSettings settings = { .name = "ventas", .host = host, .port = port, .tls = script->tls,
				  .auth = AUTH_PASSWORD, .user = "usuario", .secret = SECRET,
				  .max_message = 1 << 20, .command_timeout_s = 1 };
	return source_imap_new(&settings);
}

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
	if (!ok(strstr(error->message, script->words) != NULL, "%s: says \"%s\"", script->name, script->words))
		printf("#   got: %s\n", error->message);
	ok(strstr(error->message, SECRET) == NULL && strstr(error->message, SECRET_IN_BASE64) == NULL,
	   "%s: no secret in the error", script->name);
}

static void check_heard(const Script *script, const char *heard)
{
	g_autofree char *text = NULL;
	if (script->tls == TLS_NONE || !g_file_get_contents(heard, &text, NULL, NULL))
		return;
	ok(strstr(text, SECRET) == NULL && strstr(text, SECRET_IN_BASE64) == NULL && strstr(text, "LOGIN") == NULL &&
		   strstr(text, "AUTHENTICATE") == NULL,
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
	Source *source = make_source(script, "127.0.0.1", port);
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

/* The same message breaks the connection each time: after some rounds it is given up, and the account goes on. */
static void test_poison(const char *name, const char *answer, int most_rounds)
{
	Script script = { .name = name, .verb = FETCH, .steps = { LOGIN, INBOX, PLAN, "R", answer } };
	int port = 0;
	g_autofree char *folder = g_dir_make_tmp("vhostile.XXXXXX", NULL);
	g_autofree char *heard = g_build_filename(folder, "heard", NULL);
	pid_t child = start_server(&script, htonl(INADDR_LOOPBACK), heard, &port);
	Source *source = make_source(&script, "127.0.0.1", port);
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
	Script script = { .name = "clear text to another machine", .verb = OPEN, .tls = TLS_NONE, .code = ERROR_STOP,
			  .words = "only for a server on this machine", .steps = { LOGIN } };
	int port = 0;
	g_autofree char *folder = g_dir_make_tmp("vhostile.XXXXXX", NULL);
	g_autofree char *heard = g_build_filename(folder, "heard", NULL);
	pid_t child = start_server(&script, htonl(INADDR_ANY), heard, &port);
	Source *source = make_source(&script, address, port);
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
		  " AUTHENTICATE XOAUTH2\r\ndXNlcj11c3VhcmlvAWF1dGg9QmVhcmVyIHNlY3JldG8tbXV5LWxhcmdvAQE=\r\n" },
		{ "AUTH=XOAUTH2 AUTH=OAUTHBEARER SASL-IR", AUTH_OAUTH2, NULL, " AUTHENTICATE OAUTHBEARER " },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *able = g_strdup_printf("S* CAPABILITY IMAP4rev1 %s\r\n", rows[i].able);
		Script script = { .name = rows[i].able, .verb = OPEN, .steps = { GREET, "R", able, "T OK done\r\n", "R" } };
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
		ImapSettings settings = { .name = "ventas", .host = "127.0.0.1", .port = port, .tls = TLS_NONE,
					  .auth = rows[i].auth, .user = "usuario", .secret = SECRET,
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
	Script script = {
		.name = "a server that estimates sizes", .verb = FETCH,
		.steps = { LOGIN, INBOX, "R", "S* 5 EXISTS\r\n", "T OK done\r\n", "R",
			   "S* 1 FETCH (UID 1 RFC822.SIZE 9)\r\n* 2 FETCH (UID 2 RFC822.SIZE 9)\r\n"
			   "* 3 FETCH (UID 3 RFC822.SIZE 9)\r\n* 4 FETCH (UID 4 RFC822.SIZE 9)\r\n", "T OK done\r\n",
			   "R", "S* 1 FETCH (UID 1 BODY[] {5}\r\nhello)\r\n", "T NO later\r\n",
			   "R", "S* 1 FETCH (UID 1 BODY[] {5}\r\nhello)\r\n", "T OK done\r\n",
			   "R", "S* 2 FETCH (UID 2 BODY[] {5}\r\nhello)\r\n", "T OK done\r\n",
			   "R", "S* 2 FETCH (UID 2 BODY[] {5}\r\nhello)\r\n", "T OK done\r\n",
			   "R", "S* 3 FETCH (UID 3 BODY[] {5}\r\nhello)\r\n", "T OK done\r\n",
			   "R", "S* 3 FETCH (UID 3 BODY[] {5}\r\nhello)\r\n", "T OK done\r\n",
			   "R", "S* 4 FETCH (UID 4 BODY[] {5}\r\nhello)\r\n", "T OK done\r\n", "Z" }
	};
	int port = 0;
	g_autofree char *folder = g_dir_make_tmp("vhostile.XXXXXX", NULL);
	g_autofree char *heard = g_build_filename(folder, "heard", NULL);
	pid_t child = start_server(&script, htonl(INADDR_LOOPBACK), heard, &port);
	Source *source = make_source(&script, "127.0.0.1", port);
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
