"""The Runtime API over one kept-alive connection, written on a plain socket: `http.client` takes 15 ms to import."""

import os
import socket

BASE = b"/2018-06-01/runtime"
# Connections in a row that may be closed without an answer before the environment gives up.
MAX_CLOSED_CONNECTIONS = 5
# The platform's own. Extensions that stand between it and the runtime listen elsewhere.
PLATFORM_PORT = 9001
# Less than what the C library asks the kernel for, and gives back to it, each time.
RECEIVE_BYTES = 65536


class ConnectionClosed(Exception):
    """The other side closed the connection before the answer was whole."""


class RuntimeApi:
    """See https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html"""

    def __init__(self, address):
        host, _, port = address.rpartition(":")
        self._address = (host, int(port))
        self._host = b"Host: " + address.encode() + b"\r\n"
        self._socket = None
        self._reader = None
        # The platform lets the connection be used on, as far as its last answer tells.
        self._is_kept = False
        # A response that goes out with the request for the next invocation.
        self._response = None

    def next(self):
        """Waits for the next invocation, however long that takes; answers its headers and body."""
        request = b"GET " + BASE + b"/invocation/next HTTP/1.1\r\n" + self._host + b"\r\n"
        if self._response is None:
            answers = self._exchange(request)
        else:
            answers = self._exchange(self._response, request)
            self._response = None
            self._check(next(answers)[0])
        status, headers, body = next(answers)
        if status != 200:
            raise RuntimeError("Failed to get next invocation. Http response code: %d." % status)
        return headers, body

    def succeed(self, request_id, body, content_type):
        """
        Sends a response; on a connection that is kept, in one go with the request for the next invocation, which
        follows at once, so that the platform is woken up only once.
        """
        request = self._post(b"/invocation/" + request_id.encode() + b"/response", body, content_type)
        if self._is_kept:
            self._response = request
        else:
            self._check(next(self._exchange(request))[0])

    @staticmethod
    def _check(status):
        if status != 202:
            # The platform has told the caller already, for example that the response is too large.
            os.write(
                2, b"LAMBDA_RUNTIME Failed to post handler success response. Http response code: %d.\n" % status
            )

    def fail(self, request_id, body, error_type):
        path = b"/invocation/" + request_id.encode() + b"/error"
        next(self._exchange(self._post(path, body, "application/json", error_type)))

    def fail_init(self, body, error_type):
        next(self._exchange(self._post(b"/init/error", body, "application/json", error_type)))

    def restore_next(self):
        """Waits until a snapshot of this process was taken and goes on somewhere: it returns there."""
        request = b"GET " + BASE + b"/restore/next HTTP/1.1\r\n" + self._host + b"\r\n"
        status = next(self._exchange(request))[0]
        if status != 200:
            raise RuntimeError("Failed to be restored. Http response code: %d." % status)

    def fail_restore(self, body, error_type):
        next(self._exchange(self._post(b"/restore/error", body, "application/json", error_type)))

    def _post(self, path, body, content_type, error_type=None):
        head = b"POST " + BASE + path + b" HTTP/1.1\r\n" + self._host
        if error_type is not None:
            # Error types come from user code; a line break in a header would end it.
            safe = "".join(c if " " <= c <= "~" else "?" for c in error_type)
            head += b"Lambda-Runtime-Function-Error-Type: " + safe.encode() + b"\r\n"
        head += b"Content-Type: %s\r\nContent-Length: %d\r\n\r\n" % (content_type.encode(), len(body))
        return head + body

    def _exchange(self, *requests):
        """
        Sends requests in one go and yields their answers. What was not answered is sent again on a new connection: an
        idle one may be closed at any time, and the platform refuses an answer that it already has.
        """
        attempt = answered = 0
        while True:
            attempt += 1
            try:
                if self._socket is None:
                    self._connect()
                self._socket.sendall(b"".join(requests[answered:]))
                while answered < len(requests):
                    answer = self._reader.read()
                    # An extension in between may take a request before it has passed on the one before.
                    is_platform = self._address[1] == PLATFORM_PORT
                    self._is_kept = is_platform and answer[1].get("connection", "").lower() != "close"
                    answered += 1
                    yield answer
                return
            except (ConnectionClosed, OSError) as error:
                has_begun = self._reader is not None and self._reader.has_begun
                self._close()
                if has_begun or attempt == MAX_CLOSED_CONNECTIONS:
                    raise error

    def _connect(self):
        self._socket = socket.create_connection(self._address)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._reader = AnswerReader(self._socket)

    def _close(self):
        if self._socket is not None:
            self._socket.close()
        self._socket = self._reader = None


def _parse_head(head):
    """The status, and the headers by their names in lower case."""
    lines = head.split("\r\n")
    headers = {}
    for line in lines[1:]:
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    # HTTP/1.1 200 OK
    return int(lines[0][9:12]), headers


class AnswerReader:
    """Reads one HTTP/1.1 answer at a time; its body has a length or comes in chunks."""

    def __init__(self, connection):
        self._socket = connection
        # What was received and not read yet begins at an offset: nothing is moved for each piece that is read.
        self._bytes = b""
        self._start = 0
        # True while part of an answer has arrived.
        self.has_begun = False

    def read(self):
        # Latin-1 keeps every byte as it is.
        status, headers = _parse_head(self._read_until(b"\r\n\r\n").decode("latin-1"))
        if "chunked" in headers.get("transfer-encoding", ""):
            body = self._read_chunks()
        else:
            body = self._read_exactly(int(headers.get("content-length", "0")))
        self.has_begun = False
        return status, headers, body

    def _read_chunks(self):
        body = bytearray()
        while True:
            size = int(self._read_until(b"\r\n").partition(b";")[0], 16)
            if size == 0:
                while self._read_until(b"\r\n"):
                    pass  # trailers say nothing to us
                return bytes(body)
            body += self._read_exactly(size)
            self._read_until(b"\r\n")

    def _read_until(self, end):
        while True:
            at = self._bytes.find(end, self._start)
            if at >= 0:
                found = self._bytes[self._start : at]
                self._start = at + len(end)
                return found
            self._bytes = self._bytes[self._start :] + self._receive()
            self._start = 0

    def _read_exactly(self, size):
        found = self._bytes[self._start : self._start + size]
        self._start += len(found)
        if len(found) == size:
            return found
        pieces = [found]
        missing = size - len(found)
        while missing > 0:
            received = self._receive()
            pieces.append(received[:missing])
            self._bytes = received
            self._start = min(missing, len(received))
            missing -= self._start
        return b"".join(pieces)

    def _receive(self):
        received = self._socket.recv(RECEIVE_BYTES)
        if not received:
            raise ConnectionClosed("The Runtime API closed the connection.")
        self.has_begun = True
        return received
