#include "base/rut.h"

#include <string.h>

#define RUT_DIGITS_MAX 9

static bool rut_is_filler(char c)
{
	return c == '.' || g_ascii_isspace(c);
}

const char *rut_normalise(Arena *arena, const char *text)
{
	if (text == NULL)
		return NULL;
	while (g_ascii_isspace(*text))
		text++;
	if (g_ascii_strncasecmp(text, "CL", 2) == 0)
		text += 2;
	g_autoptr(GString) rut = g_string_new(NULL);
	for (; g_ascii_isdigit(*text) || rut_is_filler(*text); text++)
		if (g_ascii_isdigit(*text) && (rut->len > 0 || *text != '0'))
			g_string_append_c(rut, *text);
	if (rut->len == 0 || rut->len > RUT_DIGITS_MAX || *text != '-')
		return NULL;
	for (text++; g_ascii_isspace(*text); text++)
		;
	char digit = g_ascii_toupper(*text);
	if (!g_ascii_isdigit(digit) && digit != 'K')
		return NULL;
	for (text++; g_ascii_isspace(*text); text++)
		;
	if (*text != '\0')
		return NULL;
	g_string_append_c(rut, '-');
	g_string_append_c(rut, digit);
	return arena_strndup(arena, rut->str, rut->len);
}

static char rut_digit(const char *digits, size_t n)
{
	static const char marks[] = "0123456789K";
	int sum = 0;
	int weight = 2;
	for (size_t i = n; i > 0; i--) {
		sum += (digits[i - 1] - '0') * weight;
		weight = weight == 7 ? 2 : weight + 1;
	}
	return marks[(11 - sum % 11) % 11];
}

bool rut_is_valid(const char *rut)
{
	size_t digits = rut != NULL ? strspn(rut, "0123456789") : 0;
	if (digits == 0 || digits > RUT_DIGITS_MAX || rut[0] == '0')
		return false;
	return rut[digits] == '-' && rut[digits + 1] == rut_digit(rut, digits) && rut[digits + 2] == '\0';
}

bool rut_is_generic(const char *rut)
{
	static const char *const generic[] = { "66666666-6", "55555555-5", "60803000-K" };
	for (size_t i = 0; rut != NULL && i < G_N_ELEMENTS(generic); i++)
		if (strcmp(rut, generic[i]) == 0)
			return true;
	return false;
}
