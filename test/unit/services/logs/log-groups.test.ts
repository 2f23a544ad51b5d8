import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { describe, test } from "node:test";
import { loadModel } from "../../../../src/models/load-model.ts";
import { createStream, putMessages, startLogs } from "./start-logs.ts";

const NO_GROUP = {
  code: "ResourceNotFoundException",
  statusCode: 400,
  message: "The specified log group does not exist.",
};

test("every modelled operation of CloudWatch Logs is handled, or unsupported for a reason", async () => {
  await using server = await startLogs();
  const { operations, unsupported } = server.logs.service;
  const known = [...Object.keys(operations), ...Object.keys(unsupported)];
  assert.deepEqual(known.toSorted(), [...loadModel("logs").operations.keys()].toSorted());
});

describe("CreateLogGroup", () => {
  test("makes a group that is described with both its ARNs", async () => {
    await using server = await startLogs();
    await server.call("CreateLogGroup", { logGroupName: "/aws/lambda/one" });
    assert.deepEqual((await server.call("DescribeLogGroups", {})).logGroups, [
      {
        logGroupName: "/aws/lambda/one",
        creationTime: server.nowMs,
        retentionInDays: undefined,
        metricFilterCount: 0,
        arn: "arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/one:*",
        storedBytes: 0,
        logGroupClass: "STANDARD",
        logGroupArn: "arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/one",
        deletionProtectionEnabled: false,
      },
    ]);
  });

  test("refuses a name that is taken", async () => {
    await using server = await startLogs();
    await server.call("CreateLogGroup", { logGroupName: "g" });
    await assert.rejects(server.call("CreateLogGroup", { logGroupName: "g" }), {
      code: "ResourceAlreadyExistsException",
      message: "The specified log group already exists",
    });
  });

  test("refuses a KMS key that it would not use", async () => {
    await using server = await startLogs();
    const kmsKeyId = "arn:aws:kms:us-east-1:000000000000:key/1";
    await assert.rejects(server.call("CreateLogGroup", { logGroupName: "g", kmsKeyId }), {
      code: "InvalidParameterException",
    });
  });
});

describe("DeleteLogGroup", () => {
  test("removes rows and files", async () => {
    await using server = await startLogs();
    await createStream(server);
    await putMessages(server, ["one"]);
    assert.equal(readdirSync(server.segments).length, 1);
    await server.call("DeleteLogGroup", { logGroupName: "g" });
    assert.deepEqual((await server.call("DescribeLogGroups", {})).logGroups, []);
    assert.deepEqual(readdirSync(server.segments), []);
  });

  test("leaves nothing for a namesake to show", async () => {
    await using server = await startLogs();
    await createStream(server);
    await putMessages(server, ["one"]);
    await server.call("DeleteLogGroup", { logGroupName: "g" });
    await createStream(server);
    const { events } = await server.call("FilterLogEvents", { logGroupName: "g" });
    assert.deepEqual(events, []);
  });

  test("refuses a group that does not exist", async () => {
    await using server = await startLogs();
    await assert.rejects(server.call("DeleteLogGroup", { logGroupName: "g" }), NO_GROUP);
  });

  test("refuses a group under deletion protection", async () => {
    await using server = await startLogs();
    await server.call("CreateLogGroup", { logGroupName: "g", deletionProtectionEnabled: true });
    await assert.rejects(server.call("DeleteLogGroup", { logGroupName: "g" }), { code: "ValidationException" });
    await server.call("PutLogGroupDeletionProtection", { logGroupIdentifier: "g", deletionProtectionEnabled: false });
    await server.call("DeleteLogGroup", { logGroupName: "g" });
  });
});

