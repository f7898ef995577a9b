/* as parsers/control.c */
#include <poppler.h> /* want library */
