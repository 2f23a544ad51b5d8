import { functionNotFound } from "../../exceptions.ts";
import { BEFORE_ALL_VERSIONS, functionArn, LATEST, parseFunctionName } from "../../model/function-reference.ts";
import type { VersionPosition } from "../../store/version-store.ts";
import { toListedConfiguration } from "../configuration.ts";
import { operation } from "../operation.ts";
import { cutPage, fetchCount, invalidMarker, startAfter } from "../page.ts";
import { positionKey, readPosition } from "../version-position.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_ListVersionsByFunction.html */
export const listVersionsByFunction = operation("ListVersionsByFunction", async (input, { store, account }) => {
  const functionName = parseFunctionName(input.FunctionName, account);
  const after = positionIn(functionName, startAfter(input));
  if ((await store.functions.find(functionName, LATEST)) === undefined) {
    throw functionNotFound(functionArn(account, functionName));
  }
  const { items, end } = cutPage(await store.versions.list(after, fetchCount(input)), input, positionKey);
  return { Versions: items.map((version) => toListedConfiguration(version, account, version.version)), ...end };
});

const positionIn = (functionName: string, key: string | undefined): VersionPosition => {
  if (key === undefined) return { functionName, versionNumber: BEFORE_ALL_VERSIONS };
  const position = readPosition(key);
  if (position.functionName !== functionName) throw invalidMarker();
  return position;
};
