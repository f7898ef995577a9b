/* as ledger/control.c, repeat 200; want file_size */

int control_value(void);

