/* The launcher: the sandbox's only tie to the server. While it lives the sandbox may; when it ends, the sandbox ends. */
#define _GNU_SOURCE
#include "launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* Orders of the server on standard input; the others are passed to init as they are. Records follow `mount` and `take`. */
enum { ORDER_KILL = 'K', ORDER_MOUNT = 'M', ORDER_TAKE = 'P' };

/*
 * As root, every sandbox gets a host user nobody else has: above the ids that distributions and systemd hand out, and
 * told apart by the launcher's PID, which the kernel keeps unique for as long as the sandbox lives.
 */
enum { FIRST_HOST_ID = 0x70000000 };

/* All that exists before init does and that init inherits. */
struct preparation {
	int task_files[MAX_CGROUPS]; /* opened here, written by init */
	int output[2];
	int errors[2];
	int companion_output[2]; /* only with companions */
	int companion_errors[2];
	int talk[2]; /* launcher, init */
	int assignment[2]; /* init, launcher; for records that are too long for a message */
	uid_t host_uid;
	gid_t host_gid;
	struct restoration restoration; /* only with a snapshot */
	ino_t outputs[2];               /* of the pipes, which are known by it in the sandbox, too */
	int tmp_device; /* 0: none. Held until init has mounted it, because an unused one detaches its image */
};

/*
 * Real pipes, owned by the sandbox's user: `echo > /dev/stdout` opens them anew through /proc, which sockets refuse and
 * other people's pipes too. Only our end never blocks; the command waits when the server reads slowly.
 */
static ino_t make_pipe(int ends[2], const struct preparation *prepared)
{
	struct stat about;
	if (pipe2(ends, O_CLOEXEC))
		fail("make pipe", NULL);
	if (fchown(ends[1], prepared->host_uid, prepared->host_gid))
		fail("give away pipe", NULL);
	int flags = fcntl(ends[0], F_GETFL);
	if (flags < 0 || fcntl(ends[0], F_SETFL, flags | O_NONBLOCK))
		fail("prepare pipe", NULL);
	if (fstat(ends[0], &about))
		fail("look at pipe", NULL);
	return about.st_ino;
}

static void prepare(const struct request *request, struct preparation *prepared)
{
	prepared->host_uid = request->privileged ? (uid_t)(FIRST_HOST_ID + getpid()) : geteuid();
	prepared->host_gid = request->privileged ? (gid_t)(FIRST_HOST_ID + getpid()) : getegid();
	for (int i = 0; i < request->task_file_count; i++) {
		prepared->task_files[i] = open(request->task_files[i], O_WRONLY | O_CLOEXEC);
		if (prepared->task_files[i] < 0)
			fail("open cgroup", request->task_files[i]);
	}
	if (request->network_namespace)
		enter_network_namespace(request->network_namespace);
	prepared->outputs[0] = make_pipe(prepared->output, prepared);
	prepared->outputs[1] = make_pipe(prepared->errors, prepared);
	if (request->snapshot)
		prepared->restoration = open_restoration(request);
	if (request->companion_count) {
		make_pipe(prepared->companion_output, prepared);
		make_pipe(prepared->companion_errors, prepared);
	}
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, prepared->talk))
		fail("make socket pair", NULL);
	if (pipe2(prepared->assignment, O_CLOEXEC))
		fail("make pipe", NULL);
}

/* Init asks the launcher to write its id maps and waits until they are there. */
static void obtain_id_maps(int launcher)
{
	char message = NOTE_MAP_IDS;
	if (send(launcher, &message, 1, MSG_NOSIGNAL) != 1 || recv(launcher, &message, 1, 0) != 1)
		_exit(125); /* the launcher failed, and said why */
}

/* Copying the image takes the launcher as long as laying out the rest takes init; so both happen at the same time. */
static void mount_tmp_when_ready(const struct request *request, int launcher, uid_t owner, gid_t group)
{
	char device[32];
	if (!request->tmp_template) {
		mount_tmp(request, NULL, owner, group);
		return;
	}
	ssize_t length = recv(launcher, device, sizeof device - 1, 0);
	if (length <= 0)
		_exit(125); /* the launcher failed, and said why */
	device[length] = 0;
	mount_tmp(request, device, owner, group);
}

