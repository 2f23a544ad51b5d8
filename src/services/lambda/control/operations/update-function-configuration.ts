import type { UpdateFunctionConfigurationRequest } from "../../../../models/generated/lambda.ts";
import { invalidParameter, updateInProgress } from "../../exceptions.ts";
import { checkSettings } from "../../model/check-settings.ts";
import { functionArn } from "../../model/function-reference.ts";
import type { FunctionSettings } from "../../model/function-version.ts";
import { checkCapacityProvider } from "../capacity-provider.ts";
import { checkDeadLetterQueue } from "../check-deliveries.ts";
import { checkRole } from "../check-role.ts";
import { checkUpdatedCode } from "../code-signing.ts";
import { toConfiguration } from "../configuration.ts";
import { sealEnvironment } from "../environment/seal-environment.ts";
import { checkFunctionSize, resolveLayers } from "../layers/function-layers.ts";
import { operation } from "../operation.ts";
import { resolveRuntime } from "../resolve-runtime.ts";
import { applySettings } from "../settings.ts";
import { beginUpdate, getUpdatable } from "../update-function.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionConfiguration.html */
export const updateFunctionConfiguration = operation("UpdateFunctionConfiguration", async (input, context) => {
  const { runtimes, environmentCipher, account } = context;
  const current = await getUpdatable(input, context);
  refuseOtherKinds(input, current.settings);
  await checkCapacityProvider(input.CapacityProviderConfig, context.store);
  const wanted = await resolveLayers(applySettings(current.settings, input), input.Layers, context);
  checkSettings(wanted);
  if (input.Role !== undefined) checkRole(input.Role, context);
  if ((input.Role ?? input.DeadLetterConfig) !== undefined) {
    await checkDeadLetterQueue(current.functionName, wanted, context);
  }
  // Layers are code, too: those that are added must be signed.
  if (addsLayers(current.settings, wanted)) await checkUpdatedCode(current.functionName, context.store);
  if (input.Layers !== undefined) await checkFunctionSize(wanted, current.code, context.codeSizes);
  // Who changes something else need not have the runtime at hand.
  const settings = input.Runtime === undefined ? wanted : await resolveRuntime(wanted, runtimes, account);
  const sealed = await sealEnvironment(current.functionName, settings, current.settings, environmentCipher);
  const updated = await beginUpdate(input, context, ({ revisionId, code }) => {
    // Another update came and went while the runtime was looked up; the settings above are laid over the old ones.
    if (revisionId !== current.revisionId) throw updateInProgress(functionArn(account, current.functionName));
    return { settings: sealed, code };
  });
  return toConfiguration(updated, account);
});

const addsLayers = (current: FunctionSettings, wanted: FunctionSettings): boolean =>
  wanted.layers.some(({ arn }) => !current.layers.some((layer) => layer.arn === arn));

/** What a function has from the beginning, or never. AWS states the rules about the latter two; the words are our own. */
const refuseOtherKinds = (
  { ImageConfig, DurableConfig, CapacityProviderConfig }: UpdateFunctionConfigurationRequest,
  { other }: FunctionSettings,
): void => {
  if (ImageConfig !== undefined) {
    throw invalidParameter("Please don't provide ImageConfig when updating a function with packageType Zip.");
  }
  if (DurableConfig !== undefined && other["DurableConfig"] === undefined) {
    throw invalidParameter("DurableConfig can be given to a new function only.");
  }
  if (CapacityProviderConfig !== undefined && other["CapacityProviderConfig"] === undefined) {
    throw invalidParameter("CapacityProviderConfig can be given to a new function only.");
  }
};
