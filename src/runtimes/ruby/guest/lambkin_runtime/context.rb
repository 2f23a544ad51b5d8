# frozen_string_literal: true

# The `context` argument. See https://docs.aws.amazon.com/lambda/latest/dg/ruby-context.html
class LambdaContext
  attr_reader :aws_request_id, :client_context, :deadline_ms, :function_name, :function_version, :identity,
              :invoked_function_arn, :log_group_name, :log_stream_name, :memory_limit_in_mb, :tenant_id

  def initialize(invocation)
    @aws_request_id = invocation["Lambda-Runtime-Aws-Request-Id"]
    @deadline_ms = invocation["Lambda-Runtime-Deadline-Ms"].to_i
    @invoked_function_arn = invocation["Lambda-Runtime-Invoked-Function-Arn"]
    @tenant_id = presence(invocation["Lambda-Runtime-Aws-Tenant-Id"])
    @identity = parse(invocation["Lambda-Runtime-Cognito-Identity"])
    @client_context = parse(invocation["Lambda-Runtime-Client-Context"])
    @function_name = ENV["AWS_LAMBDA_FUNCTION_NAME"]
    @function_version = ENV["AWS_LAMBDA_FUNCTION_VERSION"]
    @log_group_name = ENV["AWS_LAMBDA_LOG_GROUP_NAME"]
    @log_stream_name = ENV["AWS_LAMBDA_LOG_STREAM_NAME"]
    # PARITY: a string.
    @memory_limit_in_mb = ENV["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
  end

  def get_remaining_time_in_millis
    [0, @deadline_ms - Process.clock_gettime(Process::CLOCK_REALTIME, :millisecond)].max
  end

  private

  def presence(text)
    text.nil? || text.empty? ? nil : text
  end

  # PARITY: hashes with the names that were sent.
  def parse(text)
    text = presence(text)
    text && JSON.parse(text)
  end
end
