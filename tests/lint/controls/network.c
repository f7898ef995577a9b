/* as store/control.c */
#include <netdb.h> /* want network */
#include <arpa/inet.h> /* want network */
#include <sys/un.h>
