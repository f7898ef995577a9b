/* as templates/control.c */
#include "base/money.h"
#include "parsers/finding.h" /* want rooms */
#include "ledger/book.h" /* want rooms */
