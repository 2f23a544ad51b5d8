import { decodeCbor } from "../../../../src/protocol/cbor/cbor-decoder.ts";
import { readXml } from "../../../../src/protocol/xml/xml-reader.ts";
import type { RawAnswer } from "../wire/send-request.ts";

/** An error as a client reads it. */
export interface WireError {
  readonly code: string;
  readonly message: string;
}

/** @returns undefined when no client would find an error in it */
export const readError = ({ headers, body }: RawAnswer): WireError | undefined => {
  const type = headers["content-type"] ?? "";
  if (type.includes("xml")) return xmlError(body);
  const document = type.includes("cbor") ? decodeCbor(body) : JSON.parse(body.toString());
  return documentError(document as Readonly<Record<string, unknown>>, headers["x-amzn-errortype"]);
};

const xmlError = (body: Buffer): WireError | undefined => {
  const root = readXml(body.toString());
  const error = root.name === "Error" ? root : root.children.find(({ name }) => name === "Error");
  const text = (wanted: string): string | undefined => error?.children.find(({ name }) => name === wanted)?.text;
  const code = text("Code");
  return code === undefined ? undefined : { code, message: text("Message") ?? "" };
};

const documentError = (error: Readonly<Record<string, unknown>>, header: string | undefined): WireError | undefined => {
  const code = header ?? error["__type"];
  const message = error["message"] ?? error["Message"];
  return typeof code === "string" ? { code, message: typeof message === "string" ? message : "" } : undefined;
};
