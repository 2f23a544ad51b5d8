# frozen_string_literal: true

# What a function finds of Ruby itself.
require "json"
require "stringio"
require "time"

# PARITY: AWS's client has loaded these, so that functions use them without `require`. Here only once they are named:
# loading them takes as long as the rest of the runtime.
autoload :Net, "net/http"
autoload :URI, "uri"

module Kernel
  private

  def URI(uri)
    require "uri" # which replaces this method
    URI(uri)
  end
end

module LambkinRuntime
  module Surroundings
    def self.set_up
      order_load_path
      root = ENV.fetch("LAMBDA_TASK_ROOT")
      $LOAD_PATH.unshift(root) unless $LOAD_PATH.include?(root)
    end

    # RUBYLIB names the function's code and layers, which go before Ruby's own libraries. Those of an interpreter at
    # /var/lang were named by options, which Ruby puts first.
    def self.order_load_path
      named = ENV["RUBYLIB"].to_s.split(":").map { |directory| File.expand_path(directory) }
      first, others = $LOAD_PATH.partition { |directory| named.include?(directory) }
      $LOAD_PATH.replace(first + others)
    end
    private_class_method :order_load_path
  end
end
