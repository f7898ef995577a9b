/* as ledger/control.c */
typedef struct {
	char name[32]; /* want string_buffer */
	unsigned char digest[32];
} Control;

static void control_fill(void)
{
	char buffer[256]; /* want string_buffer */
	char a, text[SIZE]; /* want string_buffer */
	static const char table[2][3] = { "ab", "cd" };
	unsigned char bytes[16];
	const char pair[] = { 'a', '\0' };
}
