#include "base/rfc.h"

#include <glib.h>
#include <string.h>

#include "base/date.h"

#define RFC_MAX 13

/* Position is value: SAT's table for the check digit. */
static const gunichar rfc_alphabet[] = {
	'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I',	'J',
	'K', 'L', 'M', 'N', '&', 'O', 'P', 'Q', 'R', 'S', 'T', 'U', 'V', 'W', 'X', 'Y', 'Z', ' ', 0xD1,
};

/* The taxpayers of SAT's test certificates, 2012 to today. */
static const char *const rfc_tests[] = {
	"AAA010101AAA",	 "CACX7605101P8", "EKU9003173C9",  "EWE1709045U0",  "FUNK671228PH6", "H&E951128469",
	"HEGT7610034S2", "IAÑL750210963", "IVD920810GU2",  "IXS7607092R5",  "JES900109Q90",  "JUFA7608212V6",
	"KAHO641101B39", "KICR630120NX3", "LAN7008173R5",  "LAN8507268IA",  "MAG041126GT8",  "MISC491214B86",
	"OÑO120726RX3",	 "RAQÑ7701212M3", "SUL010720JN8",  "URE180429TM6",  "WATM640917J45", "WERX631016S30",
	"XAMA620210DQ5", "XIA190128J61",  "XIQB891116QE4", "XOJI740919U48", "ZUÑ920208KL4",
};

const char *rfc_canonical(Arena *arena, const char *text)
{
	if (text == NULL)
		return NULL;
	g_autofree char *upper = g_utf8_strup(text, -1);
	g_strstrip(upper);
	return *upper != '\0' ? arena_strdup(arena, upper) : NULL;
}

static int rfc_value(gunichar c)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rfc_alphabet); i++)
		if (rfc_alphabet[i] == c)
			return (int)i;
	return -1;
}

/* The characters of an RFC; 0 when there are none or more than one can have. */
static size_t rfc_decode(const char *rfc, gunichar characters[static RFC_MAX])
{
	size_t n = 0;
	if (rfc == NULL)
		return 0;
	for (; *rfc != '\0'; rfc = g_utf8_next_char(rfc)) {
		if (n == RFC_MAX)
			return 0;
		characters[n++] = g_utf8_get_char(rfc);
	}
	return n;
}

static bool rfc_is_letter(gunichar c)
{
	return (c >= 'A' && c <= 'Z') || c == '&' || c == 0xD1;
}

static bool rfc_is_digit(gunichar c)
{
	return c >= '0' && c <= '9';
}

static bool rfc_date(const gunichar *digits)
{
	int part[3] = { 0 };
	for (size_t i = 0; i < 6; i++) {
		if (!rfc_is_digit(digits[i]))
			return false;
		part[i / 2] = part[i / 2] * 10 + (int)(digits[i] - '0');
	}
	return date_exists(1900 + part[0], part[1], part[2]) || date_exists(2000 + part[0], part[1], part[2]);
}

bool rfc_shape(const char *rfc)
{
	gunichar c[RFC_MAX] = { 0 };
	size_t n = rfc_decode(rfc, c);
	if (n != RFC_MAX && n != RFC_MAX - 1)
		return false;
	size_t letters = n - 9;
	for (size_t i = 0; i < letters; i++)
		if (!rfc_is_letter(c[i]))
			return false;
	for (size_t i = n - 3; i < n - 1; i++)
		if (!rfc_is_digit(c[i]) && !(c[i] >= 'A' && c[i] <= 'Z'))
			return false;
	return rfc_date(c + letters) && (rfc_is_digit(c[n - 1]) || c[n - 1] == 'A');
}

bool rfc_check_digit(const char *rfc)
{
	gunichar c[RFC_MAX] = { 0 };
	size_t n = rfc_decode(rfc, c);
	if (!rfc_shape(rfc))
		return false;
	int sum = n == RFC_MAX ? 0 : 481;
	for (size_t i = 0; i + 1 < n; i++)
		sum += rfc_value(c[i]) * (int)(n - i);
	static const char digits[] = "0123456789A";
	int digit = (11 - sum % 11) % 11;
	return c[n - 1] == (gunichar)digits[digit];
}

bool rfc_is_generic(const char *rfc)
{
	return g_strcmp0(rfc, RFC_PUBLIC) == 0 || g_strcmp0(rfc, RFC_FOREIGN) == 0;
}

bool rfc_is_test(const char *rfc)
{
	for (size_t i = 0; rfc != NULL && i < G_N_ELEMENTS(rfc_tests); i++)
		if (strcmp(rfc, rfc_tests[i]) == 0)
			return true;
	return false;
}
