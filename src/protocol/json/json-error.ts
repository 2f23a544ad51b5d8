import type { ServiceException } from "../../aws/service-exception.ts";
import type { Member } from "../../models/shape.ts";
import type { ModelledError } from "../error-catalog.ts";
import type { TreeSerializer, TreeWriter } from "../tree/tree-serializer.ts";
import { structureSerializer, treeSerializers } from "../tree/tree-serializer.ts";

/** PARITY: errors that AWS's framework makes before a service sees the request spell it with a capital. */
const MESSAGE_WITH_CAPITAL = new Set(["AccessDeniedException", "SerializationException", "UnknownOperationException"]);

/** Makes the body of an error as a tree for JSON or CBOR. */
export type ErrorTree = (
  error: ServiceException,
  modelled: ModelledError | undefined,
) => Readonly<Record<string, unknown>>;

/** The message in the service's own spelling, then the modelled members that are set. */
export const errorTrees = (writer: TreeWriter): ErrorTree => {
  const serializers = new Map<ModelledError, TreeSerializer>();
  const { compile } = treeSerializers(writer);
  return (error, modelled) => {
    if (modelled === undefined) return unmodelledTree(error);
    const serialize =
      serializers.get(modelled) ?? structureSerializer(modelled.members.filter(isInBody), writer, compile);
    serializers.set(modelled, serialize);
    return {
      ...errorType(error, modelled),
      ...(serialize(error.properties) as object),
      [modelled.messageName]: error.message,
    };
  };
};

const isInBody = ({ location }: Member): boolean => location === "body";

const unmodelledTree = ({ code, message, properties }: ServiceException): Readonly<Record<string, unknown>> => ({
  ...properties,
  // PARITY: who has nothing to say sends null.
  [MESSAGE_WITH_CAPITAL.has(code) ? "Message" : "message"]: message === "" ? null : message,
});

/** PARITY: Lambda's errors say in `Type` whose fault they are, in words of their own; a few, marked so, do not. */
const errorType = (error: ServiceException, { members }: ModelledError): { readonly Type?: string } =>
  !("Type" in error.properties) &&
  members.some(({ name, shape }) => name === "Type" && shape.kind === "string" && shape.enumValues === undefined)
    ? { Type: error.fault === "client" ? "User" : "Service" }
    : {};
