import { newRequestId } from "../../../../base/ids.ts";
import { layerVersionNotFound } from "../../model/layer-exceptions.ts";
import { addStatement, toLayerStatement } from "../../model/layer-policy.ts";
import { layerVersionArn, parseLayerName } from "../../model/layer-reference.ts";
import { operation } from "../operation.ts";

/**
 * LIMIT: kept and shown without effect: there are no callers from other accounts whom it could let in.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_AddLayerVersionPermission.html
 */
export const addLayerVersionPermission = operation("AddLayerVersionPermission", async (input, context) => {
  const { store, account } = context;
  const layerName = parseLayerName(input.LayerName, "lambda:AddLayerVersionPermission", context);
  const reference = { layerName, version: input.VersionNumber };
  const arn = layerVersionArn(account, reference);
  const statement = toLayerStatement(input, arn, account);
  const revisions = { expected: input.RevisionId, next: newRequestId() };
  const updated = await store.layers.updatePolicy(reference, (policy) => addStatement(policy, statement, revisions));
  if (updated === undefined) throw layerVersionNotFound(arn);
  return { Statement: JSON.stringify(statement), RevisionId: revisions.next };
});
