/* Enters a sandbox's mount namespace with root's rights, takes its root file system away, and lists what lies below. */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <unistd.h>

int main(int count, char **arguments)
{
	char path[64];
	snprintf(path, sizeof path, "/proc/%d/ns/mnt", count == 2 ? atoi(arguments[1]) : 0);
	int inside = open(path, O_RDONLY), proc = open("/proc", O_PATH);
	/* A copy of it, so that the sandbox keeps its own. */
	if (setns(inside, CLONE_NEWNS) || unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
		umount2("/", MNT_DETACH)) {
		puts("nothing is to be taken away");
		return 0;
	}
	/* Who enters a mount namespace anew finds its root as it is then. */
	inside = openat(proc, "self/ns/mnt", O_RDONLY);
	if (setns(inside, CLONE_NEWNS)) {
		puts("there is no root");
		return 0;
	}
	DIR *root = opendir("/");
	for (struct dirent *entry; root && (entry = readdir(root));)
		if (entry->d_name[0] != '.') {
			DIR *below = opendir(entry->d_name);
			int entries = 0;
			while (below && readdir(below))
				entries++;
			printf("%s %d\n", entry->d_name, entries - 2);
		}
	return 0;
}
