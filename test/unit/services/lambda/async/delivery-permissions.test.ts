import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { advance, FAILURE, invokeEvent, queueLength, startWithHello } from "../../../../support/async-invocation.ts";
import { ARN, type LambdaControl, refusal, ROLE } from "../../../../support/lambda-control.ts";

const QUEUE = "arn:aws:sqs:us-east-1:000000000000:records";
const TOPIC = "arn:aws:sns:us-east-1:000000000000:records";
const FORBIDDEN = "The function's execution role does not have permissions to call";

/** `hello` with a role that this server has, and that may do nothing yet. */
const start = async (settings: Parameters<typeof startWithHello>[0] = {}): Promise<LambdaControl> => {
  const control = await startWithHello(settings);
  control.roles.allowed.set(ROLE, []);
  return control;
};

const configure = (control: LambdaControl, DestinationConfig: object) =>
  control.call("PutFunctionEventInvokeConfig", { FunctionName: "hello", MaximumRetryAttempts: 0, DestinationConfig });

const onSuccess = (control: LambdaControl, Destination: string) => configure(control, { OnSuccess: { Destination } });
const onFailure = (control: LambdaControl, Destination: string) => configure(control, { OnFailure: { Destination } });

const is = (message: string) => refusal("InvalidParameterValueException", message);

describe("a destination that the role may not tell", () => {
  test("cannot be configured, by the call that is missing", async () => {
    await using control = await start();
    await control.create("next");
    const bus = "arn:aws:events:us-east-1:000000000000:event-bus/default";
    await assert.rejects(onSuccess(control, QUEUE), is(`${FORBIDDEN} SendMessage on ${QUEUE}`));
    await assert.rejects(onFailure(control, TOPIC), is(`${FORBIDDEN} Publish on ${TOPIC}`));
    await assert.rejects(onSuccess(control, `${ARN}:next`), is(`${FORBIDDEN} InvokeFunction on ${ARN}:next`));
    await assert.rejects(onSuccess(control, bus), is(`${FORBIDDEN} PutEvents on ${bus}`));
    await assert.rejects(
      onFailure(control, "arn:aws:s3:::bucket"),
      is(`${FORBIDDEN} PutObject on arn:aws:s3:::bucket`),
    );
  });

  test("can be configured once the role may", async () => {
    await using control = await start();
    control.roles.allowed.set(ROLE, ["sqs:SendMessage"]);
    await onSuccess(control, QUEUE);
    await invokeEvent(control);
    assert.equal(control.external.sent.length, 1);
  });

  test("is told nothing when the role lost the permission, which is counted", async () => {
    await using control = await start();
    control.roles.allowed.set(ROLE, ["sqs:SendMessage"]);
    await onSuccess(control, QUEUE);
    control.roles.allowed.set(ROLE, []);
    await invokeEvent(control);
    await advance(control, 300_000);
    assert.deepEqual(control.external.sent, []);
    assert.equal(await queueLength(control), 0);
    assert.equal(control.counts.lines.at(-1), "failed destination of hello");
  });

  test("does not keep the dead-letter queue from being told", async () => {
    await using control = await startWithHello({ DeadLetterConfig: { TargetArn: TOPIC } });
    await onFailure(control, QUEUE);
    control.roles.allowed.set(ROLE, ["sns:Publish"]);
    control.invoker.outcomes.push(FAILURE);
    await invokeEvent(control);
    assert.deepEqual(
      control.external.sent.map(([arn]) => arn),
      [TOPIC],
    );
  });
});

describe("a function as destination", () => {
  test("may allow the role by its own policy", async () => {
    await using control = await start();
    await control.create("next");
    await control.call("AddPermission", {
      FunctionName: "next",
      StatementId: "records",
      Action: "lambda:InvokeFunction",
      Principal: ROLE,
    });
    await onSuccess(control, `${ARN}:next`);
    await invokeEvent(control);
    assert.equal(control.invoker.invocations.at(-1)?.functionVersion.functionName, "next");
  });

  test("may forbid it", async () => {
    await using control = await start();
    await control.create("next");
    control.roles.allowed.set(ROLE, ["lambda:InvokeFunction"]);
    await control.call("PutResourcePolicy", {
      ResourceArn: `${ARN}:next`,
      Policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Deny", Principal: "*", Action: "lambda:*", Resource: `${ARN}:next` }],
      }),
    });
    await assert.rejects(
      onSuccess(control, `${ARN}:next`),
      refusal("InvalidParameterValueException", `${FORBIDDEN} InvokeFunction on ${ARN}:next`),
    );
  });
});

test("a dead-letter queue is a queue or a topic, and nothing else", async () => {
  await using control = await start();
  const TargetArn = `${ARN}:hello`;
  await assert.rejects(
    control.create("other", { DeadLetterConfig: { TargetArn } }),
    is(`Invalid dead letter queue ARN: ${TargetArn} is neither an SQS queue nor an SNS topic`),
  );
});

describe("a dead-letter queue that the role may not write to", () => {
  const refused = refusal(
    "InvalidParameterValueException",
    "The provided execution role does not have permissions to call SendMessage on SQS",
  );
  const DeadLetterConfig = { TargetArn: QUEUE };

  test("cannot be had by a new function", async () => {
    await using control = await start();
    await assert.rejects(control.create("other", { DeadLetterConfig }), refused);
  });

  test("cannot be added", async () => {
    await using control = await start();
    await assert.rejects(control.configure({ FunctionName: "hello", DeadLetterConfig }), refused);
  });

  test("cannot be kept by a function that gets another role, and can be given up with it", async () => {
    await using control = await startWithHello({ DeadLetterConfig });
    const Role = "arn:aws:iam::000000000000:role/other";
    control.roles.allowed.set(Role, []);
    await assert.rejects(control.configure({ FunctionName: "hello", Role }), refused);
    await control.configure({ FunctionName: "hello", Role, DeadLetterConfig: { TargetArn: "" } });
  });

  test("changes nothing else that is done to the function", async () => {
    await using control = await startWithHello({ DeadLetterConfig });
    control.roles.allowed.set(ROLE, []);
    const { Timeout } = await control.configure({ FunctionName: "hello", Timeout: 9 });
    assert.equal(Timeout, 9);
  });
});
