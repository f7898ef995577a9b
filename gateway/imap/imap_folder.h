/*
 * Folder names: UTF-8 with "/" between levels for us, modified UTF-7 (RFC 3501 5.1.3) with the server's
 * delimiter on the wire. Pure; results are g_free()d by the caller.
 */
#ifndef GATEWAY_IMAP_FOLDER_H
#define GATEWAY_IMAP_FOLDER_H

#include <glib.h>
#include <stdbool.h>

/* delimiter '\0': the server knows no levels, "/" becomes "-". prefix: what the server wants before every
 * folder but INBOX ("INBOX." on some), on the wire; "" for none. REJECT: empty, controls, not UTF-8, over 255
 * bytes. */
char *imap_folder_encode(const char *folder, char delimiter, const char *prefix, GError **error);
/* NULL when the name is no valid modified UTF-7. */
char *imap_folder_decode(const char *name, char delimiter, const char *prefix);

#endif
