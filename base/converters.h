/*
 * Converters between charsets, loaded for good. glibc reads a converter from disk when it is first opened and keeps it
 * while it is in use: a process that is about to lose its files opens those that mail and PDFs need, and leaves them open.
 */
#ifndef BASE_CONVERTERS_H
#define BASE_CONVERTERS_H

/* Once, before confinement; harmless elsewhere. */
void converters_warm(void);

#endif
