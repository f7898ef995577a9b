/* run: every stage of the config as a child process until stopped; a child that dies is started again with back-off. */
#ifndef GATEWAY_RUN_H
#define GATEWAY_RUN_H

#include "gateway/app.h"

int run_all(App *app);

#endif
