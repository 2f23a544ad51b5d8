/*
 * The root file system as the sandbox sees it: an empty skeleton in memory, the host's programs and the function's
 * code mounted into it read-only, and a /tmp to write to. Nothing else of the host is mounted, so nothing else exists.
 */
#define _GNU_SOURCE
#include "launcher.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The newer mount calls, by their own names: libc headers differ too much about them. */
enum { TREE_CLONE = 1, TREE_RECURSIVE = 0x8000, EMPTY_PATH = 0x1000, MOVE_FROM_DESCRIPTOR = 4, MOVE_TO_DESCRIPTOR = 0x40 };
enum { ATTRIBUTE_READ_ONLY = 1, ATTRIBUTE_NO_SETUID = 2, ATTRIBUTE_NO_DEVICES = 4 };
struct mount_attributes {
	unsigned long long set, clear, propagation, user_namespace;
};

enum { READ_ONLY_FILES = ATTRIBUTE_READ_ONLY | ATTRIBUTE_NO_SETUID | ATTRIBUTE_NO_DEVICES };

/* What programs read to size themselves. Everything else that is not about processes is hidden. */
static const char *const SHOWN_IN_PROC[] = {
	"cgroups", "cpuinfo", "filesystems", "loadavg", "meminfo", "stat", "sys", "uptime", "version", "vmstat", NULL};

static const char *const DEVICES[] = {"null", "zero", "full", "random", "urandom", NULL};

/* Present in every sandbox, whatever is mounted there. */
static const char *const DIRECTORIES[] = {
	"proc", "dev", "tmp", "opt", "etc", "usr", "var", "var/task", "var/runtime", "var/empty", NULL};

static void set_attributes(int tree, const char *path, unsigned long long attributes, const char *detail)
{
	/* Private: what is mounted below the source later, on the host, is not meant for the sandbox. */
	struct mount_attributes change = {.set = attributes, .propagation = MS_PRIVATE};
	if (syscall(SYS_mount_setattr, tree, path, EMPTY_PATH | TREE_RECURSIVE, &change, sizeof change))
		fail("restrict mount", detail);
}

