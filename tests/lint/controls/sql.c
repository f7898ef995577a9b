/* as gateway/control.c */
static const char control_statement[] = "SELECT id FROM job WHERE id = 1"; /* want sql */
static const char control_change[] = "UPDATE job SET due_at = 1"; /* want sql */
static const char control_words[] = "SELECT INBOX";

static void control_ask(void *db)
{
	sqlite3_exec(db, control_statement, NULL, NULL, NULL); /* want sql */
	PQexec(db, control_change); /* want sql */
}
