import assert from "node:assert/strict";
import { duplexPair } from "node:stream";
import { describe, test, type TestContext } from "node:test";
import { RuntimeApi } from "../../../../../src/services/lambda/runtime-api/runtime-api.ts";
import { echoingExtensions, FakeGuest } from "./fake-guest.ts";

const RESTORE_NEXT = "/2018-06-01/runtime/restore/next";
const RESTORE_ERROR = "/2018-06-01/runtime/restore/error";
const CREDENTIALS = "/2021-04-23/credentials";

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A Runtime API of a function with SnapStart, before its snapshot or after. */
const fixture = (context: TestContext, { isRestored }: { readonly isRestored: boolean }) => {
  const told: string[] = [];
  const api = new RuntimeApi(
    {
      onReady: () => void told.push("ready"),
      onResponse: () => void told.push("response"),
      onInitError: ({ errorType, payload }) => void told.push(`${errorType} ${Buffer.from(payload).toString()}`),
      onRestorable: () => void told.push("restorable"),
      onRestoring: () => void told.push("restoring"),
    },
    echoingExtensions,
    {
      isRestored,
      token: "secret",
      issueCredentials: () => ({
        accessKeyId: "ASIA",
        secretAccessKey: "key",
        sessionToken: "session",
        expiresAtMs: Date.UTC(2026, 0, 2),
      }),
    },
  );
  context.after(() => api.close());
  const connect = (): FakeGuest => {
    const [inside, outside] = duplexPair({ allowHalfOpen: false });
    api.server.emit("connection", outside);
    return new FakeGuest(inside);
  };
  return { told, connect };
};

describe("GET /runtime/restore/next", () => {
  test("waits for good where the snapshot is taken", async (context) => {
    const { told, connect } = fixture(context, { isRestored: false });
    const guest = connect();
    guest.send(`GET ${RESTORE_NEXT} HTTP/1.1\r\n\r\n`);
    await turn();
    assert.deepEqual(told, ["restorable"]);
    assert.equal(guest.received, "");
  });

  test("leaves the runtime no other connection that a snapshot would have to keep", async (context) => {
    const { connect } = fixture(context, { isRestored: false });
    const other = connect();
    connect().send(`GET ${RESTORE_NEXT} HTTP/1.1\r\n\r\n`);
    await turn();
    await turn();
    assert.equal(other.isClosed, true);
  });

  test("is answered where the runtime goes on, on a connection that it did not ask on", async (context) => {
    const { told, connect } = fixture(context, { isRestored: true });
    const guest = connect();
    const answer = await guest.receive();
    assert.equal(answer.statusCode, 200);
    assert.equal(answer.body, "");
    guest.askNext();
    await turn();
    assert.deepEqual(told, ["restoring", "ready"]);
  });

  test("is answered once, however many connections the runtime has", async (context) => {
    const { connect } = fixture(context, { isRestored: true });
    await connect().receive();
    const other = connect();
    await turn();
    assert.equal(other.received, "");
  });

  test("is refused once the runtime asked for an invocation", async (context) => {
    const { connect } = fixture(context, { isRestored: false });
    const guest = connect();
    guest.askNext();
    await turn();
    const { statusCode, body } = await connect().request("GET", RESTORE_NEXT);
    assert.equal(statusCode, 403);
    assert.match(body, /State transition from Ready to Ready failed for runtime/);
  });
});

describe("POST /runtime/restore/error", () => {
  test("ends what was restored", async (context) => {
    const { told, connect } = fixture(context, { isRestored: true });
    const guest = connect();
    await guest.receive();
    const type = "Lambda-Runtime-Function-Error-Type: Runtime.AfterRestoreError\r\n";
    const answer = await guest.request("POST", RESTORE_ERROR, '{"errorMessage":"no"}', type);
    assert.equal(answer.statusCode, 202);
    assert.deepEqual(told, ["restoring", 'Runtime.AfterRestoreError {"errorMessage":"no"}']);
  });

  test("is refused before anything was restored", async (context) => {
    const { connect } = fixture(context, { isRestored: false });
    const { statusCode, body } = await connect().request("POST", RESTORE_ERROR, "{}");
    assert.equal(statusCode, 403);
    assert.match(body, /State transition from Started to RuntimeRestoreErrorState failed for runtime/);
  });
});

describe("GET /2021-04-23/credentials", () => {
  test("gives whoever has the token what SDKs expect of a container", async (context) => {
    const { connect } = fixture(context, { isRestored: false });
    const { statusCode, body } = await connect().request("GET", CREDENTIALS, "", "Authorization: secret\r\n");
    assert.equal(statusCode, 200);
    assert.deepEqual(JSON.parse(body), {
      AccessKeyId: "ASIA",
      SecretAccessKey: "key",
      Token: "session",
      Expiration: "2026-01-02T00:00:00.000Z",
    });
  });

  test("gives nobody else anything", async (context) => {
    const { connect } = fixture(context, { isRestored: false });
    const { statusCode, body } = await connect().request("GET", CREDENTIALS, "", "Authorization: guess\r\n");
    assert.equal(statusCode, 404);
    assert.equal(body, "cannot get credentials for the provided token\n");
    assert.equal((await connect().request("GET", CREDENTIALS)).statusCode, 404);
  });
});
