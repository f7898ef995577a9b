#include "gateway/stage.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/log.h"
#include "gateway/owner.h"
#include "gateway/send/send_journal.h"
#include "store/lease.h"

static void stage_signals(sigset_t *signals)
{
	sigemptyset(signals);
	sigaddset(signals, SIGTERM);
	sigaddset(signals, SIGINT);
	sigaddset(signals, SIGHUP);
}

static int stage_signal_fd(void)
{
	sigset_t signals;
	stage_signals(&signals);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	return signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* What a killed process had claimed is free soon, not when its lease ends. Not only at the start: who was killed
 * together with this one's forerunner may still be dying then. */
static void stage_bury(Stage *stage)
{
	g_autoptr(Arena) arena = arena_new();
	Texts owners = { 0 };
	Texts journals = { 0 };
	if (!send_journal_bury(stage, arena, &journals, NULL) ||
	    !store_lease_owners(stage->store, arena, stage_now(stage), &owners, NULL))
		return;
	for (size_t i = 0; i < owners.n; i++)
		if (owner_is_dead(owners.items[i], stage->owner) && !texts_has(&journals, owners.items[i]))
			store_lease_drop(stage->store, owners.items[i], stage_now(stage), NULL);
}

static void stage_add_wake(const Stage *stage, int fd)
{
	struct epoll_event event = { .events = EPOLLIN };
	if (fd >= 0)
		epoll_ctl(stage->wake, EPOLL_CTL_ADD, fd, &event);
}

static bool stage_read_templates(Stage *stage, GError **error)
{
	const Settings *settings = stage->settings;
	stage->catalog = catalog_new(NULL, false, error);
	stage->catalogs = g_new0(Catalog *, settings->n_companies + 1);
	for (size_t i = 0; stage->catalog != NULL && i < settings->n_companies; i++) {
		const char *folder = settings->company_settings[i]->templates;
		if (folder == NULL)
			continue;
		stage->catalogs[i] = catalog_new(folder, false, error);
		if (stage->catalogs[i] == NULL)
			return false;
	}
	return stage->catalog != NULL;
}

const Catalog *stage_catalog(const Stage *stage, const char *company)
{
	for (size_t i = 0; i < stage->settings->n_companies; i++)
		if (g_strcmp0(stage->settings->companies[i].name, company) == 0 && stage->catalogs[i] != NULL)
			return stage->catalogs[i];
	return stage->catalog;
}

static bool stage_ready(Stage *stage, const char *bell, GError **error)
{
	const Settings *settings = stage->settings;
	if (!store_token_key(stage->store, &stage->key, error))
		return false;
	if (!stage_read_templates(stage, error))
		return false;
	stage->reader = reader_client_new(stage->app->program, settings->limits, settings->trust->certificates, false);
	stage_bury(stage);
	stage->bell = bell != NULL ? store_listen(stage->store, bell, error) : -1;
	stage_add_wake(stage, stage->signals);
	stage_add_wake(stage, stage->bell);
	return bell == NULL || stage->bell >= 0;
}

Stage *stage_open(App *app, const char *name, const char *bell, int *ret_status)
{
	g_autoptr(GError) error = NULL;
	*ret_status = app_store(app);
	if (*ret_status != EXIT_OK)
		return NULL;
	g_autoptr(Stage) stage = g_new0(Stage, 1);
	*stage = (Stage){ .app = app, .store = app->store, .settings = app->settings, .bell = -1, .lock = -1 };
	stage->name = arena_strdup(app->arena, name);
	stage->owner = owner_new(app->arena, name, app->settings->run->host);
	stage->signals = stage_signal_fd();
	stage->wake = epoll_create1(EPOLL_CLOEXEC);
	log_set_stage(stage->name);
	if (stage_ready(stage, bell, &error))
		return g_steal_pointer(&stage);
	*ret_status = app_fail(error);
	return NULL;
}

void stage_close(Stage *stage)
{
	if (stage == NULL)
		return;
	reader_client_free(stage->reader);
	for (size_t i = 0; stage->catalogs != NULL && i < stage->settings->n_companies; i++)
		catalog_free(stage->catalogs[i]);
	g_free(stage->catalogs);
	catalog_free(stage->catalog);
	close(stage->signals);
	close(stage->wake);
	if (stage->bell >= 0)
		close(stage->bell);
	if (stage->lock >= 0)
		close(stage->lock);
	g_free(stage);
}

int64_t stage_now(const Stage *stage)
{
	return clock_now(&stage->app->clock);
}

bool stage_stopping(Stage *stage)
{
	struct signalfd_siginfo info;
	while (!stage->stop && read(stage->signals, &info, sizeof info) == (ssize_t)sizeof info)
		stage->stop = info.ssi_signo != SIGCHLD;
	return stage->stop;
}

void stage_hush(Stage *stage)
{
	char byte;
	while (stage->bell >= 0 && recv(stage->bell, &byte, 1, MSG_DONTWAIT) >= 0)
		;
}

void stage_wait(Stage *stage, int64_t timeout_ms)
{
	struct pollfd wake = { .fd = stage->wake, .events = POLLIN };
	if (timeout_ms > 0 && !stage_stopping(stage)) {
		stage_bury(stage);
		poll(&wake, 1, (int)MIN(timeout_ms, INT32_MAX));
	}
	stage_hush(stage);
}

void stage_watch_children(Stage *stage)
{
	sigset_t signals;
	sigemptyset(&signals);
	sigaddset(&signals, SIGCHLD);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	stage_signals(&signals);
	sigaddset(&signals, SIGCHLD);
	signalfd(stage->signals, &signals, 0);
}

bool stage_lock(Stage *stage, const char *name, GError **error)
{
	g_autofree char *folder = g_build_filename(store_path(stage->store), "run", NULL);
	g_autofree char *path = g_strdup_printf("%s/%s.lock", folder, name);
	if (!file_make_folder(folder, 0700, error))
		return false;
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0) {
		error_from_errno(error, errno, path);
		return false;
	}
	if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		close(fd);
		error_retry(error, "%s is locked: another process does this already", path);
		return false;
	}
	stage->lock = fd;
	return true;
}

void stage_die_with(int64_t parent)
{
	if (parent == 0)
		return;
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if ((int64_t)getppid() != parent)
		raise(SIGTERM);
}
