import { isUtf8 } from "node:buffer";
import { functionNotReady, invalidRequestContent, payloadTooLarge, snapStartNotReady } from "../exceptions.ts";
import type { OperationContext } from "../../../aws/service.ts";
import type { InvocationRequest } from "../../../models/generated/lambda.ts";
import { checkTenant } from "../invoke/check-tenant.ts";
import type { Invocation } from "../invoke/contract.ts";
import { functionArn, LATEST, parseFunctionReference } from "../model/function-reference.ts";
import { type FunctionVersion, isBeingRestored } from "../model/function-version.ts";
import { MAX_CLIENT_CONTEXT_BYTES, MAX_PAYLOAD_BYTES } from "../model/quotas.ts";
import { chooseVersion } from "./get-version.ts";
import type { LambdaDependencies } from "./operation.ts";

const EMPTY_PAYLOAD = Buffer.from("{}");
/** For example `Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1`. */
const TRACE_HEADER = /^[\w=;:.?\- ]{1,512}$/;
const BYTE_ORDER_MARK = "\uFEFF";

/** What a request to invoke asks for, whether its answer is to be whole or streamed. */
export type InvocationInput = Pick<
  InvocationRequest,
  "FunctionName" | "Qualifier" | "Payload" | "ClientContext" | "LogType" | "TenantId"
>;

/**
 * Checks a request to invoke, and chooses the version that it runs.
 * @param maxPayloadBytes what the kind of invocation allows
 * @throws ServiceException
 */
export const prepareInvocation = async (
  input: InvocationInput,
  context: OperationContext & Pick<LambdaDependencies, "directory" | "random" | "transitions">,
  maxPayloadBytes = MAX_PAYLOAD_BYTES,
): Promise<Invocation> => {
  const { directory, account, random, requestId } = context;
  const reference = parseFunctionReference(input.FunctionName, input.Qualifier, account);
  const payload = checkPayload(input.Payload, maxPayloadBytes);
  checkClientContext(input.ClientContext);
  // PARITY: a function that is not there is missed by the qualifier that nobody gave.
  const qualified = { ...reference, qualifier: reference.qualifier ?? LATEST };
  const functionVersion = await chooseVersion(qualified, directory, account, random);
  if (functionVersion.state.value === "Inactive") await context.transitions.wake(functionVersion);
  checkInvocable(functionVersion);
  checkTenant(functionVersion, input.TenantId);
  return {
    requestId,
    functionVersion,
    invokedFunctionArn: functionArn(account, reference.functionName, reference.qualifier),
    payload,
    clientContext: input.ClientContext,
    tenantId: input.TenantId,
    traceHeader: readTraceHeader(context.traceHeader),
    wantsLogTail: input.LogType === "Tail",
    onTrace: (traceHeader) => context.setHeader?.("X-Amzn-Trace-Id", traceHeader),
  };
};

/** What does not look like a trace is left out: it is never a reason to refuse a call. */
export const readTraceHeader = (header: string | undefined): string | undefined =>
  header !== undefined && TRACE_HEADER.test(header) ? header : undefined;

/** @returns the payload, `{}` for a missing one */
const checkPayload = (payload: Uint8Array | undefined, maxBytes: number): Uint8Array => {
  if (payload === undefined || payload.byteLength === 0) return EMPTY_PAYLOAD;
  if (payload.byteLength > maxBytes) throw payloadTooLarge(maxBytes);
  try {
    JSON.parse(textOf(payload));
  } catch (error) {
    // PARITY: the sentence is AWS's, what follows the last colon is our parser's own.
    const detail = error instanceof SyntaxError ? error.message : "Invalid UTF-8";
    throw invalidRequestContent(`Could not parse request body into json: Could not parse payload into json: ${detail}`);
  }
  return payload;
};

/** As a strict `TextDecoder` does it, which takes ten times as long for a short text. */
const textOf = (bytes: Uint8Array): string => {
  if (!isUtf8(bytes)) throw new TypeError("Invalid UTF-8");
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
};

const checkClientContext = (clientContext: string | undefined): void => {
  if (clientContext === undefined) return;
  if (Buffer.byteLength(clientContext) > MAX_CLIENT_CONTEXT_BYTES) {
    throw invalidRequestContent(`Client context must be smaller than ${MAX_CLIENT_CONTEXT_BYTES} bytes.`);
  }
  if (!isBase64Object(clientContext)) {
    throw invalidRequestContent("Client context must be a valid Base64-encoded JSON object.");
  }
};

const isBase64Object = (text: string): boolean => {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return false;
  try {
    const value: unknown = JSON.parse(textOf(Buffer.from(text, "base64")));
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
};

/** @throws ServiceException for a version that is not there yet, or never will be */
export const checkInvocable = ({ state }: FunctionVersion): void => {
  if (state.value === "Inactive" || isBeingRestored(state)) throw snapStartNotReady();
  if (state.value === "Pending" || state.value === "Failed") throw functionNotReady(state.value);
};