/* Makes the directories above `path`, and `path` itself as a directory or an empty file, where they are missing. */
static void make_mount_point(const char *path, bool is_directory)
{
	char part[4096];
	if (snprintf(part, sizeof part, "%s", path) >= (int)sizeof part) {
		errno = ENAMETOOLONG;
		fail("make mount point", path);
	}
	for (char *slash = strchr(part, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = 0;
		if (mkdir(part, 0755) && errno != EEXIST)
			fail("make mount point", part);
		*slash = '/';
	}
	if (is_directory) {
		if (mkdir(part, 0755) && errno != EEXIST)
			fail("make mount point", part);
		return;
	}
	int file = open(part, O_CREAT | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0644);
	if (file < 0)
		fail("make mount point", part);
	close(file);
}

/* Beneath the new root and through no link: a link in somebody's code must not choose where we mount. */
static int open_target(const char *path)
{
	struct open_how how = {
		.flags = O_PATH | O_CLOEXEC, .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS};
	int target = (int)syscall(SYS_openat2, AT_FDCWD, path, &how, sizeof how);
	if (target < 0)
		fail("open mount point", path);
	return target;
}

/* A copy of what is at `source`, with what is mounted below it; it is nowhere until it is mounted. */
static int copy_tree(const char *source, unsigned long long attributes)
{
	int tree = (int)syscall(SYS_open_tree, AT_FDCWD, source, TREE_CLONE | TREE_RECURSIVE | O_CLOEXEC);
	if (tree < 0)
		fail("open mount source", source);
	set_attributes(tree, "", attributes, source);
	return tree;
}

static void mount_tree(int tree, const char *target_path)
{
	int target = open_target(target_path);
	if (syscall(SYS_move_mount, tree, "", target, "", MOVE_FROM_DESCRIPTOR | MOVE_TO_DESCRIPTOR))
		fail("mount on", target_path);
	close(target);
	close(tree);
}

/* Shows `source` at `target` as well, with what is mounted below it. */
static void mount_copy(const char *source, const char *target_path, unsigned long long attributes)
{
	mount_tree(copy_tree(source, attributes), target_path);
}

/* Adds one directory to overlayfs' list, in which `:`, `,` and `\` mean something. */
static void append_lower(char *options, size_t size, size_t *used, const char *path, bool first)
{
	if (!first && *used < size)
		options[(*used)++] = ':';
	for (; *path; path++) {
		if (strchr(":,\\", *path) && *used < size)
			options[(*used)++] = '\\';
		if (*used < size)
			options[(*used)++] = *path;
	}
	if (*used >= size) {
		errno = ENAMETOOLONG;
		fail("merge directories", "their paths are too long together");
	}
	options[*used] = 0;
}

static void merge_at(const char *directory, const struct mount_request *mount_request)
{
	char options[4096] = "lowerdir="; /* the kernel takes one page */
	size_t used = strlen(options);
	for (int i = 0; i < mount_request->source_count; i++)
		append_lower(options, sizeof options, &used, mount_request->sources[i], i == 0);
	if (mount("overlay", directory, "overlay", MS_RDONLY | MS_NOSUID | MS_NODEV, options))
		fail("merge directories on", mount_request->target);
}

static void mount_merged(const struct mount_request *mount_request)
{
	char target[64];
	int directory = open_target(mount_request->target);
	snprintf(target, sizeof target, "/proc/self/fd/%d", directory);
	merge_at(target, mount_request);
	close(directory);
}

static void mount_requested(const struct request *request)
{
	for (int i = 0; i < request->mount_count; i++) {
		const struct mount_request *one = &request->mounts[i];
		if (one->source_count > 1)
			mount_merged(one);
		else
			mount_copy(one->sources[0], one->target, READ_ONLY_FILES);
	}
}

static void make_skeleton(const struct request *request)
{
	for (int i = 0; DIRECTORIES[i]; i++)
		make_mount_point(DIRECTORIES[i], true);
	for (int i = 0; i < request->directory_count; i++)
		make_mount_point(request->directories[i], true);
	for (int i = 0; i < request->symlink_count; i++)
		if (symlink(request->symlinks[i].text, request->symlinks[i].path))
			fail("make symlink", request->symlinks[i].path);
	for (int i = 0; i < request->mount_count; i++) {
		struct stat about;
		if (stat(request->mounts[i].sources[0], &about))
			fail("find mount source", request->mounts[i].sources[0]);
		make_mount_point(request->mounts[i].target, S_ISDIR(about.st_mode));
	}
}

/*
 * The skeleton goes on top of the image, so that every mount point exists as a real directory, whatever the image has
 * in its place, and the image itself is never written to.
 */
static void lay_over_image(const struct request *request)
{
	char options[4096] = "lowerdir=";
	size_t used = strlen(options);
	append_lower(options, sizeof options, &used, request->root_mount_point, true);
	append_lower(options, sizeof options, &used, request->image, false);
	if (mount("overlay", request->root_mount_point, "overlay", MS_NOSUID | MS_NODEV, options))
		fail("mount root file system", request->image);
	if (chdir(request->root_mount_point))
		fail("enter root file system", request->image);
}

static bool is_shown_in_proc(const struct dirent *entry)
{
	if (entry->d_type == DT_LNK || (entry->d_name[0] >= '0' && entry->d_name[0] <= '9') || entry->d_name[0] == '.')
		return true;
	for (int i = 0; SHOWN_IN_PROC[i]; i++)
		if (!strcmp(entry->d_name, SHOWN_IN_PROC[i]))
			return true;
	return false;
}

/* A list of what is shown, not of what is hidden: what a newer kernel adds stays out until somebody looked at it. */
static void mount_proc(void)
{
	/* hidepid: init, which has other rights than the command, is not there to be looked at. */
	if (mount("proc", "proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, "hidepid=2"))
		fail("mount /proc", NULL);
	DIR *entries = opendir("proc");
	if (!entries)
		fail("list /proc", NULL);
	for (struct dirent *entry; (entry = readdir(entries));) {
		char path[300];
		snprintf(path, sizeof path, "proc/%s", entry->d_name);
		if (!is_shown_in_proc(entry))
			mount_copy(entry->d_type == DT_DIR ? "var/empty" : "/dev/null", path, READ_ONLY_FILES & ~ATTRIBUTE_NO_DEVICES);
	}
	closedir(entries);
	/* The host's settings may be read, as everywhere, not written. */
	mount_copy("proc/sys", "proc/sys", READ_ONLY_FILES);
}

/* PARITY: there is no /dev/shm, as on AWS. */
static void mount_dev(void)
{
	if (mount("tmpfs", "dev", "tmpfs", MS_NOSUID | MS_NOEXEC, "mode=755,size=64k,nr_inodes=32"))
		fail("mount /dev", NULL);
	for (int i = 0; DEVICES[i]; i++) {
		char host[32], path[32];
		snprintf(host, sizeof host, "/dev/%s", DEVICES[i]);
		snprintf(path, sizeof path, "dev/%s", DEVICES[i]);
		make_mount_point(path, false);
		mount_copy(host, path, ATTRIBUTE_NO_SETUID);
	}
	if (symlink("/proc/self/fd", "dev/fd") || symlink("/proc/self/fd/0", "dev/stdin") ||
		symlink("/proc/self/fd/1", "dev/stdout") || symlink("/proc/self/fd/2", "dev/stderr"))
		fail("make links in /dev", NULL);
	if (mount(NULL, "dev", NULL, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NOEXEC, NULL))
		fail("make /dev read-only", NULL);
}

void mount_tmp(const struct request *request, const char *device, uid_t owner, gid_t group)
{
	char options[96];
	snprintf(options, sizeof options, "mode=700,size=%llu,nr_inodes=%llu", request->tmp_bytes,
		request->tmp_bytes / 16384 + 16);
	/* No barriers: what is in /tmp outlives nothing, and a function that syncs must not make the host's disk wait. */
	int failed = device ? mount(device, "tmp", "ext4", MS_NOSUID | MS_NODEV | MS_NOATIME, "noinit_itable,nobarrier")
	                    : mount("tmpfs", "tmp", "tmpfs", MS_NOSUID | MS_NODEV, options);
	if (failed)
		fail("mount /tmp", device);
	if (rmdir("tmp/lost+found") && errno != ENOENT)
		fail("empty /tmp", NULL);
	/* PARITY: on AWS /tmp belongs to the function's user and to nobody else. */
	if (chown("tmp", owner, group) || chmod("tmp", 0700))
		fail("give away /tmp", NULL);
}

void lay_out_rootfs(const struct request *request)
{
	/* From here on no mount of ours shows outside, and none from outside appears here. */
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL))
		fail("detach mounts from the host", NULL);

	/* The skeleton holds directories and links only, hence its size. */
	if (mount("tmpfs", request->root_mount_point, "tmpfs", MS_NOSUID | MS_NODEV, "mode=755,size=1m"))
		fail("mount skeleton on", request->root_mount_point);
	if (chdir(request->root_mount_point))
		fail("enter skeleton", request->root_mount_point);
	make_skeleton(request);

	if (request->image)
		lay_over_image(request);
	mount_requested(request);
	mount_proc();
	mount_dev();
}

/* Whether what lies below the host's root is our own stage. */
static bool is_on_stage;

void enter_stage(void)
{
	if (unshare(CLONE_NEWNS))
		fail("make mount namespace", NULL);
	/* What is mounted on the host later is seen here, too, where the host shares it; ours is not seen there. */
	if (mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL))
		fail("detach mounts from the host", NULL);
	/* Any directory would do for the moment. */
	if (mount("tmpfs", "/proc", "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, "mode=755,size=4k,nr_inodes=4"))
		fail("mount stage", NULL);
	if (mkdir("/proc/host", 0700))
		fail("make mount point", "host");
	if (mount(NULL, "/proc", NULL, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL))
		fail("make stage read-only", NULL);
	if (syscall(SYS_pivot_root, "/proc", "/proc/host"))
		fail("pivot root", NULL);
	/* To us and to launchers all paths are what they were. */
	if (chroot("/host") || chdir("/"))
		fail("enter the host's root", NULL);
	is_on_stage = true;
}

/* The new root takes the old one's place; the old one, stacked below the same directory, is then let go. */
static void take_place_of_root(void)
{
	if (syscall(SYS_pivot_root, ".", "."))
		fail("pivot root", NULL);
	if (umount2(".", MNT_DETACH))
		fail("let go of the host's root", NULL);
}

/*
 * The same end, with an empty stage below the new root and nothing else. pivot_root looks for tasks to move among all of
 * the host, 2 us and more for each sandbox that lives, and keeps others from starting and ending meanwhile.
 */
static void take_stage(void)
{
	int root = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC), host = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (root < 0 || host < 0)
		fail("open roots", NULL);
	/* Whose root is elsewhere is not stopped at the host's when going up. */
	if (chroot(".") || fchdir(host) || chdir(".."))
		fail("go up to the stage", NULL);
	if (syscall(SYS_move_mount, root, "", AT_FDCWD, ".", MOVE_FROM_DESCRIPTOR))
		fail("mount root on the stage", NULL);
	if (umount2("host", MNT_DETACH))
		fail("let go of the host's root", NULL);
	if (fchdir(root))
		fail("enter new root", NULL);
	close(host);
	close(root);
}

void enter_rootfs(void)
{
	/* Last of the mounts, because until now mount points were being made in it. Not recursive: /tmp is below. */
	if (mount(NULL, ".", NULL, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV, NULL))
		fail("make root read-only", NULL);
	if (is_on_stage)
		take_stage();
	else
		take_place_of_root();
	if (chdir("/"))
		fail("enter new root", NULL);
}

/* Merging takes a place to mount on; nobody else sees it in a mount namespace of our own. */
static int copy_merged(const struct mount_request *mount_request, const char *scratch)
{
	if (unshare(CLONE_NEWNS))
		fail("make mount namespace", NULL);
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL))
		fail("detach mounts from the host", NULL);
	merge_at(scratch, mount_request);
	return copy_tree(scratch, READ_ONLY_FILES);
}

void add_mounts(const struct request *additions, const char *scratch, pid_t init)
{
	int trees[MAX_MOUNTS];
	char path[64];
	snprintf(path, sizeof path, "/proc/%d/ns/mnt", init);
	int inside = open(path, O_RDONLY | O_CLOEXEC);
	if (inside < 0)
		fail("open mount namespace", NULL);
	/* All are taken from the host before the first is shown: from inside, the host cannot be seen. */
	for (int i = 0; i < additions->mount_count; i++) {
		const struct mount_request *one = &additions->mounts[i];
		trees[i] = one->source_count > 1 ? copy_merged(one, scratch) : copy_tree(one->sources[0], READ_ONLY_FILES);
	}
	if (setns(inside, CLONE_NEWNS))
		fail("enter mount namespace", NULL);
	close(inside);
	for (int i = 0; i < additions->mount_count; i++)
		mount_tree(trees[i], additions->mounts[i].target);
}
