#include "ledger/task.h"

#include <glib.h>

#include "base/text.h"

#define TASK_ROW(symbol, word_, area_, days_) { .word = word_, .area = area_, .days = days_ },
static const TaskRow task_rows[] = { TASK_KINDS(TASK_ROW) };

const TaskRow *task_row(TaskKind kind)
{
	return &task_rows[kind];
}

bool task_kind_from_word(const char *word, TaskKind *ret)
{
	for (size_t i = 0; i < G_N_ELEMENTS(task_rows); i++)
		if (text_equal(word, task_rows[i].word)) {
			*ret = (TaskKind)i;
			return true;
		}
	return false;
}
