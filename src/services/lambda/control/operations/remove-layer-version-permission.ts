import { newRequestId } from "../../../../base/ids.ts";
import { layerVersionNotFound } from "../../model/layer-exceptions.ts";
import { removeStatement } from "../../model/layer-policy.ts";
import { layerVersionArn, parseLayerName } from "../../model/layer-reference.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_RemoveLayerVersionPermission.html */
export const removeLayerVersionPermission = operation("RemoveLayerVersionPermission", async (input, context) => {
  const { store, account } = context;
  const layerName = parseLayerName(input.LayerName, "lambda:RemoveLayerVersionPermission", context);
  const reference = { layerName, version: input.VersionNumber };
  const revisions = { expected: input.RevisionId, next: newRequestId() };
  const remove = (policy: Parameters<typeof removeStatement>[0]) =>
    removeStatement(policy, input.StatementId, revisions);
  const updated = await store.layers.updatePolicy(reference, remove);
  if (updated === undefined) throw layerVersionNotFound(layerVersionArn(account, reference));
});
