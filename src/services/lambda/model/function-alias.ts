/** A name for one version of a function, or for two that share its invocations. Frozen data. */
export interface FunctionAlias {
  readonly functionName: string;
  /** Never digits alone, so that it cannot be mistaken for a version. */
  readonly name: string;
  /** `$LATEST` or a number in digits. */
  readonly functionVersion: string;
  readonly additionalVersion: AdditionalVersion | undefined;
  readonly description: string;
  readonly revisionId: string;
}

interface AdditionalVersion {
  readonly version: string;
  /** The share of invocations, from 0 to 1, that goes to it instead of to the alias's own version. */
  readonly weight: number;
}

/** Numbers from 0 up to 1, without 1, all equally likely: `Math.random`, or what a test puts in its place. */
export type RandomSource = () => number;

/** The version that one invocation of an alias runs. */
export const chooseAliasVersion = (alias: FunctionAlias, random: RandomSource): string => {
  const { functionVersion, additionalVersion } = alias;
  if (additionalVersion === undefined) return functionVersion;
  return random() < additionalVersion.weight ? additionalVersion.version : functionVersion;
};

/** Every version that an alias may run. */
export const aliasVersions = ({ functionVersion, additionalVersion }: FunctionAlias): readonly string[] =>
  additionalVersion === undefined ? [functionVersion] : [functionVersion, additionalVersion.version];
