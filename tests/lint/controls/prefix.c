/* as ledger/control_room.c */
int compute_total(int a) /* want prefix */
{
	return a;
}

int controlling(int a) /* want prefix */
{
	return a;
}

int control_room_total(int a)
{
	return a;
}

static int total(int a)
{
	return a;
}
