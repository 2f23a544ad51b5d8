import assert from "node:assert/strict";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, test } from "node:test";
import { OperatorError } from "../../../src/base/operator-error.ts";
import { createExternalTargets } from "../../../src/server/external-targets.ts";
import type { QueueMessage } from "../../../src/services/lambda/async/contract.ts";
import { FakeClock } from "../../support/fake-clock.ts";

const ACCOUNT = { partition: "aws", region: "us-east-1", accountId: "000000000000" };
const QUEUE_ARN = "arn:aws:sqs:eu-west-1:111111111111:failed";
const TOPIC_ARN = "arn:aws:sns:us-east-1:000000000000:failed";
const BUS_ARN = "arn:aws:events:us-east-1:000000000000:event-bus/default";

const MESSAGE: QueueMessage = {
  body: '{"order":7}',
  attributes: {
    RequestID: { dataType: "String", value: "6f1cbbf5" },
    ErrorCode: { dataType: "Number", value: "200" },
  },
};

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A service of somebody else's, which answers every request alike. */
class Elsewhere implements AsyncDisposable {
  readonly received: Received[] = [];
  readonly #server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => (body += chunk));
    request.on("end", () => {
      this.received.push({ headers: request.headers, body });
      this.onReceived();
      if (this.isSilent) return;
      response.writeHead(this.status).end(this.answer);
    });
  });
  onReceived: () => void = () => undefined;
  /** Takes requests, and answers none. */
  isSilent = false;
  status = 200;
  answer = "{}";

  static async start(): Promise<Elsewhere> {
    const elsewhere = new Elsewhere();
    await new Promise<void>((resolve) => elsewhere.#server.listen(0, "127.0.0.1", resolve));
    return elsewhere;
  }

  targets(service: "sqs" | "sns" | "events") {
    const { port } = this.#server.address() as AddressInfo;
    return createExternalTargets({
      config: {
        destinationEndpoints: [`${service}=http://127.0.0.1:${port}`],
        destinationAccessKeyId: "AKIDEXAMPLE",
        destinationSecretAccessKey: "secret",
      },
      account: ACCOUNT,
      clock: new FakeClock(),
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

describe("a queue somewhere else", () => {
  test("gets a message by SQS's JSON protocol, signed for its own region", async () => {
    await using elsewhere = await Elsewhere.start();
    await elsewhere.targets("sqs").sendToQueue(QUEUE_ARN, MESSAGE);
    const [{ headers, body } = assert.fail("nothing came")] = elsewhere.received;
    assert.equal(headers["x-amz-target"], "AmazonSQS.SendMessage");
    assert.equal(headers["content-type"], "application/x-amz-json-1.0");
    assert.match(headers["authorization"] ?? "", /Credential=AKIDEXAMPLE\/20260101\/eu-west-1\/sqs\/aws4_request/);
    assert.deepEqual(JSON.parse(body), {
      QueueUrl: `http://${headers.host}/111111111111/failed`,
      MessageBody: '{"order":7}',
      MessageAttributes: {
        RequestID: { DataType: "String", StringValue: "6f1cbbf5" },
        ErrorCode: { DataType: "Number", StringValue: "200" },
      },
    });
  });
});

describe("a topic somewhere else", () => {
  test("gets a message by SNS's query protocol", async () => {
    await using elsewhere = await Elsewhere.start();
    await elsewhere.targets("sns").publishToTopic(TOPIC_ARN, MESSAGE);
    const [{ headers, body } = assert.fail("nothing came")] = elsewhere.received;
    assert.match(headers["authorization"] ?? "", /\/us-east-1\/sns\/aws4_request/);
    assert.deepEqual(Object.fromEntries(new URLSearchParams(body)), {
      Action: "Publish",
      Version: "2010-03-31",
      TopicArn: TOPIC_ARN,
      Message: '{"order":7}',
      "MessageAttributes.entry.1.Name": "RequestID",
      "MessageAttributes.entry.1.Value.DataType": "String",
      "MessageAttributes.entry.1.Value.StringValue": "6f1cbbf5",
      "MessageAttributes.entry.2.Name": "ErrorCode",
      "MessageAttributes.entry.2.Value.DataType": "Number",
      "MessageAttributes.entry.2.Value.StringValue": "200",
    });
  });
});

describe("an event bus somewhere else", () => {
  const EVENT = { source: "lambda", detailType: "Result", resources: [BUS_ARN], detail: '{"n":1}' };

  test("gets an event by EventBridge's JSON protocol", async () => {
    await using elsewhere = await Elsewhere.start();
    elsewhere.answer = '{"FailedEntryCount":0,"Entries":[{"EventId":"1"}]}';
    await elsewhere.targets("events").putEvent(BUS_ARN, EVENT);
    const [{ headers, body } = assert.fail("nothing came")] = elsewhere.received;
    assert.equal(headers["x-amz-target"], "AWSEvents.PutEvents");
    assert.equal(headers["content-type"], "application/x-amz-json-1.1");
    assert.deepEqual(JSON.parse(body), {
      Entries: [
        { Source: "lambda", DetailType: "Result", Resources: [BUS_ARN], Detail: '{"n":1}', EventBusName: BUS_ARN },
      ],
    });
  });

  test("that refuses the event fails, although the call succeeds", async () => {
    await using elsewhere = await Elsewhere.start();
    elsewhere.answer = '{"FailedEntryCount":1,"Entries":[{"ErrorCode":"NotAuthorized","ErrorMessage":"No."}]}';
    await assert.rejects(elsewhere.targets("events").putEvent(BUS_ARN, EVENT), {
      message: "NotAuthorized: No.",
      fault: "client",
    });
  });
});

describe("a service somewhere else", () => {
  test("that refuses is not asked again; one that fails may be", async () => {
    await using elsewhere = await Elsewhere.start();
    const targets = elsewhere.targets("sqs");
    elsewhere.status = 403;
    await assert.rejects(targets.sendToQueue(QUEUE_ARN, MESSAGE), { statusCode: 403, fault: "client" });
    elsewhere.status = 503;
    await assert.rejects(targets.sendToQueue(QUEUE_ARN, MESSAGE), { statusCode: 503, fault: "server" });
  });

  test("is waited for no longer than the caller wants to", async () => {
    await using elsewhere = await Elsewhere.start();
    elsewhere.isSilent = true;
    const caller = new AbortController();
    elsewhere.onReceived = () => caller.abort(new Error("enough"));
    await assert.rejects(elsewhere.targets("sns").publishToTopic(TOPIC_ARN, MESSAGE, caller.signal), {
      message: "enough",
    });
  });

  test("that nobody configured is named to the operator", async () => {
    await using elsewhere = await Elsewhere.start();
    await assert.rejects(elsewhere.targets("sqs").publishToTopic(TOPIC_ARN, MESSAGE), (error) => {
      assert.ok(error instanceof OperatorError);
      assert.match(error.message, /nothing was sent to arn:aws:sns:/);
      assert.match(error.remedy, /sns=http/);
      return true;
    });
  });
});
