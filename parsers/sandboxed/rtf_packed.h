/* Compressed RTF, the body that Outlook always writes -> RTF. Source: [MS-OXRTFCP] 2.2 and 3.1. */
#ifndef PARSERS_SANDBOXED_RTF_PACKED_H
#define PARSERS_SANDBOXED_RTF_PACKED_H

#include <stddef.h>

/* g_free; NULL when it is none or states more than max bytes. What is cut gives what could be read of it. */
char *rtf_packed_open(const unsigned char *bytes, size_t length, size_t max, size_t *ret_length);

#endif
