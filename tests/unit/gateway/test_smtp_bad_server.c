#include "base/clock.h"
#include "base/error.h"
#include "gateway/sink.h"
#include "tests/tap.h"
#include "tests/unit/gateway/scripted_smtp.h"

#define PIPELINING "250-mail.test\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 DSN\r\n"
#define SECRET "clave-muy-secreta"
#define NOTHING INT_MAX

static const char *const to[] = { "ana@cliente.cl", "pagos@cliente.cl" };
static const char body[] = "Subject: hola\r\nMessage-ID: <m1.x@empresa.cl>\r\n\r\n.punto\r\nadios\r\n";

static SinkMail the_mail(void)
{
	return (SinkMail){ .envelope_from = "c+m1@empresa.cl",
			   .recipients = to,
			   .n_recipients = 2,
			   .message_id = "m1.x@empresa.cl",
			   .bytes = body,
			   .length = sizeof body - 1 };
}

static bool yes(void *context)
{
	++*(int *)context;
	return true;
}

typedef struct {
	int outcome; /* of the mail; NOTHING when open failed */
	ErrorCode code;
	bool dotted, consistent;
	int64_t ms;
} Tried;

static Tried try_mail(Sink *sink)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	int64_t began = clock_monotonic_ms();
	SinkMail mail = the_mail();
	SinkResult result = { 0 };
	int asked = 0;
	if (!sink->ops->open(sink, &error))
		return (Tried){ .outcome = NOTHING,
				.code = error_code(error),
				.consistent = true,
				.ms = clock_monotonic_ms() - began };
	sink->ops->send(sink, arena, &mail, yes, &asked, &result);
	bool consistent = asked == result.dotted && result.reply.text != NULL;
	for (size_t i = 0; i < mail.n_recipients; i++)
		consistent &= result.recipient_replies[i].text != NULL;
	return (Tried){ .outcome = (int)result.outcome,
			.dotted = result.dotted,
			.consistent = consistent,
			.ms = clock_monotonic_ms() - began };
}

static Sink *sink_to(int port, AuthMode auth, TlsMode tls)
{
	SmtpSettings settings = { .name = "malo",
				  .host = "127.0.0.1",
				  .port = port,
				  .tls = tls,
				  .auth = auth,
				  .user = "usuario",
				  .secret = SECRET,
				  .helo = "empresa.cl",
				  .connect_timeout_s = 1,
				  .command_timeout_s = 1,
				  .dot_timeout_s = 1 };
	return sink_smtp_new(&settings);
}

static Tried try_script(const Script *script, Seen *ret_seen)
{
	Scripted server = scripted_start(script);
	Sink *sink = sink_to(server.port, AUTH_NONE, TLS_NONE);
	Tried tried = try_mail(sink);
	sink->ops->free(sink);
	memcpy(ret_seen, server.seen, sizeof *ret_seen);
	scripted_stop(&server);
	return tried;
}

/* Never a lie: "not sent" only when the server never saw the dot, "sent" only when it did and said so. */
static bool is_truth(const Tried *tried, const Seen *seen)
{
	if (!tried->consistent || tried->ms > 5000)
		return false;
	if (tried->outcome == NOTHING)
		return tried->code == ERROR_RETRY && seen->dots == 0;
	if (tried->outcome == SINK_RETRY)
		return !tried->dotted && seen->dots == 0;
	if (tried->outcome == SINK_SENT)
		return tried->dotted && seen->dots == 1;
	return tried->outcome == SINK_UNCERTAIN && tried->dotted;
}

