/* as parsers/control.c */
static bool control_match(const char *text)
{
	return g_regex_match_simple("(a+)+", text, 0, 0); /* want regex */
}
