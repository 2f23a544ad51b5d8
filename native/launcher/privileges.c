/* Becoming nobody in particular: ids that mean nothing outside, no capability, no way to gain one, limits. */
#define _GNU_SOURCE
#include "launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/keyctl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

static void write_file(const char *path, const char *text)
{
	int file = open(path, O_WRONLY | O_CLOEXEC);
	if (file < 0)
		fail("open", path);
	if (write(file, text, strlen(text)) < 0)
		fail("write", path);
	close(file);
}

/* Called by the launcher: a process may not give itself other ids than its own. One id is all the sandbox knows. */
void write_id_maps(pid_t pid, bool privileged, uid_t host_uid, gid_t host_gid)
{
	char path[64], map[64];
	if (!privileged) { /* the kernel's condition for a group map by somebody without rights */
		snprintf(path, sizeof path, "/proc/%d/setgroups", pid);
		write_file(path, "deny");
	}
	snprintf(path, sizeof path, "/proc/%d/uid_map", pid);
	snprintf(map, sizeof map, "%d %u 1\n", SANDBOX_UID, host_uid);
	write_file(path, map);
	snprintf(path, sizeof path, "/proc/%d/gid_map", pid);
	snprintf(map, sizeof map, "%d %u 1\n", SANDBOX_GID, host_gid);
	write_file(path, map);
}

void become_sandbox_user(bool privileged)
{
	/* Without privileges the kernel keeps the caller's groups; they reach no further than what is mounted. */
	if (privileged && setgroups(0, NULL))
		fail("drop groups", NULL);
	if (setresgid(SANDBOX_GID, SANDBOX_GID, SANDBOX_GID))
		fail("become group", NULL);
	if (setresuid(SANDBOX_UID, SANDBOX_UID, SANDBOX_UID))
		fail("become user", NULL);
}

/*
 * Called while the host's /proc is still there. A host that runs out of memory ends sandboxes before the server; and a
 * server that was made exempt must not hand that on, or no limit on memory would hold.
 */
void offer_to_oom_killer(void)
{
	write_file("/proc/self/oom_score_adj", "500");
}

/* Not the server's keys, not even to be found by the kernel itself on the sandbox's behalf. */
void leave_keyring(void)
{
	if (syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL) < 0 && errno != ENOSYS)
		fail("leave the session keyring", NULL);
}

void apply_rlimits(const struct request *request)
{
	for (int i = 0; i < request->rlimit_count; i++) {
		const struct rlimit_request *asked = &request->rlimits[i];
		struct rlimit limit;
		if (getrlimit(asked->resource, &limit))
			fail("read resource limit", NULL);
		/* Raising the host's own ceiling is not ours to do. */
		if (limit.rlim_max > asked->value)
			limit.rlim_max = asked->value;
		limit.rlim_cur = limit.rlim_max;
		if (setrlimit(asked->resource, &limit))
			fail("set resource limit", NULL);
	}
}

void give_up_privileges(void)
{
	/* The bounding set first, while there is still the right to shrink it. The kernel says EINVAL past its last one. */
	for (int capability = 0; prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) == 0; capability++)
		;
	if (errno != EINVAL)
		fail("drop capability bounding set", NULL);
	if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0))
		fail("drop ambient capabilities", NULL);
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct none[2] = {0};
	if (syscall(SYS_capset, &header, none))
		fail("drop capabilities", NULL);

	/* No program gives rights from now on, set-user-id or not; also the kernel's condition for a filter. */
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		fail("forbid new privileges", NULL);
	/* Init has the same user as the command; this keeps its memory and descriptors its own. */
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0))
		fail("close init to inspection", NULL);
	/* Changing ids undid this: init ends with the launcher, and everything in the sandbox with init. */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL))
		fail("tie init to the launcher", NULL);
}
