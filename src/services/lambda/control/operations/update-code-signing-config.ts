import { toCodeSigningConfig } from "../../model/code-signing-config.ts";
import { codeSigningConfigUnknown } from "../../record-exceptions.ts";
import { operation } from "../operation.ts";

/**
 * What the request does not name stays as it is.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_UpdateCodeSigningConfig.html
 */
export const updateCodeSigningConfig = operation("UpdateCodeSigningConfig", async (input, { store, clock }) => {
  const config = await store.records.codeSigningConfigs.update(input.CodeSigningConfigArn, (current) => ({
    ...current,
    description: input.Description ?? current.description,
    signingProfileVersionArns: input.AllowedPublishers?.SigningProfileVersionArns ?? current.signingProfileVersionArns,
    untrustedArtifacts: input.CodeSigningPolicies?.UntrustedArtifactOnDeployment ?? current.untrustedArtifacts,
    lastModifiedMs: clock.nowMs(),
  }));
  if (config === undefined) throw codeSigningConfigUnknown(input.CodeSigningConfigArn);
  return { CodeSigningConfig: toCodeSigningConfig(config) };
});
