import { rotationsExhausted } from "../exceptions.ts";
import { MAX_ON_DEMAND_ROTATIONS } from "../model/key.ts";
import { operation } from "../operation.ts";
import { checkCustomerManaged } from "../request-options.ts";
import { checkRotatable } from "../rotation.ts";

/**
 * Done when it is answered; AWS takes its time.
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_RotateKeyOnDemand.html
 */
export const rotateKeyOnDemand = operation("RotateKeyOnDemand", async (input, { store, keys, caller }) => {
  const { keyId } = await keys.getById(input.KeyId);
  const rotated = await keys.rotate(keyId, "ON_DEMAND", async (key, session) => {
    checkCustomerManaged(key, keys, caller.arn, "RotateKeyOnDemand");
    keys.checkEnabled(key);
    checkRotatable(key);
    const generations = await store.materials.list(keyId, session);
    const onDemand = generations.filter(({ rotationType }) => rotationType === "ON_DEMAND");
    if (onDemand.length >= MAX_ON_DEMAND_ROTATIONS) throw rotationsExhausted(keys.arnOf(key));
    return "rotate";
  });
  return { KeyId: keys.arnOf(rotated) };
});
