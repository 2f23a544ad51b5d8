const NO_IDENTITY_PROVIDERS = "Lambkin knows no identity providers yet, so there is no one whose word it could check.";

/** Modelled operations that are refused, and why. */
export const UNSUPPORTED: Readonly<Record<string, string>> = {
  AssumeRoleWithSAML: NO_IDENTITY_PROVIDERS,
  AssumeRoleWithWebIdentity: NO_IDENTITY_PROVIDERS,
  AssumeRoot: "There is one account and no organization whose member accounts could be entered.",
  DecodeAuthorizationMessage: "Lambkin encodes no authorization messages: refusals say in clear what was missing.",
  GetDelegatedAccessToken: "Lambkin takes part in no delegation between AWS partners.",
  GetFederationToken: "Federated users are not known; AssumeRole gives sessions that are narrowed the same way.",
  GetWebIdentityToken: "Lambkin is no identity provider for others.",
};
