import {
  moreThanReserved,
  moreThanUnreserved,
  reservationTooLarge,
  tooLittleUnreserved,
} from "../concurrency-exceptions.ts";
import { invalidParameter } from "../exceptions.ts";
import { LATEST } from "./function-reference.ts";

/** Reserved for a function, when it hangs on `$LATEST`; provisioned for the version or alias it hangs on, otherwise. */
export interface ConcurrencyRecord {
  readonly executions: number;
  readonly lastModifiedMs: number;
}

/** What functions keep for themselves, as far as the account's arithmetic goes. */
interface Kept {
  readonly functionName: string;
  readonly qualifier: string;
  readonly content: ConcurrencyRecord;
}

/** So many always stay for functions that reserve nothing. */
const MIN_UNRESERVED = 100;

/**
 * What is left of the account's concurrency for functions that reserve nothing. Provisioned concurrency of a function
 * counts within its reservation, if it has one.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
 */
export const unreservedConcurrency = (limit: number, kept: readonly Kept[]): number => {
  const byFunction = Map.groupBy(kept, ({ functionName }) => functionName);
  return [...byFunction.values()].reduce((rest, records) => rest - claimOf(records), limit);
};

const claimOf = (records: readonly Kept[]): number =>
  records.find(({ qualifier }) => qualifier === LATEST)?.content.executions ?? provisionedTotal(records);

const provisionedTotal = (records: readonly Kept[]): number =>
  records
    .filter(({ qualifier }) => qualifier !== LATEST)
    .reduce((total, { content: { executions } }) => total + executions, 0);

/**
 * @param kept every record of the account, the function's own included
 * @throws ServiceException when too little would be left for the others, or less than the function has provisioned
 */
export const checkReservation = (
  functionName: string,
  executions: number,
  { limit, kept }: { readonly limit: number; readonly kept: readonly Kept[] },
): void => {
  const others = kept.filter((record) => record.functionName !== functionName);
  if (unreservedConcurrency(limit, others) - executions < MIN_UNRESERVED) {
    throw reservationTooLarge(MIN_UNRESERVED);
  }
  const provisioned = provisionedTotal(kept.filter((record) => record.functionName === functionName));
  if (provisioned > executions) {
    // PARITY: the blanks are AWS's own.
    throw invalidParameter(
      ` ReservedConcurrentExecutions  ${executions} should not be lower than function's total provisioned ` +
        `concurrency [${provisioned}].`,
    );
  }
};

/**
 * @param kept every record of the account; the one that is to be replaced does not count
 * @throws ServiceException when the function or the account has not that much left
 */
export const checkProvision = (
  { functionName, qualifier }: Pick<Kept, "functionName" | "qualifier">,
  executions: number,
  { limit, kept }: { readonly limit: number; readonly kept: readonly Kept[] },
): void => {
  const others = kept.filter((record) => record.functionName !== functionName || record.qualifier !== qualifier);
  const own = others.filter((record) => record.functionName === functionName);
  const reserved = own.find((record) => record.qualifier === LATEST)?.content.executions;
  if (reserved !== undefined) {
    if (provisionedTotal(own) + executions > reserved) throw moreThanReserved();
    return;
  }
  const unreserved = unreservedConcurrency(limit, others);
  if (executions > unreserved) throw moreThanUnreserved(unreserved);
  if (unreserved - executions < MIN_UNRESERVED) throw tooLittleUnreserved(MIN_UNRESERVED);
};
