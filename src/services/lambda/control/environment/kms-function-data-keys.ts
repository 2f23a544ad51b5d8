import type { Account } from "../../../../aws/account.ts";
import { ServiceException } from "../../../../aws/service-exception.ts";
import type { DataKeys } from "../../../kms/contract.ts";
import type { FunctionDataKeys, KeyOutcome, NewDataKey, SealedDataKey } from "../../model/data-keys.ts";
import { functionArn } from "../../model/function-reference.ts";

const LAMBDA_KEY = "alias/aws/lambda";

/**
 * Data keys for what is kept of functions. They are bound to the function's ARN by the encryption context that AWS uses.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html
 */
export class KmsFunctionDataKeys implements FunctionDataKeys {
  readonly #dataKeys: DataKeys;
  readonly #account: Account;

  constructor(dataKeys: DataKeys, account: Account) {
    this.#dataKeys = dataKeys;
    this.#account = account;
  }

  make(functionName: string, kmsKeyArn: string | undefined): Promise<KeyOutcome<NewDataKey>> {
    const arn = functionArn(this.#account, functionName);
    return outcomeOf(async () => {
      const { keyId, plaintext, ciphertextBlob } = await this.#dataKeys.generateDataKey(
        kmsKeyArn ?? LAMBDA_KEY,
        contextOf(arn),
      );
      const encryptedDataKey = Buffer.from(ciphertextBlob).toString("base64");
      return { sealed: { keyId, functionArn: arn, encryptedDataKey }, plaintext };
    });
  }

  open({ keyId, functionArn: arn, encryptedDataKey }: SealedDataKey): Promise<KeyOutcome<Uint8Array>> {
    return outcomeOf(() => this.#dataKeys.decrypt(keyId, Buffer.from(encryptedDataKey, "base64"), contextOf(arn)));
  }
}

const contextOf = (arn: string) => ({ "aws:lambda:FunctionArn": arn });

/** What KMS refuses is the caller's to mend; anything else is not KMS's refusal and goes on. */
const outcomeOf = async <Key>(get: () => Promise<Key>): Promise<KeyOutcome<Key>> => {
  try {
    return { kind: "key", key: await get() };
  } catch (error) {
    if (!(error instanceof ServiceException)) throw error;
    return { kind: "unusable", error: { code: error.code, kmsMessage: error.message } };
  }
};
