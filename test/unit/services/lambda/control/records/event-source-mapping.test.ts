import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { LambdaOperations } from "../../../../../../src/models/generated/lambda.ts";
import { ARN, LambdaControl, refusal } from "../../../../../support/lambda-control.ts";

type Request = Omit<LambdaOperations["CreateEventSourceMapping"]["input"], "FunctionName">;

const QUEUE = "arn:aws:sqs:us-east-1:000000000000:jobs";
const STREAM = "arn:aws:kinesis:us-east-1:000000000000:stream/clicks";
const TABLE = "arn:aws:dynamodb:us-east-1:000000000000:table/orders/stream/2026-01-01T00:00:00.000";
const CLUSTER = "arn:aws:kafka:us-east-1:000000000000:cluster/logs/abc";
const missing = refusal("ResourceNotFoundException", "The resource you requested does not exist.");

const unsupported = (name: string) =>
  refusal("InvalidParameterValueException", `Unsupported ${name} parameter for given event source mapping type.`);

const startWithFunction = async () => {
  const control = await LambdaControl.start();
  await control.create("hello");
  return control;
};

const map = (control: LambdaControl, request: Request) =>
  control.call("CreateEventSourceMapping", { FunctionName: "hello", ...request });

/** Of a mapping without what differs from run to run. */
const shown = (mapping: LambdaOperations["GetEventSourceMapping"]["output"]) => {
  const { UUID, EventSourceMappingArn, LastModified, ...rest } = mapping;
  assert.equal(EventSourceMappingArn, `arn:aws:lambda:us-east-1:000000000000:event-source-mapping:${UUID}`);
  assert.ok(LastModified);
  return rest;
};