/* Cuts the whole dialogue at every byte, one way and the other. */
static void test_cuts(const char *ehlo, const char *name)
{
	g_autofree Seen *seen = g_new0(Seen, 1);
	Script script = { .replies = { [AT_EHLO] = ehlo }, .stall = AT_N, .flood = AT_N };
	Tried whole = try_script(&script, seen);
	ok(whole.outcome == SINK_SENT && seen->dots == 1, "%s: the whole dialogue is sent", name);
	int out = seen->sent, in = (int)seen->n, counts[4] = { 0 }, lies = 0;
	for (int cut = 1; cut <= out + in; cut++) {
		script.cut_out = cut <= out ? cut : 0;
		script.cut_in = cut <= out ? 0 : cut - out;
		Tried tried = try_script(&script, seen);
		bool truth = is_truth(&tried, seen);
		lies += !truth;
		if (!truth)
			printf("# cut %s %d: outcome %d dotted %d dots %d ms %d\n",
			       cut <= out ? "out" : "in", cut <= out ? cut : cut - out, tried.outcome,
			       tried.dotted, seen->dots, (int)tried.ms);
		counts[tried.outcome == NOTHING ? SINK_RETRY : tried.outcome]++;
	}
	ok(lies == 0, "%s: %d cuts, %d lies", name, out + in, lies);
	ok(counts[SINK_RETRY] > 300 && counts[SINK_UNCERTAIN] > 10 && counts[SINK_FAILED] == 0,
	   "%s: %d not sent, %d uncertain, %d sent", name, counts[SINK_RETRY], counts[SINK_UNCERTAIN],
	   counts[SINK_SENT]);
}

/* What a code means at a step, said a second time and in other words than the program's table. */
static int meaning(At at, int code)
{
	bool positive = at == AT_DATA ? code == 354 : code / 100 == 2;
	bool login = code == 530 || (at == AT_MAIL && (code == 534 || code == 535 || code == 538));
	if (positive)
		return SINK_SENT;
	if (code / 100 == 5 && !(login && (at == AT_MAIL || at == AT_RCPT)))
		return SINK_FAILED;
	if (code / 100 == 4 || at != AT_DOT)
		return SINK_RETRY;
	return SINK_UNCERTAIN;
}

/* The code at its first use; then the same mail again, which must go through on whatever connection is
 * left. */
static bool try_code(At at, const char *reply, int want)
{
	Script script = { .once = true, .stall = AT_N, .flood = AT_N };
	script.replies[at] = reply;
	Scripted server = scripted_start(&script);
	Sink *sink = sink_to(server.port, AUTH_NONE, TLS_NONE);
	Tried first = try_mail(sink);
	Tried second = try_mail(sink);
	bool good = first.outcome == want && first.consistent && second.outcome == SINK_SENT &&
		    second.consistent;
	if (!good)
		printf("# step %d, %.20s: %d, want %d, then %d\n", (int)at, reply, first.outcome, want,
		       second.outcome);
	sink->ops->free(sink);
	scripted_stop(&server);
	return good;
}

static void test_codes(At at)
{
	int wrong = 0;
	for (int code = 0; code < 1000; code += code >= 200 && code < 600 ? 1 : 50) {
		g_autofree char *one = g_strdup_printf("%03d words\r\n", code);
		g_autofree char *two = g_strdup_printf("%03d-more\r\n%03d words\r\n", code, code);
		wrong += !try_code(at, code % 2 == 0 ? one : two, meaning(at, code));
	}
	ok(wrong == 0, "every code to %s means what it should, and the next mail is sent",
	   at == AT_DOT ? "the dot" : scripted_verbs[at]);
}

static const struct {
	const char *name, *reply;
} garbage[] = {
	{ "HTML", "<html>502 Bad Gateway</html>\r\n" },
	{ "an empty line", "\r\n" },
	{ "controls", "\001\002\003\377\376\r\n" },
	{ "two codes", "250-a\r\n550 b\r\n" },
	{ "a hundred lines", NULL },
	{ "two replies", "250 a\r\n250 b\r\n" },
};

