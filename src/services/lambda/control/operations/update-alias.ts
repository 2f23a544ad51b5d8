import { newRequestId } from "../../../../base/ids.ts";
import type { UpdateAliasRequest } from "../../../../models/generated/lambda.ts";
import { revisionMismatch } from "../../exceptions.ts";
import { checkAlias } from "../../model/check-alias.ts";
import type { FunctionAlias } from "../../model/function-alias.ts";
import { functionArn, parseFunctionName } from "../../model/function-reference.ts";
import { aliasNotFound } from "../../version-exceptions.ts";
import { readRoutingConfig, toAliasConfiguration } from "../alias-configuration.ts";
import { operation } from "../operation.ts";
import { checkProvisionedAlias } from "../provisioned-config.ts";

/**
 * The next invocation of the alias runs the new version; running ones go on.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_UpdateAlias.html
 */
export const updateAlias = operation("UpdateAlias", async (input, { store, directory, provisioned, account }) => {
  const functionName = parseFunctionName(input.FunctionName, account);
  const known = await store.aliases.find(functionName, input.Name);
  if (known !== undefined) await checkProvisionedAlias(applyUpdate(known, input), store);
  const updated = await store.aliases.update(
    functionName,
    input.Name,
    (current) => applyUpdate(current, input),
    (wanted, versions) => checkAlias(wanted, versions, account),
  );
  if (updated === undefined) throw aliasNotFound(functionArn(account, functionName, input.Name));
  directory.change(functionName, input.Name);
  await provisioned.refresh(functionName);
  return toAliasConfiguration(updated, account);
});

/** PARITY: an update that changes nothing is a new revision too. */
const applyUpdate = (current: FunctionAlias, input: UpdateAliasRequest): FunctionAlias => {
  if (input.RevisionId !== undefined && input.RevisionId !== current.revisionId) throw revisionMismatch();
  return {
    ...current,
    functionVersion: input.FunctionVersion ?? current.functionVersion,
    additionalVersion:
      input.RoutingConfig === undefined ? current.additionalVersion : readRoutingConfig(input.RoutingConfig),
    description: input.Description ?? current.description,
    revisionId: newRequestId(),
  };
};
