/* as ledger/control.c */
static int control_one; /* lint: global_state: the one deliberate global */
/* lint: global_state: the line before may say it */
static int control_two;
static int control_three; /* lint: global_state: because */ /* want global_state */
static int control_four; /* lint: float: not what is wrong here */ /* want global_state, want marker */