static void test_garbage(void)
{
	static const At steps[] = { AT_MAIL, AT_RCPT, AT_DATA, AT_DOT };
	g_autoptr(GString) lines = g_string_new(NULL);
	for (int i = 0; i < 100; i++)
		g_string_append(lines, "250-x\r\n");
	for (size_t g = 0; g < G_N_ELEMENTS(garbage); g++) {
		const char *reply = garbage[g].reply != NULL ? garbage[g].reply : lines->str;
		bool twice = strcmp(garbage[g].name, "two replies") == 0;
		for (size_t s = 0; s < G_N_ELEMENTS(steps); s++) {
			int want = steps[s] != AT_DOT ? SINK_RETRY : twice ? SINK_SENT : SINK_UNCERTAIN;
			ok(try_code(steps[s], reply, want), "%s at step %d", garbage[g].name,
			   (int)steps[s]);
		}
	}
}

/* Slow servers, all at once: each case in a process of its own. most: milliseconds until there is an
 * outcome. */
static const struct {
	const char *name;
	Script script;
	int outcome;
	int most;
} slow[] = {
	{ "silent at once", { .stall = AT_GREETING, .flood = AT_N }, NOTHING, 3000 },
	{ "silent at EHLO", { .stall = AT_EHLO, .flood = AT_N }, NOTHING, 3000 },
	{ "silent at MAIL", { .stall = AT_MAIL, .flood = AT_N }, SINK_RETRY, 2500 },
	{ "silent at RCPT", { .stall = AT_RCPT, .flood = AT_N }, SINK_RETRY, 2500 },
	{ "silent at DATA", { .stall = AT_DATA, .flood = AT_N }, SINK_RETRY, 2500 },
	{ "silent after the dot", { .stall = AT_DOT, .flood = AT_N }, SINK_UNCERTAIN, 2500 },
	{ "250 after the time-out",
	  { .stall = AT_DOT, .stall_ms = 1500, .flood = AT_N },
	  SINK_UNCERTAIN,
	  2500 },
	{ "a drip from EHLO on", { .drip = AT_EHLO, .stall = AT_N, .flood = AT_N }, NOTHING, 3500 },
	{ "a drip from MAIL on", { .drip = AT_MAIL, .stall = AT_N, .flood = AT_N }, SINK_RETRY, 2500 },
	{ "every step just in time",
	  { .stall = AT_MAIL, .stall_ms = 900, .flood = AT_N },
	  SINK_RETRY,
	  3500 },
	{ "a drip from DATA on", { .drip = AT_DATA, .stall = AT_N, .flood = AT_N }, SINK_RETRY, 2500 },
	{ "a drip after the dot", { .drip = AT_DOT, .stall = AT_N, .flood = AT_N }, SINK_UNCERTAIN, 2500 },
	{ "an endless greeting", { .stall = AT_N, .flood = AT_GREETING }, NOTHING, 3500 },
	{ "an endless EHLO", { .stall = AT_N, .flood = AT_EHLO }, NOTHING, 3500 },
	{ "an endless line at MAIL", { .stall = AT_N, .flood = AT_MAIL }, SINK_RETRY, 2500 },
	{ "an endless line after the dot", { .stall = AT_N, .flood = AT_DOT }, SINK_UNCERTAIN, 2500 },
};

static int peak_kb(void)
{
	g_autofree char *text = NULL;
	g_file_get_contents("/proc/self/status", &text, NULL, NULL);
	const char *line = text != NULL ? strstr(text, "VmHWM:") : NULL;
	return line != NULL ? (int)strtol(line + strlen("VmHWM:"), NULL, 10) : 0;
}

/* What a case may take, in memory: most of it is libraries that the process touches for the first time. */
static int most_kb(void)
{
	const char *variant = g_getenv("VARIANT");
	return variant != NULL && strcmp(variant, "asan") == 0 ? 256 * 1024 : 16 * 1024;
}

