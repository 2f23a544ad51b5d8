import { execFile } from "node:child_process";

const PROGRAM = `(async () => ({ greeting: "hello" }))().then((result) => process.stdout.write(JSON.stringify(result)));`;

/** The floor: bare processes, all started at the same moment. @returns milliseconds until each had answered and ended */
export const processesAtOnce = (count: number): Promise<readonly number[]> => {
  const startedMs = performance.now();
  const run = (): Promise<number> =>
    new Promise((resolve, reject) => {
      execFile(process.execPath, ["-e", PROGRAM], (error) => {
        if (error === null) resolve(performance.now() - startedMs);
        else reject(error);
      });
    });
  return Promise.all(Array.from({ length: count }, run));
};
