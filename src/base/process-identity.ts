import { readFileSync } from "node:fs";

/** Names one process until the machine restarts: a process id alone is given out again after its owner has died. */
export interface ProcessIdentity {
  readonly processId: number;
  /** Clock ticks after boot at which it started. */
  readonly startTicks: number;
}

/** @returns undefined when there is no such process */
export const findProcess = (processId: number): ProcessIdentity | undefined => {
  try {
    const stat = readFileSync(`/proc/${processId}/stat`, "utf8");
    // The command's name stands in parentheses and may itself hold blanks and parentheses.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [state, startTicks] = [fields[0], Number(fields[19])];
    return state === "Z" ? undefined : { processId, startTicks };
  } catch {
    return undefined;
  }
};

/** Changes when the machine starts anew, and with it whom every process identity names. */
export const currentBootId = (): string => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();

/** Whether that very process still runs. */
export const isAlive = (identity: ProcessIdentity): boolean =>
  findProcess(identity.processId)?.startTicks === identity.startTicks;
