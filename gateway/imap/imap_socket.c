#include "gateway/imap/imap_socket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "gateway/net/socket_life.h"

#define CONNECT_EACH_MS 10000 /* one address; the deadline is for all of them */
#define LIFE_S 120 /* a dead peer is noticed while we idle */

typedef struct addrinfo AddressList;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AddressList, freeaddrinfo)

int imap_socket_wait(int fd, short events, int wake_fd, int64_t deadline)
{
	struct pollfd polled[2] = { { .fd = fd, .events = events }, { .fd = wake_fd, .events = POLLIN } };
	for (;;) {
		int64_t left = deadline - clock_monotonic_ms();
		if (left <= 0)
			return 0;
		int n = poll(polled, 2, (int)MIN(left, 60 * 60 * 1000));
		if (n < 0 && errno != EINTR)
			return -1;
		if (n > 0 && polled[0].revents != 0)
			return 1;
		if (n > 0 && polled[1].revents != 0)
			return 2;
	}
}

static bool is_loopback(const struct sockaddr *address)
{
	if (address->sa_family == AF_INET) {
		struct sockaddr_in in;
		memcpy(&in, address, sizeof in);
		return ntohl(in.sin_addr.s_addr) >> 24 == IN_LOOPBACKNET;
	}
	if (address->sa_family == AF_INET6) {
		struct sockaddr_in6 in6;
		memcpy(&in6, address, sizeof in6);
		if (IN6_IS_ADDR_V4MAPPED(&in6.sin6_addr))
			return in6.sin6_addr.s6_addr[12] == IN_LOOPBACKNET;
		return IN6_IS_ADDR_LOOPBACK(&in6.sin6_addr);
	}
	return false;
}

static void tune(int fd)
{
	int on = 1;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	socket_life_limit(fd, LIFE_S);
}

/* A connected descriptor, or -1 with errno. */
static int connect_one(const AddressList *address, int64_t deadline)
{
	int fd = socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, address->ai_protocol);
	if (fd < 0)
		return -1;
	int failure = 0;
	if (connect(fd, address->ai_addr, address->ai_addrlen) < 0 && errno != EINPROGRESS)
		failure = errno;
	int64_t limit = MIN(deadline, clock_monotonic_ms() + CONNECT_EACH_MS);
	int ready = failure == 0 ? imap_socket_wait(fd, POLLOUT, -1, limit) : 0;
	socklen_t size = sizeof failure;
	if (failure == 0 && ready == 0)
		failure = ETIMEDOUT;
	else if (failure == 0 && getsockopt(fd, SOL_SOCKET, SO_ERROR, &failure, &size) < 0)
		failure = errno;
	if (failure == 0) {
		tune(fd);
		return fd;
	}
	close(fd);
	errno = failure;
	return -1;
}

int imap_socket_connect(const char *host, int port, int64_t deadline, bool *ret_loopback, GError **error)
{
	g_autofree char *service = g_strdup_printf("%d", port);
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_ADDRCONFIG | AI_NUMERICSERV };
	g_autoptr(AddressList) list = NULL;
	int result = getaddrinfo(host, service, &hints, &list);
	if (result != 0) {
		error_retry(error, "cannot find %s: %s", host, gai_strerror(result));
		return -1;
	}
	int failure = ETIMEDOUT;
	for (const AddressList *at = list; at != NULL; at = at->ai_next) {
		int fd = connect_one(at, deadline);
		if (fd >= 0) {
			*ret_loopback = is_loopback(at->ai_addr);
			return fd;
		}
		failure = errno;
	}
	error_retry(error, "cannot connect to %s port %d: %s", host, port, g_strerror(failure));
	return -1;
}
