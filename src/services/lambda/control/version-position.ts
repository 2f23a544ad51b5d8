import type { FunctionVersion } from "../model/function-version.ts";
import { BEFORE_ALL_VERSIONS, versionNumber } from "../model/function-reference.ts";
import type { VersionPosition } from "../store/version-store.ts";
import { invalidMarker } from "./page.ts";

const POSITION = /^(?<functionName>[^:]+):(?<versionNumber>-1|\d+)$/;

/** Where a version stands among all versions of all functions, as the key of a page. */
export const positionKey = ({ functionName, version }: FunctionVersion): string =>
  `${functionName}:${versionNumber(version)}`;

/** @param key of `positionKey`; undefined at the start @throws ServiceException for the key of another list */
export const readPosition = (key: string | undefined): VersionPosition => {
  if (key === undefined) return { functionName: "", versionNumber: BEFORE_ALL_VERSIONS };
  const parts = POSITION.exec(key)?.groups;
  if (parts?.["functionName"] === undefined) throw invalidMarker();
  return { functionName: parts["functionName"], versionNumber: Number(parts["versionNumber"]) };
};
