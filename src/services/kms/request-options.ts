import { dryRun, managedKeyDenied, unsupported } from "./exceptions.ts";
import type { KeyRing } from "./key-ring.ts";
import type { KmsKey } from "./model/key.ts";

/** Ends a request that only asks whether it would succeed. To be called where nothing else can go wrong. */
export const endDryRun = ({ DryRun }: { readonly DryRun?: boolean | undefined }): void => {
  if (DryRun === true) throw dryRun();
};

/** @throws UnsupportedOperationException for answers that only an enclave could open */
export const refuseRecipient = ({ Recipient }: { readonly Recipient?: object | undefined }): void => {
  if (Recipient !== undefined) throw unsupported("Lambkin runs no Nitro enclaves that could be recipients.");
};

/** @throws AccessDeniedException for keys that AWS manages: their policy lets nobody change them */
export const checkCustomerManaged = (key: KmsKey, keys: KeyRing, callerArn: string, operationName: string): void => {
  if (key.manager === "AWS") throw managedKeyDenied(callerArn, operationName, keys.arnOf(key));
};
