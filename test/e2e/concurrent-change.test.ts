import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
  AddPermissionCommand,
  CreateAliasCommand,
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetFunctionConfigurationCommand,
  GetPolicyCommand,
  LambdaClient,
  ListFunctionsCommand,
  ListVersionsByFunctionCommand,
  PreconditionFailedException,
  PublishLayerVersionCommand,
  PublishVersionCommand,
  ResourceConflictException,
  ResourceNotFoundException,
  TagResourceCommand,
  ListTagsCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { createNodeFunction, ROLE } from "../support/functions.ts";
import { TestServer } from "../support/server.ts";
import { zip } from "../support/zip.ts";

/** Clients that change one thing at the same time. */
const CROWD = Array.from({ length: 8 }, (_nobody, number) => `client${number}`);

/** What became of requests that were sent together. */
const outcomesOf = async <Answer>(requests: readonly Promise<Answer>[]) => {
  const settled = await Promise.allSettled(requests);
  return {
    answers: settled.flatMap((one) => (one.status === "fulfilled" ? [one.value] : [])),
    errors: settled.flatMap((one) => (one.status === "rejected" ? [one.reason as unknown] : [])),
  };
};

const isConflict = (error: unknown): boolean => error instanceof ResourceConflictException;
const isConflictOrGone = (error: unknown): boolean => isConflict(error) || error instanceof ResourceNotFoundException;
const isStale = (error: unknown): boolean => error instanceof PreconditionFailedException;

