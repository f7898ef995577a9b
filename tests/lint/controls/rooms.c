/* as ledger/control.c */
#include "base/money.h"
#include "ledger/book.h"
#include "parsers/finding.h"
#include "store/store.h" /* want rooms */
#include "gateway/stage.h" /* want rooms */
#include "book.h" /* want rooms */
/* #include "queue/backoff.h" */
