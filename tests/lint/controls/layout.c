/* as ledger/control.c */
static int control_spaces(int a)
{
        return a; /* want layout */
}
static int control_brace(int a) { /* want layout */
	return a;
}
// a comment of C++ /* want layout */
int control_blank(void);  /* want layout */
/*
 * a comment may be indented by a blank
 */
