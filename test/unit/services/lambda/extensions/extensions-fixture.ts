import { duplexPair } from "node:stream";
import type { TestContext } from "node:test";
import { TaskGroup } from "../../../../../src/base/task-group.ts";
import { Extensions } from "../../../../../src/services/lambda/extensions/extensions.ts";
import { ExtensionsApi } from "../../../../../src/services/lambda/extensions/extensions-api.ts";
import { SubscriptionApi } from "../../../../../src/services/lambda/extensions/telemetry/subscription-api.ts";
import { Telemetry } from "../../../../../src/services/lambda/extensions/telemetry/telemetry.ts";
import { RuntimeApi } from "../../../../../src/services/lambda/runtime-api/runtime-api.ts";
import { FakeClock } from "../../../../support/fake-clock.ts";
import { FakeGuest, type GuestAnswer } from "../runtime-api/fake-guest.ts";

/** An extension that a test plays. */
export class FakeExtension {
  readonly guest: FakeGuest;
  identifier = "";

  constructor(guest: FakeGuest) {
    this.guest = guest;
  }

  async register(name: string, body: unknown = { events: ["INVOKE", "SHUTDOWN"] }, headers = ""): Promise<GuestAnswer> {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const named = name === "" ? "" : `Lambda-Extension-Name: ${name}\r\n`;
    const answer = await this.guest.request("POST", "/2020-01-01/extension/register", text, named + headers);
    this.identifier = answer.headers.get("Lambda-Extension-Identifier") ?? this.identifier;
    return answer;
  }

  next(identifier = this.identifier): Promise<GuestAnswer> {
    return this.guest.request("GET", "/2020-01-01/extension/event/next", "", identified(identifier));
  }

  reportError(kind: "init" | "exit", errorType: string | undefined): Promise<GuestAnswer> {
    const typed = errorType === undefined ? "" : `Lambda-Extension-Function-Error-Type: ${errorType}\r\n`;
    return this.guest.request("POST", `/2020-01-01/extension/${kind}/error`, "{}", identified(this.identifier) + typed);
  }

  subscribe(path: string, body: unknown): Promise<GuestAnswer> {
    return this.guest.request("PUT", path, JSON.stringify(body), identified(this.identifier));
  }
}

const identified = (identifier: string): string =>
  identifier === "" ? "" : `Lambda-Extension-Identifier: ${identifier}\r\n`;

/** The APIs for extensions, served as a sandbox would, with the external extension `watch`. */
export const extensionsFixture = (context: TestContext, externalNames: readonly string[] = ["watch"]) => {
  const clock = new FakeClock();
  const tasks = new TaskGroup(() => {});
  const extensions = new Extensions(externalNames);
  const telemetry = new Telemetry({ clock, tasks });
  const subscribed: unknown[] = [];
  let changes = 0;
  const api = new ExtensionsApi({
    extensions,
    metadata: {
      accountId: "123456789012",
      functionName: "hello",
      functionVersion: "$LATEST",
      handler: "index.handler",
    },
    subscriptions: new SubscriptionApi(telemetry, {
      logsJson: false,
      onSubscription: (...told) => void subscribed.push(told),
    }),
    onChange: () => (changes += 1),
  });
  const runtimeApi = new RuntimeApi({ onReady: () => {}, onResponse: () => {}, onInitError: () => {} }, api);
  context.after(() => runtimeApi.close());
  const connect = (): FakeExtension => {
    const [inside, outside] = duplexPair({ allowHalfOpen: false });
    runtimeApi.server.emit("connection", outside);
    return new FakeExtension(new FakeGuest(inside));
  };
  return { clock, tasks, extensions, telemetry, subscribed, connect, extension: connect(), changes: () => changes };
};

export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
