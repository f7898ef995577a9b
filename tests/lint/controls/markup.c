/* as gateway/control.c */
static void control_write(GString *out, const char *name)
{
	g_string_append_printf(out, "{\"name\":\"%s\"}", name); /* want markup */
	g_string_append_printf(out, "<td>%s</td>", name); /* want markup */
	g_string_append_printf(out, "<a href='%s'>", name); /* want markup */
	g_string_append_printf(out, "Subject: %s\r\n", name); /* want markup */
	g_string_append_printf(out, "MAIL FROM:<%s>", name);
	g_string_append_printf(out, "%s: Name <address> is wanted", name);
	g_string_append(out, "<td>");
}
