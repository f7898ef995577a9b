/* as ledger/control.h; want contract */
#ifndef LEDGER_CONTROL_H
#define LEDGER_CONTROL_H
/* A comment that comes too late to be a contract of anything. */
int control_value(void);
#endif
