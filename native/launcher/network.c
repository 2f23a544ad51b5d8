/* The sandbox's network: nothing but loopback, or a namespace prepared by the server; and the server's ears in it. */
#define _GNU_SOURCE
#include "launcher.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

void enter_network_namespace(const char *path)
{
	int namespace = open(path, O_RDONLY | O_CLOEXEC);
	if (namespace < 0)
		fail("open network namespace", path);
	if (setns(namespace, CLONE_NEWNET))
		fail("enter network namespace", path);
	close(namespace);
}

/* A new network namespace starts with loopback down, and then nothing can listen on 127.0.0.1. */
static void raise_loopback(void)
{
	int control = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct ifreq loopback = {.ifr_name = "lo", .ifr_flags = IFF_UP};
	if (control < 0 || ioctl(control, SIOCSIFFLAGS, &loopback))
		fail("raise loopback", NULL);
	close(control);
}

/*
 * The socket belongs to the namespace it was made in, whoever holds it. So the server accepts connections made inside
 * the sandbox without any proxy, and the sandbox gets no way to anything else of the host.
 */
static void open_listener(int port)
{
	char detail[16];
	snprintf(detail, sizeof detail, "%d", port);
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int yes = 1;
	struct sockaddr_in address = {
		.sin_family = AF_INET, .sin_port = htons((unsigned short)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	if (listener < 0 || setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) ||
		bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 128))
		fail("listen on port", detail);
	report_descriptor("listener", port, listener);
	close(listener);
}

void open_listeners(const struct request *request)
{
	if (!request->network_namespace)
		raise_loopback();
	for (int i = 0; i < request->listen_count; i++)
		open_listener(request->listen_ports[i]);
}
