import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { TestServer } from "../../test/support/server.ts";
import { countObjects } from "./heap-objects.ts";
import type { Counts } from "./host-holdings.ts";

const PATIENCE_MS = 10_000;

/** For the server's process; it says on standard error where it can be inspected. */
export const INSPECTABLE = "--inspect-port=127.0.0.1:0";

/** What a Node process holds that only it can tell. */
export interface NodeHoldings {
  readonly heapMiB: number;
  /** Memory of buffers, outside the heap. */
  readonly externalMiB: number;
  /** Timers, sockets and so on that are alive, by type. */
  readonly resources: Counts;
}

const QUESTION = `JSON.stringify({ ...process.memoryUsage(), resources: process.getActiveResourcesInfo() })`;

/** Asks the server's process by the protocol of Node's debugger, which it opens on SIGUSR1 without having been told to. */
export class Inspector implements Disposable {
  readonly #socket: WebSocket;
  #lastId = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  static async open(server: TestServer): Promise<Inspector> {
    process.kill(server.record.processId, "SIGUSR1");
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const [url] = /ws:\/\/\S+/.exec(server.errors) ?? [];
      if (url !== undefined) {
        const socket = new WebSocket(url);
        await once(socket, "open");
        return new Inspector(socket);
      }
      if (Date.now() > deadline) throw new Error("the server does not let itself be inspected");
      await sleep(50);
    }
  }

  /** After garbage was collected. */
  async holdings(): Promise<NodeHoldings> {
    await this.#call("HeapProfiler.collectGarbage");
    // What finalizers let go of in the first round is collected in the second.
    await this.#call("HeapProfiler.collectGarbage");
    const { result } = (await this.#call("Runtime.evaluate", { expression: QUESTION })) as {
      readonly result: { readonly value: string };
    };
    const { heapUsed, external, resources } = JSON.parse(result.value) as NodeJS.MemoryUsage & {
      readonly resources: readonly string[];
    };
    const counts: Record<string, number> = {};
    for (const type of resources) counts[type] = (counts[type] ?? 0) + 1;
    return { heapMiB: heapUsed / 1_048_576, externalMiB: external / 1_048_576, resources: counts };
  }

  /** What is in the heap, by class. Collects garbage first. The server stands still meanwhile. */
  async objects(): Promise<Counts> {
    let json = "";
    const onMessage = ({ data }: MessageEvent): void => {
      const { method, params } = JSON.parse(String(data)) as { method?: string; params?: { chunk: string } };
      if (method === "HeapProfiler.addHeapSnapshotChunk") json += params?.chunk ?? "";
    };
    this.#socket.addEventListener("message", onMessage);
    await this.#call("HeapProfiler.takeHeapSnapshot", { reportProgress: false });
    this.#socket.removeEventListener("message", onMessage);
    return countObjects(json);
  }

  async #call(method: string, params: object = {}): Promise<unknown> {
    this.#lastId += 1;
    const id = this.#lastId;
    const answered = new Promise<unknown>((resolve) => {
      const onMessage = ({ data }: MessageEvent): void => {
        const answer = JSON.parse(String(data)) as { readonly id?: number; readonly result?: unknown };
        if (answer.id !== id) return;
        this.#socket.removeEventListener("message", onMessage);
        resolve(answer.result);
      };
      this.#socket.addEventListener("message", onMessage);
    });
    this.#socket.send(JSON.stringify({ id, method, params }));
    return answered;
  }

  [Symbol.dispose](): void {
    this.#socket.close();
  }
}
