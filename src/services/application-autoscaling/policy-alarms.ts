import type { Account } from "../../aws/account.ts";
import type { MeasuredPeriod, ServiceAlarms } from "../cloudwatch/contract.ts";
import { type AlarmSide, policyAlarmName, policyAlarms, policyAlarmSides } from "./model/policy-alarms.ts";
import type { ScalingPolicy } from "./model/scaling-policy.ts";
import type { AutoscalingStore } from "./store.ts";

/** The alarms of policies: made and taken away with them, and asked whether to scale. */
export class PolicyAlarms {
  readonly #store: Pick<AutoscalingStore, "policies">;
  readonly #alarms: ServiceAlarms;
  readonly #account: Account;
  readonly #periodSeconds: number;
  #rounds: Promise<void> = Promise.resolve();

  constructor(options: {
    readonly store: Pick<AutoscalingStore, "policies">;
    readonly alarms: ServiceAlarms;
    readonly account: Account;
    readonly periodSeconds: number;
  }) {
    this.#store = options.store;
    this.#alarms = options.alarms;
    this.#account = options.account;
    this.#periodSeconds = options.periodSeconds;
  }

  /**
   * Makes the alarms those of the policies that there are. To be called after each change of them, and at the start, for
   * a change that a killed server did not get done with.
   */
  sync(): Promise<void> {
    // One after the other, since each begins with what there is.
    const round = this.#rounds.then(() => this.#keep());
    this.#rounds = round.catch(() => undefined);
    return round;
  }

  /** @returns which alarms of a policy have gone off, now that these periods are known */
  async judge(policy: ScalingPolicy, periods: readonly MeasuredPeriod[]): Promise<readonly AlarmSide[]> {
    const goneOff: AlarmSide[] = [];
    for (const side of policyAlarmSides(policy)) {
      if ((await this.#alarms.judge(policyAlarmName(policy, side), periods)) === "ALARM") goneOff.push(side);
    }
    return goneOff;
  }

  async #keep(): Promise<void> {
    const policies = await this.#store.policies();
    await this.#alarms.keep(policies.flatMap((policy) => policyAlarms(policy, this.#account, this.#periodSeconds)));
  }
}
