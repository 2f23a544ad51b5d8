# frozen_string_literal: true

module LambkinRuntime
  module Log
    # Ruby's own form with the request's id. See https://docs.aws.amazon.com/lambda/latest/dg/ruby-logging.html
    class TextFormatter < Logger::Formatter
      def call(severity, time, progname, message)
        "#{severity[0]}, [#{format_datetime(time)} ##{$$}] #{severity.rjust(5)} #{$_global_aws_request_id} -- " \
          "#{progname}: #{Log.utf8(msg2str(message))}\n"
      end
    end

    # The JSON log format. PARITY: a message that is a hash becomes text, as in Ruby's own form.
    class JsonFormatter < Logger::Formatter
      def call(severity, time, progname, message)
        line = head(time, severity, message.is_a?(Exception) ? message.message : msg2str(message))
        line[:logger] = Log.utf8(progname) unless progname.to_s.empty?
        line.merge!(describe(message)) if message.is_a?(Exception)
        "#{JSON.generate(line.compact)}\n"
      end

      # An error that ended an invocation or the initialization.
      def fault(title, fault)
        JSON.generate(head(Time.now, "ERROR", title).merge(fault.payload).compact)
      end

      private

      def head(time, severity, message)
        {
          timestamp: time.getutc.strftime("%Y-%m-%dT%H:%M:%S.%6NZ"),
          level: severity,
          message: Log.utf8(message),
          requestId: $_global_aws_request_id
        }
      end

      def describe(error)
        {
          errorType: error.class.to_s,
          errorMessage: Log.utf8(error.message),
          stackTrace: (error.backtrace || []).map { |line| Log.utf8(line) },
          location: location(error)
        }
      end

      # file:method:line
      def location(error)
        frame = error.backtrace&.first
        return if frame.nil?

        found = /\A(?<file>.+):(?<line>\d+):in [`'](?<method>.+)'\z/.match(Log.utf8(frame))
        found.nil? ? Log.utf8(frame) : "#{found[:file]}:#{found[:method]}:#{found[:line]}"
      end
    end
  end
end
