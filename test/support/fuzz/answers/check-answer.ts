import type { Operation, ServiceModel } from "../../../../src/models/service-model.ts";
import type { FuzzCase } from "../cases/fuzz-case.ts";
import type { RawAnswer } from "../wire/send-request.ts";
import { spokenProtocol } from "../wire/spoken-protocol.ts";
import { shapeFaults } from "./check-shape.ts";
import { isCommonCode } from "./known-codes.ts";
import { readError } from "./read-error.ts";
import { readOutput } from "./read-output.ts";

const CONTENT_TYPES: Readonly<Record<string, RegExp>> = {
  "rest-json": /^application\/json|^application\/vnd\.amazon\.eventstream/,
  "json-1.0": /^application\/x-amz-json-1\.0|^application\/vnd\.amazon\.eventstream/,
  "json-1.1": /^application\/x-amz-json-1\.1|^application\/vnd\.amazon\.eventstream/,
  query: /^text\/xml/,
  "rest-xml": /^application\/xml|^text\/xml/,
};

/** What is wrong with an answer, one sentence each: nothing for success as modelled, and for an error that AWS has. */
export const answerFaults = (
  model: ServiceModel,
  operation: Operation,
  fuzzCase: FuzzCase,
  answer: RawAnswer,
): readonly string[] => {
  const requestId = answer.headers["x-amzn-requestid"] ?? answer.headers["x-amz-request-id"];
  const faults = requestId === undefined ? ["there is no request id"] : [];
  try {
    const more =
      answer.status < 300
        ? successFaults(model, operation, fuzzCase, answer)
        : errorFaults(model, fuzzCase, operation, answer);
    return [...faults, ...more];
  } catch (error) {
    return [...faults, `the body cannot be read: ${String(error)}`];
  }
};

const successFaults = (
  model: ServiceModel,
  operation: Operation,
  { mustRefuse, mayGoElsewhere }: FuzzCase,
  answer: RawAnswer,
): readonly string[] => {
  if (mustRefuse === true) return ["the model forbids it, and it was done"];
  if (mayGoElsewhere === true) return [];
  if (isEmpty(answer.body) && MAY_BE_EMPTY.has(operation.name)) return [];
  const protocol = spokenProtocol(model);
  const output = operation.output?.shape;
  if (output === undefined || answer.body.byteLength === 0) return [];
  const hasOwnBody = output.members.some(({ location, shape }) => location === "payload" && shape.kind !== "structure");
  const type = answer.headers["content-type"] ?? "";
  const expected = CONTENT_TYPES[protocol];
  const faults = hasOwnBody || expected?.test(type) === true ? [] : [`the content type is ${type}`];
  const inBody = output.members.filter(({ location }) => location === "body" || location === "payload");
  const value = readOutput(protocol, operation, answer.body);
  const byWireName =
    protocol !== "query" && protocol !== "rest-xml" && !inBody.some(({ location }) => location === "payload");
  return [...faults, ...shapeFaults({ ...output, members: inBody }, value, { byWireName })];
};

/** PARITY: of a function without a configuration, though the model requires members. */
const MAY_BE_EMPTY = new Set(["GetFunctionCodeSigningConfig"]);

const isEmpty = (body: Buffer): boolean => body.toString() === "{}";

/** PARITY: AWS says nothing at all to whoever asks for things of another account, or has something else decrypted. */
const MAY_BE_SILENT = new Set(["AccessDeniedException", "InvalidCiphertextException"]);

const errorFaults = (
  model: ServiceModel,
  { mayGoElsewhere }: FuzzCase,
  operation: Operation,
  answer: RawAnswer,
): readonly string[] => {
  const { status } = answer;
  if (status < 400) return status === 304 || status === 307 ? [] : [`the status is ${status}`];
  // A HEAD has no body to put an error into.
  if (operation.method === "HEAD") return status < 500 || status === 501 ? [] : [`the status is ${status}`];
  const error = readError(answer);
  if (error === undefined) return [`status ${status} without an error code: ${answer.body.toString().slice(0, 200)}`];
  const told = `${status} ${error.code}: ${error.message.slice(0, 300)}`;
  const modelled = [...model.exceptions.values()].find(({ exception, name }) =>
    [exception?.code, name].includes(error.code),
  );
  const faults: string[] = [];
  if (error.message === "" && !MAY_BE_SILENT.has(error.code)) faults.push(`an error without a message, ${told}`);
  if (status === 501) {
    if (!error.code.startsWith("NotImplemented")) faults.push(`an odd 501, ${told}`);
    if (mayGoElsewhere !== true && error.message.includes(`operation ${operation.name} is not`)) faults.push(told);
    return faults;
  }
  if (status >= 500 && modelled?.exception?.statusCode !== status) faults.push(`a failure, ${told}`);
  if (error.code === "ServiceException" || error.code === "InternalFailure") faults.push(`a bug, ${told}`);
  if (modelled === undefined && !isCommonCode(error.code, model)) faults.push(`an unknown code, ${told}`);
  return faults;
};
