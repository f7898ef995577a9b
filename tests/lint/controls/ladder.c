/* as ledger/control.c */
static int control_kind(const char *word)
{
	if (strcmp(word, "a") == 0)
		return 1;
	else if (strcmp(word, "b") == 0)
		return 2;
	else if (strcmp(word, "c") == 0)
		return 3;
	else if (strcmp(word, "d") == 0) /* want ladder */
		return 4;
	return 0;
}

static int control_two(const char *word)
{
	if (strcmp(word, "a") == 0)
		return 1;
	else if (strcmp(word, "b") == 0)
		return 2;
	return 0;
}
