import { newRequestId } from "../../../../base/ids.ts";
import { parseFunctionReference } from "../../model/function-reference.ts";
import { noPolicy, noPolicyFor, noStatement, policyRevisionMismatch } from "../../record-exceptions.ts";
import { operation } from "../operation.ts";
import { getQualifiedFunction } from "../qualified-function.ts";

/**
 * The policy goes with its last statement.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_RemovePermission.html
 */
export const removePermission = operation("RemovePermission", async (input, { store, account }) => {
  const reference = parseFunctionReference(input.FunctionName, input.Qualifier, account);
  const owner = await getQualifiedFunction(reference, store, account, noPolicyFor);
  await store.records.policies.change(owner, (current) => {
    if (current === undefined) throw noPolicy();
    const { document, revisionId } = current;
    const Statement = document.Statement.filter(({ Sid }) => Sid !== input.StatementId);
    if (Statement.length === document.Statement.length) throw noStatement(input.StatementId);
    if (input.RevisionId !== undefined && input.RevisionId !== revisionId) throw policyRevisionMismatch();
    return Statement.length === 0 ? undefined : { document: { ...document, Statement }, revisionId: newRequestId() };
  });
});
