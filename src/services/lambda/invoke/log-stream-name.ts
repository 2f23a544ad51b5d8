import { randomHex } from "../../../base/ids.ts";
import type { FunctionVersion } from "../model/function-version.ts";

/**
 * One stream for the life of one execution environment. In a group of its own choosing, which functions may share,
 * the function's name is part of it.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html
 */
export const newLogStreamName = (functionVersion: FunctionVersion, nowMs: number): string => {
  const { functionName, version, settings } = functionVersion;
  const day = new Date(nowMs).toISOString().slice(0, 10).replaceAll("-", "/");
  const owner = settings.logging.logGroup === `/aws/lambda/${functionName}` ? "" : functionName;
  return `${day}/${owner}[${version}]${randomHex(16)}`;
};