describe("CreateEventSourceMapping", () => {
  test("has the defaults of queues", async () => {
    await using control = await startWithFunction();
    const created = await map(control, { EventSourceArn: QUEUE });
    const mapping = {
      BatchSize: 10,
      EventSourceArn: QUEUE,
      FunctionArn: `${ARN}:hello`,
      FunctionResponseTypes: [],
      MaximumBatchingWindowInSeconds: 0,
    };
    assert.deepEqual(shown(created), { ...mapping, State: "Creating", StateTransitionReason: "USER_INITIATED" });
    assert.deepEqual(shown(await control.call("GetEventSourceMapping", { UUID: created.UUID ?? "" })), {
      ...mapping,
      State: "Enabled",
      StateTransitionReason: "Event sources are not polled yet.",
    });
  });

  test("has the defaults of streams", async () => {
    await using control = await startWithFunction();
    assert.deepEqual(shown(await map(control, { EventSourceArn: TABLE, StartingPosition: "LATEST", Enabled: false })), {
      BatchSize: 100,
      BisectBatchOnFunctionError: false,
      DestinationConfig: { OnFailure: {} },
      EventSourceArn: TABLE,
      FunctionArn: `${ARN}:hello`,
      FunctionResponseTypes: [],
      LastProcessingResult: "No records processed",
      MaximumBatchingWindowInSeconds: 0,
      MaximumRecordAgeInSeconds: -1,
      MaximumRetryAttempts: -1,
      ParallelizationFactor: 1,
      StartingPosition: "LATEST",
      State: "Creating",
      StateTransitionReason: "User action",
      TumblingWindowInSeconds: 0,
    });
  });

  test("names the consumer group of Kafka topics after the mapping", async () => {
    await using control = await startWithFunction();
    const created = await map(control, { EventSourceArn: CLUSTER, Topics: ["lines"], StartingPosition: "LATEST" });
    assert.deepEqual(created.AmazonManagedKafkaEventSourceConfig, { ConsumerGroupId: created.UUID });
    assert.deepEqual(created.Topics, ["lines"]);
  });

  test("knows what self-managed brokers need", async () => {
    await using control = await startWithFunction();
    const SelfManagedEventSource = { Endpoints: { KAFKA_BOOTSTRAP_SERVERS: ["broker:9092"] } };
    await assert.rejects(
      map(control, { SelfManagedEventSource, Topics: ["lines"] }),
      refusal("InvalidParameterValueException", "Required 'sourceAccessConfigurations' parameter is missing."),
    );
    const SourceAccessConfigurations = [{ Type: "VPC_SUBNET" as const, URI: "subnet:subnet-1" }];
    const request = { SelfManagedEventSource, SourceAccessConfigurations, Topics: ["lines"] };
    const created = await map(control, request);
    assert.deepEqual(created.SelfManagedEventSource, SelfManagedEventSource);
    await assert.rejects(
      map(control, request),
      refusal(
        "ResourceConflictException",
        `An event source mapping with event source ("broker:9092"), function ("${ARN}:hello"), ` +
          `topics ("lines") already exists. Please update or delete the existing mapping with UUID ${created.UUID}`,
      ),
    );
  });

  test("keeps the time that a stream is read from", async () => {
    await using control = await startWithFunction();
    const StartingPositionTimestamp = new Date("2026-01-02T03:04:05Z");
    const { UUID = "" } = await map(control, {
      EventSourceArn: STREAM,
      StartingPosition: "AT_TIMESTAMP",
      StartingPositionTimestamp,
    });
    const read = await control.call("GetEventSourceMapping", { UUID });
    assert.deepEqual(read.StartingPositionTimestamp, StartingPositionTimestamp);
  });

  test("refuses starting positions that do not fit the source", async () => {
    await using control = await startWithFunction();
    await assert.rejects(
      map(control, { EventSourceArn: QUEUE, StartingPosition: "LATEST" }),
      refusal("InvalidParameterValueException", `Unsupported starting position for arn type: ${QUEUE}`),
    );
    await assert.rejects(map(control, { EventSourceArn: STREAM, StartingPosition: "AT_TIMESTAMP" }), /must be given/);
  });

  test("refuses settings that the kind of source does not have", async () => {
    await using control = await startWithFunction();
    await assert.rejects(
      map(control, { EventSourceArn: QUEUE, ParallelizationFactor: 2 }),
      unsupported("ParallelizationFactor"),
    );
    await assert.rejects(
      map(control, { EventSourceArn: STREAM, StartingPosition: "LATEST", ScalingConfig: { MaximumConcurrency: 2 } }),
      unsupported("ScalingConfig"),
    );
    await assert.rejects(
      map(control, {
        EventSourceArn: STREAM,
        StartingPosition: "LATEST",
        DestinationConfig: { OnSuccess: { Destination: QUEUE } },
      }),
      unsupported("DestinationConfig"),
    );
  });

  test("scales by pollers of its own or up to a concurrency, not both", async () => {
    await using control = await startWithFunction();
    const ProvisionedPollerConfig = { MinimumPollers: 2, MaximumPollers: 4 };
    const ScalingConfig = { MaximumConcurrency: 2 };
    const { UUID } = await map(control, { EventSourceArn: QUEUE, ProvisionedPollerConfig });
    assert.ok(UUID);
    await assert.rejects(
      control.call("UpdateEventSourceMapping", { UUID, ScalingConfig }),
      /ScalingConfig and ProvisionedPollerConfig cannot be used together/,
    );
    await assert.rejects(
      control.call("UpdateEventSourceMapping", {
        UUID,
        ProvisionedPollerConfig: { MinimumPollers: 5, MaximumPollers: 4 },
      }),
      /MinimumPollers must not be greater than MaximumPollers/,
    );
    await control.call("UpdateEventSourceMapping", { UUID, ScalingConfig, ProvisionedPollerConfig: {} });
    const changed = await control.call("GetEventSourceMapping", { UUID });
    assert.deepEqual(changed.ScalingConfig, ScalingConfig);
    assert.equal(changed.ProvisionedPollerConfig, undefined);
  });

  test("holds batches to their sizes", async () => {
    await using control = await startWithFunction();
    await assert.rejects(map(control, { EventSourceArn: QUEUE, BatchSize: 11 }), /Maximum batch window in seconds/);
    await map(control, { EventSourceArn: QUEUE, BatchSize: 11, MaximumBatchingWindowInSeconds: 1 });
    await assert.rejects(map(control, { EventSourceArn: `${QUEUE}.fifo`, BatchSize: 11 }), /Maximum batch size .* 10/);
  });

  test("takes event patterns for filters, and nothing else", async () => {
    await using control = await startWithFunction();
    const filtered = (Pattern: string) =>
      map(control, { EventSourceArn: QUEUE, FilterCriteria: { Filters: [{ Pattern }] } });
    const invalid = refusal("InvalidParameterValueException", "Invalid filter pattern definition.");
    await assert.rejects(filtered('{"body":"text"}'), invalid);
    await assert.rejects(filtered('{"body":{"a":[]}}'), invalid);
    await assert.rejects(filtered('{"body":{"a":[{"sounds-like":"x"}]}}'), invalid);
    const created = await filtered(
      '{"body":{"a":[1,null,{"prefix":"x"}],"$or":[{"b":["y"]},{"c":[{"exists":false}]}]}}',
    );
    assert.equal(created.FilterCriteria?.Filters?.length, 1);
  });

  test("takes ten filters", async () => {
    await using control = await startWithFunction();
    const Filters = Array.from({ length: 10 }, (_, number) => ({ Pattern: `{"body":{"a":[${number}]}}` }));
    const tooMany = { Filters: [...Filters, ...Filters] };
    await assert.rejects(map(control, { EventSourceArn: QUEUE, FilterCriteria: tooMany }), /can have 10 Filters/);
    await map(control, { EventSourceArn: QUEUE, FilterCriteria: { Filters } });
  });

  test("gathers a tumbling window from one batch at a time", async () => {
    await using control = await startWithFunction();
    const stream = { EventSourceArn: STREAM, StartingPosition: "LATEST" as const, TumblingWindowInSeconds: 30 };
    await assert.rejects(map(control, { ...stream, ParallelizationFactor: 2 }), /a ParallelizationFactor of 1 only/);
    const { UUID = "" } = await map(control, stream);
    await assert.rejects(
      control.call("UpdateEventSourceMapping", { UUID, ParallelizationFactor: 2 }),
      /a ParallelizationFactor of 1 only/,
    );
  });

  test("takes versions and aliases that exist", async () => {
    await using control = await startWithFunction();
    await control.call("PublishVersion", { FunctionName: "hello" });
    const create = (FunctionName: string) =>
      control.call("CreateEventSourceMapping", { FunctionName, EventSourceArn: QUEUE });
    assert.equal((await create("hello:1")).FunctionArn, `${ARN}:hello:1`);
    const gone = refusal("InvalidParameterValueException", "Function does not exist");
    await assert.rejects(create("hello:2"), gone);
    await assert.rejects(create("hello:live"), gone);
  });
});

