import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { GuestProgram } from "./fake-sandbox.ts";
import { echo, functionVersion, invocation, invokerFixture, RUNTIME_TEXT, settle, text } from "./invoker-fixture.ts";

const requestId = "8286a188-ba32-4475-8077-530cd35c09a9";

const syntaxError: GuestProgram = async (guest, sandbox) => {
  sandbox.stdout.write("Uncaught SyntaxError\n");
  await guest.initError("Runtime.UserCodeSyntaxError", '{"errorType":"Runtime.UserCodeSyntaxError"}');
  sandbox.exit({ exitCode: 1 });
};

const exitAtOnce: GuestProgram = (_guest, sandbox) => {
  sandbox.exit({ exitCode: 1 });
  return Promise.resolve();
};

const neverReady: GuestProgram = () => new Promise(() => {});

const noBootstrap: GuestProgram = (_guest, sandbox) => Promise.resolve(sandbox.exit({ startError: "ENOENT" }));

const notExecutable: GuestProgram = (_guest, sandbox) => Promise.resolve(sandbox.exit({ startError: "EACCES" }));

describe("initialisation", () => {
  test("is written to the log, billed and reported with the first invocation only", async (context) => {
    const { invoker, clock, logs, records } = invokerFixture(context, {
      programs: [
        async (guest, sandbox) => {
          await clock.advance(120.4);
          await echo(guest, sandbox);
        },
      ],
    });
    await invoker.invoke(invocation());
    await settle();
    await invoker.invoke(invocation({ requestId: "2" }));
    await settle();
    assert.equal(logs.lines[0], `INIT_START ${RUNTIME_TEXT}`);
    assert.match(logs.lines[3] ?? "", /Duration: 0.00 ms\tBilled Duration: 121 ms\t.*\tInit Duration: 120.40 ms\t$/);
    assert.match(logs.lines[6] ?? "", /Billed Duration: 0 ms\tMemory Size: 128 MB\tMax Memory Used: 40 MB\t$/);
    assert.deepEqual(
      records.map(({ initMs, isColdStart }) => [initMs === undefined, isColdStart]),
      [
        [false, true],
        [true, false],
      ],
    );
  });

  test("runs on all CPUs, the invocation on its share", async (context) => {
    const { invoker, backend } = invokerFixture(context);
    await invoker.invoke(invocation());
    await settle();
    await invoker.invoke(invocation({ requestId: "2" }));
    assert.deepEqual(backend.sandbox(0).calls, ["throttleCpu", "peakMemoryMiB"]);
  });

  test("that fails is tried once more within the first invocation", async (context) => {
    const { invoker, backend, logs } = invokerFixture(context, { programs: [exitAtOnce, echo] });
    const result = await invoker.invoke(invocation());
    assert.equal(text(result.payload), '{"a":1}');
    await settle();
    assert.equal(backend.created.length, 2);
    assert.equal(backend.sandbox(0).calls.at(-1), "dispose");
    assert.deepEqual(logs.lines.slice(0, 3), [
      `INIT_START ${RUNTIME_TEXT}`,
      "INIT_REPORT Init Duration: 0.00 ms\tPhase: init\tStatus: error\tError Type: Runtime.ExitError",
      `START RequestId: ${requestId} Version: $LATEST`,
    ]);
  });

  test("that fails twice gives the runtime's error to the caller", async (context) => {
    const { invoker, logs } = invokerFixture(context, { programs: [syntaxError] });
    const result = await invoker.invoke(invocation({ wantsLogTail: true }));
    assert.equal(result.functionError, "Unhandled");
    assert.equal(text(result.payload), '{"errorType":"Runtime.UserCodeSyntaxError"}');
    const log = [
      "Uncaught SyntaxError",
      "INIT_REPORT Init Duration: 0.00 ms\tPhase: init\tStatus: error\tError Type: Runtime.UserCodeSyntaxError",
      "Uncaught SyntaxError",
      "INIT_REPORT Init Duration: 0.00 ms\tPhase: invoke\tStatus: error\tError Type: Runtime.UserCodeSyntaxError",
      `START RequestId: ${requestId} Version: $LATEST`,
      `END RequestId: ${requestId}`,
      `REPORT RequestId: ${requestId}\tDuration: 0.00 ms\tBilled Duration: 0 ms\tMemory Size: 128 MB\t` +
        "Max Memory Used: 40 MB\tStatus: error\tError Type: Runtime.UserCodeSyntaxError",
    ];
    assert.deepEqual(logs.lines.slice(1), log);
    assert.equal(text(result.logTail), `${log.join("\n")}\n`);
  });

  test("that ends by an exit twice tells how", async (context) => {
    const { invoker } = invokerFixture(context, { programs: [exitAtOnce] });
    const result = await invoker.invoke(invocation());
    assert.deepEqual(JSON.parse(text(result.payload)), {
      errorType: "Runtime.ExitError",
      errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: exit status 1`,
    });
  });

  test("of a custom runtime without a bootstrap says where it was looked for", async (context) => {
    const { invoker } = invokerFixture(context, { programs: [noBootstrap] });
    assert.deepEqual(JSON.parse(text((await invoker.invoke(invocation())).payload)), {
      errorType: "Runtime.InvalidEntrypoint",
      errorMessage: `RequestId: ${requestId} Error: Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]`,
    });
  });

  test("of a bootstrap that is not executable says so", async (context) => {
    const { invoker } = invokerFixture(context, { programs: [notExecutable] });
    const { payload } = await invoker.invoke(invocation());
    assert.match(text(payload), /fork\/exec \/var\/task\/bootstrap: permission denied/);
  });

  test("has ten seconds, then what is left to the function's timeout", async (context) => {
    const { invoker, clock, logs } = invokerFixture(context, { programs: [neverReady] });
    const invoked = invoker.invoke(invocation());
    await settle();
    await clock.advance(10_000);
    await settle();
    assert.equal(logs.lines.at(-1), "INIT_REPORT Init Duration: 10000.00 ms\tPhase: init\tStatus: timeout");
    await settle();
    await clock.advance(3_000);
    const result = await invoked;
    assert.match(text(result.payload), /"Sandbox.Timedout".*Task timed out after 3.00 seconds/);
    await settle();
    assert.match(logs.lines.at(-1) ?? "", /Duration: 3000.00 ms\t.*Status: timeout$/);
  });

  test("within the invocation counts towards its timeout", async (context) => {
    const loaded = Promise.withResolvers<void>();
    const slowToStart: GuestProgram = async (guest) => {
      await loaded.promise;
      await guest.next();
    };
    const { invoker, clock, records } = invokerFixture(context, { programs: [exitAtOnce, slowToStart] });
    const invoked = invoker.invoke(invocation());
    await settle();
    await clock.advance(2_000);
    loaded.resolve();
    await settle();
    await clock.advance(999);
    assert.equal(records.length, 0);
    await clock.advance(1);
    assert.match(text((await invoked).payload), /Task timed out/);
  });

  test("gives up a sandbox that the host does not finish", async (context) => {
    const { invoker, backend, clock } = invokerFixture(context);
    backend.failure = "never ready";
    const invoked = assert.rejects(invoker.invoke(invocation()));
    await settle();
    await clock.advance(10_000);
    await invoked;
  });

  test("finds code, runtime, limits and variables in its sandbox", async (context) => {
    const { invoker, backend } = invokerFixture(context);
    const environment = { GREETING: "hello", PATH: "/mine", AWS_REGION: "mars" };
    await invoker.invoke(invocation({ functionVersion: functionVersion({ environment, memoryMiB: 512 }) }));
    const { spec } = backend.sandbox(0);
    assert.deepEqual(spec.mounts, [
      { sources: ["/host/code/00"], target: "/var/task" },
      { sources: ["/host/guest"], target: "/var/runtime" },
    ]);
    assert.deepEqual(spec.limits, {
      memoryMiB: 512,
      cpus: 512 / 1_769,
      processes: 1_024,
      openFiles: 1_024,
      tmpMiB: 512,
    });
    assert.deepEqual(spec.listenPorts, [9001, 4566]);
    assert.equal(spec.workingDirectory, "/var/task");
    const { AWS_LAMBDA_LOG_STREAM_NAME: stream, ...variables } = spec.environment;
    assert.match(stream ?? "", /^2026\/01\/01\/\[\$LATEST\][0-9a-f]{32}$/);
    assert.deepEqual(variables, {
      _HANDLER: "index.handler",
      AWS_ACCESS_KEY_ID: "ASIA",
      AWS_DEFAULT_REGION: "us-east-1",
      AWS_ENDPOINT_URL: "http://127.0.0.1:4566",
      AWS_EXECUTION_ENV: "AWS_Lambda_test",
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "512",
      AWS_LAMBDA_FUNCTION_NAME: "hello",
      AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
      AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
      AWS_LAMBDA_LOG_FORMAT: "Text",
      AWS_LAMBDA_LOG_GROUP_NAME: "/aws/lambda/hello",
      AWS_LAMBDA_RUNTIME_API: "127.0.0.1:9001",
      AWS_REGION: "us-east-1",
      AWS_SECRET_ACCESS_KEY: "secret",
      AWS_SESSION_TOKEN: "arn:aws:iam::000000000000:role/hello hello",
      AWS_XRAY_CONTEXT_MISSING: "LOG_ERROR",
      AWS_XRAY_DAEMON_ADDRESS: "127.0.0.1:2000",
      GREETING: "hello",
      LAMBDA_RUNTIME_DIR: "/var/runtime",
      LAMBDA_TASK_ROOT: "/var/task",
      LANG: "en_US.UTF-8",
      PATH: "/mine",
      TZ: ":UTC",
    });
  });

  test("can reach the server's own API from inside", async (context) => {
    const { invoker, backend } = invokerFixture(context);
    await invoker.invoke(invocation());
    const guest = backend.sandbox(0).call(4566);
    await assert.rejects(guest.receive(), /closed after: the API/);
  });
});
