#include "gateway/net/dns.h"

#include <ares.h>
#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <netdb.h>
#include <poll.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/text.h"

#define DNS_TRIES 2
#define DNS_RECORDS_MAX 100
#define DNS_RECORD_BYTES 8192

struct Dns {
	ares_channel channel;
	int64_t timeout_ms;
	int status; /* of the last answer, an ARES_* code */
};

static Dns *dns_refused(Dns *dns, int status, const char *server, GError **error)
{
	error_stop(error, "DNS: %s: %s", server != NULL ? server : "the system's resolvers", ares_strerror(status));
	dns_close(dns);
	return NULL;
}

Dns *dns_open(const char *server, int timeout_s, GError **error)
{
	Dns *dns = g_new0(Dns, 1);
	char *lookups = g_strdup("b"); /* the network only: a line in /etc/hosts is no record */
	struct ares_options options = { .timeout = timeout_s * 1000 / (2 * DNS_TRIES), .tries = DNS_TRIES,
					.lookups = lookups };
	dns->timeout_ms = (int64_t)timeout_s * 1000;
	int status = ares_library_init(ARES_LIB_INIT_ALL);
	if (status == ARES_SUCCESS)
		status = ares_init_options(&dns->channel, &options,
					   ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_LOOKUPS);
	g_free(lookups);
	if (status != ARES_SUCCESS)
		return dns_refused(dns, status, server, error);
	if (server != NULL)
		status = ares_set_servers_ports_csv(dns->channel, server);
	return status == ARES_SUCCESS ? dns : dns_refused(dns, status, server, error);
}

void dns_close(Dns *dns)
{
	if (dns == NULL)
		return;
	if (dns->channel != NULL)
		ares_destroy(dns->channel);
	ares_library_cleanup();
	g_free(dns);
}

const char *dns_reason(const Dns *dns)
{
	return ares_strerror(dns->status);
}

/* ---- one question ---- */

typedef struct {
	Arena *arena;
	Texts *texts;
	int (*take)(Arena *arena, const unsigned char *bytes, int length, Texts *ret); /* an ARES_* code */
	int status;
	bool done;
} Question;

static void dns_answered(void *context, int status, int timeouts, unsigned char *bytes, int length)
{
	(void)timeouts;
	Question *question = context;
	question->done = true;
	question->status = status == ARES_SUCCESS ? question->take(question->arena, bytes, length, question->texts) :
						    status;
}

/* One turn of the library's sockets. */
static void dns_turn(const Dns *dns, int64_t left_ms)
{
	ares_socket_t sockets[ARES_GETSOCK_MAXNUM];
	struct pollfd polled[ARES_GETSOCK_MAXNUM];
	nfds_t n = 0;
	unsigned wanted = (unsigned)ares_getsock(dns->channel, sockets, ARES_GETSOCK_MAXNUM);
	for (int i = 0; i < ARES_GETSOCK_MAXNUM; i++) {
		/* As ARES_GETSOCK_READABLE and _WRITABLE, whose bit 31 is that of a signed number. */
		short events = (short)((wanted >> i & 1 ? POLLIN : 0) |
				       (wanted >> (i + ARES_GETSOCK_MAXNUM) & 1 ? POLLOUT : 0));
		if (events != 0)
			polled[n++] = (struct pollfd){ .fd = sockets[i], .events = events };
	}
	struct timeval most = { .tv_sec = left_ms / 1000, .tv_usec = left_ms % 1000 * 1000 };
	struct timeval room;
	const struct timeval *wait = ares_timeout(dns->channel, &most, &room);
	poll(polled, n, (int)(wait->tv_sec * 1000 + wait->tv_usec / 1000) + 1);
	ares_process_fd(dns->channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD); /* time-outs */
	for (nfds_t i = 0; i < n; i++) {
		bool readable = (polled[i].revents & (POLLIN | POLLERR | POLLHUP)) != 0;
		bool writable = (polled[i].revents & POLLOUT) != 0;
		ares_process_fd(dns->channel, readable ? polled[i].fd : ARES_SOCKET_BAD,
				writable ? polled[i].fd : ARES_SOCKET_BAD);
	}
}

static DnsAnswer dns_meaning(int status, const Texts *texts)
{
	if (status == ARES_SUCCESS)
		return texts->n > 0 ? DNS_FOUND : DNS_NONE;
	bool none = status == ARES_ENODATA || status == ARES_ENOTFOUND || status == ARES_EBADNAME;
	return none ? DNS_NONE : DNS_AWAY;
}

static DnsAnswer dns_ask(Dns *dns, const char *name, int type, Question *question)
{
	int64_t deadline = clock_monotonic_ms() + dns->timeout_ms;
	question->status = ARES_ETIMEOUT;
	ares_query(dns->channel, name, ns_c_in, type, dns_answered, question);
	for (int64_t left; !question->done && (left = deadline - clock_monotonic_ms()) > 0;)
		dns_turn(dns, left);
	if (!question->done)
		ares_cancel(dns->channel);
	if (question->status == ARES_ECANCELLED)
		question->status = ARES_ETIMEOUT;
	dns->status = question->status;
	return dns_meaning(question->status, question->texts);
}

