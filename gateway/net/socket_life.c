#include "gateway/net/socket_life.h"

#include <glib.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#define IDLE_S 60 /* then a probe, which also keeps alive what routers remember of us */
#define PROBE_S 15

/* The kernel counts no probes where there is a user timeout: it decides. */
void socket_life_limit(int fd, int seconds)
{
	const int on = 1;
	const int idle = MIN(IDLE_S, seconds);
	const int probe = MIN(PROBE_S, seconds);
	const unsigned limit = (unsigned)seconds * 1000;
	setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
	setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof idle);
	setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &probe, sizeof probe);
	setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &limit, sizeof limit);
}
