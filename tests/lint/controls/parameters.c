/* as ledger/control.c */
static int control_seven(int a, int b, int c, int d, int e, int f, int (*g)(int, int)) /* want parameters */
{
	return g(a + b + c, d + e + f);
}

static int control_six(int a, int b, int c, int d, int e, int (*f)(int, int), int *ret_n, GError **error)
{
	return error == NULL ? 0 : f(a + b + c, d + e);
}

static int control_none(void)
{
	return 0;
}
