#include "parsers/replies/payment_value.h"

#include <string.h>

#include "base/text.h"

/* ---- amounts ---- */

/* The figures with their marks, without sign, currency and blanks. */
typedef struct {
	const char *figures;
	bool negative;
} Figures;

static bool payment_is_dressing(gunichar c)
{
	return g_unichar_isspace(c) || g_unichar_isalpha(c) || g_unichar_type(c) == G_UNICODE_CURRENCY_SYMBOL ||
	       c == '\'';
}

static bool payment_figures(Arena *arena, const char *text, Figures *ret)
{
	g_autoptr(GString) figures = g_string_new(NULL);
	bool negative = false;
	for (const char *at = text; *at != '\0'; at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at);
		bool edge = figures->len == 0 || strpbrk(at, "0123456789") == NULL;
		if (g_ascii_isdigit(*at) || *at == '.' || *at == ',')
			g_string_append_c(figures, *at);
		else if (edge && (c == '-' || c == '(' || c == 0x2212))
			negative = true;
		else if (!(edge && (c == '+' || c == ')')) && !(payment_is_dressing(c) && (edge ||
											   !g_unichar_isalpha(c))))
			return false;
	}
	/* "$ 1.234.-" and "1.234,-" are 1234 */
	while (figures->len > 0 && !g_ascii_isdigit(figures->str[figures->len - 1])) {
		negative = false;
		g_string_truncate(figures, figures->len - 1);
	}
	*ret = (Figures){ .figures = arena_strdup(arena, figures->str), .negative = negative };
	return g_ascii_isdigit(figures->str[0]) || (figures->len > 1 && g_ascii_isdigit(figures->str[1]));
}

static size_t payment_count(const char *text, char c)
{
	size_t n = 0;
	for (; *text != '\0'; text++)
		n += *text == c;
	return n;
}

/* 1 to 3 digits, then groups of exactly 3. */
static bool payment_is_grouped(const char *text, char mark)
{
	size_t digits = strspn(text, "0123456789");
	if (digits == 0 || digits > 3 || text[digits] != mark)
		return false;
	for (text += digits; *text == mark; text += 4)
		if (strspn(text + 1, "0123456789") != 3)
			return false;
	return *text == '\0';
}

static PaymentMark payment_mark_of(const char *figures)
{
	const char *point = strrchr(figures, '.');
	const char *comma = strrchr(figures, ',');
	if (point != NULL && comma != NULL)
		return point > comma ? PAYMENT_MARK_POINT : PAYMENT_MARK_COMMA;
	if (point == NULL && comma == NULL)
		return PAYMENT_MARK_AUTO;
	char mark = point != NULL ? '.' : ',';
	bool groups = payment_is_grouped(figures, mark) && *figures != '0';
	if (groups && payment_count(figures, mark) == 1)
		return PAYMENT_MARK_AUTO;
	bool decimal = !groups;
	return decimal == (mark == '.') ? PAYMENT_MARK_POINT : PAYMENT_MARK_COMMA;
}

PaymentMark payment_value_mark(const char *text)
{
	Figures figures;
	g_autoptr(Arena) arena = arena_new();
	return payment_figures(arena, text, &figures) ? payment_mark_of(figures.figures) : PAYMENT_MARK_AUTO;
}

/* "1.234" alone: three digits are no cents. A currency without cents, or one whose people group by comma, settles it. */
static PaymentMark payment_mark_by_currency(const char *figures, const char *currency)
{
	bool comma_groups = g_strcmp0(currency, "MXN") == 0 || g_strcmp0(currency, "USD") == 0;
	bool comma = strchr(figures, ',') != NULL;
	if (strpbrk(figures, ".,") == NULL)
		return PAYMENT_MARK_POINT;
	if (money_decimals(currency) == 0)
		return comma ? PAYMENT_MARK_POINT : PAYMENT_MARK_COMMA;
	return comma && comma_groups ? PAYMENT_MARK_POINT : PAYMENT_MARK_AUTO;
}

