/** What a member or list element adds to its shape on the wire. */
export interface Traits {
  /** Name on the wire where it differs from the model's. */
  readonly locationName: string | undefined;
  /** Lists and maps without an element around their entries (XML and query). */
  readonly flattened: boolean;
  readonly xmlAttribute: boolean;
  readonly xmlNamespace: XmlNamespace | undefined;
  readonly timestampFormat: TimestampFormat | undefined;
}

interface XmlNamespace {
  readonly uri: string;
  readonly prefix: string | undefined;
}

/** Seconds since the epoch with a fraction; `2026-01-02T03:04:05Z`; the date of HTTP headers. */
export type TimestampFormat = "unixTimestamp" | "iso8601" | "rfc822";

/** A shape where it is used: by a list, a map, a structure's member or an operation. */
export interface Target {
  readonly shape: Shape;
  readonly traits: Traits;
}

/** Where a member travels in a REST request or response; `body` for all members of RPC protocols. */
export type Location = "uri" | "querystring" | "header" | "headers" | "statusCode" | "body" | "payload";

/** A member of a structure, with its place in a request or response. */
export interface Member extends Target {
  readonly name: string;
  readonly required: boolean;
  readonly location: Location;
  /** Carried as it arrives, never held whole in memory. */
  readonly streaming: boolean;
  /** Filled with a fresh UUID when the caller leaves it out. */
  readonly idempotencyToken: boolean;
  /** Place in an event of an event stream; the rest forms the event's body together. */
  readonly eventPlace: "header" | "payload" | "body";
}

interface ShapeBase {
  readonly name: string;
  /** Never echoed in an error, never logged. */
  readonly sensitive: boolean;
}

/** Named members; also a union, an event stream or an error. */
export interface StructureShape extends ShapeBase {
  readonly kind: "structure";
  readonly members: readonly Member[];
  readonly traits: Traits;
  /** Exactly one member is set. */
  readonly union: boolean;
  /** Its members are the events of a stream. */
  readonly eventStream: boolean;
  readonly exception: ExceptionTraits | undefined;
}

/** How an error shows on the wire. */
export interface ExceptionTraits {
  /** Name on the wire: the query protocol's own code where there is one, otherwise the shape's name. */
  readonly code: string;
  readonly statusCode: number;
  readonly fault: "client" | "server";
}

/** `min` and `max` count elements. */
export interface ListShape extends ShapeBase {
  readonly kind: "list";
  readonly member: Target;
  readonly min: number | undefined;
  readonly max: number | undefined;
}

/** Keys are strings or enumerations of them; `min` and `max` count entries. */
export interface MapShape extends ShapeBase {
  readonly kind: "map";
  readonly key: Target;
  readonly value: Target;
  readonly min: number | undefined;
  readonly max: number | undefined;
}

interface StringShape extends ShapeBase {
  readonly kind: "string";
  readonly min: number | undefined;
  readonly max: number | undefined;
  /** As AWS prints it in errors. */
  readonly pattern: string | undefined;
  readonly enumValues: readonly string[] | undefined;
}

interface BlobShape extends ShapeBase {
  readonly kind: "blob";
  readonly min: number | undefined;
  readonly max: number | undefined;
}

/** `min` and `max` bound the value itself. */
export interface NumberShape extends ShapeBase {
  readonly kind: "integer" | "long" | "float" | "double";
  readonly min: number | undefined;
  readonly max: number | undefined;
}

interface PlainShape extends ShapeBase {
  /** `document` is any JSON value. */
  readonly kind: "boolean" | "timestamp" | "document";
}

/** Everything a value can be. Tell them apart by `kind`. */
export type Shape = StructureShape | ListShape | MapShape | StringShape | BlobShape | NumberShape | PlainShape;