static _Noreturn void be_init(const struct request *request, struct preparation *prepared)
{
	int launcher = prepared->talk[1];
	close(prepared->talk[0]);
	close(prepared->assignment[1]);
	if (prctl(PR_SET_PDEATHSIG, SIGKILL))
		fail("tie init to the launcher", NULL);

	/* Before anything that costs: what init uses is the sandbox's. Writing `0` to `tasks` moves the writer without
	 * the grace period of 10 ms and more that the kernel waits for when whole processes are moved. */
	for (int i = 0; i < request->task_file_count; i++)
		if (write(prepared->task_files[i], "0", 1) != 1)
			fail("enter cgroup", request->task_files[i]);
	offer_to_oom_killer();
	if (!request->privileged)
		obtain_id_maps(launcher);
	/* Entered above, so that the sandbox sees its own cgroup as the root. */
	if (unshare(CLONE_NEWCGROUP))
		fail("make cgroup namespace", NULL);
	if (sethostname("sandbox", 7))
		fail("set host name", NULL);
	open_listeners(request);

	/* As root, the file system is laid out with the host's powers, so that the namespaces belong to the host's user
	 * namespace: whoever breaks out of the last step still has no say over them. */
	uid_t owner = request->privileged ? prepared->host_uid : SANDBOX_UID;
	gid_t group = request->privileged ? prepared->host_gid : SANDBOX_GID;
	lay_out_rootfs(request);
	mount_tmp_when_ready(request, launcher, owner, group);
	enter_rootfs();

	umask(022);
	apply_rlimits(request);
	if (request->privileged) {
		if (unshare(CLONE_NEWUSER))
			fail("make user namespace", NULL);
		obtain_id_maps(launcher);
	}
	become_sandbox_user(request->privileged);
	/* Without root all sandboxes have the server's user, whose keyrings are few; the filter closes them all the same. */
	if (request->privileged)
		leave_keyring();
	give_up_privileges();
	if (chdir(request->working_directory))
		fail("enter working directory", request->working_directory);
	install_seccomp_filter();
	run_init(request, launcher, prepared->assignment[0], &prepared->restoration,
		(struct outputs){prepared->output[1], prepared->errors[1]},
		(struct outputs){prepared->companion_output[1], prepared->companion_errors[1]});
}

static pid_t start_init(const struct request *request)
{
	struct clone_args arguments = {
		.flags = CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWUTS | CLONE_NEWIPC, .exit_signal = SIGCHLD};
	if (!request->network_namespace)
		arguments.flags |= CLONE_NEWNET;
	if (!request->privileged)
		arguments.flags |= CLONE_NEWUSER;
	if (request->unified_cgroup) {
		int cgroup = open(request->unified_cgroup, O_PATH | O_DIRECTORY | O_CLOEXEC);
		if (cgroup < 0)
			fail("open cgroup", request->unified_cgroup);
		arguments.flags |= CLONE_INTO_CGROUP;
		arguments.cgroup = (unsigned long long)cgroup;
	}
	pid_t pid = (pid_t)syscall(SYS_clone3, &arguments, sizeof arguments);
	if (pid < 0)
		fail("make namespaces", NULL);
	return pid;
}

/* Returns the device; its path goes to init. */
static int offer_tmp_device(const struct request *request, int talk)
{
	char path[32];
	int device = attach_tmp_image(request, path, sizeof path);
	if (send(talk, path, strlen(path), MSG_NOSIGNAL) < 0)
		fail("offer loop device to init", path);
	return device;
}


/* What is known of the sandbox's life. */
struct life {
	bool started;
	bool has_record;
	struct exit_record record; /* of the command */
};

/* An end is told at once while companions go on; else when nothing is left, so that whoever hears of it knows that. */
static void hear_exit(const struct request *request, const struct exit_record *record, struct life *life)
{
	if (record->companion == COMMAND) {
		life->record = *record;
		life->has_record = true;
	}
	if (request->companion_count)
		report_exit(record);
}

/* One message of init. Returns false when init is gone. */
static bool hear_init(int talk, pid_t init, const struct request *request, const struct preparation *prepared,
	struct life *life)
{
	char message[1 + sizeof(struct exit_record)];
	int passed[MAX_PASSED];
	size_t count;
	ssize_t got = receive_with_descriptors(talk, message, sizeof message, passed, &count);
	if (got <= 0)
		return got < 0 && errno == EINTR;
	if (message[0] == NOTE_MAP_IDS) {
		write_id_maps(init, request->privileged, prepared->host_uid, prepared->host_gid);
		if (send(talk, message, 1, MSG_NOSIGNAL) != 1)
			return false;
	} else if (message[0] == NOTE_STARTED) {
		life->started = true;
		report_kind("started");
		if (prepared->tmp_device)
			close(prepared->tmp_device);
	} else if (message[0] == NOTE_STOPPED) {
		report_kind("stopped");
	} else if (message[0] == NOTE_CONTINUED) {
		report_kind("continued");
	} else if (message[0] == NOTE_SOCKET && count == 0) {
		report_kind("no-socket");
	} else if (message[0] == NOTE_SOCKET) {
		report_descriptor("socket", 0, passed[0]);
		close(passed[0]);
	} else if (message[0] == NOTE_EXITED && got == (ssize_t)sizeof message) {
		struct exit_record record;
		memcpy(&record, message + 1, sizeof record);
		/* Its words come from inside, where somebody may have left out the end. */
		record.trouble.snapshot[sizeof record.trouble.snapshot - 1] = 0;
		hear_exit(request, &record, life);
	}
	return true;
}

