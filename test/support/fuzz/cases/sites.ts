import type { Member, Shape, StructureShape } from "../../../../src/models/shape.ts";
import type { Sampler } from "../values/sample-value.ts";
import { withValueAt, type Path } from "../values/tree.ts";
import type { Input } from "../wire/write-request.ts";

/** A place in an input where something can be wrong, in an input that is otherwise good. */
export interface Site {
  readonly path: Path;
  readonly shape: Shape;
  /** Absent for elements of lists and values of maps. */
  readonly member: Member | undefined;
  /** The member of the input that it is in. */
  readonly top: Member;
  readonly input: Input;
  readonly value: unknown;
}

/** All places of an operation's input. Members that may be absent are put in for those that are inside them. */
export const sitesOf = (shape: StructureShape, least: Input, sampler: Sampler): readonly Site[] =>
  shape.members.flatMap((member) => {
    const value = least[member.name] ?? sampler.member(member);
    const input = { ...least, ...(value !== undefined && { [member.name]: value }) };
    return [...sitesBelow({ path: [member.name], shape: member.shape, member, top: member, input, value }, sampler)];
  });

function* sitesBelow(site: Site, sampler: Sampler): Generator<Site> {
  yield site;
  const { path, shape, value, input, top } = site;
  if (typeof value !== "object" || value === null || path.length > 6) return;
  if (shape.kind === "list" && Array.isArray(value) && value.length > 0) {
    const items = value as readonly unknown[];
    const inside = { path: [...path, 0], shape: shape.member.shape, member: undefined, value: items[0] };
    yield* sitesBelow({ ...inside, top, input }, sampler);
  }
  if (shape.kind === "map") {
    const [[key, item] = []] = Object.entries(value) as readonly [string, unknown][];
    if (key === undefined) return;
    const inside = { path: [...path, key], shape: shape.value.shape, member: undefined, value: item };
    yield* sitesBelow({ ...inside, top, input }, sampler);
  }
  if (shape.kind === "structure") yield* memberSites(site, shape, sampler);
}

function* memberSites({ path, value, input, top }: Site, shape: StructureShape, sampler: Sampler): Generator<Site> {
  for (const member of shape.members) {
    const present = (value as Readonly<Record<string, unknown>>)[member.name];
    const good = present ?? sampler.member(member, path.length);
    const at = [...path, member.name];
    const filled = good === undefined ? input : (withValueAt(input, at, good) as Input);
    yield* sitesBelow({ path: at, shape: member.shape, member, top, input: filled, value: good }, sampler);
  }
}
