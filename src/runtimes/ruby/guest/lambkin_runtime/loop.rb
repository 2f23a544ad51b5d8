# frozen_string_literal: true

# The Ruby runtime: loads the handler, then takes one invocation after the other from the Runtime API.
# Runs inside the sandbox under every Ruby version Lambkin offers; needs nothing but Ruby.
require_relative "surroundings"
require_relative "context"
require_relative "fault"
require_relative "handler"
require_relative "http_api"
require_relative "log"
require_relative "marshaller"

module LambkinRuntime
  class Loop
    # PARITY: AWS's, which are -4, -1 and -2.
    INIT_STATUS = 252
    CRITICAL_STATUS = 255
    RUNTIME_STATUS = 254
    ENDED = Object.new.freeze
    private_constant :ENDED

    def initialize
      @api = RuntimeApi.new(ENV.fetch("AWS_LAMBDA_RUNTIME_API"))
    end

    def run
      Surroundings.set_up
      handler = load_handler
      # Not ended by `exit` where it happens: its SystemExit would look like the function's.
      exit(catch(ENDED) { loop { serve(handler, @api.next) } })
    end

    private

    # PARITY: whatever ends the loading is reported, `exit` too.
    def load_handler
      Handler.load(ENV.fetch("_HANDLER"))
    rescue Exception => error
      fault = Fault.new(error, "Init")
      Log.error("Init error when loading handler #{ENV.fetch("_HANDLER")}", fault)
      @api.fail_init(fault)
      exit(INIT_STATUS)
    end

    # PARITY: a method or a name that does not exist ends the environment, as does all that is no StandardError;
    # after other errors it goes on.
    def serve(handler, invocation)
      announce(invocation)
      event, context = read(invocation)
      body, content_type = answer(handler.call(event, context))
    rescue NameError => error
      die(invocation, Fault.new(error, "Function"), CRITICAL_STATUS)
    rescue StandardError => error
      report(invocation, "Error raised from handler method", Fault.new(error, "Function"))
    rescue Exception => error
      die(invocation, Fault.new(error, "Function"), CRITICAL_STATUS)
    else
      @api.succeed(invocation.request_id, body, content_type)
    end

    # Makes the invocation known to log lines and to the X-Ray SDK.
    def announce(invocation)
      # PARITY: of this name, which functions may read.
      $_global_aws_request_id = invocation.request_id
      # LIMIT: the C library keeps each value, 140 bytes of memory an invocation; see native/trace-id.
      ENV["_X_AMZN_TRACE_ID"] = invocation["Lambda-Runtime-Trace-Id"]
    end

    def read(invocation)
      [AwsLambda::Marshaller.marshall_request(invocation), LambdaContext.new(invocation)]
    rescue StandardError => error
      die(invocation, Fault.new(error, "Runtime"), RUNTIME_STATUS)
    end

    # The response's body and content type.
    def answer(result)
      response, content_type = AwsLambda::Marshaller.marshall_response(result)
      [response.respond_to?(:read) ? response.read : response, content_type || "application/json"]
    end

    def report(invocation, title, fault)
      Log.error(title, fault)
      @api.fail(invocation.request_id, fault)
    end

    def die(invocation, fault, status)
      report(invocation, "Critical exception from handler", fault)
      throw(ENDED, status)
    end
  end
end
