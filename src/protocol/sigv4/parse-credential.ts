import { refusal, type SigV4Dialect } from "./refusal.ts";
import { TERMINATOR, type CredentialScope } from "./signing-key.ts";

/**
 * Takes `AKID/20260101/us-east-1/lambda/aws4_request` apart.
 * @throws ServiceException when it has another form or belongs to another day than the request
 */
export const parseCredential = (
  credential: string,
  amzDate: string,
  dialect: SigV4Dialect,
): { readonly accessKeyId: string; readonly scope: CredentialScope } => {
  const parts = credential.split("/");
  const [accessKeyId, date, region, signingName, terminator] = parts;
  if (parts.length !== 5 || !accessKeyId || !date || region === undefined || !signingName) {
    throw refusal(
      dialect,
      "incomplete-signature",
      `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${credential}'`,
    );
  }
  if (terminator !== TERMINATOR) {
    throw refusal(
      dialect,
      "wrong-scope",
      `Credential should be scoped with a valid terminator: '${TERMINATOR}', not '${terminator}'.`,
    );
  }
  if (!amzDate.startsWith(date) || date.length !== 8) {
    throw refusal(
      dialect,
      "wrong-scope",
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${date}' != '${amzDate.slice(0, 8)}', from '${amzDate}'.`,
    );
  }
  return { accessKeyId, scope: { date, region, signingName } };
};
