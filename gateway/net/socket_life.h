/* SocketLife: that the other host vanished without a word (a cable, a firewall that forgot us) is noticed in bounded time,
 * also while we wait for its answer or for news and have nothing to say ourselves. */
#ifndef GATEWAY_SOCKET_LIFE_H
#define GATEWAY_SOCKET_LIFE_H

/* A TCP socket, before or after it is connected: what is not acknowledged for so many seconds, bytes or a probe, ends the
 * connection (tcp(7)). */
void socket_life_limit(int fd, int seconds);

#endif
