/* as parsers/sandboxed/control.c */
#include <glib.h>
#include <libxml/tree.h> /* want library */
#include "base/error.h"
#include "gateway/sandbox.h"
#include "parsers/sandboxed/confine.h"
#include "parsers/finding.h" /* want rooms */
#include "store/store.h" /* want rooms */
