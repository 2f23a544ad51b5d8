import { newRequestId } from "../../../../base/ids.ts";
import { functionNotFound } from "../../exceptions.ts";
import { LATEST, parseFunctionReference } from "../../model/function-reference.ts";
import { permissionStatement } from "../../model/permission-statement.ts";
import { checkPolicySize, EMPTY_DOCUMENT } from "../../model/resource-policy.ts";
import { noPolicyForLatest, policyRevisionMismatch, statementExists } from "../../record-exceptions.ts";
import { operation } from "../operation.ts";
import { getQualifiedFunction } from "../qualified-function.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html */
export const addPermission = operation("AddPermission", async (input, { store, account }) => {
  const reference = parseFunctionReference(input.FunctionName, input.Qualifier, account);
  if (reference.qualifier === LATEST) throw noPolicyForLatest();
  const owner = await getQualifiedFunction(reference, store, account);
  const statement = permissionStatement(input, owner.arn, account);
  const policy = await store.records.policies.change(owner, (current) => {
    // Until there is a policy, the revision of what it will hang on is all that a caller can know.
    const revisionId = current?.revisionId ?? owner.revisionId;
    if (input.RevisionId !== undefined && input.RevisionId !== revisionId) throw policyRevisionMismatch();
    const document = current?.document ?? EMPTY_DOCUMENT;
    if (document.Statement.some(({ Sid }) => Sid === input.StatementId)) throw statementExists(input.StatementId);
    const next = { ...document, Statement: [...document.Statement, statement] };
    checkPolicySize(next);
    return { document: next, revisionId: newRequestId() };
  });
  if (policy === undefined) throw functionNotFound(owner.arn);
  return { Statement: JSON.stringify(statement) };
});
