import { codeSigningConfigNotFound } from "../exceptions.ts";
import { LATEST } from "../model/function-reference.ts";
import { codeNotSigned } from "../record-exceptions.ts";
import type { LambdaStore } from "../store/lambda-store.ts";

type Store = Pick<LambdaStore, "records">;

/**
 * Holds code against a code signing configuration before it is deployed.
 * LIMIT: signatures are not read, so code counts as unsigned: with `Enforce` none is deployed, with `Warn` all is.
 * @throws ServiceException for a configuration that does not exist, and for code that it refuses
 */
export const checkCodeSigning = async (arn: string | undefined, { records }: Store): Promise<void> => {
  if (arn === undefined) return;
  const config = await records.codeSigningConfigs.find(arn);
  if (config === undefined) throw codeSigningConfigNotFound(arn);
  if (config.untrustedArtifacts === "Enforce") throw codeNotSigned();
};

/** Notes the configuration that a new function was created with. */
export const attachCodeSigning = async (
  functionName: string,
  codeSigningConfigArn: string | undefined,
  { records }: Store,
): Promise<void> => {
  if (codeSigningConfigArn === undefined) return;
  await records.codeSigning.change({ functionName, qualifier: LATEST }, () => ({ codeSigningConfigArn }));
};

/** @throws ServiceException for code that the function's configuration, if it has one, refuses */
export const checkUpdatedCode = async (functionName: string, store: Store): Promise<void> => {
  const attached = await store.records.codeSigning.find({ functionName, qualifier: LATEST });
  await checkCodeSigning(attached?.codeSigningConfigArn, store);
};
