import type { Account } from "../../../aws/account.ts";
import { ServiceException } from "../../../aws/service-exception.ts";
import type { WebCaller, WebHandler, WebRequest, WebResponse, WebRoute } from "../../../aws/service.ts";
import type { Clock } from "../../../base/clock.ts";
import { chooseVersion } from "../control/get-version.ts";
import type { FunctionSource } from "../control/function-directory.ts";
import type { FunctionTransitions } from "../control/transitions.ts";
import { checkInvocable, readTraceHeader } from "../control/prepare-invocation.ts";
import { payloadTooLarge } from "../exceptions.ts";
import type { FunctionInvoker, Invocation, InvocationResult } from "../invoke/contract.ts";
import { invokeWithStream } from "../invoke/response-stream.ts";
import { rootOf } from "../invoke/trace-header.ts";
import type { RandomSource } from "../model/function-alias.ts";
import { functionArn, LATEST } from "../model/function-reference.ts";
import type { UrlConfig } from "../model/function-url-config.ts";
import { MAX_PAYLOAD_BYTES } from "../model/quotas.ts";
import type { FunctionRecord } from "../store/function-record-store.ts";
import type { LambdaRecords } from "../store/lambda-records.ts";
import { bufferedResponse } from "./buffered-response.ts";
import type { UrlObserver } from "./contract.ts";
import { isPreflight, preflightResponse, withCors } from "./cors.ts";
import { mayInvokeUrl } from "./may-invoke-url.ts";
import { badGateway, forbidden, notInvoked, noSuchUrl, refused } from "./responses.ts";
import { streamedResponse } from "./streamed-response.ts";
import { type UrlAddress, urlAddress } from "./url-address.ts";
import { urlEvent } from "./url-event.ts";

export interface FunctionUrlsOptions {
  readonly records: Pick<LambdaRecords, "urlConfigs" | "policies">;
  readonly directory: FunctionSource;
  readonly transitions: Pick<FunctionTransitions, "wake">;
  readonly invoker: FunctionInvoker;
  readonly account: Account;
  readonly clock: Clock;
  /** Which version an invocation of an alias runs. */
  readonly random: RandomSource;
  /** Bandwidth of a streamed response after its first 6 MiB; 0 for no limit. */
  readonly streamBytesPerSecond: number;
  readonly observer: UrlObserver;
}

/** Serves the URLs of functions and aliases. */
export class FunctionUrls implements WebRoute {
  readonly name = "FunctionUrl";
  readonly #options: FunctionUrlsOptions;

  constructor(options: FunctionUrlsOptions) {
    this.#options = options;
  }

  find(host: string, target: string): WebHandler | undefined {
    const address = urlAddress(host, target);
    return address && ((request) => this.#handle(address, request));
  }

  async #handle(address: UrlAddress, request: WebRequest): Promise<WebResponse> {
    const [url] = await this.#options.records.urlConfigs.listByLookup(address.urlId);
    if (url === undefined) return noSuchUrl(request.requestId);
    const { observer, clock } = this.#options;
    const startedMs = clock.monotonicMs();
    const response = await this.#answer(url, address, request);
    const { functionName, qualifier } = url;
    observer.onUrlRequest({
      functionName,
      qualifier: qualifier === LATEST ? undefined : qualifier,
      statusCode: response.status,
      durationMs: clock.monotonicMs() - startedMs,
    });
    return response;
  }

  async #answer(url: UrlRecord, address: UrlAddress, request: WebRequest): Promise<WebResponse> {
    const { cors } = url.content;
    if (cors !== undefined && isPreflight(request)) return preflightResponse(cors, request);
    try {
      return withCors(await this.#respond(url, address, request), cors, request);
    } catch (error) {
      if (!(error instanceof ServiceException)) throw error;
      return withCors(refused(error, request.requestId), cors, request);
    }
  }

