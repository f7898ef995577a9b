/*
 * Every dialogue of imap_scripts.h, ended by the server after each of its bytes, and every tagged answer replaced by each
 * kind of another: no crash, no hang, no half mail taken for a whole one, no secret in an error, and memory that stays
 * flat. Some of the bytes and answers; ALL=1 all of them.
 */
#include <signal.h>
#include <stdlib.h>

#include "base/clock.h"
#include "gateway/source.h"
#include "tests/unit/gateway/imap_scripts.h"
#include "tests/unit/gateway/mailbox.h"

#define STRIDE 29
#if defined(__SANITIZE_ADDRESS__)
#define GROWTH_MAX_KB 65536 /* what was freed is kept for a while, to catch its use */
#else
#define GROWTH_MAX_KB 4096
#endif

typedef struct {
	int runs, whole;
	int late, lies, secrets;
} Tally;

static bool cut_verbs(Source *source, Memory *memory, GError **error)
{
	uint32_t validity = 0;
	uint32_t n = 0;
	Spool spool = memory_spool(memory);
	return source->ops->open(source, error) && source->ops->select(source, "INBOX", &validity, &n, error) &&
	       source->ops->fetch(source, 0, &window, &spool, &n, error);
}

/* A mail that was taken is whole. */
static bool cut_is_honest(const Memory *memory)
{
	for (guint i = 0; i < memory->mails->len; i++) {
		const GString *bytes = memory_at(memory, i)->bytes;
		if (bytes != NULL && memory_at(memory, i)->reason == NULL && strcmp(bytes->str, "hello") != 0)
			return false;
	}
	return true;
}

static void cut_once(const Script *script, int port, Tally *tally)
{
	g_autoptr(GError) error = NULL;
	g_auto(Memory) memory = memory_make();
	Source *source = script_source(script, "127.0.0.1", port);
	int64_t began = clock_monotonic_ms();
	bool good = cut_verbs(source, &memory, &error);
	source->ops->free(source);
	tally->runs++;
	tally->whole += good;
	tally->late += clock_monotonic_ms() - began > 6000;
	tally->lies += !cut_is_honest(&memory) || good != (error == NULL);
	tally->secrets += error != NULL && (strstr(error->message, SECRET) != NULL ||
					    strstr(error->message, SECRET_IN_BASE64) != NULL);
}

/* What the server says in all, with a tag of one character; 0 when the script waits on purpose, or says more than can be
 * counted. */
static size_t cut_bytes(const Script *script)
{
	size_t n = 0;
	for (size_t i = 0; i < STEPS && script->steps[i] != NULL; i++) {
		bool last = i + 1 == STEPS || script->steps[i + 1] == NULL;
		if (strchr("DF", script->steps[i][0]) != NULL || (script->steps[i][0] == 'Z' && !last))
			return 0;
		if (strchr("ST", script->steps[i][0]) != NULL)
			n += strlen(script->steps[i] + 1) + (script->steps[i][0] == 'T');
	}
	return n < 4096 ? n : 0;
}

static Tally cut_play(const Script *script, int stride, int runs)
{
	Tally tally = { 0 };
	int port = 0;
	pid_t child = start_cutting_server(script, htonl(INADDR_LOOPBACK), "/dev/null", stride, &port);
	for (int i = 0; i < runs; i++)
		cut_once(script, port, &tally);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	return tally;
}

static int peak_kb(void)
{
	g_autofree char *text = NULL;
	g_file_get_contents("/proc/self/status", &text, NULL, NULL);
	const char *line = text != NULL ? strstr(text, "VmHWM:") : NULL;
	return line != NULL ? (int)strtol(line + strlen("VmHWM:"), NULL, 10) : 0;
}

static void check_tally(const Tally *tally, const char *name)
{
	ok(tally->late == 0 && tally->lies == 0 && tally->secrets == 0,
	   "%s: %d runs, %d late, %d lies, %d secrets", name, tally->runs, tally->late, tally->lies, tally->secrets);
}

static void test_cuts(int stride)
{
	int dialogues = 0;
	for (size_t i = 0; i < G_N_ELEMENTS(scripts); i++) {
		size_t bytes = cut_bytes(&scripts[i]);
		if (bytes == 0)
			continue;
		Tally tally = cut_play(&scripts[i], stride, ((int)bytes - 1) / stride);
		check_tally(&tally, scripts[i].name);
		dialogues++;
	}
	ok(dialogues >= 40, "%d dialogues were cut", dialogues);
}

static const char *const answers[] = {
	"T NO no\r\n", "T BAD what\r\n", "S* BYE gone\r\n", "T PREAUTH hi\r\n", "T NO [UNAVAILABLE] later\r\n",
	"T NO [AUTHENTICATIONFAILED] who\r\n", "T NO [OVERQUOTA] full\r\n", "T OK [READ-ONLY] well\r\n",
	"T OK [UIDVALIDITY 0] hm\r\n", "T OK [UIDVALIDITY 99999999999] hm\r\n", "S+ more\r\n", "T XX hm\r\n",
	"S* 4294967295 EXISTS\r\n", "S* 99999999999999 EXPUNGE\r\n", "S* 1 FETCH (UID 4294967296)\r\n",
	"S* 1 FETCH (UID 7 BODY[] {4294967295}\r\n", "S* 1 FETCH (UID 7 BODY[] {99999999999999999999}\r\n",
	"S* LIST (((((((((( \"/\" x\r\n", "S\r\n", "S\r", "ST\n", "S\001\002\200\377\r\n",
};

static void test_answers(int stride)
{
	const Script whole = { "other answers", TLS_NONE, FETCH, -1, NULL,
			       { LOGIN, INBOX, PLAN, "R", "S* 1 FETCH (UID 7 BODY[] {5}\r\nhello)\r\n", "T OK done\r\n" } };
	Tally all = { 0 };
	int turn = 0;
	Tally plain = cut_play(&whole, 0, 1);
	ok(plain.whole == 1, "the dialogue itself works");
	for (size_t i = 0; whole.steps[i] != NULL; i++) {
		for (size_t a = 0; whole.steps[i][0] == 'T' && a < G_N_ELEMENTS(answers); a++) {
			Script script = whole;
			script.steps[i] = answers[a];
			if (turn++ % stride != 0)
				continue;
			Tally tally = cut_play(&script, 0, 1);
			all.runs += tally.runs;
			all.late += tally.late;
			all.lies += tally.lies;
			all.secrets += tally.secrets;
		}
	}
	check_tally(&all, "other answers");
}

int main(void)
{
	bool every = g_getenv("ALL") != NULL;
	test_answers(every ? 1 : 7);
	/* Libraries load what they need once. */
	for (size_t i = 0; i < G_N_ELEMENTS(scripts); i++)
		if (cut_bytes(&scripts[i]) > 0)
			cut_play(&scripts[i], (int)cut_bytes(&scripts[i]) * 3 / 4, 1);
	int before = peak_kb();
	test_cuts(every ? 1 : STRIDE);
	int growth = peak_kb() - before;
	ok(growth < GROWTH_MAX_KB, "memory stays flat: %d kB more at the end", growth);
	return tap_done();
}
