import type { ServiceModel } from "../models/service-model.ts";
import type { ExceptionTraits, Member, StructureShape } from "../models/shape.ts";

/** What the model knows of an error. */
export interface ModelledError {
  readonly shape: StructureShape;
  readonly traits: ExceptionTraits;
  /** The service's spelling of `message`. */
  readonly messageName: string;
  /** All members but the message. */
  readonly members: readonly Member[];
}

/** Finds a service's errors by the code an exception carries. */
export class ErrorCatalog {
  readonly #byCode = new Map<string, ModelledError>();

  constructor(model: ServiceModel) {
    for (const [name, shape] of model.exceptions) {
      if (shape.exception === undefined) continue;
      const error = describe(shape, shape.exception);
      this.#byCode.set(shape.exception.code, error);
      this.#byCode.set(name, error);
    }
  }

  /** @returns undefined for errors that belong to no service, such as `AccessDeniedException` */
  find(code: string): ModelledError | undefined {
    return this.#byCode.get(code);
  }
}

const isMessage = (member: Member): boolean => member.name.toLowerCase() === "message";

const describe = (shape: StructureShape, traits: ExceptionTraits): ModelledError => {
  return {
    shape,
    traits,
    messageName: shape.members.find(isMessage)?.name ?? "message",
    members: shape.members.filter((member) => !isMessage(member)),
  };
};
