/*
 * valija-msg: one message in Outlook's own form (.msg) on standard input -> the same as a MIME message on standard output,
 * inside the sandbox. The reader then reads that message like any other.
 *
 * Exit status: 0 done, 5 some of it did not fit into the answer, 6 this is no such message, or it is damaged; else see
 * confine.h.
 * Usage: valija-msg BYTES OUTPUT CPU_MS MEMORY 0
 */
#include <unistd.h>

#include "parsers/sandboxed/confine.h"
#include "parsers/sandboxed/msg.h"
#include "parsers/sandboxed/msg_store.h"

static bool msg_answer(void *self, const char *bytes, size_t length)
{
	return confine_write(self, bytes, length);
}

int main(int argc, char **argv)
{
	Confine confine = { 0 };
	char *bytes = NULL;
	size_t length = 0;
	msg_store_warm();
	ConfineStatus status = confine_start(argc, argv, &confine, &bytes, &length);
	if (status != CONFINE_OK)
		_exit((int)status);
	MimeSink sink = { .room = confine.output, .write = msg_answer, .self = &confine };
	_exit((int)msg_read(arena_new(), bytes, length, &sink));
}
