import type { Command as Program } from "commander";

/** What a command may touch of the world; tests give their own. */
export interface Terminal {
  readonly environment: Readonly<Record<string, string | undefined>>;
  out(text: string): void;
  error(text: string): void;
  /** Aborted by Ctrl-C, for commands that follow something. */
  readonly signal: AbortSignal;
}

/** A command is data: how it is called, what it says of itself, what it does. One file a command. */
export interface CommandDefinition {
  readonly name: string;
  readonly summary: string;
  /** As commander writes them: `<name>` is required, `[name]` is not. */
  readonly arguments?: readonly { readonly syntax: string; readonly summary: string }[];
  readonly options?: readonly { readonly syntax: string; readonly summary: string }[];
  /** Passes every argument on unread, to a program that has its own. */
  readonly passThrough?: boolean;
  /** @returns the exit status */
  run(call: CommandCall, terminal: Terminal): Promise<number>;
}

export interface CommandCall {
  readonly arguments: readonly string[];
  /** Flags by camel-case name; absent when not given. */
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
}

/** Adds one command to the program that reads the command line. */
export const register = (program: Program, definition: CommandDefinition, terminal: Terminal): void => {
  const command = program.command(definition.name).description(definition.summary);
  for (const { syntax, summary } of definition.arguments ?? []) command.argument(syntax, summary);
  for (const { syntax, summary } of definition.options ?? []) command.option(syntax, summary);
  if (definition.passThrough)
    command.argument("[arguments...]").allowUnknownOption().helpOption(false).passThroughOptions();
  command.action(async () => {
    const options = command.opts<Record<string, string | boolean | undefined>>();
    process.exitCode = await definition.run({ arguments: command.args, options }, terminal);
  });
};
