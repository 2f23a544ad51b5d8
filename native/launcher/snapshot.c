/*
 * Snapshots: another program takes them, outside, and another one goes on from them, inside. Both are only started here;
 * see native/snapshot and native/restore.
 */
#define _GNU_SOURCE
#include "launcher.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

struct restoration open_restoration(const struct request *request)
{
	struct restoration restoration = {.program = open(request->restorer, O_RDONLY | O_CLOEXEC),
		.image = open(request->snapshot, O_RDONLY | O_CLOEXEC)};
	if (restoration.program < 0)
		fail("open restorer", request->restorer);
	if (restoration.image < 0)
		fail("open snapshot", request->snapshot);
	return restoration;
}

bool pass_restoration(int init, struct exit_record *record)
{
	static struct request order;
	read_records(0, &order);
	/* The sandbox is there already and not to blame: this is told as its command's end, like all that init finds. */
	if (access(order.snapshot, R_OK)) {
		record->wait_status = W_EXITCODE(126, 0);
		record->trouble.exec_errno = -1;
		snprintf(record->trouble.snapshot, sizeof record->trouble.snapshot, "it cannot be opened: %s", strerror(errno));
		return false;
	}
	struct restoration restoration = open_restoration(&order);
	char kind = ORDER_RESTORE;
	const int passed[] = {restoration.program, restoration.image};
	if (send_with_descriptors(init, &kind, 1, passed, 2) < 0 && errno != EPIPE && errno != ECONNRESET)
		fail("hand snapshot to init", NULL);
	close(restoration.program);
	close(restoration.image);
	return true;
}

/* In the new process. It ends with the launcher, and everything that it has stopped with it. */
static _Noreturn void be_taker(const struct request *order, const struct request *sandbox, pid_t init,
	const ino_t outputs[2], int answer)
{
	char texts[4 + MAX_LISTENERS][24];
	char *arguments[6 + MAX_LISTENERS + 1] = {
		(char *)order->taker, texts[0], (char *)order->snapshot, texts[1], texts[2], texts[3]};
	snprintf(texts[0], sizeof *texts, "%d", init);
	snprintf(texts[1], sizeof *texts, "%llu", order->snapshot_bytes);
	snprintf(texts[2], sizeof *texts, "%llu", (unsigned long long)outputs[0]);
	snprintf(texts[3], sizeof *texts, "%llu", (unsigned long long)outputs[1]);
	for (int i = 0; i < sandbox->listen_count; i++) {
		snprintf(texts[4 + i], sizeof *texts, "%d", sandbox->listen_ports[i]);
		arguments[6 + i] = texts[4 + i];
	}
	int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
	char *environment[] = {NULL};
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) || nothing < 0 || dup2(nothing, 0) < 0 || dup2(answer, 1) < 0)
		fail("prepare the snapshot", NULL);
	execve(order->taker, arguments, environment);
	fail("start", order->taker);
}

void start_taking(struct taking *taking, const struct request *sandbox, pid_t init, const ino_t outputs[2])
{
	static struct request order;
	int ends[2];
	read_records(0, &order);
	if (pipe2(ends, O_CLOEXEC))
		fail("make pipe", NULL);
	*taking = (struct taking){.pid = fork(), .answer = ends[0]};
	if (taking->pid < 0)
		fail("start the snapshot", NULL);
	if (taking->pid == 0)
		be_taker(&order, sandbox, init, outputs, ends[1]);
	close(ends[1]);
}

void hear_taking(struct taking *taking)
{
	ssize_t got = read(taking->answer, taking->reason + taking->length, sizeof taking->reason - 1 - taking->length);
	if (got > 0 && taking->length + (size_t)got < sizeof taking->reason - 1) {
		taking->length += (size_t)got;
		return;
	}
	if (got < 0 && errno == EINTR)
		return;
	int status;
	while (waitpid(taking->pid, &status, 0) < 0)
		if (errno != EINTR)
			fail("wait for the snapshot", NULL);
	close(taking->answer);
	taking->answer = -1;
	taking->reason[strcspn(taking->reason, "\n")] = 0;
	if (status == 0)
		report_kind("snapshot-taken");
	else
		report_refusal(taking->reason[0] ? taking->reason : "the program that takes it was killed");
}
