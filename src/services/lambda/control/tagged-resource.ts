import type { Account } from "../../../aws/account.ts";
import type { ServiceException } from "../../../aws/service-exception.ts";
import { findArn } from "../../../aws/arn.ts";
import { functionNotFound, invalidParameter, resourceNotFound } from "../exceptions.ts";
import { functionArn, parseFunctionReference } from "../model/function-reference.ts";
import type { Tags } from "../store/function-store.ts";
import type { LambdaStore } from "../store/lambda-store.ts";

/** Something that carries tags, if it exists. */
export interface TaggedResource {
  /** @returns undefined when it does not exist */
  find(): Promise<Tags | undefined>;
  /** @returns undefined when it does not exist */
  update(change: (current: Tags) => Tags): Promise<Tags | undefined>;
  notFound(): ServiceException;
}

/** What else can carry tags at AWS, by the kind in its ARN, and how AWS says that there is none. */
const OTHER_RESOURCES: Readonly<Record<string, string>> = {
  "code-signing-config": "Code signing config",
  "event-source-mapping": "Event source mapping",
  "capacity-provider": "Capacity provider",
  // PARITY: AWS takes the ARN of a layer for one that may carry tags, though none does.
  layer: "Layer",
};

/**
 * What an ARN names.
 * @throws ServiceException for versions and aliases, and for kinds of which there are none here
 */
export const taggedResource = (
  resource: string,
  store: Pick<LambdaStore, "functions" | "records">,
  account: Account,
): TaggedResource => {
  const arn = findArn(resource);
  const [kind = "", id = ""] = arn?.resource.split(":") ?? [];
  const notFound = () => resourceNotFound(`${OTHER_RESOURCES[kind]} not found: ${resource}`);
  if (OTHER_RESOURCES[kind] === undefined) return taggedFunction(resource, store, account);
  // Ids are unguessable, so one of another account or region is not found either way.
  const { capacityProviders, codeSigningConfigs, eventSourceMappings } = store.records;
  if (kind === "code-signing-config") return bind(codeSigningConfigs, resource, notFound);
  if (kind === "event-source-mapping") return bind(eventSourceMappings, id, notFound);
  if (kind === "capacity-provider") return bind(capacityProviders, resource, notFound);
  throw notFound();
};

const taggedFunction = (
  resource: string,
  { functions }: Pick<LambdaStore, "functions">,
  account: Account,
): TaggedResource => {
  const { functionName, qualifier } = parseFunctionReference(resource, undefined, account);
  if (qualifier !== undefined) {
    throw invalidParameter("Tags on function aliases and versions are not supported. Please specify a function ARN.");
  }
  return bind(functions, functionName, () => functionNotFound(functionArn(account, functionName)));
};

const bind = (
  store: {
    findTags(key: string): Promise<Tags | undefined>;
    updateTags(key: string, change: (current: Tags) => Tags): Promise<Tags | undefined>;
  },
  key: string,
  notFound: () => ServiceException,
): TaggedResource => ({
  find: () => store.findTags(key),
  update: (change) => store.updateTags(key, change),
  notFound,
});
