import { randomUUID } from "node:crypto";
import type { Account } from "../../aws/account.ts";
import type { Clock } from "../../base/clock.ts";
import type { KeyRing } from "./key-ring.ts";
import { DAY_MS, DEFAULT_ROTATION_PERIOD_DAYS, type KmsKey } from "./model/key.ts";
import type { KmsStore } from "./store/kms-store.ts";

/** Services of this server that encrypt with a key of their own, and how AWS describes it. */
const DESCRIPTIONS: Readonly<Record<string, string>> = {
  "alias/aws/lambda": "Default key that protects my Lambda functions when no other key is defined",
};

/** The keys that AWS manages for its services: made when they are first needed, and rotated every year. */
export class ManagedKeys {
  readonly #store: KmsStore;
  readonly #keys: KeyRing;
  readonly #account: Account;
  readonly #clock: Clock;
  readonly #making = new Map<string, Promise<KmsKey>>();

  constructor(store: KmsStore, keys: KeyRing, account: Account, clock: Clock) {
    this.#store = store;
    this.#keys = keys;
    this.#account = account;
    this.#clock = clock;
  }

  /** Makes the key of such an alias unless it exists. Other names are left alone. */
  async ensure(keyId: string): Promise<void> {
    const aliasName = keyId.slice(keyId.indexOf("alias/aws/"));
    const description = DESCRIPTIONS[aliasName];
    if (description === undefined || (await this.#store.aliases.find(aliasName)) !== undefined) return;
    const making = this.#making.get(aliasName) ?? this.#make(aliasName, description);
    this.#making.set(aliasName, making);
    try {
      await making;
    } finally {
      this.#making.delete(aliasName);
    }
  }

  #make(aliasName: string, description: string): Promise<KmsKey> {
    const nowMs = this.#clock.nowMs();
    return this.#keys.create(
      {
        keyId: randomUUID(),
        spec: "SYMMETRIC_DEFAULT",
        usage: "ENCRYPT_DECRYPT",
        manager: "AWS",
        description,
        policy: managedKeyPolicy(aliasName.slice("alias/aws/".length), this.#account),
        tags: {},
        rotation: {
          periodDays: DEFAULT_ROTATION_PERIOD_DAYS,
          nextAtMs: nowMs + DEFAULT_ROTATION_PERIOD_DAYS * DAY_MS,
        },
      },
      (session, { keyId }) =>
        this.#store.aliases.put({ aliasName, keyId, createdAtMs: nowMs, updatedAtMs: nowMs }, session),
    );
  }
}

/** Whoever may use the service may use its key through it; the account's own policies give no more than a look. */
const managedKeyPolicy = (service: string, { partition, region, accountId }: Account): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Id: `auto-${service}-1`,
    Statement: [
      {
        Sid: `Allow access through ${service} for all principals in the account that are authorized to use it`,
        Effect: "Allow",
        Principal: { AWS: "*" },
        Action: [
          "kms:Encrypt",
          "kms:Decrypt",
          "kms:ReEncrypt*",
          "kms:GenerateDataKey*",
          "kms:CreateGrant",
          "kms:DescribeKey",
        ],
        Resource: "*",
        Condition: {
          StringEquals: { "kms:CallerAccount": accountId, "kms:ViaService": `${service}.${region}.amazonaws.com` },
        },
      },
      {
        Sid: "Allow direct access to key metadata to the account",
        Effect: "Allow",
        Principal: { AWS: `arn:${partition}:iam::${accountId}:root` },
        Action: ["kms:Describe*", "kms:Get*", "kms:List*", "kms:RevokeGrant"],
        Resource: "*",
      },
    ],
  });
