/*
 * Watch: faults of the gateway itself that no message tells of: a mailbox that has gone silent, a quarantine that grows, a
 * relay that takes nothing, a disk that fills up, a store that nobody has verified. Each is an alert once, and over when it
 * is mended.
 */
#ifndef GATEWAY_WATCH_H
#define GATEWAY_WATCH_H

#include "gateway/stage.h"

/* A part of every pass of work; looks every ten minutes. */
bool watch_pass(Stage *stage, GError **error);
/* STOP: too little of the store's disk is left to take in more; it is safe where it is, on the server. */
bool watch_room(const Settings *settings, GError **error);
/* Says to people at the terminal which faults are open: that an alert could not be mailed does not hide it. The number of
 * them. */
size_t watch_say(const App *app, Store *store);

#endif
