import { newRequestId } from "../../../../base/ids.ts";
import type { CreateFunctionRequest } from "../../../../models/generated/lambda.ts";
import { functionExists, functionsOnly, invalidParameter } from "../../exceptions.ts";
import { checkSettings } from "../../model/check-settings.ts";
import { LATEST, parseFunctionReference } from "../../model/function-reference.ts";
import { BEING_CREATED, type FunctionVersion } from "../../model/function-version.ts";
import { publishVersion } from "../../model/publish-version.ts";
import { MAX_FUNCTION_NAME_LENGTH } from "../../model/quotas.ts";
import { checkTags } from "../../model/tags.ts";
import { checkCapacityProvider } from "../capacity-provider.ts";
import { checkDeadLetterQueue } from "../check-deliveries.ts";
import { checkRole } from "../check-role.ts";
import { attachCodeSigning, checkCodeSigning } from "../code-signing.ts";
import { toConfiguration } from "../configuration.ts";
import { sealEnvironment } from "../environment/seal-environment.ts";
import { checkFunctionSize, resolveLayers } from "../layers/function-layers.ts";
import { operation } from "../operation.ts";
import { publishTarget } from "../publish-to.ts";
import { resolveRuntime } from "../resolve-runtime.ts";
import { withSourceKey } from "../other-settings.ts";
import { applySettings, defaultSettings } from "../settings.ts";
import { warnOfSnapStart } from "../warn-of-snap-start.ts";

/**
 * LIMIT: `Architectures` is kept and shown. Functions run on the host's own, so code compiled for the other one fails.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
 */
export const createFunction = operation("CreateFunction", async (input, context) => {
  const { store, transitions, snapshots, uploads, runtimes, environmentCipher, clock, logger, account } = context;
  refuseImages(input);
  const { functionName, qualifier } = parseFunctionReference(input.FunctionName, undefined, account);
  if (qualifier !== undefined) throw functionsOnly();
  checkNameLength(functionName);
  const wanted = applySettings(
    {
      ...defaultSettings(functionName),
      packageType: input.PackageType ?? "Zip",
      architecture: input.Architectures?.[0] ?? "x86_64",
      other: withSourceKey({}, input.Code.SourceKMSKeyArn),
    },
    input,
  );
  checkSettings(wanted);
  checkRole(wanted.roleArn, context);
  const to = publishTarget(input.PublishTo, wanted);
  checkTags(input.Tags ?? {});
  await checkCodeSigning(input.CodeSigningConfigArn, store);
  await checkCapacityProvider(input.CapacityProviderConfig, store);
  await checkDeadLetterQueue(functionName, wanted, context);
  const layered = await resolveLayers(wanted, input.Layers, context);
  const settings = await resolveRuntime(layered, runtimes, account);
  if ((await store.functions.find(functionName, LATEST)) !== undefined) throw functionExists(functionName);

  // The code is stored before the row that refers to it: a crash in between leaves bytes without an owner, no more.
  await using code = await uploads.accept(input.Code);
  await checkFunctionSize(settings, code, context.codeSizes);
  const created: FunctionVersion = {
    functionName,
    version: LATEST,
    settings: await sealEnvironment(functionName, settings, undefined, environmentCipher),
    code: { sha256: code.sha256, sizeBytes: code.sizeBytes },
    revisionId: newRequestId(),
    lastModifiedMs: clock.nowMs(),
    ...BEING_CREATED,
  };
  const versions =
    input.Publish === true || to !== undefined ? withVersion(created, to ?? "1", snapshots.isAvailable) : [created];
  if (!(await store.functions.insert(functionName, versions, input.Tags ?? {}))) throw functionExists(functionName);
  await attachCodeSigning(functionName, input.CodeSigningConfigArn, store);
  for (const version of versions) {
    transitions.begin(version);
    if (!snapshots.isAvailable) warnOfSnapStart(version, logger);
  }
  // PARITY: the answer shows the version that was published, under the ARN of the function.
  return toConfiguration(versions.at(-1) ?? created, account);
});

const withVersion = (created: FunctionVersion, number: string, takesSnapshots: boolean): readonly FunctionVersion[] => {
  const { latest, version } = publishVersion(created, number, { takesSnapshots });
  return [latest, version];
};

/** What functions with code of their own cannot have. */
const refuseImages = (input: CreateFunctionRequest): void => {
  if (input.PackageType === "Image") return;
  if (input.ImageConfig !== undefined) {
    throw invalidParameter("Please don't provide ImageConfig when creating a function with packageType Zip.");
  }
  if (input.Code.ImageUri !== undefined) {
    throw invalidParameter("Please don't provide ImageUri when creating a function with packageType Zip.");
  }
};

/** PARITY: the model allows 140, for ARNs; a longer name is this error, in the words of the other kind. */
const checkNameLength = (functionName: string): void => {
  if (functionName.length <= MAX_FUNCTION_NAME_LENGTH) return;
  throw invalidParameter(
    `1 validation error detected: Value '${functionName}' at 'functionName' failed to satisfy constraint: ` +
      `Member must have length less than or equal to ${MAX_FUNCTION_NAME_LENGTH}`,
  );
};
