/*
 * The smallest custom runtime: one connection, one buffer, always the same answer. Its own start takes no time. With
 * HOLD_MS it thinks for so long before it answers.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const char NEXT[] = "GET /2018-06-01/runtime/invocation/next HTTP/1.1\r\nHost: runtime\r\n\r\n";
static const char ANSWER[] = "{\"greeting\":\"hello\"}";

/* Reads to the end of an answer's head and of the body that it announces. */
static void receive(int api, char *buffer, size_t size)
{
	for (size_t length = 0; length < size - 1;) {
		ssize_t got = read(api, buffer + length, size - 1 - length);
		if (got <= 0)
			exit(1);
		length += (size_t)got;
		buffer[length] = 0;
		char *body = strstr(buffer, "\r\n\r\n"), *announced = strcasestr(buffer, "Content-Length: ");
		if (body && announced && length >= (size_t)(body + 4 - buffer) + strtoul(announced + 16, NULL, 10))
			return;
	}
}

int main(void)
{
	char buffer[65536], request[512], host[64];
	unsigned short port;
	if (sscanf(getenv("AWS_LAMBDA_RUNTIME_API"), "%63[^:]:%hu", host, &port) != 2)
		return 1;
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
	inet_pton(AF_INET, host, &address.sin_addr);
	int api = socket(AF_INET, SOCK_STREAM, 0), one = 1;
	setsockopt(api, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	if (connect(api, (struct sockaddr *)&address, sizeof address))
		return 1;
	const char *hold = getenv("HOLD_MS");
	for (;;) {
		char id[64] = "";
		if (write(api, NEXT, sizeof NEXT - 1) < 0)
			return 1;
		receive(api, buffer, sizeof buffer);
		sscanf(strcasestr(buffer, "Lambda-Runtime-Aws-Request-Id: ") + 31, "%63[^\r]", id);
		if (hold)
			usleep((useconds_t)atoi(hold) * 1000);
		int length = snprintf(request, sizeof request,
			"POST /2018-06-01/runtime/invocation/%s/response HTTP/1.1\r\nHost: runtime\r\nContent-Length: %zu\r\n\r\n%s", id,
			sizeof ANSWER - 1, ANSWER);
		if (write(api, request, (size_t)length) < 0)
			return 1;
		receive(api, buffer, sizeof buffer);
	}
}
