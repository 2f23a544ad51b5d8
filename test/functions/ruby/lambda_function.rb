# frozen_string_literal: true

module Sample
  class Handler
    def self.process(event:, context:)
      raise ArgumentError, "asked to fail" if event["fail"]

      { echo: event, requestId: context.aws_request_id, functionName: context.function_name }
    end
  end
end