static void test_slow(void)
{
	pid_t children[G_N_ELEMENTS(slow)];
	for (size_t i = 0; i < G_N_ELEMENTS(slow); i++) {
		children[i] = fork();
		if (children[i] != 0)
			continue;
		g_autofree Seen *seen = g_new0(Seen, 1);
		int before = peak_kb();
		Tried tried = try_script(&slow[i].script, seen);
		int grown = peak_kb() - before;
		bool good = grown <= most_kb() && tried.outcome == slow[i].outcome && tried.code == ERROR_RETRY &&
			    tried.ms <= slow[i].most && seen->connections == 1;
		if (!good)
			fprintf(stderr, "# %s: outcome %d in %d ms, %d kB more, %d bytes heard\n", slow[i].name,
				tried.outcome, (int)tried.ms, grown, seen->sent);
		_exit(good ? 0 : 1);
	}
	for (size_t i = 0; i < G_N_ELEMENTS(slow); i++) {
		int status = -1;
		waitpid(children[i], &status, 0);
		ok(status == 0, "%s: the right outcome, in time, in little memory", slow[i].name);
	}
}

/* A relay that hung up on an idle connection costs nothing; one that hangs up on a new one is tried again
 * later. */
static void test_reuse(void)
{
	Script script = { .stall = AT_N, .flood = AT_N };
	Scripted server = scripted_start(&script);
	Sink *sink = sink_to(server.port, AUTH_NONE, TLS_NONE);
	for (int i = 0; i < 3; i++)
		is_i64(try_mail(sink).outcome, SINK_SENT, "mails on one connection");
	is_i64(server.seen->connections, 1, "one connection for three mails");
	sink->ops->free(sink);
	scripted_stop(&server);
	script.replies[AT_DOT] = "250 queued\r\n421 idle too long\r\n";
	server = scripted_start(&script);
	sink = sink_to(server.port, AUTH_NONE, TLS_NONE);
	is_i64(try_mail(sink).outcome, SINK_SENT, "sent, and then the relay says 421");
	is_i64(try_mail(sink).outcome, SINK_SENT, "the next mail takes a new connection at once");
	is_i64(server.seen->connections, 2, "two connections");
	is_i64(server.seen->dots, 2, "two dots");
	sink->ops->free(sink);
	scripted_stop(&server);
}