describe("UpdateEventSourceMapping", () => {
  test("changes what it names, and clears what is empty", async () => {
    await using control = await startWithFunction();
    const { UUID = "" } = await map(control, {
      EventSourceArn: QUEUE,
      FilterCriteria: { Filters: [{ Pattern: '{"body":["x"]}' }] },
      ScalingConfig: { MaximumConcurrency: 5 },
    });
    const updated = await control.call("UpdateEventSourceMapping", {
      UUID,
      BatchSize: 5,
      FilterCriteria: {},
      ScalingConfig: {},
    });
    assert.equal(updated.State, "Updating");
    const read = await control.call("GetEventSourceMapping", { UUID });
    assert.equal(read.BatchSize, 5);
    assert.equal(read.FilterCriteria, undefined);
    assert.equal(read.ScalingConfig, undefined);
  });

  test("disables and enables", async () => {
    await using control = await startWithFunction();
    const { UUID = "" } = await map(control, { EventSourceArn: QUEUE });
    assert.equal((await control.call("UpdateEventSourceMapping", { UUID, Enabled: false })).State, "Disabling");
    const disabled = await control.call("GetEventSourceMapping", { UUID });
    assert.deepEqual([disabled.State, disabled.StateTransitionReason], ["Disabled", "USER_INITIATED"]);
    assert.equal((await control.call("UpdateEventSourceMapping", { UUID, Enabled: true })).State, "Enabling");
  });

  test("moves a mapping to another function", async () => {
    await using control = await startWithFunction();
    await control.create("other");
    const { UUID = "" } = await map(control, { EventSourceArn: QUEUE });
    const updated = await control.call("UpdateEventSourceMapping", { UUID, FunctionName: "other" });
    assert.equal(updated.FunctionArn, `${ARN}:other`);
  });

  test("needs a mapping", async () => {
    await using control = await startWithFunction();
    await assert.rejects(control.call("UpdateEventSourceMapping", { UUID: "nothing" }), missing);
  });
});

describe("event source mappings", () => {
  test("are listed by function and by source", async () => {
    await using control = await startWithFunction();
    const queue = await map(control, { EventSourceArn: QUEUE });
    const stream = await map(control, { EventSourceArn: STREAM, StartingPosition: "LATEST" });
    const list = async (request: LambdaOperations["ListEventSourceMappings"]["input"]) =>
      (await control.call("ListEventSourceMappings", request)).EventSourceMappings?.map(
        ({ UUID = "" }) => UUID,
      ).toSorted();
    assert.deepEqual(await list({}), [queue.UUID ?? "", stream.UUID ?? ""].toSorted());
    assert.deepEqual(await list({ FunctionName: "hello", EventSourceArn: STREAM }), [stream.UUID]);
    assert.deepEqual(await list({ FunctionName: "hello:1" }), []);
    const first = await control.call("ListEventSourceMappings", { MaxItems: 1 });
    assert.equal((await list({ Marker: first.NextMarker }))?.length, 1);
  });

  test("outlive their function, and are deleted once", async () => {
    await using control = await startWithFunction();
    const { UUID = "" } = await map(control, { EventSourceArn: QUEUE });
    await control.call("DeleteFunction", { FunctionName: "hello" });
    assert.equal((await control.call("DeleteEventSourceMapping", { UUID })).State, "Deleting");
    await assert.rejects(control.call("GetEventSourceMapping", { UUID }), missing);
    await assert.rejects(control.call("DeleteEventSourceMapping", { UUID }), missing);
  });

  test("carry tags", async () => {
    await using control = await startWithFunction();
    const { EventSourceMappingArn: Resource = "" } = await map(control, { EventSourceArn: QUEUE, Tags: { a: "1" } });
    await control.call("TagResource", { Resource, Tags: { b: "2" } });
    await control.call("UntagResource", { Resource, TagKeys: ["a"] });
    assert.deepEqual((await control.call("ListTags", { Resource })).Tags, { b: "2" });
  });
});
