import { unreservedConcurrency } from "../../model/concurrency.ts";
import { MAX_CODE_STORAGE_BYTES, MAX_UNZIPPED_BYTES, MAX_ZIPPED_BYTES } from "../../model/quotas.ts";
import { storedCodeBytes } from "../code/stored-code-bytes.ts";
import { operation } from "../operation.ts";

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_GetAccountSettings.html */
export const getAccountSettings = operation("GetAccountSettings", async (_input, { store, concurrentExecutions }) => {
  const { functionCount } = await store.functions.totals();
  return {
    AccountLimit: {
      TotalCodeSize: MAX_CODE_STORAGE_BYTES,
      CodeSizeUnzipped: MAX_UNZIPPED_BYTES,
      CodeSizeZipped: MAX_ZIPPED_BYTES,
      ConcurrentExecutions: concurrentExecutions,
      UnreservedConcurrentExecutions: unreservedConcurrency(
        concurrentExecutions,
        await store.records.concurrency.all(),
      ),
    },
    AccountUsage: { TotalCodeSize: await storedCodeBytes(store), FunctionCount: functionCount },
  };
});
