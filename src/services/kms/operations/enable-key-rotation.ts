import { DAY_MS, DEFAULT_ROTATION_PERIOD_DAYS } from "../model/key.ts";
import { operation } from "../operation.ts";
import { checkCustomerManaged } from "../request-options.ts";
import { checkRotatable } from "../rotation.ts";

/**
 * Said again with another period, it starts the period anew.
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKeyRotation.html
 */
export const enableKeyRotation = operation("EnableKeyRotation", async (input, { keys, clock, caller }) => {
  await keys.update(input.KeyId, (key) => {
    checkCustomerManaged(key, keys, caller.arn, "EnableKeyRotation");
    keys.checkEnabled(key);
    checkRotatable(key);
    const periodDays = input.RotationPeriodInDays ?? DEFAULT_ROTATION_PERIOD_DAYS;
    if (key.rotation?.periodDays === periodDays) return key;
    return { ...key, rotation: { periodDays, nextAtMs: clock.nowMs() + periodDays * DAY_MS } };
  });
});
