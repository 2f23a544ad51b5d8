import type { ServiceException } from "../../aws/service-exception.ts";
import type { ModelledError } from "../error-catalog.ts";
import { structureSerializer, treeSerializers } from "../tree/tree-serializer.ts";
import { jsonWriter } from "./json-tree.ts";

/** PARITY: errors that AWS's framework makes before a service sees the request spell it with a capital. */
const MESSAGE_WITH_CAPITAL = new Set(["AccessDeniedException", "SerializationException", "UnknownOperationException"]);

/** Body of an error in JSON: the message in the service's own spelling, then the modelled members that are set. */
export const jsonErrorBody = (
  error: ServiceException,
  modelled: ModelledError | undefined,
): Readonly<Record<string, unknown>> => {
  if (modelled === undefined) {
    const messageName = MESSAGE_WITH_CAPITAL.has(error.code) ? "Message" : "message";
    return { ...error.properties, [messageName]: error.message };
  }
  const inBody = modelled.members.filter(({ location }) => location === "body");
  const serialize = structureSerializer(inBody, jsonWriter, treeSerializers(jsonWriter).compile);
  return {
    ...errorType(error, modelled),
    ...(serialize(error.properties) as object),
    [modelled.messageName]: error.message,
  };
};

/** PARITY: Lambda's errors say in `Type` whose fault they are, in words of their own. */
const errorType = (error: ServiceException, { members }: ModelledError): { readonly Type?: string } =>
  members.some(({ name, shape }) => name === "Type" && shape.kind === "string" && shape.enumValues === undefined)
    ? { Type: error.fault === "client" ? "User" : "Service" }
    : {};
