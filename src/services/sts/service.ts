import type { AccessKeys } from "../../aws/principal.ts";
import type { Service } from "../../aws/service.ts";
import type { Clock } from "../../base/clock.ts";
import { bindOperations } from "../../models/operation.ts";
import type { RoleDirectory } from "../iam/contract.ts";
import type { RoleCredentialIssuer } from "./contract.ts";
import { assumeRole } from "./operations/assume-role.ts";
import { getAccessKeyInfo } from "./operations/get-access-key-info.ts";
import { getCallerIdentity } from "./operations/get-caller-identity.ts";
import { getSessionToken } from "./operations/get-session-token.ts";
import { SessionIssuer } from "./session-issuer.ts";
import { SessionKeys } from "./session-keys.ts";
import { SessionTokens } from "./session-tokens.ts";
import { UNSUPPORTED } from "./unsupported.ts";

const OPERATIONS = [assumeRole, getAccessKeyInfo, getCallerIdentity, getSessionToken];

/** AWS Security Token Service, and the two ports that stand on the same session tokens. */
export const createStsService = (parts: {
  readonly masterKey: Uint8Array;
  readonly roles: RoleDirectory;
  /** Where access keys without a session token are found. */
  readonly longTermKeys: AccessKeys;
  readonly clock: Clock;
}): {
  readonly service: Service;
  /** Every access key there is, long-term and temporary: what the gateway asks. */
  readonly accessKeys: AccessKeys;
  readonly credentialIssuer: RoleCredentialIssuer;
} => {
  const { roles, clock } = parts;
  const tokens = new SessionTokens(parts.masterKey);
  const issuer = new SessionIssuer(tokens, roles, clock);
  return {
    service: {
      id: "sts",
      operations: bindOperations(OPERATIONS, { tokens, issuer, roles, clock }),
      unsupported: UNSUPPORTED,
    },
    accessKeys: new SessionKeys(tokens, parts.longTermKeys, clock),
    credentialIssuer: issuer,
  };
};
