import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { OperationContext } from "../../../src/aws/service.ts";
import { bindOperations, operationsOf } from "../../../src/models/operation.ts";

interface ThingOperations {
  readonly GetThing: { readonly input: { readonly Id: string }; readonly output: { readonly Name: string } };
  readonly DeleteThing: { readonly input: { readonly Id: string }; readonly output: void };
}

const operation = operationsOf<ThingOperations, { readonly things: Map<string, string> }>();

const context = { requestId: "request-1" } as OperationContext;

describe("bindOperations", () => {
  test("gives an operation its dependencies beside the call's context", async () => {
    const getThing = operation("GetThing", async ({ Id }, { things, requestId }) => ({
      Name: `${things.get(Id)} ${requestId}`,
    }));
    const { GetThing } = bindOperations([getThing], { things: new Map([["1", "one"]]) });
    assert.deepEqual(await GetThing?.({ Id: "1" } as never, context), { Name: "one request-1" });
  });

  test("asks for the call's signal only when the operation does", async () => {
    let asked = 0;
    const lazy: OperationContext = {
      ...context,
      get signal() {
        asked += 1;
        return new AbortController().signal;
      },
    };
    const getThing = operation("GetThing", async ({ Id }, call) => ({
      Name: Id === "1" ? "one" : String(call.signal.aborted),
    }));
    const { GetThing } = bindOperations([getThing], { things: new Map() });
    await GetThing?.({ Id: "1" } as never, lazy);
    assert.equal(asked, 0);
    await GetThing?.({ Id: "2" } as never, lazy);
    assert.equal(asked, 1);
  });

  test("lets an operation without output return nothing", async () => {
    const things = new Map([["1", "one"]]);
    const deleteThing = operation("DeleteThing", async ({ Id }, dependencies) => void dependencies.things.delete(Id));
    const { DeleteThing } = bindOperations([deleteThing], { things });
    assert.equal(await DeleteThing?.({ Id: "1" } as never, context), undefined);
    assert.equal(things.size, 0);
  });
});
