/* as ledger/control.c */
static int control_deep(int a, int b)
{
	for (int i = 0; i < a; i++) {
		while (b > 0) {
			if (a > b)
				if (a > 7)
					b--; /* want nesting */
			b--;
		}
	}
	return b;
}

static int control_flat(int a, int b)
{
	static const struct {
		int from[2];
	} rows[] = { { { 1, 2 } }, { { 3, 4 } } };
	if (a == 1)
		b = rows[0].from[0];
	else if (a == 2)
		b = 2;
	else if (a == 3)
		b = 3;
	else if (a == 4)
		b = 4;
	for (int i = 0; i < a; i++)
		switch (i) {
		case 1:
			if (b > 3)
				b = 1;
			break;
		}
	return b;
}