describe("DescribeLogGroups", () => {
  test("gives groups by name, page by page", async () => {
    await using server = await startLogs();
    await server.call("CreateLogGroup", { logGroupName: "c" });
    await server.call("CreateLogGroup", { logGroupName: "a" });
    await server.call("CreateLogGroup", { logGroupName: "b" });
    const first = await server.call("DescribeLogGroups", { limit: 2 });
    assert.deepEqual(
      first.logGroups?.map(({ logGroupName }) => logGroupName),
      ["a", "b"],
    );
    const second = await server.call("DescribeLogGroups", { limit: 2, nextToken: first.nextToken });
    assert.deepEqual(
      second.logGroups?.map(({ logGroupName }) => logGroupName),
      ["c"],
    );
    assert.equal(second.nextToken, undefined);
  });

  test("finds by prefix, or by a part of the name", async () => {
    await using server = await startLogs();
    await server.call("CreateLogGroup", { logGroupName: "/aws/lambda/one" });
    await server.call("CreateLogGroup", { logGroupName: "/app/lambda" });
    const byPrefix = await server.call("DescribeLogGroups", { logGroupNamePrefix: "/aws" });
    assert.deepEqual(
      byPrefix.logGroups?.map(({ logGroupName }) => logGroupName),
      ["/aws/lambda/one"],
    );
    const byPart = await server.call("DescribeLogGroups", { logGroupNamePattern: "lambda" });
    assert.deepEqual(
      byPart.logGroups?.map(({ logGroupName }) => logGroupName),
      ["/app/lambda", "/aws/lambda/one"],
    );
  });

  test("refuses prefix and pattern together", async () => {
    await using server = await startLogs();
    await assert.rejects(server.call("DescribeLogGroups", { logGroupNamePrefix: "a", logGroupNamePattern: "b" }), {
      code: "InvalidParameterException",
      message: "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.",
    });
  });

  test("counts the bytes of a group as PutLogEvents does", async () => {
    await using server = await startLogs();
    await createStream(server);
    await putMessages(server, ["12345", "é"]);
    const { logGroups } = await server.call("DescribeLogGroups", {});
    assert.equal(logGroups?.[0]?.storedBytes, 5 + 26 + 2 + 26);
  });

  test("refuses a token of its own making", async () => {
    await using server = await startLogs();
    await assert.rejects(server.call("DescribeLogGroups", { nextToken: "x" }), {
      code: "InvalidParameterException",
      message: "The specified nextToken is invalid.",
    });
  });
});

describe("ListLogGroups", () => {
  test("takes several patterns, and prefixes with ^", async () => {
    await using server = await startLogs();
    await server.call("CreateLogGroup", { logGroupName: "/aws/lambda/one" });
    await server.call("CreateLogGroup", { logGroupName: "/app/discovery" });
    await server.call("CreateLogGroup", { logGroupName: "/app/aws" });
    const { logGroups } = await server.call("ListLogGroups", { logGroupNamePattern: "^/aws|discovery" });
    assert.deepEqual(
      logGroups?.map(({ logGroupName }) => logGroupName),
      ["/app/discovery", "/aws/lambda/one"],
    );
  });
});

describe("tags of log groups", () => {
  test("are the same for both families of operations", async () => {
    await using server = await startLogs();
    const resourceArn = "arn:aws:logs:us-east-1:000000000000:log-group:g";
    await server.call("CreateLogGroup", { logGroupName: "g", tags: { env: "one" } });
    await server.call("TagResource", { resourceArn, tags: { a: "1" } });
    await server.call("TagLogGroup", { logGroupName: "g", tags: { b: "2" } });
    assert.deepEqual((await server.call("ListTagsForResource", { resourceArn })).tags, { env: "one", a: "1", b: "2" });
    await server.call("UntagResource", { resourceArn: `${resourceArn}:*`, tagKeys: ["env"] });
    await server.call("UntagLogGroup", { logGroupName: "g", tags: ["a"] });
    assert.deepEqual((await server.call("ListTagsLogGroup", { logGroupName: "g" })).tags, { b: "2" });
  });

  test("need a group", async () => {
    await using server = await startLogs();
    await assert.rejects(server.call("TagLogGroup", { logGroupName: "g", tags: { a: "1" } }), NO_GROUP);
  });
});

