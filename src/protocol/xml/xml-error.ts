import type { ServiceException } from "../../aws/service-exception.ts";
import type { ModelledError } from "../error-catalog.ts";
import { faultType } from "../query-error.ts";
import { structureContent, xmlSerializers, type StructureContent } from "./xml-serializer.ts";
import { element, escapeText } from "./xml-text.ts";

const { compile } = xmlSerializers();
const contents = new WeakMap<ModelledError, StructureContent>();

/** Code and message of an error, then its modelled members that are set. */
export const errorContent = (error: ServiceException, modelled: ModelledError | undefined): string =>
  element("Code", escapeText(error.code)) + element("Message", escapeText(error.message)) + details(error, modelled);

/** With `Type` in front, as the query protocol's envelope has it. */
export const typedErrorContent = (error: ServiceException, modelled: ModelledError | undefined): string =>
  element("Type", faultType(error)) + errorContent(error, modelled);

const details = ({ properties }: ServiceException, modelled: ModelledError | undefined): string => {
  if (modelled === undefined) return "";
  const inBody = modelled.members.filter(({ location }) => location === "body");
  const content = contents.get(modelled) ?? structureContent(inBody, compile);
  contents.set(modelled, content);
  return content.children(properties);
};
