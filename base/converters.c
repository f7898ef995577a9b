#include "base/converters.h"

#include <glib.h>

void converters_warm(void)
{
	static const char *const charsets[] = {
		"windows-1252", "iso-8859-1", "iso-8859-2", "iso-8859-3", "iso-8859-4", "iso-8859-5",
		"iso-8859-6", "iso-8859-7", "iso-8859-8", "iso-8859-9", "iso-8859-10", "iso-8859-13",
		"iso-8859-14", "iso-8859-15", "iso-8859-16", "windows-1250", "windows-1251",
		"windows-1253", "windows-1254", "windows-1255", "windows-1256", "windows-1257",
		"windows-1258", "cp850", "cp437", "cp874", "koi8-r", "koi8-u", "macintosh", "gb18030",
		"big5-hkscs", "cp932", "euc-jp", "iso-2022-jp", "cp949", "iso-2022-kr", "utf-7",
		"utf-16", "utf-16le", "utf-16be", "utf-32", "utf-7-imap", "us-ascii", "big5", "euc-kr",
		"shift_jis",
	};
	for (size_t i = 0; i < G_N_ELEMENTS(charsets); i++) {
		G_GNUC_UNUSED GIConv in = g_iconv_open("UTF-8", charsets[i]);
		G_GNUC_UNUSED GIConv out = g_iconv_open(charsets[i], "UTF-8");
	}
}
