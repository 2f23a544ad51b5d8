import type { Operation, StructureTarget } from "../../models/service-model.ts";
import type { Member } from "../../models/shape.ts";
import type { WireResponse } from "../contract.ts";
import { compileEventSerializer, eventsOf } from "../event-stream/event-serializer.ts";
import { EVENT_STREAM_TYPE } from "../event-stream/message.ts";
import { compileTextFormatter } from "../text-scalar.ts";
import type { RestFormat } from "./rest-format.ts";

type Output = Readonly<Record<string, unknown>>;
type HeaderBinding = (output: Output, headers: Record<string, string>) => void;
interface Body {
  readonly content: WireResponse["body"];
  readonly contentType: string | undefined;
}
type BodyBinding = (output: Output) => Body;

/** Compiles the serializer of one operation's output. Absent members are left out. */
export const compileOutput = (
  operation: Operation,
  format: RestFormat,
): ((output: object | undefined, requestId: string) => WireResponse) => {
  const { output: target, statusCode } = operation;
  const headerBindings = (target?.shape.members ?? []).flatMap((member) => headerBinding(member));
  const bodyBinding = target === undefined || statusCode === 204 ? undefined : compileBody(target, format);
  const statusMember = target?.shape.members.find(({ location }) => location === "statusCode")?.name;
  return (output = {}, requestId) => {
    const values = output as Output;
    const headers: Record<string, string> = { ...format.requestIdHeaders(requestId) };
    const body = bodyBinding?.(values);
    if (body?.contentType !== undefined) headers["Content-Type"] = body.contentType;
    for (const bind of headerBindings) bind(values, headers);
    const status = statusMember === undefined ? undefined : values[statusMember];
    const usual = format.successStatus?.(statusCode, headers) ?? statusCode;
    return { status: typeof status === "number" ? status : usual, headers, body: body?.content ?? "" };
  };
};

/** Compiles one header (or none, or a family of them) from a member; errors have such members too. */
export const headerBinding = (member: Member): readonly HeaderBinding[] => {
  const { name, traits, location } = member;
  const wireName = traits.locationName ?? name;
  if (location === "headers") return [prefixBinding(name, wireName)];
  if (location !== "header") return [];
  const format = headerFormatter(member);
  return [
    (output, headers) => {
      const value = output[name];
      if (value !== undefined && value !== null) headers[wireName] = format(value);
    },
  ];
};

const headerFormatter = ({ shape, traits }: Member): ((value: unknown) => string) => {
  if (shape.kind !== "list") return compileTextFormatter(shape, traits, "rfc822");
  const format = compileTextFormatter(shape.member.shape, shape.member.traits, "rfc822");
  return (value) => (value as readonly unknown[]).map(format).join(", ");
};

const prefixBinding =
  (name: string, prefix: string): HeaderBinding =>
  (output, headers) => {
    for (const [key, value] of Object.entries((output[name] ?? {}) as Readonly<Record<string, string>>)) {
      headers[`${prefix}${key}`] = value;
    }
  };

const compileBody = (target: StructureTarget, format: RestFormat): BodyBinding => {
  const payload = target.shape.members.find(({ location }) => location === "payload");
  if (payload !== undefined) return payloadBinding(payload, format);
  const members = target.shape.members.filter(({ location }) => location === "body");
  if (members.length === 0 && target.shape.members.length > 0) return () => ({ content: "", contentType: undefined });
  const serialize = format.documents.structureSerializer(target, members);
  return (output) => ({ content: serialize(output), contentType: format.documents.contentType });
};

const payloadBinding = (member: Member, format: RestFormat): BodyBinding => {
  const { name, shape } = member;
  if (shape.kind === "structure" && shape.eventStream) {
    const serialize = compileEventSerializer(shape, format.documents);
    return (output) => ({ content: serialize(eventsOf(output[name])), contentType: EVENT_STREAM_TYPE });
  }
  const isBytes = shape.kind === "blob" || shape.kind === "string";
  if (isBytes || member.streaming) {
    const contentType = shape.kind === "string" ? "text/plain" : format.blobContentType;
    return (output) => ({ content: (output[name] ?? "") as WireResponse["body"], contentType });
  }
  const serialize = format.documents.memberSerializer(member);
  return (output) => {
    const value = output[name];
    if (value === undefined || value === null) return { content: "", contentType: undefined };
    return { content: serialize(value), contentType: format.documents.contentType };
  };
};
