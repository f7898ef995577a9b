/* as gateway/control.c */
static const char control_alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"; /* want handmade */
static const char control_months[] = "JanFebMarAprMayJunJulAugSepOctNovDec"; /* want handmade */
static const unsigned control_start = 0x67452301; /* want handmade */

static void control_date(GDateTime *time)
{
	g_date_time_format(time, "%F"); /* want handmade */
}
