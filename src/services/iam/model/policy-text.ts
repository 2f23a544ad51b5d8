/** Policy documents leave IAM percent-encoded. @see https://datatracker.ietf.org/doc/html/rfc3986#section-2.3 */
export const encodePolicyDocument = (document: string): string =>
  encodeURIComponent(document).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** What quotas count: IAM leaves white space out. */
export const policySize = (document: string): number => document.replaceAll(/\s/g, "").length;
