import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { after } from "node:test";
import type { Sandbox, SandboxSnapshot, SandboxSpec } from "../../src/sandbox/contract.ts";
import { type FinishedRun, type SandboxHost, type SpecChanges, text } from "./sandbox-host.ts";

/** Where the server listens in sandboxes of these tests. */
const PORT = 9001;

/** For programs that are kept: says a word to the server, and waits for one. */
const PAUSE = `
import socket, sys

def pause():
    connection = socket.create_connection(("127.0.0.1", ${PORT}))
    connection.sendall(b"waiting\\n")
    word = connection.recv(100).decode()
    connection.close()
    return word
`;

/** Takes snapshots of programs that wait for a word of the server's, and gives it to those that go on from them. */
export class SnapshotHost {
  readonly #host: SandboxHost;
  readonly #files = new AsyncDisposableStack();
  #count = 0;

  constructor(host: SandboxHost) {
    this.#host = host;
    after(() => this.#files.disposeAsync());
  }

  /** What a Python program is when it calls `pause`. */
  async takeOfPython(script: string, changes: SpecChanges = {}): Promise<SandboxSnapshot> {
    return this.take(await this.python(script), changes);
  }

  /** A command that runs a Python program with `pause`. */
  async python(script: string): Promise<SandboxSpec["command"]> {
    this.#count += 1;
    const name = `kept_${this.#count}.py`;
    await this.#host.write("pausing.py", PAUSE);
    await this.#host.write(name, `from pausing import pause\n${script}`);
    return ["/usr/bin/python3", "-B", `/var/task/${name}`];
  }

  /** What a program is when it has connected and said something. @throws what the backend throws, and if it ends */
  async take(command: SandboxSpec["command"], changes: SpecChanges = {}): Promise<SandboxSnapshot> {
    await using sandbox = await this.waiting(command, changes);
    const snapshot = await this.file();
    await sandbox.takeSnapshot(snapshot.path, { signal: AbortSignal.timeout(240_000) });
    return snapshot;
  }

  /** An empty file in memory; closed after the tests. */
  async file(): Promise<SandboxSnapshot> {
    const file = await this.#host.backend.makeMemoryFile();
    this.#files.use(file);
    return file;
  }

  /** A sandbox whose command waits. */
  async waiting(command: SandboxSpec["command"], changes: SpecChanges = {}): Promise<Sandbox> {
    const sandbox = await this.#host.create({ ...changes, command, listenPorts: [PORT] });
    const server = createServer();
    sandbox.serve(PORT, server);
    void sandbox.exited.then(() => server.close());
    const socket = await firstConnection(server, sandbox);
    await once(socket, "data");
    return sandbox;
  }

  /** Lets a snapshot go on with a word, to its end. */
  async goOn(snapshot: SandboxSnapshot, word = "go on", changes: SpecChanges = {}): Promise<FinishedRun> {
    await using sandbox = await this.#host.create({ ...changes, snapshot, listenPorts: [PORT] });
    return await this.answer(sandbox, word);
  }

  /** The same in a sandbox that exists. */
  async answer(sandbox: Sandbox, word = "go on"): Promise<FinishedRun> {
    const server = createServer((socket) => {
      socket.on("error", () => undefined);
      socket.write(word);
    });
    sandbox.serve(PORT, server);
    try {
      const [stdout, stderr, exit] = await Promise.all([text(sandbox.stdout), text(sandbox.stderr), sandbox.exited]);
      return { exit, stdout, stderr };
    } finally {
      server.close();
    }
  }

  /** What a Python program prints that went on from a snapshot of itself. @throws when it fails */
  async printedBy(script: string, changes: SpecChanges = {}): Promise<string> {
    const { exit, stdout, stderr } = await this.goOn(await this.takeOfPython(script, changes), "go on", changes);
    assert.deepEqual([exit.startError, exit.exitCode, stderr], [undefined, 0, ""]);
    return stdout;
  }
}

const firstConnection = async (server: Server, sandbox: Sandbox): Promise<Socket> => {
  const ended = sandbox.exited.then(async (exit) => {
    throw new Error(`The program ended: ${JSON.stringify(exit)} ${await text(sandbox.stderr)}`);
  });
  const [socket] = (await Promise.race([once(server, "connection"), ended])) as [Socket];
  socket.on("error", () => undefined);
  return socket;
};
