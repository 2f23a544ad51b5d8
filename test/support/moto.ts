import assert from "node:assert/strict";
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Message } from "@aws-sdk/client-sqs";
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { boundToUs } from "./bound-to-us.ts";

const REQUIREMENTS = new URL("../e2e/moto/requirements.txt", import.meta.url);
const MAKE_TARGETS = fileURLToPath(new URL("../e2e/moto/make_targets.py", import.meta.url));
const START_TIMEOUT_MS = 60_000;

/** Where `scripts/prepare-test-host` put moto. */
const packages = (): string => {
  const edition = createHash("sha256").update(readFileSync(REQUIREMENTS)).digest("hex").slice(0, 16);
  return fileURLToPath(new URL(`../../node_modules/.cache/python/moto-${edition}`, import.meta.url));
};

/** URLs of queues that a moto server has. */
export interface Targets {
  readonly records: string;
  /** What comes into the topic `records`. */
  readonly fromTopic: string;
  /** What comes into the event bus `records`. */
  readonly fromBus: string;
}

/** A server that plays SQS, SNS and EventBridge as others wrote it. Forgets everything when it ends. */
export class MotoServer implements AsyncDisposable {
  readonly port: number;
  readonly #process: ChildProcess;
  readonly #sqs: SQSClient;

  private constructor(process: ChildProcess, port: number) {
    this.#process = process;
    this.port = port;
    const credentials = { accessKeyId: "any", secretAccessKey: "any" };
    this.#sqs = new SQSClient({ endpoint: this.endpoint, region: "us-east-1", credentials });
  }

  static async start(): Promise<MotoServer> {
    const [command, args] = boundToUs("python3", "-m", "moto.server", "-H", "127.0.0.1", "-p", "0");
    const child = spawn(command, args, {
      stdio: ["ignore", "ignore", "pipe"],
      env: { PATH: process.env["PATH"], PYTHONPATH: packages(), PYTHONUNBUFFERED: "1" },
    });
    const { stderr } = child;
    const bound = new Promise<number>((resolve, reject) => {
      let said = "";
      stderr.on("data", (chunk: Buffer) => {
        said += chunk.toString();
        const [, found] = /Running on http:\/\/127\.0\.0\.1:(\d+)/.exec(said) ?? [];
        if (found !== undefined) resolve(Number(found));
      });
      child.once("exit", () => reject(new Error(`moto ended; run scripts/prepare-test-host first:\n${said}`)));
      setTimeout(() => reject(new Error(`moto is not ready:\n${said}`)), START_TIMEOUT_MS).unref();
    });
    return new MotoServer(child, await bound);
  }

  get endpoint(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async makeTargets(): Promise<Targets> {
    const { stdout } = await promisify(execFile)("python3", [MAKE_TARGETS, this.endpoint], {
      env: { PATH: process.env["PATH"], PYTHONPATH: packages() },
    });
    const [records = "", fromTopic = "", fromBus = ""] = stdout.trim().split("\n");
    return { records, fromTopic, fromBus };
  }

  /** Waits for the next message of a queue, and takes it out of it. */
  async receive(QueueUrl: string): Promise<Message> {
    const [message] = await this.receiveSome(QueueUrl, 1);
    return message ?? assert.fail("an answer without a message");
  }

  /** Waits for messages of a queue, and takes them out of it. @returns one at least */
  async receiveSome(QueueUrl: string, atMost = 10): Promise<readonly Message[]> {
    const wait = { WaitTimeSeconds: 5, MaxNumberOfMessages: atMost, MessageAttributeNames: ["All"] };
    for (let attempt = 0; attempt < 24; attempt += 1) {
      const { Messages = [] } = await this.#sqs.send(new ReceiveMessageCommand({ QueueUrl, ...wait }));
      for (const { ReceiptHandle } of Messages) {
        await this.#sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      }
      if (Messages.length > 0) return Messages;
    }
    return assert.fail(`nothing came into ${QueueUrl}`);
  }

  /** Kills it: there is nothing that it would keep. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#sqs.destroy();
    const exited = once(this.#process, "exit");
    this.#process.kill("SIGKILL");
    await exited;
  }
}
