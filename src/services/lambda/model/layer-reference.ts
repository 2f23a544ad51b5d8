import type { Account } from "../../../aws/account.ts";
import { findArn } from "../../../aws/arn.ts";
import type { Principal } from "../../../aws/principal.ts";
import { noSuchResource } from "../record-exceptions.ts";
import { layerAccessDenied } from "./layer-exceptions.ts";

export interface LayerVersionReference {
  readonly layerName: string;
  readonly version: number;
}

/** Who asks for a layer, and to do what. */
export interface LayerAccess {
  readonly account: Account;
  readonly caller: Principal;
}

/**
 * @param text a name or a layer's ARN, as the API model's pattern lets it pass
 * @param action that is refused, for example `lambda:GetLayerVersion`
 * @throws ServiceException for a layer of another account or region
 */
export const parseLayerName = (text: string, action: string, access: LayerAccess): string =>
  text.startsWith("arn:") ? nameInArn(text, action, access) : text;

/**
 * @param arn of a layer version, as the API model's pattern lets it pass
 * @throws ServiceException for a layer of another account or region
 */
export const parseLayerVersionArn = (arn: string, action: string, access: LayerAccess): LayerVersionReference => ({
  layerName: nameInArn(arn, action, access),
  version: Number(arn.slice(arn.lastIndexOf(":") + 1)),
});

export const layerArn = ({ partition, region, accountId }: Account, layerName: string): string =>
  `arn:${partition}:lambda:${region}:${accountId}:layer:${layerName}`;

export const layerVersionArn = (account: Account, { layerName, version }: LayerVersionReference): string =>
  `${layerArn(account, layerName)}:${version}`;

const nameInArn = (arn: string, action: string, { account, caller }: LayerAccess): string => {
  const { accountId, region, resource } = findArn(arn) ?? {};
  if (accountId !== account.accountId) throw layerAccessDenied(caller.arn, action, arn);
  if (region !== account.region) throw noSuchResource();
  return resource?.split(":")[1] ?? "";
};
