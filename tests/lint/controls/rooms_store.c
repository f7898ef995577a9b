/* as store/control.c */
#include "ledger/book.h"
#include "templates/notice.h" /* want rooms */
