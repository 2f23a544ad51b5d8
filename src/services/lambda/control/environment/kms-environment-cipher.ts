import type { Account } from "../../../../aws/account.ts";
import { Sealer } from "../../../../base/sealer.ts";
import type { DataKeys } from "../../../kms/contract.ts";
import { kmsKeyInvalid } from "../../kms-exceptions.ts";
import type { FunctionDataKeys } from "../../model/data-keys.ts";
import type { EnvironmentCipher, OpenedEnvironment, SealedEnvironment } from "../../model/environment-cipher.ts";
import { KmsFunctionDataKeys } from "./kms-function-data-keys.ts";

/** Part of what is stored for ever. */
const PURPOSE = "lambda environment v1";

type Variables = Readonly<Record<string, string>>;

/**
 * Encrypts a function's variables under a data key of their own, which lies beside them, encrypted under a KMS key.
 * Both are bound to the function's ARN.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html
 */
export class KmsEnvironmentCipher implements EnvironmentCipher {
  readonly #dataKeys: DataKeys;
  readonly #functionKeys: FunctionDataKeys;

  constructor(dataKeys: DataKeys, account: Account) {
    this.#dataKeys = dataKeys;
    this.#functionKeys = new KmsFunctionDataKeys(dataKeys, account);
  }

  async seal(functionName: string, variables: Variables, kmsKeyArn: string | undefined): Promise<SealedEnvironment> {
    if (kmsKeyArn !== undefined) checkNoAlias(kmsKeyArn);
    const made = await this.#functionKeys.make(functionName, kmsKeyArn);
    if (made.kind === "unusable") throw kmsKeyInvalid(made.error);
    const { sealed, plaintext } = made.key;
    const ciphertext = new Sealer(plaintext, PURPOSE).seal(JSON.stringify(variables), sealed.functionArn);
    return { ...sealed, ciphertext: ciphertext.toString("base64") };
  }

  async open(functionName: string, sealed: SealedEnvironment): Promise<OpenedEnvironment> {
    const arn = sealed.functionArn;
    if (!arn.endsWith(`:function:${functionName}`)) return ALTERED;
    const opened = await this.#functionKeys.open(sealed);
    if (opened.kind === "unusable") return { kind: "unreadable", error: opened.error };
    const text = new Sealer(opened.key, PURPOSE).open(Buffer.from(sealed.ciphertext, "base64"), arn);
    return text === undefined ? ALTERED : { kind: "variables", variables: JSON.parse(text) as Variables };
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

/** PARITY: KMS takes aliases for data keys, but none for the grant that Lambda asks for on AWS. */
const checkNoAlias = (kmsKeyArn: string): void => {
  if (!/^(arn:[^:]*:kms:[^:]*:[^:]*:)?alias\//.test(kmsKeyArn)) return;
  const kmsMessage = "Key Aliases are not supported for this operation.";
  throw kmsKeyInvalid({ code: "InvalidArnException", kmsMessage });
};