/* ---- records ---- */

static int dns_take_txt(Arena *arena, const unsigned char *bytes, int length, Texts *ret)
{
	struct ares_txt_ext *records = NULL;
	int status = ares_parse_txt_reply_ext(bytes, length, &records);
	g_autoptr(GString) text = g_string_new(NULL);
	for (const struct ares_txt_ext *at = records; at != NULL && ret->n < DNS_RECORDS_MAX; at = at->next) {
		if (text->len + at->length <= DNS_RECORD_BYTES)
			g_string_append_len(text, (const char *)at->txt, (gssize)at->length);
		if (at->next == NULL || at->next->record_start != 0) {
			texts_add(arena, ret, text_utf8(arena, text->str, text->len));
			g_string_truncate(text, 0);
		}
	}
	if (records != NULL)
		ares_free_data(records);
	return status;
}

DnsAnswer dns_txt(Dns *dns, Arena *arena, const char *name, Texts *ret)
{
	Question question = { .arena = arena, .texts = ret, .take = dns_take_txt };
	*ret = (Texts){ 0 };
	return dns_ask(dns, name, ns_t_txt, &question);
}

static int dns_take_mx(Arena *arena, const unsigned char *bytes, int length, Texts *ret)
{
	struct ares_mx_reply *records = NULL;
	int status = ares_parse_mx_reply(bytes, length, &records);
	for (const struct ares_mx_reply *at = records; at != NULL && ret->n < DNS_RECORDS_MAX; at = at->next)
		texts_add(arena, ret, text_utf8(arena, at->host, strlen(at->host)));
	if (records != NULL)
		ares_free_data(records);
	return status;
}

DnsAnswer dns_mx(Dns *dns, Arena *arena, const char *name, Texts *ret)
{
	Question question = { .arena = arena, .texts = ret, .take = dns_take_mx };
	*ret = (Texts){ 0 };
	return dns_ask(dns, name, ns_t_mx, &question);
}

static void dns_add_hosts(Arena *arena, struct hostent *host, Texts *ret)
{
	for (char **at = host->h_addr_list; *at != NULL && ret->n < DNS_RECORDS_MAX; at++) {
		char *text = arena_alloc(arena, INET6_ADDRSTRLEN);
		if (inet_ntop(host->h_addrtype, *at, text, INET6_ADDRSTRLEN) != NULL)
			texts_add(arena, ret, text);
	}
	ares_free_hostent(host);
}

static int dns_take_a(Arena *arena, const unsigned char *bytes, int length, Texts *ret)
{
	struct hostent *host = NULL;
	int status = ares_parse_a_reply(bytes, length, &host, NULL, NULL);
	if (host != NULL)
		dns_add_hosts(arena, host, ret);
	return status;
}

static int dns_take_aaaa(Arena *arena, const unsigned char *bytes, int length, Texts *ret)
{
	struct hostent *host = NULL;
	int status = ares_parse_aaaa_reply(bytes, length, &host, NULL, NULL);
	if (host != NULL)
		dns_add_hosts(arena, host, ret);
	return status;
}

typedef struct {
	uint32_t network;
	int bits;
} LocalRow;

static bool dns_is_public_four(uint32_t address)
{
	static const LocalRow local[] = { { 0x00000000, 8 },  { 0x0a000000, 8 },  { 0x7f000000, 8 }, { 0xa9fe0000, 16 },
					  { 0xac100000, 12 }, { 0xc0a80000, 16 }, { 0x64400000, 10 } };
	for (size_t i = 0; i < G_N_ELEMENTS(local); i++)
		if ((address ^ local[i].network) >> (32 - local[i].bits) == 0)
			return false;
	return true;
}

bool dns_is_public(const char *address)
{
	struct in6_addr six;
	struct in_addr four;
	if (inet_pton(AF_INET, address, &four) == 1)
		return dns_is_public_four(ntohl(four.s_addr));
	return inet_pton(AF_INET6, address, &six) == 1 && !IN6_IS_ADDR_LOOPBACK(&six) &&
	       !IN6_IS_ADDR_LINKLOCAL(&six) && !IN6_IS_ADDR_UNSPECIFIED(&six) && !IN6_IS_ADDR_V4MAPPED(&six) &&
	       (six.s6_addr[0] & 0xfe) != 0xfc;
}

static bool dns_is_address(const char *name)
{
	struct in6_addr room;
	return inet_pton(AF_INET, name, &room) == 1 || inet_pton(AF_INET6, name, &room) == 1;
}

DnsAnswer dns_addresses(Dns *dns, Arena *arena, const char *name, Texts *ret)
{
	Question four = { .arena = arena, .texts = ret, .take = dns_take_a };
	Question six = { .arena = arena, .texts = ret, .take = dns_take_aaaa };
	*ret = (Texts){ 0 };
	if (dns_is_address(name)) {
		texts_add(arena, ret, name);
		return DNS_FOUND;
	}
	DnsAnswer first = dns_ask(dns, name, ns_t_a, &four);
	DnsAnswer second = dns_ask(dns, name, ns_t_aaaa, &six);
	if (ret->n > 0)
		return DNS_FOUND;
	return first == DNS_AWAY ? first : second;
}
