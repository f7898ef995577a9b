/* as ledger/mail_utils.h; want file_name */
/* A file whose name says nothing about what is inside. */
int mail_utils_any(void);
