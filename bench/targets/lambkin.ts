import { LambkinServer } from "./lambkin-server.ts";
import type { Target, TargetKind } from "./target.ts";

/** Lambkin as users run it. */
export const lambkin: TargetKind = {
  id: "lambkin",
  name: "Lambkin",
  start: async (): Promise<Target> => {
    const server = await LambkinServer.start(["--invocation-rate", "0"]);
    await server.create("hello");
    return {
      name: lambkin.name,
      port: server.port,
      requests: () => server.requests({ functionName: "hello" }),
      expected: "hello",
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  },
};
