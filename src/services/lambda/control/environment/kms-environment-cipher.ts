import type { Account } from "../../../../aws/account.ts";
import { ServiceException } from "../../../../aws/service-exception.ts";
import { Sealer } from "../../../../base/sealer.ts";
import type { DataKeys, EncryptionContext } from "../../../kms/contract.ts";
import { kmsKeyInvalid } from "../../kms-exceptions.ts";
import type {
  EnvironmentCipher,
  EnvironmentError,
  OpenedEnvironment,
  SealedEnvironment,
} from "../../model/environment-cipher.ts";
import { functionArn } from "../../model/function-reference.ts";

const LAMBDA_KEY = "alias/aws/lambda";
/** Part of what is stored for ever. */
const PURPOSE = "lambda environment v1";

type Variables = Readonly<Record<string, string>>;

/**
 * Encrypts a function's variables under a data key of their own, which lies beside them, encrypted under a KMS key.
 * Both are bound to the function's ARN, the data key by the encryption context that AWS uses.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html
 */
export class KmsEnvironmentCipher implements EnvironmentCipher {
  readonly #dataKeys: DataKeys;
  readonly #account: Account;

  constructor(dataKeys: DataKeys, account: Account) {
    this.#dataKeys = dataKeys;
    this.#account = account;
  }

  async seal(functionName: string, variables: Variables, kmsKeyArn: string | undefined): Promise<SealedEnvironment> {
    const arn = functionArn(this.#account, functionName);
    if (kmsKeyArn !== undefined) checkNoAlias(kmsKeyArn);
    const dataKey = await this.#dataKeys
      .generateDataKey(kmsKeyArn ?? LAMBDA_KEY, contextOf(arn))
      .catch((error: unknown) => {
        throw kmsKeyInvalid(toEnvironmentError(error), error);
      });
    return {
      keyId: dataKey.keyId,
      functionArn: arn,
      encryptedDataKey: Buffer.from(dataKey.ciphertextBlob).toString("base64"),
      ciphertext: new Sealer(dataKey.plaintext, PURPOSE).seal(JSON.stringify(variables), arn).toString("base64"),
    };
  }

  async open(functionName: string, sealed: SealedEnvironment): Promise<OpenedEnvironment> {
    const arn = sealed.functionArn;
    if (!arn.endsWith(`:function:${functionName}`)) return ALTERED;
    try {
      const encryptedDataKey = Buffer.from(sealed.encryptedDataKey, "base64");
      const dataKey = await this.#dataKeys.decrypt(sealed.keyId, encryptedDataKey, contextOf(arn));
      const text = new Sealer(dataKey, PURPOSE).open(Buffer.from(sealed.ciphertext, "base64"), arn);
      if (text === undefined) return ALTERED;
      return { kind: "variables", variables: JSON.parse(text) as Variables };
    } catch (error) {
      return { kind: "unreadable", error: toEnvironmentError(error) };
    }
  }

  onKeyStateChange(listener: (keyId: string) => void): void {
    this.#dataKeys.onStateChange(listener);
  }
}

/** Rows that were altered or swapped: one function cannot be read then, and all others can. */
const ALTERED: OpenedEnvironment = {
  kind: "unreadable",
  error: { code: "InvalidCiphertextException", kmsMessage: "" },
};

const contextOf = (arn: string): EncryptionContext => ({ "aws:lambda:FunctionArn": arn });

/** PARITY: KMS takes aliases for data keys, but none for the grant that Lambda asks for on AWS. */
const checkNoAlias = (kmsKeyArn: string): void => {
  if (!/^(arn:[^:]*:kms:[^:]*:[^:]*:)?alias\//.test(kmsKeyArn)) return;
  const kmsMessage = "Key Aliases are not supported for this operation.";
  throw kmsKeyInvalid({ code: "InvalidArnException", kmsMessage }, undefined);
};

/** What KMS refuses is the caller's to mend; anything else is not KMS's refusal and goes on. */
const toEnvironmentError = (error: unknown): EnvironmentError => {
  if (error instanceof ServiceException) return { code: error.code, kmsMessage: error.message };
  throw error;
};
