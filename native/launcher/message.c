/* Messages with descriptors beside them. The receiver gets copies of its own. */
#define _GNU_SOURCE
#include "launcher.h"

#include <string.h>
#include <sys/socket.h>

union control {
	struct cmsghdr align;
	char bytes[CMSG_SPACE(MAX_PASSED * sizeof(int))];
};

ssize_t send_with_descriptors(int socket, const void *bytes, size_t length, const int *descriptors, size_t count)
{
	struct iovec part = {(void *)bytes, length};
	union control control = {0};
	struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
	/* The kernel refuses an empty list, and so there is none. */
	if (count) {
		message.msg_control = control.bytes;
		message.msg_controllen = CMSG_SPACE(count * sizeof(int));
		struct cmsghdr *rights = &control.align;
		rights->cmsg_level = SOL_SOCKET;
		rights->cmsg_type = SCM_RIGHTS;
		rights->cmsg_len = CMSG_LEN(count * sizeof(int));
		memcpy(CMSG_DATA(rights), descriptors, count * sizeof(int));
	}
	return sendmsg(socket, &message, MSG_NOSIGNAL);
}

ssize_t receive_with_descriptors(int socket, void *bytes, size_t length, int *descriptors, size_t *count)
{
	struct iovec part = {bytes, length};
	union control control;
	struct msghdr message = {
		.msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
	ssize_t got = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
	const struct cmsghdr *rights = got > 0 ? CMSG_FIRSTHDR(&message) : NULL;
	*count = 0;
	if (rights && rights->cmsg_level == SOL_SOCKET && rights->cmsg_type == SCM_RIGHTS) {
		*count = (rights->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		memcpy(descriptors, CMSG_DATA(rights), *count * sizeof(int));
	}
	return got;
}
