import type { UpdateFunctionConfigurationRequest } from "../../../../models/generated/lambda.ts";
import { invalidParameter, notSupportedYet, updateInProgress } from "../../exceptions.ts";
import { checkSettings } from "../../model/check-settings.ts";
import { functionArn } from "../../model/function-reference.ts";
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
  refuseUnsupported(input);
  const wanted = await resolveLayers(applySettings(current.settings, input), input.Layers, context);
  checkSettings(wanted);
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

const refuseUnsupported = (input: UpdateFunctionConfigurationRequest): void => {
  if (input.CapacityProviderConfig !== undefined) throw notSupportedYet("Capacity providers are");
  if (input.ImageConfig !== undefined) {
    throw invalidParameter("Please don't provide ImageConfig when updating a function with packageType Zip.");
  }
};
