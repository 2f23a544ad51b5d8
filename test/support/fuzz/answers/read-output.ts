import type { Operation, ProtocolName } from "../../../../src/models/service-model.ts";
import type { StructureShape } from "../../../../src/models/shape.ts";
import { structureParser, xmlParsers } from "../../../../src/protocol/xml/xml-parser.ts";
import { readXml, type XmlElement } from "../../../../src/protocol/xml/xml-reader.ts";
import { bodyShape } from "../wire/json-text.ts";

const { compile } = xmlParsers();

/** The members of an answer that travel in its body, as they came: JSON untyped, XML read by the model. */
export const readOutput = (protocol: ProtocolName, operation: Operation, body: Buffer): unknown => {
  const shape = operation.output?.shape;
  if (shape === undefined || body.byteLength === 0) return {};
  const payload = shape.members.find(({ location }) => location === "payload");
  if (protocol === "query" || protocol === "rest-xml") {
    if (payload !== undefined && payload.shape.kind !== "structure") return { [payload.name]: body.toString() };
    const root = readXml(body.toString());
    if (payload !== undefined) return { [payload.name]: readElement(payload.shape as StructureShape, root) };
    const result = protocol === "query" ? root.children.find(({ name }) => name.endsWith("Result")) : root;
    return result === undefined ? {} : readElement(bodyShape(shape), result);
  }
  if (payload?.shape.kind === "blob" || payload?.shape.kind === "string") return { [payload.name]: body.toString() };
  const document: unknown = JSON.parse(body.toString());
  return payload === undefined ? document : { [payload.name]: document };
};

const readElement = (shape: StructureShape, element: XmlElement): unknown =>
  structureParser(shape.members, compile)([element], 0);
