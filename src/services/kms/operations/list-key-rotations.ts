import { pageOf } from "../model/page.ts";
import { operation } from "../operation.ts";
import { checkRotatable } from "../rotation.ts";

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_ListKeyRotations.html */
export const listKeyRotations = operation("ListKeyRotations", async (input, { store, keys }) => {
  const key = await keys.getById(input.KeyId);
  checkRotatable(key);
  const generations = await store.materials.list(key.keyId);
  const includesFirst = input.IncludeKeyMaterial === "ALL_KEY_MATERIAL";
  const wanted = includesFirst ? generations : generations.filter(({ rotationType }) => rotationType !== undefined);
  const { items, end } = pageOf(wanted, input, ({ version }) => String(version).padStart(VERSION_DIGITS, "0"));
  return {
    Rotations: items.map(({ version, materialId, createdAtMs, rotationType }) => ({
      KeyId: keys.arnOf(key),
      KeyMaterialId: materialId,
      KeyMaterialState: version === key.material.version ? "CURRENT" : "NON_CURRENT",
      ...(rotationType === undefined ? {} : { RotationDate: new Date(createdAtMs), RotationType: rotationType }),
    })),
    ...end,
  };
});

/** Enough for the order of texts to be that of numbers. */
const VERSION_DIGITS = 10;
