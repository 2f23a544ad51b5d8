import type { CodeSigningConfig, CodeSigningPolicy } from "../../../models/generated/lambda.ts";

/** Which publishers' signatures code must carry, and what becomes of code without one. */
export interface SigningConfig {
  /** Ends in its id. */
  readonly arn: string;
  readonly description?: string | undefined;
  readonly signingProfileVersionArns: readonly string[];
  readonly untrustedArtifacts: CodeSigningPolicy;
  readonly lastModifiedMs: number;
}

/** That a function uses a code signing configuration. */
export interface CodeSigningAttachment {
  readonly codeSigningConfigArn: string;
}

export const toCodeSigningConfig = (config: SigningConfig): CodeSigningConfig => ({
  CodeSigningConfigId: config.arn.slice(config.arn.lastIndexOf(":") + 1),
  CodeSigningConfigArn: config.arn,
  Description: config.description,
  AllowedPublishers: { SigningProfileVersionArns: config.signingProfileVersionArns },
  CodeSigningPolicies: { UntrustedArtifactOnDeployment: config.untrustedArtifacts },
  LastModified: new Date(config.lastModifiedMs).toISOString().replace("Z", "+0000"),
});
