# frozen_string_literal: true

require "logger"
require_relative "log_formatters"

# The id of the invocation under way, for log lines. PARITY: of this name, which functions may read.
$_global_aws_request_id = nil

module LambkinRuntime
  # `puts` and Logger as on AWS: whatever one call writes is one log event.
  module Log
    IS_JSON = ENV["AWS_LAMBDA_LOG_FORMAT"].to_s.upcase == "JSON"
    LEVELS = { "TRACE" => 0, "DEBUG" => 0, "INFO" => 1, "WARN" => 2, "ERROR" => 3, "FATAL" => 4 }.freeze
    # For loggers that are given none.
    LEVEL = LEVELS.fetch(ENV["AWS_LAMBDA_LOG_LEVEL"].to_s.upcase, Logger::DEBUG)
    FORMATTER = IS_JSON ? JsonFormatter.new : TextFormatter.new

    class << self
      # Appears at once. One log event is one line; breaks inside it become carriage returns, which log viewers show as
      # breaks. PARITY: not by $stdout, which a function may have replaced.
      def write(text)
        STDOUT.write("#{utf8(text).chomp.tr("\n", "\r")}\n")
      end

      # The device of loggers that write to standard output or error.
      def close; end

      # Logs an error that no handler caught.
      def error(title, fault)
        return write(FORMATTER.fault(title, fault)) if IS_JSON

        write(title)
        write(JSON.pretty_generate(fault.payload))
      end

      # The text, with what has no UTF-8 form replaced.
      def utf8(text)
        text = text.to_s
        return text.scrub if text.encoding == Encoding::UTF_8

        text.encode(Encoding::UTF_8, invalid: :replace, undef: :replace, replace: "\u{fffd}")
      end
    end

    module LoggerPatch
      def initialize(logdev, *rotation, level: nil, formatter: nil, **options)
        # PARITY: no device at all means standard output, too.
        return super(logdev, *rotation, level: level || Logger::DEBUG, formatter: formatter, **options) unless
          logdev.nil? || logdev == $stdout || logdev == $stderr

        super(Log, *rotation, level: level || LEVEL, formatter: formatter || FORMATTER, **options)
      end
    end

    module KernelPatch
      private

      def puts(*values)
        Log.write(values.flatten.map { |value| Log.utf8(value) }.join("\n"))
        nil
      end
    end
  end
end

STDOUT.sync = true
Logger.prepend(LambkinRuntime::Log::LoggerPatch)
Object.include(LambkinRuntime::Log::KernelPatch)
