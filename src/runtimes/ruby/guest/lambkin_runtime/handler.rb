# frozen_string_literal: true

module LambkinRuntime
  # The method that a handler such as `folder/file.Module::Class.method` names.
  # See https://docs.aws.amazon.com/lambda/latest/dg/ruby-handler.html
  class Handler
    def self.load(name)
      parts = name.split(".")
      unless [2, 3].include?(parts.size)
        raise ArgumentError,
              "Invalid handler #{parts}, must be of form FILENAME.METHOD or FILENAME.CLASS.METHOD where FILENAME " \
              "corresponds with an existing Ruby source file FILENAME.rb, CLASS is an optional module/class namespace " \
              "and METHOD is a callable method. If using CLASS, METHOD must be a class-level method."
      end
      require(parts.first)
      new(parts[1..-2].first, parts.last)
    end

    def initialize(class_name, method_name)
      @class_name = class_name
      @method_name = method_name
    end

    # PARITY: a class or method that is not there is noticed here only. Methods may be private, as those at the top
    # level of a file are.
    def call(event, context)
      receiver = @class_name.nil? ? TOPLEVEL_BINDING.receiver : Object.const_get(@class_name)
      receiver.__send__(@method_name, event: event, context: context)
    end
  end
end
