import { type Answer, error, json } from "../runtime-api/answers.ts";
import type { Extension } from "./extension.ts";
import type { ExtensionState } from "./extension-states.ts";

/** Extensions that one function may have. Source: Lambda's page on the Extensions API. */
export const MAX_EXTENSIONS = 10;

const forbidden = (errorType: string, errorMessage: string): Answer => error(403, errorType, errorMessage);

export const EMPTY_NAME = forbidden("Extension.InvalidExtensionName", "Empty extension name");
export const MISSING_IDENTIFIER = forbidden(
  "Extension.MissingExtensionIdentifier",
  "Missing Lambda-Extension-Identifier header",
);
export const INVALID_IDENTIFIER = forbidden(
  "Extension.InvalidExtensionIdentifier",
  "Invalid Lambda-Extension-Identifier",
);
export const MISSING_ERROR_TYPE = forbidden(
  "Extension.MissingHeader",
  "Lambda-Extension-Function-Error-Type not found",
);
export const REGISTRATION_CLOSED = forbidden("Extension.RegistrationClosed", "Extension registration closed already");
export const NAME_TAKEN = forbidden("Extension.InvalidExtensionState", "Extension with this name already registered");
export const TOO_MANY_EXTENSIONS = forbidden(
  "Extension.TooManyExtensions",
  `Extension limit (${MAX_EXTENSIONS}) reached`,
);

export const unknownIdentifier = (identifier: string): Answer =>
  forbidden("Extension.UnknownExtensionIdentifier", `Unknown extension ${identifier}`);

export const invalidRequestFormat = (reason: string): Answer => forbidden("InvalidRequestFormat", reason);

export const invalidEvent = (event: string): Answer =>
  forbidden("Extension.InvalidEventType", `${event}: ErrorInvalidEventType`);

/** @param who PARITY: AWS names it by its name when it registers, by its identifier later */
export const invalidState = (from: ExtensionState, to: ExtensionState, who: string): Answer =>
  forbidden(
    "Extension.InvalidExtensionState",
    `State transition from ${from} to ${to} failed for extension ${who}. Error: State transition is not allowed`,
  );

/** What an extension learns about its function. */
export interface FunctionMetadata {
  readonly accountId: string;
  readonly functionName: string;
  readonly functionVersion: string;
  readonly handler: string;
}

/** @param wantsAccountId it asked for the feature `accountId` */
export const registered = (
  extension: Extension,
  { accountId, functionName, functionVersion, handler }: FunctionMetadata,
  { wantsAccountId }: { readonly wantsAccountId: boolean },
): Answer =>
  json(
    200,
    { ...(wantsAccountId ? { accountId } : {}), functionName, functionVersion, handler },
    `Lambda-Extension-Identifier: ${extension.identifier}\r\n`,
  );
