import type { UpdateFunctionCodeRequest } from "../../../../models/generated/lambda.ts";
import { invalidParameter } from "../../exceptions.ts";
import type { FunctionCode, FunctionVersion } from "../../model/function-version.ts";
import { checkUpdatedCode } from "../code-signing.ts";
import { toConfiguration } from "../configuration.ts";
import { checkFunctionSize } from "../layers/function-layers.ts";
import { operation } from "../operation.ts";
import { withSourceKey } from "../other-settings.ts";
import { publishTarget } from "../publish-to.ts";
import { beginPublishedUpdate, beginUpdate, getUpdatable } from "../update-function.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionCode.html */
export const updateFunctionCode = operation("UpdateFunctionCode", async (input, context) => {
  const current = await getUpdatable(input, context);
  const to = publishTarget(input.PublishTo, current.settings);
  if (input.ImageUri !== undefined) {
    throw invalidParameter("Please don't provide ImageUri when updating a function with packageType Zip.");
  }
  await checkUpdatedCode(current.functionName, context.store);
  await using accepted = await context.uploads.accept(input);
  await checkFunctionSize(current.settings, accepted, context.codeSizes);
  const code: FunctionCode = { sha256: accepted.sha256, sizeBytes: accepted.sizeBytes };
  // A dry run shows what would be; what it stored has no owner and is collected.
  if (input.DryRun === true) return toConfiguration({ ...current, ...withCode(current, code, input) }, context.account);
  const change = (function_: FunctionVersion) => withCode(function_, code, input);
  if (input.Publish !== true && to === undefined)
    return toConfiguration(await beginUpdate(input, context, change), context.account);
  const version = await beginPublishedUpdate(input, context, change, to);
  return toConfiguration(version, context.account, version.version);
});

const withCode = (
  current: FunctionVersion,
  code: FunctionCode,
  input: UpdateFunctionCodeRequest,
): Pick<FunctionVersion, "settings" | "code"> => ({
  settings: {
    ...current.settings,
    architecture: input.Architectures?.[0] ?? current.settings.architecture,
    other: withSourceKey(current.settings.other, input.SourceKMSKeyArn),
  },
  code,
});
