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

const OPERATIONS = [assumeRole, getAccessKeyInfo, getCallerIdentity, getSessionToken];

const NO_IDENTITY_PROVIDERS = "Lambkin knows no identity providers yet, so there is no one whose word it could check.";

const UNSUPPORTED = {
  AssumeRoleWithSAML: NO_IDENTITY_PROVIDERS,
  AssumeRoleWithWebIdentity: NO_IDENTITY_PROVIDERS,
  AssumeRoot: "There is one account and no organization whose member accounts could be entered.",
  DecodeAuthorizationMessage: "Lambkin encodes no authorization messages: refusals say in clear what was missing.",
  GetDelegatedAccessToken: "Lambkin takes part in no delegation between AWS partners.",
  GetFederationToken: "Federated users are not known; AssumeRole gives sessions that are narrowed the same way.",
  GetWebIdentityToken: "Lambkin is no identity provider for others.",
};

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
