import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, test } from "node:test";
import { OperatorError } from "../../../../src/base/operator-error.ts";
import { fetchInterfaceClient } from "../../../../src/runtimes/java/fetch-interface-client.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";

/** A Maven repository that answers as told. */
const startRepository = async (answer: RequestListener) => {
  const server = createServer(answer);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/maven2`;
  const close = async () => {
    server.close();
    server.closeAllConnections();
    await once(server, "close");
  };
  return { url, [Symbol.asyncDispose]: close };
};

const failureOf = async (url: string): Promise<OperatorError> => {
  using temporary = temporaryDirectory();
  const fetching = fetchInterfaceClient(temporary.path, url, { signal: new AbortController().signal });
  const error: unknown = await fetching.catch((error: unknown) => error);
  assert.ok(error instanceof OperatorError);
  assert.equal(error.code, "RUNTIME_FETCH_FAILED");
  return error;
};

const CLIENT =
  "com/amazonaws/aws-lambda-java-runtime-interface-client/2.9.0/aws-lambda-java-runtime-interface-client-2.9.0.jar";

describe("fetchInterfaceClient", () => {
  test("asks the configured repository in Maven's layout, and refuses what is not the jar it knows", async () => {
    const asked: (string | undefined)[] = [];
    await using repository = await startRepository((request, response) => {
      asked.push(request.url);
      response.end("something else");
    });
    const { message } = await failureOf(repository.url);
    assert.deepEqual(asked, [`/maven2/${CLIENT}`]);
    assert.match(message, /its SHA-256 is [0-9a-f]{64}, not 26568a5f63bf/);
  });

  test("says what the repository answered", async () => {
    await using repository = await startRepository((_request, response) => response.writeHead(404).end());
    const { message } = await failureOf(repository.url);
    assert.equal(message, `Could not fetch ${repository.url}/${CLIENT}: the repository answered 404.`);
  });

  test("says that the repository cannot be reached", async () => {
    const repository = await startRepository(() => {});
    await repository[Symbol.asyncDispose]();
    assert.match((await failureOf(repository.url)).message, /the repository cannot be reached\.$/);
  });
});
