/* as ledger/control.c */
static double control_rate; /* want float, want global_state */
static int control_share(int amount)
{
	/* a double is spoken of here */
	return (int)((float)amount * 0.19); /* want float */
}
