import { aliasReserved, validationError } from "../exceptions.ts";

/** @throws ValidationException without the prefix, NotAuthorizedException for AWS's own */
export const checkAliasName = (aliasName: string): void => {
  if (!aliasName.startsWith("alias/")) {
    throw validationError(
      'Alias must start with the prefix "alias/". ' +
        "Please see https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html",
    );
  }
  if (aliasName === "alias/") throw validationError("Alias name must not be empty.");
  if (aliasName.startsWith("alias/aws/")) throw aliasReserved();
};
