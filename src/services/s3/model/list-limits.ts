import { invalidArgument } from "../exceptions.ts";

/** Most entries of one page, whatever the client wants. */
const MAX_ENTRIES = 1000;

/** @throws ServiceException for a number that is none or too large to be one */
export const pageLimit = (wanted: number | undefined, argumentName: string): number => {
  if (wanted === undefined) return MAX_ENTRIES;
  if (wanted < 0 || wanted > 2 ** 31 - 1) {
    throw invalidArgument(`Argument ${argumentName} must be an integer between 0 and 2147483647`, argumentName, wanted);
  }
  return Math.min(wanted, MAX_ENTRIES);
};
