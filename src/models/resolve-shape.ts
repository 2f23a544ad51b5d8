import { OperatorError } from "../base/operator-error.ts";
import type { ShapeFile, ShapeReference, WireTraits } from "./model-file.ts";
import type { StructureTarget } from "./service-model.ts";
import type {
  ExceptionTraits,
  Location,
  Member,
  Shape,
  StructureShape,
  Target,
  TimestampFormat,
  Traits,
} from "./shape.ts";

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

const NO_TRAITS: Traits = Object.freeze({
  locationName: undefined,
  flattened: false,
  xmlAttribute: false,
  xmlNamespace: undefined,
  timestampFormat: undefined,
});

/** Turns shape files into linked shapes. A shape may contain itself, so it is registered before it is filled. */
export class ShapeResolver {
  readonly #serviceId: string;
  readonly #files: Readonly<Record<string, ShapeFile>>;
  readonly #resolved = new Map<string, Shape>();

  constructor(serviceId: string, files: Readonly<Record<string, ShapeFile>>) {
    this.#serviceId = serviceId;
    this.#files = files;
  }

  structure(name: string): StructureShape {
    const shape = this.#shape(name);
    if (shape.kind !== "structure") throw this.#broken(`${name} should be a structure`);
    return shape;
  }

  target(reference: ShapeReference): Target {
    const traits = { ...this.#file(reference.shape), ...reference };
    return Object.freeze({ shape: this.#shape(reference.shape), traits: resolveTraits(traits) });
  }

  emptyStructure(name: string): StructureTarget {
    return Object.freeze({ shape: Object.freeze({ ...base(name, {}), ...emptyStructure() }), traits: NO_TRAITS });
  }

  #shape(name: string): Shape {
    const known = this.#resolved.get(name);
    if (known !== undefined) return known;
    const file = this.#file(name);
    const shape = { ...base(name, file) } as Mutable<Shape>;
    this.#resolved.set(name, shape);
    Object.assign(shape, this.#details(name, file));
    return Object.freeze(shape);
  }

  #details(name: string, file: ShapeFile): Partial<Shape> & { readonly kind: Shape["kind"] } {
    const { min, max } = file;
    switch (file.type) {
      case "structure":
        return file.document === true ? { kind: "document" } : this.#structureDetails(name, file);
      case "list":
        return { kind: "list", member: this.target(this.#part(name, file.member)), min, max };
      case "map": {
        const key = this.target(this.#part(name, file.key));
        return { kind: "map", key, value: this.target(this.#part(name, file.value)), min, max };
      }
      case "string":
        return { kind: "string", min, max, pattern: file.pattern, enumValues: file.enum };
      case "character":
        return { kind: "string", min: 1, max: 1, pattern: undefined, enumValues: undefined };
      case "blob":
        return { kind: "blob", min, max };
      case "integer":
      case "long":
      case "float":
      case "double":
        return { kind: file.type, min, max };
      case "boolean":
      case "timestamp":
        return { kind: file.type };
      default:
        throw this.#broken(`${name} has the unknown type ${file.type}`);
    }
  }

  #structureDetails(name: string, file: ShapeFile): Omit<StructureShape, "name" | "sensitive"> {
    const members = Object.entries(file.members ?? {}).map(([memberName, reference]) =>
      this.#member(memberName, reference, file),
    );
    return {
      kind: "structure",
      members: Object.freeze(members),
      traits: resolveTraits(file),
      union: file.union === true,
      eventStream: file.eventstream === true,
      exception: file.exception === true ? resolveException(name, file) : undefined,
    };
  }

  #member(name: string, reference: ShapeReference, structure: ShapeFile): Member {
    const merged = { ...this.#file(reference.shape), ...reference };
    return Object.freeze({
      ...this.target(reference),
      name,
      required: structure.required?.includes(name) === true,
      location: structure.payload === name ? "payload" : ((reference.location ?? "body") satisfies Location),
      streaming: merged.streaming === true,
      idempotencyToken: reference.idempotencyToken === true,
      eventPlace: reference.eventheader === true ? "header" : reference.eventpayload === true ? "payload" : "body",
    });
  }

  #part(name: string, reference: ShapeReference | undefined): ShapeReference {
    if (reference === undefined) throw this.#broken(`${name} does not say what it holds`);
    return reference;
  }

  #file(name: string): ShapeFile {
    const file = this.#files[name];
    if (file === undefined) throw this.#broken(`${name} is referred to but not described`);
    return file;
  }

  #broken(message: string): OperatorError {
    return new OperatorError({
      code: "MODEL_BROKEN",
      message: `The model of ${this.#serviceId} is inconsistent: ${message}.`,
      remedy: "Restore the models folder from the release or run scripts/extract-models.ts.",
    });
  }
}

const base = (name: string, file: Pick<ShapeFile, "sensitive">) => ({ name, sensitive: file.sensitive === true });

const emptyStructure = () =>
  ({
    kind: "structure",
    members: [],
    traits: NO_TRAITS,
    union: false,
    eventStream: false,
    exception: undefined,
  }) as const;

const TIMESTAMP_FORMATS: readonly TimestampFormat[] = ["unixTimestamp", "iso8601", "rfc822"];

const resolveTraits = (file: WireTraits): Traits =>
  Object.freeze({
    locationName: file.locationName,
    flattened: file.flattened === true,
    xmlAttribute: file.xmlAttribute === true,
    xmlNamespace: resolveNamespace(file.xmlNamespace),
    timestampFormat: TIMESTAMP_FORMATS.find((format) => format === file.timestampFormat),
  });

const resolveNamespace = (namespace: WireTraits["xmlNamespace"]): Traits["xmlNamespace"] => {
  if (namespace === undefined) return undefined;
  return typeof namespace === "string"
    ? { uri: namespace, prefix: undefined }
    : { uri: namespace.uri, prefix: namespace.prefix };
};

/** Services that never say otherwise answer 400 for the caller's faults and 500 for their own. */
const resolveException = (name: string, file: ShapeFile): ExceptionTraits => {
  const statusCode = file.error?.httpStatusCode ?? (file.fault === true ? 500 : 400);
  const clientFault = file.error?.senderFault ?? (file.fault !== true && statusCode < 500);
  return Object.freeze({
    code: file.error?.code ?? name,
    statusCode,
    fault: clientFault ? "client" : "server",
  });
};