/* In a process of its own, since it does not come back from the sandbox's file systems. It says itself what failed. */
static void mount_more(const struct request *request, pid_t init)
{
	static struct request additions;
	pid_t helper = fork();
	if (helper < 0)
		fail("start the mounting process", NULL);
	if (helper == 0) {
		read_records(0, &additions);
		add_mounts(&additions, request->root_mount_point, init);
		_exit(0);
	}
	int status;
	while (waitpid(helper, &status, 0) < 0)
		if (errno != EINTR)
			fail("wait for the mounting process", NULL);
	if (status == 0)
		report_kind("mounted");
	else if (WIFSIGNALED(status)) {
		errno = ECANCELED;
		fail("mount into the sandbox", "the mounting process was killed");
	}
}

/* One order of the server, byte by byte, because records may follow. When it is gone there is nobody left to run for. */
static void hear_server(const struct request *request, const struct preparation *prepared, int talk, pid_t init,
	struct taking *taking, struct life *life)
{
	char order;
	ssize_t got = read(0, &order, 1);
	if (got < 0 && errno == EINTR)
		return;
	if (got <= 0 || order == ORDER_KILL) {
		kill(init, SIGKILL);
	} else if (order == ORDER_MOUNT) {
		mount_more(request, init);
	} else if (order == ORDER_TAKE) {
		start_taking(taking, request, init, prepared->outputs);
	} else if (order == ORDER_RESTORE) {
		if (!pass_restoration(talk, &life->record))
			kill(init, SIGKILL);
	} else if (send(talk, &order, 1, MSG_NOSIGNAL) == 1 && order == ORDER_ASSIGN &&
		!pass_records(0, prepared->assignment[1])) {
		kill(init, SIGKILL);
	}
}

static void attend(int talk, pid_t init, const struct request *request, const struct preparation *prepared)
{
	struct life life = {.record = {.companion = COMMAND, .wait_status = SIGKILL}};
	struct taking taking = {.answer = -1};
	struct pollfd wakers[] = {{.fd = talk, .events = POLLIN}, {.fd = 0, .events = POLLIN}, {.events = POLLIN}};
	for (bool alive = true; alive;) {
		wakers[2].fd = taking.answer;
		if (poll(wakers, 3, -1) < 0) {
			if (errno == EINTR)
				continue;
			fail("wait for the sandbox", NULL);
		}
		if (wakers[0].revents)
			alive = hear_init(talk, init, request, prepared, &life);
		if (wakers[1].revents & (POLLIN | POLLHUP))
			hear_server(request, prepared, talk, init, &taking, &life);
		if (wakers[1].revents & (POLLHUP | POLLERR))
			wakers[1].fd = -1;
		if (wakers[2].revents)
			hear_taking(&taking);
	}
	int status;
	while (waitpid(init, &status, 0) < 0)
		if (errno != EINTR)
			fail("wait for init", NULL);
	/* Init reports the command's end before its own. If it could not, it was killed, and so was the command. */
	if (life.started && !(request->companion_count && life.has_record))
		report_exit(&life.record);
	else if (!life.started && (!WIFEXITED(status) || WEXITSTATUS(status) != 125)) {
		errno = ECANCELED;
		fail("set up the sandbox", "killed before it was ready");
	}
}

/* The server reads; the writing end is init's. */
static void offer_output(int number, const int ends[2])
{
	close(ends[1]);
	report_descriptor("output", number, ends[0]);
	close(ends[0]);
}

/* The word `privileged`: with the host's powers. */
int main(int count, char **arguments)
{
	static struct request request;
	static struct preparation prepared;
	open_channel();
	spawn_launchers(count == 2 && !strcmp(arguments[1], "privileged"));
	/* From here on in a process for each sandbox. */
	read_request(0, &request);
	prepare(&request, &prepared);
	pid_t init = start_init(&request);
	if (init == 0)
		be_init(&request, &prepared);
	close(prepared.talk[1]);
	close(prepared.assignment[0]);
	offer_output(1, prepared.output);
	offer_output(2, prepared.errors);
	if (request.companion_count) {
		offer_output(3, prepared.companion_output);
		offer_output(4, prepared.companion_errors);
	}
	if (request.tmp_template)
		prepared.tmp_device = offer_tmp_device(&request, prepared.talk[0]);
	attend(prepared.talk[0], init, &request, &prepared);
	return 0;
}
