/* as gateway/control.c */
static void control_login(const Account *account)
{
	log_event(LOG_INFO, "login", "user", account->user, NULL);
	log_event(LOG_INFO, "login", "user", account->user, /* want secrets */
		  "with", account->password, NULL);
	app_say("the key is %s", relay_secret); /* want secrets */
	control_open(account->password);
	app_say("%s: the password is wrong", account->password_file);
}