describe("log streams", () => {
  test("are refused when the name is taken", async () => {
    await using server = await startLogs();
    await createStream(server);
    await assert.rejects(server.call("CreateLogStream", { logGroupName: "g", logStreamName: "s" }), {
      code: "ResourceAlreadyExistsException",
      message: "The specified log stream already exists",
    });
  });

  test("need a group", async () => {
    await using server = await startLogs();
    await assert.rejects(server.call("CreateLogStream", { logGroupName: "g", logStreamName: "s" }), NO_GROUP);
  });

  test("are gone with their events once deleted", async () => {
    await using server = await startLogs();
    await createStream(server);
    await putMessages(server, ["one"]);
    await server.call("DeleteLogStream", { logGroupName: "g", logStreamName: "s" });
    await assert.rejects(server.call("GetLogEvents", { logGroupName: "g", logStreamName: "s" }), {
      code: "ResourceNotFoundException",
      message: "The specified log stream does not exist.",
    });
  });
});

describe("DescribeLogStreams", () => {
  test("tells the times of the events", async () => {
    await using server = await startLogs();
    await createStream(server);
    await putMessages(server, ["one", "two"]);
    assert.deepEqual((await server.call("DescribeLogStreams", { logGroupName: "g" })).logStreams, [
      {
        logStreamName: "s",
        creationTime: server.nowMs,
        firstEventTimestamp: server.nowMs,
        lastEventTimestamp: server.nowMs + 1,
        lastIngestionTime: server.nowMs,
        arn: "arn:aws:logs:us-east-1:000000000000:log-group:g:log-stream:s",
        storedBytes: 0,
      },
    ]);
  });

  test("gives streams by name or by their last event, either way round, page by page", async () => {
    await using server = await startLogs();
    server.writer.write("g", "a", [{ timestampMs: server.nowMs + 2, message: "late" }]);
    server.writer.write("g", "b", [{ timestampMs: server.nowMs, message: "early" }]);
    server.writer.write("g", "c", [{ timestampMs: server.nowMs + 1, message: "between" }]);
    const byName = await server.call("DescribeLogStreams", { logGroupName: "g", descending: true });
    assert.deepEqual(
      byName.logStreams?.map(({ logStreamName }) => logStreamName),
      ["c", "b", "a"],
    );
    const request = { logGroupName: "g", orderBy: "LastEventTime", descending: true, limit: 2 } as const;
    const newest = await server.call("DescribeLogStreams", request);
    assert.deepEqual(
      newest.logStreams?.map(({ logStreamName }) => logStreamName),
      ["a", "c"],
    );
    const rest = await server.call("DescribeLogStreams", { ...request, nextToken: newest.nextToken });
    assert.deepEqual(
      rest.logStreams?.map(({ logStreamName }) => logStreamName),
      ["b"],
    );
  });

  test("finds by prefix, but not in the order of events", async () => {
    await using server = await startLogs();
    await createStream(server);
    const found = await server.call("DescribeLogStreams", { logGroupName: "g", logStreamNamePrefix: "x" });
    assert.deepEqual(found.logStreams, []);
    await assert.rejects(
      server.call("DescribeLogStreams", { logGroupName: "g", logStreamNamePrefix: "x", orderBy: "LastEventTime" }),
      { code: "InvalidParameterException", message: "Cannot order by LastEventTime with a logStreamNamePrefix." },
    );
  });

  test("takes the group by name or by ARN, but not both", async () => {
    await using server = await startLogs();
    await createStream(server);
    const logGroupIdentifier = "arn:aws:logs:us-east-1:000000000000:log-group:g:*";
    const { logStreams } = await server.call("DescribeLogStreams", { logGroupIdentifier });
    assert.equal(logStreams?.length, 1);
    await assert.rejects(server.call("DescribeLogStreams", { logGroupName: "g", logGroupIdentifier }), {
      code: "ValidationException",
      message: "LogGroup name and LogGroup ARN are mutually exclusive parameters.",
    });
  });
});
