/* as ledger/control.c */
/* TODO: write it */ /* want leftovers */
static const char control_currency[] = "XXX";
#if 0 /* want leftovers */
#endif
