import { DIMENSION, NAMESPACE } from "./scalable-target.ts";

/** What lists are asked by. */
interface Selection {
  readonly ServiceNamespace: string;
  readonly ResourceId?: string | undefined;
  readonly ResourceIds?: readonly string[] | undefined;
  readonly ScalableDimension?: string | undefined;
}

/** Whether a request is about something that can be here at all. */
export const isOurs = ({
  ServiceNamespace,
  ScalableDimension = DIMENSION,
}: Pick<Selection, "ServiceNamespace" | "ScalableDimension">): boolean =>
  ServiceNamespace === NAMESPACE && ScalableDimension === DIMENSION;

/** Of other namespaces there is nothing, so nothing is what they list. */
export const selectFrom = <Item extends { readonly resourceId: string }>(
  items: readonly Item[],
  selection: Selection,
): readonly Item[] => {
  const { ResourceId, ResourceIds = ResourceId === undefined ? [] : [ResourceId] } = selection;
  if (!isOurs(selection)) return [];
  return ResourceIds.length === 0 ? items : items.filter(({ resourceId }) => ResourceIds.includes(resourceId));
};
