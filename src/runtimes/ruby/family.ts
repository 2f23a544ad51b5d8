import type { Runtime, RuntimeAvailability, RuntimeFamily } from "../contract.ts";
import { findRuby, type RubyInterpreter } from "./find-ruby.ts";
import { launchRuby } from "./launch-ruby.ts";

/** Ruby as the host has it. LIMIT: without the AWS SDK for Ruby, which functions bring as gems. */
export class RubyFamily implements RuntimeFamily {
  readonly name = "ruby";
  readonly identifiers = ["ruby4.0", "ruby3.4", "ruby3.3", "ruby3.2"];
  readonly #found = new Map<string, Promise<RubyInterpreter | undefined>>();

  async find(identifier: string): Promise<RuntimeAvailability> {
    const interpreter = await this.#look(identifier);
    if (interpreter !== undefined) return { kind: "ready", runtime: toRuntime(identifier, interpreter) };
    const minor = minorOf(identifier);
    return {
      kind: "missing",
      reason: `There is no Ruby ${minor} on the search path, in /usr or in rbenv, asdf, mise, RVM or chruby.`,
      remedy: `Install Ruby ${minor}, for example with \`apt install ruby${minor}\` or with rbenv.`,
    };
  }

  refresh(): void {
    this.#found.clear();
  }

  #look(identifier: string): Promise<RubyInterpreter | undefined> {
    const known = this.#found.get(identifier) ?? findRuby(minorOf(identifier));
    this.#found.set(identifier, known);
    return known;
  }
}

const minorOf = (identifier: string): string => identifier.replace("ruby", "");

const toRuntime = (identifier: string, interpreter: RubyInterpreter): Runtime => {
  const [major, minor, patch] = interpreter.version.split(".");
  return {
    identifier,
    version: `ruby:${major}.${minor}.v${patch}`,
    source: interpreter.executable,
    launch: (settings) => launchRuby(identifier, interpreter, settings),
  };
};
