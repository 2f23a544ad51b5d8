# frozen_string_literal: true

module LambkinRuntime
  # An error as the Runtime API and the log are told of it.
  class Fault
    MAX_FRAMES = 100
    # PARITY: the platform learns the names of these only; those of others stay with the function's owner.
    KNOWN = %w[
      ArgumentError NoMethodError Exception StandardError NameError LoadError SystemExit SystemStackError
    ].freeze

    # For the Runtime API's header.
    attr_reader :platform_type
    # For whoever invoked the function.
    attr_reader :payload

    # `origin`: Init, Function or Runtime.
    def initialize(error, origin)
      name = error.class.to_s
      type = "#{origin}<#{name}>"
      @platform_type = KNOWN.include?(name) ? type : "Function<UserException>"
      @payload = { errorMessage: Log.utf8(error.message), errorType: type, stackTrace: frames(error) }
    end

    private

    # The function's frames, which end where the runtime's begin.
    def frames(error)
      locations = (error.backtrace_locations || []).first(MAX_FRAMES)
      users = locations.take_while { |location| !location.path.to_s.start_with?(__dir__) }
      users.map { |location| Log.utf8(location) }
    end
  end
end
