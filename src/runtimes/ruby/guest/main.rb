# frozen_string_literal: true

# Entry of the Ruby runtime; see lambkin_runtime/loop.rb.
require_relative "lambkin_runtime/loop"

LambkinRuntime::Loop.new.run
