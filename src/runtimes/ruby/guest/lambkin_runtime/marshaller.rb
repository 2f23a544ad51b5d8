# frozen_string_literal: true

module AwsLambda
  # JSON as AWS's runtime reads and writes it. PARITY: functions may replace both methods.
  class Marshaller
    class << self
      # `raw_request` has headers by `[]`, and a `body`.
      def marshall_request(raw_request)
        raw_request["Content-Type"] == "application/json" ? JSON.parse(raw_request.body) : raw_request.body
      end

      # JSON text, or a body with its content type. What can be read is passed on as it is.
      def marshall_response(method_response)
        case method_response
        when StringIO, IO then [method_response, "application/unknown"]
        else method_response.to_json
        end
      end
    end
  end
end
