import type { Shape, Target } from "../models/shape.ts";

/**
 * Compiles functions for shapes, each shape once. A shape that contains itself gets the function that is still
 * being made, through one indirection.
 */
export class ShapeCompiler<Compiled extends (...parameters: never[]) => unknown> {
  readonly #compileTarget: (target: Target, compile: (target: Target) => Compiled) => Compiled;
  readonly #compiled = new Map<Shape, Map<string, Compiled>>();

  constructor(compileTarget: (target: Target, compile: (target: Target) => Compiled) => Compiled) {
    this.#compileTarget = compileTarget;
  }

  compile = (target: Target): Compiled => {
    const known = this.#known(target);
    if (known !== undefined) return known;
    const later = ((...parameters: never[]) => finished(...parameters)) as Compiled;
    this.#remember(target, later);
    const finished = this.#compileTarget(target, this.compile);
    this.#remember(target, finished);
    return finished;
  };

  #known(target: Target): Compiled | undefined {
    return this.#compiled.get(target.shape)?.get(traitsKey(target));
  }

  #remember(target: Target, compiled: Compiled): void {
    const byTraits = this.#compiled.get(target.shape) ?? new Map<string, Compiled>();
    byTraits.set(traitsKey(target), compiled);
    this.#compiled.set(target.shape, byTraits);
  }
}

/** The same shape is written differently under other traits. */
const traitsKey = ({ traits }: Target): string => {
  const { locationName, flattened, xmlAttribute, xmlNamespace, timestampFormat } = traits;
  return [locationName, flattened, xmlAttribute, xmlNamespace?.uri, xmlNamespace?.prefix, timestampFormat].join("\n");
};
