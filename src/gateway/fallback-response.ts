import type { ServiceException } from "../aws/service-exception.ts";
import type { WireResponse } from "../protocol/contract.ts";
import type { RequestHead } from "./served-service.ts";

/** Whether the client speaks the query protocol, as far as a head can tell. */
export const isForm = ({ method, headers }: RequestHead): boolean =>
  method === "POST" && (headers["content-type"]?.startsWith("application/x-www-form-urlencoded") ?? false);

/** An error for a request that belongs to no service: in XML to clients that sent a form, in JSON to the rest. */
export const fallbackResponse = (
  head: RequestHead | undefined,
  error: ServiceException,
  requestId: string,
): WireResponse =>
  head !== undefined && isForm(head)
    ? {
        status: error.statusCode,
        headers: { "x-amzn-RequestId": requestId, "Content-Type": "text/xml" },
        body: `<ErrorResponse><Error><Type>${error.fault === "client" ? "Sender" : "Receiver"}</Type><Code>${escapeXml(error.code)}</Code><Message>${escapeXml(error.message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
      }
    : {
        status: error.statusCode,
        headers: {
          "x-amzn-RequestId": requestId,
          "Content-Type": "application/json",
          "x-amzn-ErrorType": error.code,
        },
        body: JSON.stringify({ __type: error.code, message: error.message }),
      };

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

const escapeXml = (text: string): string => text.replaceAll(/[&<>]/g, (character) => ESCAPES[character] ?? "");