/* Groups must be groups: "1.2.3" is no amount. */
static const char *payment_plain(Arena *arena, const char *figures, PaymentMark mark)
{
	char group = mark == PAYMENT_MARK_POINT ? ',' : '.';
	char decimal = mark == PAYMENT_MARK_POINT ? '.' : ',';
	const char *end = strchr(figures, decimal);
	const char *whole = end != NULL ? arena_strndup(arena, figures, (size_t)(end - figures)) : figures;
	bool fits = strchr(whole, group) == NULL || payment_is_grouped(whole, group);
	if (!fits || (end != NULL && strpbrk(end + 1, ".,") != NULL))
		return NULL;
	g_auto(GStrv) parts = g_strsplit(whole, group == ',' ? "," : ".", -1);
	g_autofree char *joined = g_strjoinv("", parts);
	return arena_printf(arena, "%s%s%s", *joined != '\0' ? joined : "0", end != NULL ? "." : "",
			    end != NULL ? end + 1 : "");
}

bool payment_value_amount(const char *text, const char *currency, PaymentMark mark, int64_t *ret, const char **ret_why)
{
	Figures figures = { 0 };
	g_autoptr(Arena) arena = arena_new();
	*ret_why = "is no amount";
	if (!payment_figures(arena, text, &figures))
		return false;
	if (mark == PAYMENT_MARK_AUTO)
		mark = payment_mark_of(figures.figures);
	if (mark == PAYMENT_MARK_AUTO)
		mark = payment_mark_by_currency(figures.figures, currency);
	if (mark == PAYMENT_MARK_AUTO) {
		*ret_why = "may be two amounts: decimal = point or comma in [payments NAME] says which";
		return false;
	}
	const char *plain = payment_plain(arena, figures.figures, mark);
	if (plain == NULL || !money_parse_micro(plain, ret))
		return false;
	*ret = figures.negative ? -*ret : *ret;
	return true;
}

/* ---- dates ---- */

typedef struct {
	int values[3];
	size_t digits[3];
} DateParts;

static bool payment_date_parts(const char *text, DateParts *ret)
{
	for (size_t i = 0; i < 3; i++) {
		size_t digits = strspn(text, "0123456789");
		if (digits == 0 || digits > 4)
			return false;
		ret->digits[i] = digits;
		ret->values[i] = (int)g_ascii_strtoll(text, NULL, 10);
		text += digits;
		if (i < 2 && strchr("-/. ", *text) == NULL)
			return false;
		text += i < 2 && *text != '\0';
	}
	return !g_ascii_isdigit(*text);
}

/* 20261103 and 03112026, as fixed columns of banks have them. */
static bool payment_date_compact(const char *text, PaymentDates order, DateParts *ret)
{
	static const int cuts[][3] = { { 4, 2, 2 }, { 2, 2, 4 }, { 2, 2, 4 }, { 4, 2, 2 } };
	if (strspn(text, "0123456789") != 8)
		return false;
	for (size_t i = 0; i < 3; i++) {
		ret->digits[i] = (size_t)cuts[order][i];
		ret->values[i] = 0;
		for (int n = 0; n < cuts[order][i]; n++)
			ret->values[i] = ret->values[i] * 10 + (*text++ - '0');
	}
	return true;
}

bool payment_value_date(const char *text, PaymentDates order, Date *ret)
{
	DateParts parts;
	g_autoptr(Arena) arena = arena_new();
	text = text_trim(arena, text);
	if (!payment_date_compact(text, order, &parts) && !payment_date_parts(text, &parts))
		return false;
	if (order == PAYMENT_DATES_AUTO)
		order = parts.digits[0] == 4 ? PAYMENT_DATES_YEAR_FIRST : PAYMENT_DATES_DAY_FIRST;
	static const int places[][3] = { { 0, 1, 2 }, { 2, 1, 0 }, { 2, 0, 1 }, { 0, 1, 2 } }; /* of year, month, day */
	int year = parts.values[places[order][0]];
	int month = parts.values[places[order][1]];
	int day = parts.values[places[order][2]];
	size_t digits = parts.digits[places[order][0]];
	year += digits <= 2 ? 2000 : 0;
	if (digits == 3 || year < 1990 || year > 2200 || !date_exists(year, month, day))
		return false;
	*ret = date_make(year, month, day);
	return true;
}
