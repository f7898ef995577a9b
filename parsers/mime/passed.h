/*
 * Bytes of the input that were gone through. Whoever mapped the input may give their pages back to the machine: they
 * stay readable, and are hardly read again. Only for the size of the process: a mail of 25 MB would lie in it beside what
 * it decodes to.
 */
#ifndef PARSERS_PASSED_H
#define PARSERS_PASSED_H

#include <stddef.h>

typedef struct {
	void (*tell)(void *self, const void *bytes, size_t length); /* any bytes, also such as are not of the input */
	void *self;
} Passed;

/* passed NULL: nobody wants to know. */
static inline void passed_tell(const Passed *passed, const void *bytes, size_t length)
{
	if (passed != NULL)
		passed->tell(passed->self, bytes, length);
}

#endif
