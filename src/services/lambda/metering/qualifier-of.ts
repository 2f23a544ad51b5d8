/** Where the qualifier of `arn:aws:lambda:REGION:ACCOUNT:function:NAME:QUALIFIER` stands. */
const QUALIFIER = 7;

/** @returns version or alias of a function's ARN, undefined when it names neither */
export const qualifierOf = (functionArn: string): string | undefined => functionArn.split(":")[QUALIFIER];
