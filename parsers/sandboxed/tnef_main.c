/*
 * valija-tnef: one winmail.dat (TNEF) on standard input -> the same as a MIME message on standard output, inside the
 * sandbox. The reader then reads that message like any other.
 *
 * Exit status: 0 done, 5 some files did not fit into the answer, 6 this is no TNEF; else see confine.h.
 * Usage: valija-tnef BYTES OUTPUT CPU_MS MEMORY 0
 */
#include <stdio.h>
#include <unistd.h>

#include "parsers/sandboxed/confine.h"
#include "parsers/sandboxed/tnef.h"

static bool tnef_answer(void *self, const char *bytes, size_t length)
{
	return confine_write(self, bytes, length);
}

/* Leaves without flushing stdio: whatever the library had to say is no part of the answer. */
int main(int argc, char **argv)
{
	Confine confine = { 0 };
	char *bytes = NULL;
	size_t length = 0;
	stdout = stderr; /* the library prints what it does not like: that is no part of the answer */
	ConfineStatus status = confine_start(argc, argv, &confine, &bytes, &length);
	if (status != CONFINE_OK)
		_exit((int)status);
	MimeSink sink = { .room = confine.output, .write = tnef_answer, .self = &confine };
	_exit((int)tnef_read(arena_new(), bytes, length, &sink));
}
