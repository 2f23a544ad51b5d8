import { LoadConnection } from "../load/load-connection.ts";
import type { LambkinServer } from "../targets/lambkin-server.ts";

export interface ManyAtOnce {
  /** When each environment had started, counted from the first request. Ascending; those that were refused are left out. */
  readonly startedMs: readonly number[];
  /** How often each other answer came, by its status and its beginning. */
  readonly refused: Readonly<Record<string, number>>;
}

/**
 * Asks a function that holds its environment for `holdMs` as often at the same moment: each request needs an
 * environment of its own, and tells by when it is answered when it had got one.
 * @param withinMs what has not started by then is given up
 */
export const manyAtOnce = async (
  server: LambkinServer,
  functionName: string,
  { count, holdMs, withinMs }: { readonly count: number; readonly holdMs: number; readonly withinMs: number },
): Promise<ManyAtOnce> => {
  using stack = new DisposableStack();
  const connections = await Promise.all(Array.from({ length: count }, () => LoadConnection.open(server.port)));
  for (const connection of connections) stack.use(connection);
  const requests = server.requests({ functionName });
  const startedMs: number[] = [];
  const refused: Record<string, number> = {};
  const firstMs = performance.now();
  const answered = Promise.all(
    connections.map(async (connection, index) => {
      const { status, start } = await connection.exchange(requests[index % requests.length] ?? Buffer.alloc(0));
      if (status === 200) startedMs.push(performance.now() - firstMs - holdMs);
      else refused[`${status} ${start}`] = (refused[`${status} ${start}`] ?? 0) + 1;
    }),
  );
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, withinMs + holdMs)));
  await Promise.race([answered, late]);
  clearTimeout(timer);
  return { startedMs: startedMs.toSorted((a, b) => a - b), refused };
};
