import { readFile } from "node:fs/promises";

/**
 * Names a process for as long as the machine is up: PIDs come again, a PID with its start time does not. What a server
 * makes outside itself lies under this name, so that a later one can tell whose it is.
 */
export const ownIdentity = async (): Promise<string> => {
  const identity = await identityOf(process.pid);
  if (identity === undefined) throw new Error("/proc shows no entry for this process");
  return identity;
};

/** Whether the process that was given this name still runs. */
export const isAlive = async (identity: string): Promise<boolean> => {
  const pid = Number(identity.split("-")[0]);
  return Number.isInteger(pid) && (await identityOf(pid)) === identity;
};

/** The name's form, so that nothing else in a directory is mistaken for one. */
export const isIdentity = (name: string): boolean => /^\d+-\d+$/.test(name);

const identityOf = async (pid: number): Promise<string | undefined> => {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  // The second field is the program's name and may hold anything; counting starts behind it. Start time is field 22.
  const startTicks = stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  return startTicks === undefined ? undefined : `${pid}-${startTicks}`;
};
