import { invalidParameter } from "../../exceptions.ts";
import { LATEST } from "../../model/function-reference.ts";
import { toListedConfiguration } from "../configuration.ts";
import { operation } from "../operation.ts";

/** PARITY: the model allows to ask for 10,000; more than this never come. */
const MAX_PAGE = 50;

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html */
export const listFunctions = operation("ListFunctions", async (input, { store, account }) => {
  const wantsVersions = input.FunctionVersion === "ALL";
  if (input.MasterRegion !== undefined) {
    if (!wantsVersions) throw invalidParameter("FunctionVersion must be set to ALL when MasterRegion is specified.");
    // A master region asks for replicas that CloudFront made; there are none here.
    return { Functions: [] };
  }
  const limit = Math.min(input.MaxItems ?? MAX_PAGE, MAX_PAGE);
  const found = await store.functions.list(readMarker(input.Marker), limit + 1);
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    // PARITY: asked for all versions, even $LATEST is listed by its qualified ARN.
    Functions: page.map((version) => toListedConfiguration(version, account, wantsVersions ? LATEST : undefined)),
    ...(found.length > limit && last !== undefined ? { NextMarker: toMarker(last.functionName) } : {}),
  };
});

const toMarker = (functionName: string): string => Buffer.from(functionName).toString("base64url");

const readMarker = (marker: string | undefined): string => {
  const functionName = Buffer.from(marker ?? "", "base64url").toString();
  if (marker !== undefined && toMarker(functionName) !== marker) throw invalidParameter("The marker is not valid.");
  return functionName;
};
