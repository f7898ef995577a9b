/* as ledger/control.c */
#include <glib.h>
#include <string.h>
#include <libxml/tree.h> /* want library */
#include <openssl/evp.h> /* want library */
#include <foreign/anything.h> /* want library */
