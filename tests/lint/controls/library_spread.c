/* as store/control.c */
#include <sqlite3.h> /* want library */
