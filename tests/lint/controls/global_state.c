/* as ledger/control.c */
static int control_count; /* want global_state */
static const char *control_name = "x"; /* want global_state */
int control_shared = 3; /* want global_state */
static const int control_limits[] = { 1, 2, 3 };
static const char *const control_names[] = { "a", "b" };
static const struct {
	const char *name;
	int value;
} control_rows[] = { { "a", 1 } };
typedef struct Control Control;
int control_next(void);

static int control_counted(void)
{
	static int seen; /* want global_state */
	static const char *const words[] = { "a" };
	int local = 0;
	return seen++ + local + (words[0] != NULL);
}
