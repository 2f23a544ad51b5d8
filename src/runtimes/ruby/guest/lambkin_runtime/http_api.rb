# frozen_string_literal: true

require "socket"

module LambkinRuntime
  # One event and what came with it.
  class Invocation
    attr_reader :body

    def initialize(headers, body)
      @headers = headers
      @body = body
    end

    def [](header)
      @headers[header.downcase]
    end

    def request_id
      self["Lambda-Runtime-Aws-Request-Id"]
    end
  end

  # The Runtime API over one kept-alive connection, one request at a time, written on a plain socket: `net/http` takes
  # 30 ms to load. See https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
  class RuntimeApi
    BASE = "/2018-06-01/runtime"
    # Connections in a row that may be closed without an answer before the environment gives up.
    MAX_CLOSED_CONNECTIONS = 5

    class ConnectionClosed < IOError
    end

    # `address`: host:port
    def initialize(address)
      @address = address
      @host, _, port = address.rpartition(":")
      @port = Integer(port)
    end

    # Waits for the next invocation, however long that takes.
    def next
      status, headers, body = request("GET #{BASE}/invocation/next HTTP/1.1\r\nHost: #{@address}\r\n\r\n", "")
      raise "Failed to get next invocation. Http response code: #{status}." if status != 200

      Invocation.new(headers, body.force_encoding(Encoding::UTF_8))
    end

    # PARITY: whether the platform takes the response is not looked at; it has told the caller already.
    def succeed(request_id, body, content_type)
      post("/invocation/#{request_id}/response", body, "Content-Type: #{header_safe(content_type)}\r\n")
    end

    def fail(request_id, fault)
      post_fault("/invocation/#{request_id}/error", fault)
    end

    def fail_init(fault)
      post_fault("/init/error", fault)
    end

    private

    def post_fault(path, fault)
      type = "Lambda-Runtime-Function-Error-Type: #{header_safe(fault.platform_type)}\r\n"
      post(path, JSON.generate(fault.payload), "Content-Type: application/json\r\n#{type}")
    end

    def post(path, body, headers)
      length = "Content-Length: #{body.bytesize}\r\n"
      request("POST #{BASE}#{path} HTTP/1.1\r\nHost: #{@address}\r\n#{headers}#{length}\r\n", body)
    end

    # Header values come from user code; a line break would end them.
    def header_safe(text)
      text.to_s.b.gsub(/[^ -~]/n, "?")
    end

    # Sends and reads the answer. A request whose answer had not begun is sent again on a new connection: an idle one
    # may be closed at any time, and the platform refuses an answer that it already has.
    def request(head, body)
      attempts ||= 0
      @has_begun = false
      connect if @socket.nil?
      @socket.write(head, body)
      read_answer
    rescue ConnectionClosed, SystemCallError
      @socket&.close
      @socket = nil
      attempts += 1
      attempts < MAX_CLOSED_CONNECTIONS && !@has_begun ? retry : raise
    end

    def connect
      @socket = TCPSocket.new(@host, @port)
      @socket.binmode
      @socket.setsockopt(Socket::IPPROTO_TCP, Socket::TCP_NODELAY, 1)
    end

    # Status, headers by lower-case name, and body, which has a length or comes in chunks.
    def read_answer
      head = read_until("\r\n\r\n")
      @has_begun = true
      status_line, *lines = head.split("\r\n")
      headers = lines.to_h { |line| parse_header(line) }
      is_chunked = headers["transfer-encoding"].to_s.include?("chunked")
      body = is_chunked ? read_chunks : read_exactly(headers["content-length"].to_i)
      [status_line.split(" ", 3)[1].to_i, headers, body]
    end

    def parse_header(line)
      name, _, value = line.partition(":")
      [name.downcase, value.strip.force_encoding(Encoding::UTF_8)]
    end

    def read_chunks
      body = String.new
      until (size = read_until("\r\n").hex).zero?
        body << read_exactly(size)
        read_until("\r\n")
      end
      # Trailers say nothing to us.
      nil until read_until("\r\n") == "\r\n"
      body
    end

    def read_until(ending)
      line = @socket.gets(ending)
      raise ConnectionClosed, "The Runtime API closed the connection." unless line&.end_with?(ending)

      line
    end

    def read_exactly(size)
      bytes = @socket.read(size)
      raise ConnectionClosed, "The Runtime API closed the connection." if bytes.nil? || bytes.bytesize < size

      bytes
    end
  end
end
