import { createHash } from "node:crypto";
import type { Account } from "../../../aws/account.ts";

/**
 * The name of what a host runs functions with, the same wherever the same is there.
 * @param runtimeVersion for example `nodejs:24.v21`
 */
export const runtimeVersionArn = ({ partition, region }: Account, runtimeVersion: string): string =>
  `arn:${partition}:lambda:${region}::runtime:${createHash("sha256").update(runtimeVersion).digest("hex")}`;
