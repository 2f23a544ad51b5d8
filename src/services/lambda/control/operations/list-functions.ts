import type { Account } from "../../../../aws/account.ts";
import type { ListFunctionsRequest, ListFunctionsResponse } from "../../../../models/generated/lambda.ts";
import { invalidParameter } from "../../exceptions.ts";
import type { LambdaStore } from "../../store/lambda-store.ts";
import { toListedConfiguration } from "../configuration.ts";
import { operation } from "../operation.ts";
import { cutPage, fetchCount, startAfter } from "../page.ts";
import { positionKey, readPosition } from "../version-position.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html */
export const listFunctions = operation("ListFunctions", async (input, { store, account }) => {
  const wantsVersions = input.FunctionVersion === "ALL";
  if (input.MasterRegion !== undefined) {
    if (!wantsVersions) throw invalidParameter("FunctionVersion must be set to ALL when MasterRegion is specified.");
    // A master region asks for replicas that CloudFront made; there are none here.
    return { Functions: [] };
  }
  return wantsVersions ? listVersions(input, store, account) : listLatest(input, store, account);
});

const listLatest = async (
  input: ListFunctionsRequest,
  store: LambdaStore,
  account: Account,
): Promise<ListFunctionsResponse> => {
  const fetched = await store.functions.list(startAfter(input) ?? "", fetchCount(input));
  const { items, end } = cutPage(fetched, input, ({ functionName }) => functionName);
  return { Functions: items.map((version) => toListedConfiguration(version, account)), ...end };
};

/** PARITY: among all versions, even $LATEST is listed by its qualified ARN. */
const listVersions = async (
  input: ListFunctionsRequest,
  store: LambdaStore,
  account: Account,
): Promise<ListFunctionsResponse> => {
  const fetched = await store.versions.listAll(readPosition(startAfter(input)), fetchCount(input));
  const { items, end } = cutPage(fetched, input, positionKey);
  return { Functions: items.map((version) => toListedConfiguration(version, account, version.version)), ...end };
};
