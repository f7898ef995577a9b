/*
 * TCP for the IMAP stream: connecting and waiting, always against a deadline (clock_monotonic_ms()), never
 * blocking without one. The descriptor is non-blocking and close-on-exec.
 */
#ifndef GATEWAY_IMAP_SOCKET_H
#define GATEWAY_IMAP_SOCKET_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* Tries every address of the host in turn. RETRY when none answers; -1 then. ret_loopback: the peer is this
 * machine. */
int imap_socket_connect(const char *host, int port, int64_t deadline, bool *ret_loopback, GError **error);

/* 1: fd is ready for events (POLLIN, POLLOUT); 2: wake_fd (-1: none) is readable; 0: the deadline passed; -1:
 * errno. */
int imap_socket_wait(int fd, short events, int wake_fd, int64_t deadline);

#endif
