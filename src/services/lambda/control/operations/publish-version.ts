import type { Account } from "../../../../aws/account.ts";
import type { PublishVersionRequest } from "../../../../models/generated/lambda.ts";
import { codeStorageExceeded, functionNotFound, resourceNotReady } from "../../exceptions.ts";
import { functionArn, LATEST, parseFunctionName } from "../../model/function-reference.ts";
import type { FunctionVersion } from "../../model/function-version.ts";
import { publishVersion as freeze } from "../../model/publish-version.ts";
import { MAX_CODE_STORAGE_BYTES } from "../../model/quotas.ts";
import { codeSha256Mismatch } from "../../version-exceptions.ts";
import { storedCodeBytes } from "../code/stored-code-bytes.ts";
import { codeSha256, toConfiguration } from "../configuration.ts";
import { operation } from "../operation.ts";
import { publishTarget } from "../publish-to.ts";
import { checkUpdatable } from "../update-function.ts";
import { warnOfSnapStart } from "../warn-of-snap-start.ts";

/**
 * Publishing what was published already returns what there is, with the description that it has.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_PublishVersion.html
 */
export const publishVersion = operation("PublishVersion", async (input, context) => {
  const { store, directory, invoker, transitions, snapshots, logger, account } = context;
  const functionName = parseFunctionName(input.FunctionName, account);
  const current = await store.functions.find(functionName, LATEST);
  const storedBytes = await storedCodeBytes(store);
  const to = current && publishTarget(input.PublishTo, current.settings);
  const published = await store.versions.publish(functionName, {
    to,
    prepare: (latest) => {
      checkPublishable(latest, input, account);
      return latest;
    },
    publish: (latest, version) => {
      if (storedBytes + latest.code.sizeBytes > MAX_CODE_STORAGE_BYTES) throw codeStorageExceeded();
      return freeze(latest, version, { description: input.Description, takesSnapshots: snapshots.isAvailable });
    },
  });
  if (published === undefined) throw functionNotFound(functionArn(account, functionName));
  const { version, isNew } = published;
  // The new revision of $LATEST runs as the old one did, so the directory need not hear of it.
  if (isNew && version.state.value === "Pending") transitions.begin(version);
  if (isNew && !snapshots.isAvailable) warnOfSnapStart(version, logger);
  if (to !== undefined) {
    directory.change(functionName, to);
    await invoker.retire(functionName, to);
  }
  return toConfiguration(version, account, version.version);
});

const checkPublishable = (latest: FunctionVersion, input: PublishVersionRequest, account: Account): void => {
  checkUpdatable(latest, input, account);
  if (latest.state.value === "Failed") throw resourceNotReady(functionArn(account, latest.functionName), latest.state);
  const actual = codeSha256(latest.code);
  if (input.CodeSha256 !== undefined && input.CodeSha256 !== actual) {
    throw codeSha256Mismatch(input.CodeSha256, actual);
  }
};
