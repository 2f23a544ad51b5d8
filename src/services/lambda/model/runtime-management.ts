import type { UpdateRuntimeOn } from "../../../models/generated/lambda.ts";
import { invalidParameter } from "../exceptions.ts";

/** When a function version moves to another runtime version. */
export interface RuntimeManagement {
  readonly updateRuntimeOn: UpdateRuntimeOn;
  /** With `Manual` only. */
  readonly runtimeVersionArn?: string | undefined;
}

export interface RecursionConfig {
  readonly recursiveLoop: "Allow" | "Terminate";
}

/** What holds for functions of which nothing was said. */
export const DEFAULT_RUNTIME_MANAGEMENT: RuntimeManagement = { updateRuntimeOn: "Auto" };

/** AWS states the rules; the words are our own. */
export const checkRuntimeManagement = ({ updateRuntimeOn, runtimeVersionArn }: RuntimeManagement): void => {
  if (updateRuntimeOn === "Manual" && runtimeVersionArn === undefined) {
    throw invalidParameter("RuntimeVersionArn is required when UpdateRuntimeOn is Manual.");
  }
  if (updateRuntimeOn !== "Manual" && runtimeVersionArn !== undefined) {
    throw invalidParameter(`RuntimeVersionArn is not allowed when UpdateRuntimeOn is ${updateRuntimeOn}.`);
  }
};
