/** A command that is killed when this process ends, in whatever way: a test that was given up cannot end what it started. */
export const boundToUs = (command: string, ...args: readonly string[]): readonly [string, readonly string[]] => [
  "setpriv",
  ["--pdeathsig", "KILL", command, ...args],
];