  async #respond(url: UrlRecord, address: UrlAddress, request: WebRequest): Promise<WebResponse> {
    const { requestId } = request;
    const caller = url.content.authType === "AWS_IAM" ? await callerOf(url, request) : undefined;
    if (caller === "nobody" || !(await this.#mayInvoke(url, caller, request))) return forbidden(requestId);
    const body = await request.readBody(MAX_PAYLOAD_BYTES);
    try {
      return await this.#invoke(url, { address, caller, request, body });
    } catch (error) {
      if (!(error instanceof ServiceException)) throw error;
      return notInvoked(error, requestId);
    }
  }

  async #mayInvoke(url: UrlRecord, caller: WebCaller | undefined, request: WebRequest): Promise<boolean> {
    const policy = await this.#options.records.policies.find(url);
    return mayInvokeUrl({
      authType: url.content.authType,
      functionArn: this.#arnOf(url),
      statements: policy?.document.Statement ?? [],
      caller,
      request,
      nowMs: this.#options.clock.nowMs(),
    });
  }

  /** @throws ServiceException when the function cannot be invoked */
  async #invoke(url: UrlRecord, call: UrlCall): Promise<WebResponse> {
    const { invoker, clock, streamBytesPerSecond: bytesPerSecond } = this.#options;
    const { requestId, signal } = call.request;
    const prepared = await this.#invocation(url, call);
    let trace = prepared.traceHeader ?? "";
    const invocation = { ...prepared, onTrace: (traceHeader: string) => void (trace = traceHeader) };
    const response =
      url.content.invokeMode === "RESPONSE_STREAM"
        ? await streamedResponse(await invokeWithStream(invoker, invocation, { clock, bytesPerSecond, signal }))
        : wholeResponse(await invoker.invoke(invocation));
    const { headers, ...rest } = response ?? badGateway(requestId);
    const ours = { "x-amzn-requestid": requestId, "x-amzn-trace-id": trace };
    return { ...rest, headers: { ...headers, ...ours } };
  }

  async #invocation(url: UrlRecord, { address, caller, request, body }: UrlCall): Promise<Invocation> {
    const { directory, transitions, account, clock, random } = this.#options;
    const { functionName, qualifier } = url;
    const { requestId } = request;
    const functionVersion = await chooseVersion({ functionName, qualifier }, directory, account, random);
    if (functionVersion.state.value === "Inactive") await transitions.wake(functionVersion);
    checkInvocable(functionVersion);
    const nowMs = clock.nowMs();
    const received = readTraceHeader(request.headers["x-amzn-trace-id"]);
    const traceId = rootOf({ received, requestId, nowMs });
    const { accountId } = account;
    const event = urlEvent(request, body, { ...address, caller, accountId, traceId, nowMs });
    const payload = Buffer.from(JSON.stringify(event));
    // Bytes that are no text are a third longer in the event than in the request.
    if (payload.byteLength > MAX_PAYLOAD_BYTES) throw payloadTooLarge(MAX_PAYLOAD_BYTES);
    return {
      requestId,
      functionVersion,
      invokedFunctionArn: this.#arnOf(url),
      payload,
      clientContext: undefined,
      traceHeader: received ?? `Root=${traceId}`,
      wantsLogTail: false,
    };
  }

  #arnOf({ functionName, qualifier }: UrlRecord): string {
    return functionArn(this.#options.account, functionName, qualifier === LATEST ? undefined : qualifier);
  }
}

type UrlRecord = FunctionRecord<UrlConfig>;

/** A request that may be answered. */
interface UrlCall {
  readonly address: UrlAddress;
  readonly caller: WebCaller | undefined;
  readonly request: WebRequest;
  readonly body: Uint8Array;
}

/** @throws ServiceException when the request is signed, but not well */
const callerOf = async ({ functionName, qualifier }: UrlRecord, request: WebRequest): Promise<WebCaller | "nobody"> => {
  try {
    return await request.authenticate({
      operationName: "InvokeFunctionUrl",
      input: { FunctionName: functionName, ...(qualifier === LATEST ? {} : { Qualifier: qualifier }) },
      maxBodyBytes: MAX_PAYLOAD_BYTES,
    });
  } catch (error) {
    // PARITY: who does not sign at all is told less than who signs badly.
    if (error instanceof ServiceException && error.code === "MissingAuthenticationTokenException") return "nobody";
    throw error;
  }
};

const wholeResponse = ({ functionError, payload }: InvocationResult): WebResponse | undefined =>
  functionError === undefined ? bufferedResponse(payload) : undefined;
