import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import type {
  FunctionInvokerOptions,
  InvokerLimits,
} from "../../../../../../src/services/lambda/invoke/function-invoker.ts";
import { SnapshotStore } from "../../../../../../src/services/lambda/invoke/snapshots/snapshot-store.ts";
import type { FunctionVersion } from "../../../../../../src/services/lambda/model/function-version.ts";
import { FakeDataKeys } from "../../../../../support/fake-data-keys.ts";
import { temporaryDirectory } from "../../../../../support/temporary-directory.ts";
import type { GuestProgram } from "../fake-sandbox.ts";
import { echo, functionVersion, invokerFixture } from "../invoker-fixture.ts";

export const signal = new AbortController().signal;
const RESTORE_NEXT = "GET /2018-06-01/runtime/restore/next HTTP/1.1\r\n\r\n";

/** Gets ready to be kept. */
export const keepable: GuestProgram = async (guest, sandbox) => {
  sandbox.stdout.write("initializing\n");
  guest.send(RESTORE_NEXT);
};

/** Goes on where `keepable` waited. */
export const restored: GuestProgram = async (guest, sandbox) => {
  await guest.receive();
  sandbox.stdout.write("restored\n");
  await echo(guest, sandbox);
};

/** Of a function with SnapStart. */
export const version = (state: FunctionVersion["state"] = { value: "Active" }) =>
  functionVersion({ other: { SnapStart: { ApplyOn: "PublishedVersions" } } }, { version: "1", state });

type Overrides = Partial<Omit<FunctionInvokerOptions, "limits">> & { readonly limits?: Partial<InvokerLimits> };

/** An invoker over fakes that keeps snapshots; `others` or `first` are the guests of its sandboxes, in order. */
export const snapshotFixture = async (
  context: TestContext,
  first: GuestProgram | Overrides,
  ...others: readonly GuestProgram[]
) => {
  const [programs, { limits = {}, ...overrides }] =
    typeof first === "function" ? [[first, ...others], {}] : [others, first];
  const home = temporaryDirectory();
  context.after(() => home[Symbol.dispose]());
  const store = await SnapshotStore.open(home.path);
  const keys = new FakeDataKeys();
  return {
    ...invokerFixture(context, { programs, limits, overrides: { snapshots: { store, keys }, ...overrides } }),
    home: home.path,
    store,
    keys,
  };
};

/** A version with a snapshot. */
export const kept = async ({ invoker }: Awaited<ReturnType<typeof snapshotFixture>>): Promise<FunctionVersion> => {
  const outcome = await invoker.snapshots.take(version(), { signal });
  assert.equal(outcome.kind, "taken");
  return version({ value: "Active", snapshotId: outcome.kind === "taken" ? outcome.snapshotId : "" });
};
