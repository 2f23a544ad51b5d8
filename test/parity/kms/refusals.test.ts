import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import type { KmsOperations } from "../../../src/models/generated/kms.ts";
import { loadModel } from "../../../src/models/load-model.ts";
import { createProtocols } from "../../../src/protocol/create-protocols.ts";
import { startKms } from "../../unit/services/kms/start-kms.ts";

/** A refusal as AWS gave it. `{ "$bytes": count }` stands for that many bytes. */
interface Case {
  readonly situation: string;
  readonly operation: keyof KmsOperations;
  readonly input: object;
  readonly answer: { readonly code: string; readonly message: string };
}

const { cases } = JSON.parse(readFileSync(new URL("refusals.json", import.meta.url), "utf8")) as {
  readonly cases: readonly Case[];
};

const protocols = createProtocols(loadModel("kms"));

/** What the model makes of a request, as it travels. */
const parse = (operation: string, body: string): object => {
  const headers = { "content-type": "application/x-amz-json-1.1", "x-amz-target": `TrentService.${operation}` };
  const wire = { method: "POST", path: "/", query: "", headers, body: Buffer.from(body) };
  const protocol = protocols.detect(wire);
  const route = protocol.route(wire) ?? assert.fail(`no operation ${operation}`);
  return protocol.parse(route, wire);
};

const isBytes = (value: unknown): value is { readonly $bytes: number } =>
  typeof value === "object" && value !== null && "$bytes" in value;

const toWire = (_key: string, value: unknown): unknown =>
  isBytes(value) ? Buffer.alloc(value.$bytes).toString("base64") : value;

describe("refusals recorded from AWS KMS", () => {
  let kms: Awaited<ReturnType<typeof startKms>>;
  let keys: Readonly<Record<string, string>>;

  before(async () => {
    kms = await startKms();
    const make = async (input: KmsOperations["CreateKey"]["input"]) => (await kms.createKey(input)).keyId;
    keys = {
      $ARN: "arn:aws:kms:us-east-1:123456789012:key/",
      $symmetric: await make({}),
      $hmac224: await make({ KeySpec: "HMAC_224", KeyUsage: "GENERATE_VERIFY_MAC" }),
      $hmac256: await make({ KeySpec: "HMAC_256", KeyUsage: "GENERATE_VERIFY_MAC" }),
      $rsa: await make({ KeySpec: "RSA_2048", KeyUsage: "ENCRYPT_DECRYPT" }),
      $pair: await make({ KeySpec: "ECC_NIST_P256", KeyUsage: "SIGN_VERIFY" }),
      $agreement: await make({ KeySpec: "ECC_NIST_P256", KeyUsage: "KEY_AGREEMENT" }),
    };
  });

  after(() => kms[Symbol.asyncDispose]());

  const filled = (text: string): string => text.replaceAll(/\$(?!bytes)\w+/g, (name) => keys[name] ?? name);

  for (const { situation, operation, input, answer } of cases) {
    test(situation, async () => {
      const body = filled(JSON.stringify(input, toWire));
      const calling = async () => kms.call(operation, parse(operation, body));
      await assert.rejects(calling, {
        code: answer.code,
        statusCode: 400,
        message: filled(answer.message),
      });
    });
  }
});
