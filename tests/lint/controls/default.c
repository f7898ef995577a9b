/* as ledger/control.c */
static int control_known(State state, char c)
{
	switch (state) {
	case STATE_OPEN:
		return 1;
	default: /* want default */
		break;
	}
	switch (c) {
	case 'a':
		return 2;
	default:
		return 3;
	}
}
