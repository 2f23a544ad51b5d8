import { randomHex } from "../../../../base/ids.ts";
import { type SigningConfig, toCodeSigningConfig } from "../../model/code-signing-config.ts";
import { checkTags } from "../../model/tags.ts";
import { operation } from "../operation.ts";

/**
 * LIMIT: signing profiles are taken unseen, and signatures are not verified.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateCodeSigningConfig.html
 */
export const createCodeSigningConfig = operation("CreateCodeSigningConfig", async (input, context) => {
  const { store, clock, account } = context;
  checkTags(input.Tags ?? {});
  const config: SigningConfig = {
    arn: `arn:${account.partition}:lambda:${account.region}:${account.accountId}:code-signing-config:${newId()}`,
    description: input.Description,
    signingProfileVersionArns: input.AllowedPublishers.SigningProfileVersionArns,
    untrustedArtifacts: input.CodeSigningPolicies?.UntrustedArtifactOnDeployment ?? "Warn",
    lastModifiedMs: clock.nowMs(),
  };
  await store.records.codeSigningConfigs.insert(config, input.Tags ?? {});
  return { CodeSigningConfig: toCodeSigningConfig(config) };
});

/** For example `csc-0f6c334abcdea4d8b`. */
const newId = (): string => `csc-${randomHex(9).slice(0, 17)}`;