/* What stops until a person acts, and that the secret never leaves in clear. */
static const struct {
	const char *name;
	Script script;
	AuthMode auth;
	TlsMode tls;
	ErrorCode code;
	bool may_say_secret;
} logins[] = {
	{ "login refused",
	  { .replies = { [AT_EHLO] = "250-x\r\n250 AUTH PLAIN\r\n", [AT_AUTH] = "535 5.7.8 no\r\n" } },
	  AUTH_PASSWORD,
	  TLS_NONE,
	  ERROR_STOP,
	  false },
	{ "login not now",
	  { .replies = { [AT_EHLO] = "250-x\r\n250 AUTH PLAIN\r\n", [AT_AUTH] = "454 4.7.0 busy\r\n" } },
	  AUTH_PASSWORD,
	  TLS_NONE,
	  ERROR_RETRY,
	  false },
	{ "a login that is answered like any command",
	  { .replies = { [AT_EHLO] = "250-x\r\n250 AUTH PLAIN\r\n", [AT_AUTH] = "334 \r\n" } },
	  AUTH_PASSWORD,
	  TLS_NONE,
	  ERROR_STOP,
	  true },
	{ "a token that is answered like any command",
	  { .replies = { [AT_EHLO] = "250-x\r\n250 AUTH XOAUTH2\r\n", [AT_AUTH] = "334 \r\n" } },
	  AUTH_OAUTH2,
	  TLS_NONE,
	  ERROR_STOP,
	  true },
	{ "no login offered", { .cut_in = 0 }, AUTH_PASSWORD, TLS_NONE, ERROR_STOP, false },
	{ "only another mechanism offered",
	  { .replies = { [AT_EHLO] = "250-x\r\n250 AUTH CRAM-MD5\r\n" } },
	  AUTH_PASSWORD,
	  TLS_NONE,
	  ERROR_STOP,
	  false },
	{ "a token where only passwords are taken",
	  { .replies = { [AT_EHLO] = "250-x\r\n250 AUTH PLAIN LOGIN\r\n" } },
	  AUTH_OAUTH2,
	  TLS_NONE,
	  ERROR_STOP,
	  false },
	{ "STARTTLS not offered",
	  { .replies = { [AT_EHLO] = "250-x\r\n250 AUTH PLAIN\r\n" } },
	  AUTH_PASSWORD,
	  TLS_STARTTLS,
	  ERROR_STOP,
	  false },
	{ "STARTTLS refused",
	  { .replies = { [AT_EHLO] = "250-x\r\n250-STARTTLS\r\n250 AUTH PLAIN\r\n",
			 [AT_STARTTLS] = "502 no\r\n" } },
	  AUTH_PASSWORD,
	  TLS_STARTTLS,
	  ERROR_STOP,
	  false },
	{ "bytes injected behind STARTTLS",
	  { .replies = { [AT_EHLO] = "250-x\r\n250-STARTTLS\r\n250 AUTH PLAIN\r\n",
			 [AT_STARTTLS] = "220 go\r\n250-x\r\n250 AUTH PLAIN\r\n" } },
	  AUTH_PASSWORD,
	  TLS_STARTTLS,
	  ERROR_RETRY,
	  false },
	{ "clear text where TLS should begin",
	  { .replies = { [AT_EHLO] = "250-x\r\n250-STARTTLS\r\n250 AUTH PLAIN\r\n" } },
	  AUTH_PASSWORD,
	  TLS_STARTTLS,
	  ERROR_RETRY,
	  false },
	{ "clear text at a TLS port", { .cut_in = 0 }, AUTH_PASSWORD, TLS_IMPLICIT, ERROR_RETRY, false },
};

static bool was_said(const Seen *seen)
{
	g_autofree char *plain = g_base64_encode((const guchar *)"\0usuario\0" SECRET, 9 + strlen(SECRET));
	const char *bearer = "user=usuario\001auth=Bearer " SECRET "\001\001";
	g_autofree char *token = g_base64_encode((const guchar *)bearer, strlen(bearer));
	g_autofree char *login = g_base64_encode((const guchar *)SECRET, strlen(SECRET));
	return memmem(seen->received, seen->n, SECRET, strlen(SECRET)) != NULL ||
	       memmem(seen->received, seen->n, plain, strlen(plain)) != NULL ||
	       memmem(seen->received, seen->n, login, strlen(login)) != NULL ||
	       memmem(seen->received, seen->n, token, strlen(token)) != NULL;
}

static void test_logins(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(logins); i++) {
		Script script = logins[i].script;
		script.stall = script.flood = AT_N;
		Scripted server = scripted_start(&script);
		Sink *sink = sink_to(server.port, logins[i].auth, logins[i].tls);
		g_autoptr(GError) error = NULL;
		bool opened = sink->ops->open(sink, &error);
		ok(!opened && error_code(error) == logins[i].code, "%s: %s", logins[i].name,
		   error != NULL ? error->message : "opened");
		ok(was_said(server.seen) == logins[i].may_say_secret, "%s: the secret in clear",
		   logins[i].name);
		ok(error != NULL && strstr(error->message, SECRET) == NULL, "%s: nor in the words",
		   logins[i].name);
		sink->ops->free(sink);
		scripted_stop(&server);
	}
}

static void test_clear_text(void)
{
	static const char *const hosts[] = { "192.0.2.1", "mail.example.com", "127.0.0.1.example.com",
					     "::2", "0.0.0.0" };
	for (size_t i = 0; i < G_N_ELEMENTS(hosts); i++) {
		SmtpSettings settings = { .name = "r", .host = hosts[i], .port = 25, .tls = TLS_NONE };
		g_autoptr(GError) error = NULL;
		Sink *sink = sink_smtp_new(&settings);
		ok(!sink->ops->open(sink, &error) && error_code(error) == ERROR_STOP, "no clear text to %s",
		   hosts[i]);
		sink->ops->free(sink);
	}
}

