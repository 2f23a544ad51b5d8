import { setImmediate as turn } from "node:timers/promises";
import { LambdaControl } from "./lambda-control.ts";

/** The request id of every call that a test makes of a control plane. */
export const REQUEST_ID = "6f1cbbf5-5a2b-4a8a-9a65-7a1f4d7b1f0e";

/** What a function that failed has answered. */
export const FAILURE = {
  functionError: "Unhandled",
  payload: Buffer.from('{"errorMessage":"no","errorType":"Error"}'),
} as const;

/** A control plane whose queue is emptied, with one function called `hello`. */
export const startWithHello = async (settings: Parameters<LambdaControl["create"]>[1] = {}): Promise<LambdaControl> => {
  const control = await LambdaControl.start();
  await control.create("hello", settings);
  await control.lambda.recover();
  return control;
};

/** Invokes `hello` asynchronously, and lets happen what needs no time. */
export const invokeEvent = async (
  control: LambdaControl,
  event: unknown = { n: 1 },
  Qualifier?: string,
): Promise<void> => {
  const Payload = Buffer.from(JSON.stringify(event));
  await control.call("Invoke", { FunctionName: "hello", InvocationType: "Event", Payload, Qualifier });
  await settle();
};

/** Lets everything happen that needs no time. */
export const settle = async (): Promise<void> => {
  for (let turns = 0; turns < 10; turns += 1) await turn();
};

export const advance = async (control: LambdaControl, ms: number): Promise<void> => {
  await control.clock.advance(ms);
  await settle();
};

export const queueLength = async (control: LambdaControl): Promise<number> => {
  const backlog = await control.lambda.asyncInvoker.backlog();
  return backlog.reduce((sum, { eventCount }) => sum + eventCount, 0);
};
