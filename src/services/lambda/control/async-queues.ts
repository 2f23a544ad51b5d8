import type { Account } from "../../../aws/account.ts";
import type { WebHandler, WebRequest, WebResponse, WebRoute } from "../../../aws/service.ts";
import type { Clock } from "../../../base/clock.ts";
import type { AsyncInvoker } from "../async/contract.ts";
import { functionNotFound } from "../exceptions.ts";
import { functionArn, LATEST } from "../model/function-reference.ts";
import type { FunctionSource } from "./function-directory.ts";

const PATH = "/_lambkin/async-queues";
const TARGET = /^\/_lambkin\/async-queues(?:\/(?<functionName>[\w-]{1,64}))?$/;

export interface AsyncQueuesOptions {
  readonly asyncInvoker: Pick<AsyncInvoker, "backlog" | "purge">;
  readonly directory: FunctionSource;
  readonly account: Account;
  readonly clock: Clock;
}

/**
 * What the operator asks of the queue of asynchronous events, which no API of AWS tells: `GET` for what waits by
 * function, `DELETE` with a function's name to throw its events away. Signed like any request to Lambda, for the actions
 * `lambda:ListAsyncQueues` and `lambda:PurgeAsyncQueue`; not there for code in sandboxes.
 */
export class AsyncQueues implements WebRoute {
  readonly name = "AsyncQueues";
  readonly #options: AsyncQueuesOptions;

  constructor(options: AsyncQueuesOptions) {
    this.#options = options;
  }

  find(_host: string, target: string): WebHandler | undefined {
    if (!target.startsWith(PATH)) return undefined;
    const found = TARGET.exec(target);
    return async (request) => {
      if (found === null || request.origin === "guest") return answer(404, { message: "Not Found" });
      return this.#handle(request, found.groups?.["functionName"]);
    };
  }

  async #handle(request: WebRequest, functionName: string | undefined): Promise<WebResponse> {
    if (functionName === undefined && request.method === "GET") {
      await request.authenticate({ operationName: "ListAsyncQueues", input: {}, maxBodyBytes: 0 });
      return answer(200, await this.#list());
    }
    if (functionName !== undefined && request.method === "DELETE") {
      const input = { FunctionName: functionName };
      await request.authenticate({ operationName: "PurgeAsyncQueue", input, maxBodyBytes: 0 });
      return answer(200, await this.#purge(functionName));
    }
    return answer(405, { message: "Method Not Allowed" });
  }

  async #list() {
    const nowMs = this.#options.clock.nowMs();
    const backlogs = await this.#options.asyncInvoker.backlog();
    return {
      queues: backlogs.map(({ functionName, eventCount, oldestAcceptedMs }) => ({
        functionName,
        eventCount,
        oldestAgeMs: Math.max(0, nowMs - oldestAcceptedMs),
      })),
    };
  }

  /** A function that is gone may still have events; a name that has neither is a mistake. */
  async #purge(functionName: string) {
    const { asyncInvoker, directory, account } = this.#options;
    const eventCount = await asyncInvoker.purge(functionName);
    if (eventCount === 0 && (await directory.functions.find(functionName, LATEST)) === undefined) {
      throw functionNotFound(functionArn(account, functionName));
    }
    return { functionName, eventCount };
  }
}

const answer = (status: number, body: object): WebResponse => ({
  status,
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(body),
});
