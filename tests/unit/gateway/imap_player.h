/*
 * An IMAP server that plays a script, in a child process, on a port of its own: for tests of what servers do
 * wrong.
 */
#ifndef TESTS_IMAP_PLAYER_H
#define TESTS_IMAP_PLAYER_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "gateway/source.h"
#include "tests/unit/gateway/mailbox.h"

#define SECRET "secreto-muy-largo"
#define SECRET_IN_BASE64 "AHVzdWFyaW8Ac2VjcmV0by1tdXktbGFyZ28="

/*
 * A step's first letter: S send, T send with the tag of the last line read, R read a line, r read one that
 * has no tag, F send for ever, D send one byte every 100 ms and go on with dots for ever, Z sleep until the
 * client goes. After the last step the server hangs up.
 */
#define GREET "S* OK hello\r\n"
#define ABLE(list) "R", "S* CAPABILITY IMAP4rev1 " list "\r\n", "T OK done\r\n"
#define LOGIN GREET, ABLE("AUTH=PLAIN SASL-IR"), "R", "T OK welcome\r\n", ABLE("IDLE UIDPLUS MOVE")
#define INBOX                                                                                                \
	"R", "S* LIST () \"/\" INBOX\r\n* LIST () \"/\" Sent\r\n", "T OK done\r\n", "R",                     \
		"S* 1 EXISTS\r\n* OK [UIDVALIDITY 9] ok\r\n", "T OK [READ-WRITE] done\r\n"
#define PLAN                                                                                                 \
	"R", "T OK done\r\n", "R",                                                                           \
		"S* 1 FETCH (UID 7 RFC822.SIZE 5 INTERNALDATE \"17-Jul-2026 02:44:25 -0400\")\r\n",          \
		"T OK done\r\n"
#define HUNDRED                                                                                              \
	"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" \
	"xx"
#define STEPS 64

typedef enum { OPEN, SELECT, FETCH, WAIT } ScriptVerb;

typedef struct {
	const char *name;
	TlsMode tls;
	ScriptVerb verb;	   /* the one that fails; those before it work */
	int code;	   /* ErrorCode; -1: it works */
	const char *words; /* in the error, or the reason of the only drop; NULL: one whole mail "hello" */
	const char *steps[STEPS];
} Script;

typedef struct {
	int fd;
	FILE *heard; /* everything the client said */
	char *tag;
	size_t left; /* so many bytes are said yet */
} Player;

static inline bool say(Player *player, const char *text, size_t n)
{
	size_t part = MIN(n, player->left);
	player->left -= part;
	return send(player->fd, text, part, MSG_NOSIGNAL) == (ssize_t)n;
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
			g_usleep(100000); /* lint: sleep: this server drips, and that is its part */
		return false;
	default:
		while (hear_byte(player, &c))
			continue;
		return false;
	}
}

static const FetchWindow window = { .max_message = 1 << 20, .window_bytes = 1 << 20, .window_count = 10 };

/* What valija makes of a server that plays the script. */
static inline Source *script_source(const Script *script, const char *host, int port)
{
	ImapSettings settings = { .name = "ventas",
				  .host = host,
				  .port = port,
				  .tls = script->tls,
				  .auth = AUTH_PASSWORD,
				  .user = "usuario",
				  .secret = SECRET,
				  .max_message = 1 << 20,
				  .command_timeout_s = 1 };
	return source_imap_new(&settings);
}

/* stride, if not 0: connection number n is ended after n times stride bytes of the server's. */
static void play(const Script *script, int listener, const char *heard, int stride)
{
	for (size_t n = 1;; n++) {
		Player player = { .fd = accept(listener, NULL, NULL), .heard = fopen(heard, "a") };
		player.left = stride > 0 ? n * (size_t)stride : SIZE_MAX;
		for (size_t i = 0; i < STEPS && script->steps[i] != NULL; i++)
			if (!play_step(&player, script->steps[i]))
				break;
		shutdown(player.fd, SHUT_RDWR);
		close(player.fd);
		fclose(player.heard);
		g_free(player.tag);
	}
}

static inline pid_t start_cutting_server(const Script *script, in_addr_t where, const char *heard, int stride,
					 int *ret_port)
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
		play(script, listener, heard, stride);
		_exit(0);
	}
	close(listener);
	return child;
}

static inline pid_t start_server(const Script *script, in_addr_t where, const char *heard, int *ret_port)
{
	return start_cutting_server(script, where, heard, 0, ret_port);
}

#endif
