/* as ledger/control.c */
static const int control_rows[] = { 1000001, 1000002, 1000003, 1000004, 1000005, 1000006, 1000007, 1000008, 1000009, 10, 11, 12 }; /* want line_length */
		/* The tabs count as eight each, and this is therefore a line of more than a hundred and twenty-four columns, I say. */ /* want line_length */
static const char *const control_words = "words that stand in quotation marks are not counted, however long they are, for one looks for them";
/* A line of prose may have a few columns more than one of code, so that it can end its word: this one has 121 of them */