describe("many clients at once", () => {
  let server: TestServer;
  let lambda: LambdaClient;
  /** One for each of the crowd, with connections of its own. */
  let clients: readonly LambdaClient[];

  before(async () => {
    server = await TestServer.start();
    lambda = new LambdaClient(server.clientOptions);
    clients = CROWD.map(() => new LambdaClient(server.clientOptions));
  });

  after(async () => {
    for (const client of [lambda, ...clients]) client.destroy();
    await server[Symbol.asyncDispose]();
  });

  const create = (FunctionName: string) =>
    createNodeFunction(lambda, FunctionName, "exports.handler = async () => 1;", { Description: "as created" });

  const read = (FunctionName: string) => lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));

  /** Waits until nothing is in progress. */
  const settled = async (FunctionName: string): Promise<Awaited<ReturnType<typeof read>>> => {
    const configuration = await read(FunctionName);
    const isDone = configuration.State === "Active" && configuration.LastUpdateStatus === "Successful";
    return isDone ? configuration : settled(FunctionName);
  };

  test("that create one function make it once, and the others are told that it exists", async () => {
    const ZipFile = await zip({ "index.js": "exports.handler = async () => 1;" });
    const { answers, errors } = await outcomesOf(
      clients.map((client, number) =>
        client.send(
          new CreateFunctionCommand({
            FunctionName: "wanted",
            Role: ROLE,
            Runtime: "nodejs24.x",
            Handler: "index.handler",
            Code: { ZipFile },
            Description: CROWD[number],
          }),
        ),
      ),
    );
    assert.equal(answers.length, 1);
    assert.equal((await settled("wanted")).Description, answers[0]?.Description);
    assert.ok(errors.every(isConflict), String(errors.find((error) => !isConflict(error))));
    assert.deepEqual([...new Set(errors.map(String))], ["ResourceConflictException: Function already exist: wanted"]);
  });

  test("that update one revision have one winner, and the others are told that theirs is not the latest", async () => {
    await create("contested");
    const { RevisionId } = await read("contested");
    const { answers, errors } = await outcomesOf(
      clients.map((client, number) =>
        client.send(
          new UpdateFunctionConfigurationCommand({
            FunctionName: "contested",
            RevisionId,
            Description: CROWD[number],
          }),
        ),
      ),
    );
    assert.equal(answers.length, 1);
    assert.ok(errors.every(isStale), String(errors.find((error) => !isStale(error))));
    assert.equal((await settled("contested")).Description, answers[0]?.Description);
  });

  test("that update without a revision either change the function or are told of the update in progress", async () => {
    await create("busy");
    const { answers, errors } = await outcomesOf([
      ...clients.map((client, number) =>
        client.send(new UpdateFunctionConfigurationCommand({ FunctionName: "busy", Description: CROWD[number] })),
      ),
      ...clients.map(async (client, number) => {
        const ZipFile = await zip({ "index.js": `exports.handler = async () => ${number};` });
        return client.send(new UpdateFunctionCodeCommand({ FunctionName: "busy", ZipFile }));
      }),
    ]);
    const final = await settled("busy");
    assert.ok(answers.length > 0);
    assert.ok(errors.every(isConflict), String(errors.find((error) => !isConflict(error))));
    assert.equal(new Set(answers.map(({ RevisionId }) => RevisionId)).size, answers.length);
    assert.ok(answers.some(({ Description }) => Description === final.Description));
    assert.ok(answers.some(({ CodeSha256 }) => CodeSha256 === final.CodeSha256));
  });

  test("that each add what is theirs to what they read lose nothing", async () => {
    await create("shared");
    const addVariable = async (client: LambdaClient, name: string): Promise<void> => {
      const { RevisionId, Environment } = await client.send(
        new GetFunctionConfigurationCommand({ FunctionName: "shared" }),
      );
      const Variables = { ...Environment?.Variables, [name]: "mine" };
      try {
        await client.send(
          new UpdateFunctionConfigurationCommand({ FunctionName: "shared", RevisionId, Environment: { Variables } }),
        );
      } catch (error) {
        if (!isStale(error) && !isConflict(error)) throw error;
        await addVariable(client, name);
      }
    };
    await Promise.all(clients.map((client, number) => addVariable(client, CROWD[number] ?? "")));
    const { Environment } = await settled("shared");
    assert.deepEqual(Object.keys(Environment?.Variables ?? {}).sort(), CROWD);
  });

  test("that add permissions and tags keep all of them", async () => {
    await create("granted");
    const { FunctionArn = "" } = await read("granted");
    await Promise.all(
      clients.flatMap((client, number) => [
        client.send(
          new AddPermissionCommand({
            FunctionName: "granted",
            StatementId: CROWD[number],
            Action: "lambda:InvokeFunction",
            Principal: "s3.amazonaws.com",
          }),
        ),
        client.send(new TagResourceCommand({ Resource: FunctionArn, Tags: { [CROWD[number] ?? ""]: "mine" } })),
      ]),
    );
    const { Policy = "" } = await lambda.send(new GetPolicyCommand({ FunctionName: "granted" }));
    const { Statement } = JSON.parse(Policy) as { readonly Statement: readonly { readonly Sid: string }[] };
    assert.deepEqual(Statement.map(({ Sid }) => Sid).sort(), CROWD);
    const { Tags } = await lambda.send(new ListTagsCommand({ Resource: FunctionArn }));
    assert.deepEqual(Object.keys(Tags ?? {}).sort(), CROWD);
  });

  test("that publish one state of a function get one version", async () => {
    await create("published");
    const { answers } = await outcomesOf(
      clients.map((client) => client.send(new PublishVersionCommand({ FunctionName: "published" }))),
    );
    assert.deepEqual(
      answers.map(({ Version }) => Version),
      CROWD.map(() => "1"),
    );
    const { Versions = [] } = await lambda.send(new ListVersionsByFunctionCommand({ FunctionName: "published" }));
    assert.deepEqual(
      Versions.map(({ Version }) => Version),
      ["$LATEST", "1"],
    );
  });

  test("that publish versions of a layer get each their own number", async () => {
    const contents = await Promise.all(CROWD.map((name) => zip({ "name.txt": name })));
    const answers = await Promise.all(
      clients.map((client, number) =>
        client.send(new PublishLayerVersionCommand({ LayerName: "layer", Content: { ZipFile: contents[number] } })),
      ),
    );
    const numbers = answers.map(({ Version = 0 }) => Version).sort((left, right) => left - right);
    assert.deepEqual(numbers, [1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test("that create and move an alias have one winner each", async () => {
    await create("aliased");
    await lambda.send(new PublishVersionCommand({ FunctionName: "aliased" }));
    const created = await outcomesOf(
      clients.map((client) =>
        client.send(new CreateAliasCommand({ FunctionName: "aliased", Name: "live", FunctionVersion: "1" })),
      ),
    );
    assert.equal(created.answers.length, 1);
    assert.ok(created.errors.every(isConflict), String(created.errors[0]));
    const RevisionId = created.answers[0]?.RevisionId;
    const moved = await outcomesOf(
      clients.map((client, number) =>
        client.send(
          new UpdateAliasCommand({ FunctionName: "aliased", Name: "live", RevisionId, Description: CROWD[number] }),
        ),
      ),
    );
    assert.equal(moved.answers.length, 1);
    assert.ok(moved.errors.every(isStale), String(moved.errors[0]));
  });

  test("that update a function while it is deleted do not bring it back", async () => {
    await create("doomed");
    const { errors } = await outcomesOf<object>([
      ...clients
        .slice(1)
        .map((client, number) =>
          client.send(new UpdateFunctionConfigurationCommand({ FunctionName: "doomed", Description: CROWD[number] })),
        ),
      lambda.send(new DeleteFunctionCommand({ FunctionName: "doomed" })),
    ]);
    assert.ok(errors.every(isConflictOrGone), String(errors.find((error) => !isConflictOrGone(error))));
    await assert.rejects(read("doomed"), ResourceNotFoundException);
  });

  test("that create and delete functions leave the pages of a list in order for others", async () => {
    const lasting = ["list-b", "list-d", "list-f", "list-h"];
    await Promise.all(lasting.map(create));
    const changing = new AbortController();
    const change = async (client: LambdaClient, FunctionName: string): Promise<void> => {
      const Code = { ZipFile: await zip({ "index.js": "exports.handler = async () => 1;" }) };
      while (!changing.signal.aborted) {
        const settings = { Role: ROLE, Runtime: "nodejs24.x", Handler: "index.handler", Code } as const;
        await client.send(new CreateFunctionCommand({ FunctionName, ...settings }));
        await client.send(new DeleteFunctionCommand({ FunctionName }));
      }
    };
    const changes = Promise.all(
      ["list-a", "list-c", "list-e", "list-g"].map((name, number) => change(clients[number] ?? lambda, name)),
    );
    try {
      for (let round = 0; round < 15; round += 1) {
        const names = await listInPagesOf(2);
        assert.deepEqual(names, [...new Set(names)].sort());
        assert.deepEqual(
          names.filter((name) => lasting.includes(name)),
          lasting,
        );
      }
    } finally {
      changing.abort();
    }
    await changes;
    const names = await listInPagesOf(50);
    assert.deepEqual(
      names.filter((name) => name.startsWith("list-")),
      lasting,
    );
  });

  const listInPagesOf = async (MaxItems: number, Marker?: string): Promise<readonly string[]> => {
    const { Functions = [], NextMarker } = await lambda.send(new ListFunctionsCommand({ MaxItems, Marker }));
    assert.ok(Functions.length <= MaxItems);
    const names = Functions.map(({ FunctionName = "" }) => FunctionName);
    return NextMarker === undefined ? names : [...names, ...(await listInPagesOf(MaxItems, NextMarker))];
  };
});