/* A relay that knows no extension, or not this one: what it cannot be given fails with words, the rest goes. */
typedef struct {
	const char *name, *ehlo, *to, *text;
	int outcome;	   /* of the mail */
	const char *words; /* of its recipient; NULL: the relay's own */
	const char *said, *unsaid;
} Unable;
static const Unable unable[] = {
	{ "an address outside ASCII, no SMTPUTF8", "250-mail.test\r\n250 8BITMIME\r\n", "ñandú@cliente.cl", "hola", SINK_FAILED,
	  "the relay takes no address outside ASCII (SMTPUTF8): give the contact another one", NULL, "MAIL" },
	{ "a domain outside ASCII needs none", "250 mail.test\r\n", "ana@ñandú.cl", "hola", SINK_SENT, NULL,
	  "RCPT TO:<ana@xn--and-6ma2c.cl>", "SMTPUTF8" },
	{ "an address outside ASCII, SMTPUTF8", "250-mail.test\r\n250-SMTPUTF8\r\n250 8BITMIME\r\n", "ñandú@cliente.cl", "hola",
	  SINK_SENT, NULL, " BODY=8BITMIME SMTPUTF8", NULL },
	{ "8-bit text, no 8BITMIME", "250 mail.test\r\n", "ana@cliente.cl", "señor", SINK_FAILED,
	  "the relay takes no 8-bit mail (8BITMIME)", NULL, "MAIL" },
	{ "8-bit text, 8BITMIME", "250-mail.test\r\n250 8BITMIME\r\n", "ana@cliente.cl", "señor", SINK_SENT, NULL,
	  " BODY=8BITMIME", "SMTPUTF8" },
};

static void test_unable(const Unable *row)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	const Script script = { .replies = { [AT_EHLO] = row->ehlo }, .stall = AT_N, .flood = AT_N };
	Scripted server = scripted_start(&script);
	Sink *sink = sink_to(server.port, AUTH_NONE, TLS_NONE);
	SinkMail mail = the_mail();
	SinkResult result = { 0 };
	const char *text = arena_printf(arena, "Subject: hola\r\n\r\n%s\r\n", row->text);
	int asked = 0;
	mail.recipients = &row->to;
	mail.n_recipients = 1;
	mail.bytes = text;
	mail.length = strlen(text);
	if (ok(sink->ops->open(sink, &error), "%s: the relay is reached", row->name)) {
		sink->ops->send(sink, arena, &mail, yes, &asked, &result);
		is_i64(result.outcome, row->outcome, row->name);
		is_i64(server.seen->dots, row->outcome == SINK_SENT, "the dot is said as often");
		is_str(row->words != NULL ? result.recipient_replies[0].text : NULL, row->words, "the words say why");
	}
	sink->ops->free(sink);
	const char *heard = arena_strndup(arena, server.seen->received, server.seen->n);
	ok(row->said == NULL || strstr(heard, row->said) != NULL, "%s: it hears %s", row->name, row->said);
	ok(row->unsaid == NULL || strstr(heard, row->unsaid) == NULL, "%s: and no %s", row->name, row->unsaid);
	scripted_stop(&server);
}

int main(void)
{
	signal(SIGPIPE, SIG_IGN);
	test_cuts(NULL, "one by one");
	test_cuts(PIPELINING, "pipelined");
	test_codes(AT_MAIL);
	test_codes(AT_RCPT);
	test_codes(AT_DATA);
	test_codes(AT_DOT);
	test_garbage();
	test_slow();
	for (size_t i = 0; i < G_N_ELEMENTS(unable); i++)
		test_unable(&unable[i]);
	test_reuse();
	test_logins();
	test_clear_text();
	return tap_done();
}
