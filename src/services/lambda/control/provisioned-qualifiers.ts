import type { ProvisionedConcurrency, ProvisionedState } from "../invoke/provisioned-concurrency.ts";
import type { ConcurrencyRecord } from "../model/concurrency.ts";
import { isVersion, LATEST } from "../model/function-reference.ts";
import type { FunctionVersion } from "../model/function-version.ts";
import { type ProvisionedShare, sharesOfAlias } from "../model/provisioned-shares.ts";
import type { FunctionRecord } from "../store/function-record-store.ts";
import type { LambdaStore } from "../store/lambda-store.ts";
import type { FunctionSource } from "./function-directory.ts";

/** A version as the invoker was told of it. */
interface AppliedShare extends ProvisionedShare {
  readonly functionVersion: FunctionVersion;
}

type AppliedShares = readonly AppliedShare[];

/**
 * Tells the invoker, which knows versions only, what is provisioned on versions and aliases, and goes on telling it as
 * aliases move and versions come and go. One change at a time, each from what the store says then.
 */
export class ProvisionedQualifiers {
  readonly #store: Pick<LambdaStore, "records">;
  readonly #source: FunctionSource;
  readonly #environments: ProvisionedConcurrency;
  /** By function, then by qualifier. */
  readonly #applied = new Map<string, ReadonlyMap<string, AppliedShares>>();
  #last: Promise<void> = Promise.resolve();

  constructor(store: Pick<LambdaStore, "records">, source: FunctionSource, environments: ProvisionedConcurrency) {
    this.#store = store;
    this.#source = source;
    this.#environments = environments;
  }

  /** Something changed of a function that may matter: call it after every such change. */
  refresh(functionName: string): Promise<void> {
    const refreshed = this.#last.then(() => this.#apply(functionName));
    this.#last = refreshed.catch(() => undefined);
    return refreshed;
  }

  /** Takes up what was provisioned before the server started. */
  async restore(): Promise<void> {
    const records = await this.#store.records.concurrency.all();
    const functionNames = new Set(records.filter(isProvisioned).map(({ functionName }) => functionName));
    for (const functionName of functionNames) await this.refresh(functionName);
  }

  /** How far what is asked for on a version or an alias has come. */
  stateOf({ functionName, qualifier, content }: FunctionRecord<ConcurrencyRecord>): ProvisionedState {
    const shares = this.#applied.get(functionName)?.get(qualifier) ?? [];
    const states = shares.flatMap(({ version }) => this.#environments.provisionedState(functionName, version) ?? []);
    const failed = states.find(({ status }) => status === "FAILED");
    const isReady = states.length > 0 && states.every(({ status }) => status === "READY");
    return {
      requested: content.executions,
      allocated: states.reduce((total, { allocated }) => total + allocated, 0),
      status: failed?.status ?? (isReady ? "READY" : "IN_PROGRESS"),
      statusReason: failed?.statusReason,
      busyMs: states.reduce((total, { busyMs }) => total + busyMs, 0),
      peakBusy: states.reduce((total, { peakBusy }) => total + peakBusy, 0),
    };
  }

  async #apply(functionName: string): Promise<void> {
    const records = (await this.#store.records.concurrency.list(functionName)).filter(isProvisioned);
    const before = this.#applied.get(functionName) ?? new Map<string, AppliedShares>();
    const now = new Map<string, AppliedShares>();
    for (const record of records) {
      now.set(record.qualifier, (await this.#shares(record)) ?? before.get(record.qualifier) ?? []);
    }
    this.#applied.set(functionName, now);
    const staying = new Set([...now.values()].flat().map(({ version }) => version));
    for (const [qualifier, shares] of now) this.#move(qualifier, before.get(qualifier) ?? [], shares, staying);
    const gone = [...before].filter(([qualifier]) => !now.has(qualifier)).flatMap(([, shares]) => shares);
    for (const { version } of gone) if (!staying.has(version)) this.#environments.unprovision(functionName, version);
    if (now.size === 0) this.#applied.delete(functionName);
  }

  #move(qualifier: string, before: AppliedShares, now: AppliedShares, staying: ReadonlySet<string>): void {
    const leaving = before.map(({ version }) => version).filter((version) => !staying.has(version));
    for (const share of now) {
      const isKnown = before.some((earlier) => isSame(earlier, share));
      if (isKnown && leaving.length === 0) continue;
      const { functionVersion, executions } = share;
      this.#environments.provision(functionVersion, { executions, qualifier, inPlaceOf: leaving });
    }
  }

  /** @returns undefined while a version is being created, or when it never will be */
  async #shares({ functionName, qualifier, content }: FunctionRecord<ConcurrencyRecord>) {
    const alias = isVersion(qualifier) ? undefined : await this.#source.aliases.find(functionName, qualifier);
    const shares =
      alias === undefined
        ? [{ version: qualifier, executions: content.executions }]
        : sharesOfAlias(alias, content.executions);
    const applied: AppliedShare[] = [];
    for (const share of shares) {
      const functionVersion = await this.#source.functions.find(functionName, share.version);
      if (functionVersion?.state.value !== "Active") return undefined;
      applied.push({ ...share, functionVersion });
    }
    return applied;
  }
}

const isProvisioned = ({ qualifier }: FunctionRecord<ConcurrencyRecord>): boolean => qualifier !== LATEST;

/** A version that was read anew is another object, with variables that may have become readable. */
const isSame = (one: AppliedShare, other: AppliedShare): boolean =>
  one.functionVersion === other.functionVersion && one.executions === other.executions;
