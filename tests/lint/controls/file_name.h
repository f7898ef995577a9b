/* as gateway/money.h; want file_name */
/* A second file of one name in the tree, which nobody could tell from the first. */
int money_twice(void);
