/* as ledger/control.c */
static void control_copy(char *to, const char *from)
{
	strcpy(to, from); /* want forbidden */
	sprintf(to, "%s", from); /* want forbidden */
	if (atoi(from) > 0) /* want forbidden */
		goto out; /* want forbidden */
	my_strcpy(to, from);
	/* strcpy(to, from) is said in words only */
	control_say("strcpy(to, from)");
	system("true"); /* want forbidden */
out:
	return;
}
