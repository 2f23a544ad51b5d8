import type { Operation } from "../../models/service-model.ts";
import type { Member } from "../../models/shape.ts";
import { streamedBody, textOf, wholeBody } from "../body.ts";
import type { Route, WireRequest } from "../contract.ts";
import { compileEventParser } from "../event-stream/event-parser.ts";
import { setOwn } from "../record.ts";
import { compileTextParser, type TextParser } from "../text-scalar.ts";
import type { RestFormat } from "./rest-format.ts";

/** A request while it is taken apart. */
interface Source {
  readonly route: Route;
  readonly request: WireRequest;
  readonly query: URLSearchParams;
}

type Binding = (source: Source, input: Record<string, unknown>) => void;

/** Compiles the parser of one operation: one binding a member outside the body, and one for the body. */
export const compileInput = (
  operation: Operation,
  format: RestFormat,
): ((route: Route, request: WireRequest) => object) => {
  const bindings = [...headBindings(operation), ...bodyBindings(operation, format)];
  const readsQuery = operation.input.shape.members.some(({ location }) => location === "querystring");
  return (route, request) => {
    const source = { route, request, query: readsQuery ? new URLSearchParams(request.query) : NO_QUERY };
    const input: Record<string, unknown> = {};
    for (const bind of bindings) bind(source, input);
    return input;
  };
};

const NO_QUERY = new URLSearchParams();

const headBindings = ({ input, query }: Operation): readonly Binding[] =>
  input.shape.members.flatMap((member) => {
    switch (member.location) {
      case "uri":
        return [labelBinding(member)];
      case "querystring":
        return [member.shape.kind === "map" ? restOfQueryBinding(member, [...query.keys()]) : queryBinding(member)];
      case "header":
        return [headerBinding(member)];
      case "headers":
        return [prefixBinding(member)];
      case "statusCode":
      case "body":
      case "payload":
        return [];
      default:
        return member.location satisfies never;
    }
  });

const wireName = ({ traits, name }: Member): string => traits.locationName ?? name;

const labelBinding = (member: Member): Binding => {
  const parse = compileTextParser(member.shape);
  return ({ route }, input) => {
    const text = route.labels[member.name];
    if (text !== undefined) input[member.name] = parse(text);
  };
};

const queryBinding = (member: Member): Binding => {
  const name = wireName(member);
  if (member.shape.kind === "list") {
    const parse = compileTextParser(member.shape.member.shape);
    return ({ query }, input) => {
      if (query.has(name)) input[member.name] = query.getAll(name).map(parse);
    };
  }
  const parse = compileTextParser(member.shape);
  return ({ query }, input) => {
    const text = query.get(name);
    if (text !== null) input[member.name] = parse(text);
  };
};

/** All query parameters that no other member and not the template itself has taken. */
const restOfQueryBinding = (member: Member, taken: readonly string[]): Binding => {
  const isList = member.shape.kind === "map" && member.shape.value.shape.kind === "list";
  return ({ query }, input) => {
    const values: Record<string, unknown> = {};
    for (const name of new Set(query.keys())) {
      if (!taken.includes(name)) setOwn(values, name, isList ? query.getAll(name) : query.get(name));
    }
    input[member.name] = values;
  };
};

const headerBinding = (member: Member): Binding => {
  const name = wireName(member).toLowerCase();
  const parse = headerParser(member);
  return ({ request }, input) => {
    const text = request.headers[name];
    if (text !== undefined) input[member.name] = parse(text);
  };
};

const headerParser = ({ shape }: Member): TextParser => {
  if (shape.kind !== "list") return compileTextParser(shape);
  const parse = compileTextParser(shape.member.shape);
  return (text) => text.split(",").map((part) => parse(part.trim()));
};

const prefixBinding = (member: Member): Binding => {
  const prefix = wireName(member).toLowerCase();
  return ({ request }, input) => {
    const values: Record<string, unknown> = {};
    for (const [name, text] of Object.entries(request.headers)) {
      if (name.startsWith(prefix)) setOwn(values, name.slice(prefix.length), text);
    }
    if (Object.keys(values).length > 0) input[member.name] = values;
  };
};

const bodyBindings = ({ input }: Operation, format: RestFormat): readonly Binding[] => {
  const payload = input.shape.members.find(({ location }) => location === "payload");
  if (payload !== undefined) return [payloadBinding(payload, format)];
  const members = input.shape.members.filter(({ location }) => location === "body");
  if (members.length === 0) return [];
  const parse = format.documents.structureParser(input, members);
  return [({ request }, target) => void Object.assign(target, parse(wholeBody(request)))];
};

const payloadBinding = (member: Member, format: RestFormat): Binding => {
  const { name, shape } = member;
  if (shape.kind === "structure" && shape.eventStream) {
    const parse = compileEventParser(shape, format.documents, format.malformedCode);
    return ({ request }, input) => void (input[name] = parse(streamedBody(request)));
  }
  if (member.streaming) return ({ request }, input) => void (input[name] = streamedBody(request));
  if (shape.kind === "blob" || shape.kind === "string") {
    const read = shape.kind === "blob" ? (body: Uint8Array): unknown => body : textOf;
    return payloadReader(name, read);
  }
  return payloadReader(name, format.documents.memberParser(member));
};

/** An empty body is an absent member. */
const payloadReader =
  (name: string, read: (body: Uint8Array) => unknown): Binding =>
  ({ request }, input) => {
    const body = wholeBody(request);
    if (body.byteLength > 0) input[name] = read(body);
  };
