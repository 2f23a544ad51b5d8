import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ServiceException } from "../../../src/aws/service-exception.ts";
import type { OperationContext } from "../../../src/aws/service.ts";
import { call, fakeService, startGateway } from "./fake-service.ts";
import { RawClient, requestHead } from "./raw-client.ts";

describe("a signed request", () => {
  test("reaches its operation with the parsed input and the caller", async () => {
    const seen: unknown[] = [];
    const service = fakeService({
      GetThing: async (input: object, context: OperationContext) => {
        seen.push(input, context.caller.arn, context.endpoint);
        return { Name: "thing" };
      },
    });
    await using server = await startGateway([service]);
    const response = await call(server.url, "GetThing", '{"ThingId":"7"}');
    assert.deepEqual(seen, [{ ThingId: "7" }, "arn:aws:iam::000000000000:user/alice", server.url]);
    assert.equal(response.status, 200);
    assert.deepEqual(await response.json(), { Name: "thing" });
    assert.match(response.headers.get("x-amzn-requestid") ?? "", /^[0-9a-f-]{36}$/);
  });

  test("is answered with the headers that the operation sets besides", async () => {
    const service = fakeService({
      GetThing: async (_: object, context: OperationContext) => {
        context.setHeader?.("X-Amzn-Trace-Id", "Root=1");
        return {};
      },
    });
    await using server = await startGateway([service]);
    const response = await call(server.url, "GetThing");
    assert.equal(response.headers.get("x-amzn-trace-id"), "Root=1");
  });

  test("is answered with the exception that the operation throws", async () => {
    const service = fakeService({
      GetThing: async () => {
        throw new ServiceException({ code: "ThingNotFound", message: "No such thing", statusCode: 404 });
      },
    });
    await using server = await startGateway([service]);
    const response = await call(server.url, "GetThing");
    assert.equal(response.status, 404);
    assert.deepEqual(await response.json(), {
      code: "ThingNotFound",
      message: "No such thing",
      operationName: "GetThing",
    });
  });

  test("learns nothing of a bug but that there is one", async () => {
    const service = fakeService({
      GetThing: async () => {
        throw new TypeError("secret internals");
      },
    });
    await using server = await startGateway([service]);
    const response = await call(server.url, "GetThing");
    const text = await response.text();
    assert.equal(response.status, 500);
    assert.match(text, /"code":"ServiceException"/);
    assert.doesNotMatch(text, /secret internals/);
  });

  test("to an unsupported operation is told which and why", async () => {
    const service = fakeService({}, { unsupported: { MeltThing: "things do not melt yet." } });
    await using server = await startGateway([service]);
    const response = await call(server.url, "MeltThing");
    assert.equal(response.status, 501);
    assert.deepEqual(await response.json(), {
      code: "NotImplementedException",
      message: "The operation MeltThing is not supported: things do not melt yet.",
      operationName: "MeltThing",
    });
  });
});

describe("a request that belongs to no service", () => {
  test("is refused in JSON, or in XML when it came as a form", async () => {
    await using server = await startGateway([fakeService({})]);
    const json = await fetch(`${server.url}/nowhere`);
    assert.equal(json.status, 404);
    assert.equal(json.headers.get("x-amzn-errortype"), "UnknownOperationException");
    const xml = await fetch(server.url, { method: "POST", body: new URLSearchParams({ Foo: "Bar" }) });
    assert.equal(xml.status, 404);
    assert.match(await xml.text(), /<Code>UnknownOperationException<\/Code>/);
  });
});

describe("the authorizer", () => {
  test("is asked about the parsed call and can refuse it", async () => {
    const seen: unknown[] = [];
    const authorizer = {
      authorize: (request: object) => {
        seen.push(request);
        throw new ServiceException({ code: "AccessDeniedException", message: "no", statusCode: 403 });
      },
    };
    let called = false;
    const service = fakeService({
      GetThing: async () => {
        called = true;
        return {};
      },
    });
    await using server = await startGateway([service], { authorizer });
    const response = await call(server.url, "GetThing", '{"ThingId":"7"}');
    assert.equal(response.status, 403);
    assert.equal(called, false);
    assert.partialDeepStrictEqual(seen, [
      { serviceId: "things", operationName: "GetThing", input: { ThingId: "7" }, caller: { kind: "user" } },
    ]);
  });
});

describe("a streamed answer", () => {
  test("arrives whole", async () => {
    const service = fakeService({
      GetThing: async () => ({ Stream: pieces("one, ", "two") }),
    });
    await using server = await startGateway([service]);
    assert.equal(await (await call(server.url, "GetThing")).text(), "one, two");
  });

  test("that fails half-way breaks the connection, so that nobody takes it for whole", async () => {
    const service = fakeService({
      GetThing: async () => ({ Stream: failing() }),
    });
    await using server = await startGateway([service]);
    const response = await call(server.url, "GetThing");
    await assert.rejects(response.text());
  });

  test("that fails while it waits for an earlier answer breaks the connection after that one", async () => {
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    const { promise: failed, resolve: fail } = Promise.withResolvers<void>();
    const service = fakeService({
      GetThing: async () => {
        await gate;
        return { Name: "thing" };
      },
      BreakThing: async () => ({ Stream: failing(fail) }),
    });
    await using server = await startGateway([service], { open: true });
    using client = await RawClient.to(server.url);
    const chunked = `${requestHead("GetThing", "Transfer-Encoding: chunked")}0\r\n\r\n`;
    client.say(chunked + requestHead("BreakThing", "Content-Length: 0"));
    await failed;
    open();
    assert.match(await client.hearsOut(), /\{"Name":"thing"\}$/);
  });
});

describe("an answer whose head cannot be written", () => {
  test("becomes the answer to a bug", async () => {
    const service = fakeService({
      GetThing: async () => ({ Name: "thing" }),
    });
    const { protocols } = service;
    const protocol = protocols.detect({ method: "POST", query: "", headers: {} });
    const garbling: typeof protocol = {
      ...protocol,
      serialize: () => ({ status: 200, headers: { "x-thing": "line\nbreak" }, body: "{}" }),
    };
    await using server = await startGateway([{ ...service, protocols: { detect: () => garbling } }]);
    const response = await call(server.url, "GetThing");
    assert.equal(response.status, 500);
    assert.match(await response.text(), /"code":"ServiceException"/);
  });
});

async function* pieces(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

async function* failing(onFailure: () => void = () => {}): AsyncGenerator<Uint8Array> {
  yield Buffer.from("one, ");
  onFailure();
  throw new Error("the disk is gone");
}
