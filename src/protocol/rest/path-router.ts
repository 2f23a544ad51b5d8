import type { Operation } from "../../models/service-model.ts";
import type { Route, WireRequest } from "../contract.ts";
import { MalformedInput } from "../malformed-input.ts";

type Request = Pick<WireRequest, "method" | "query" | "headers">;

/** Paths that are remembered of each method, and the longest that are worth it. */
const MAX_KNOWN_PATHS = 1_024;
const MAX_KNOWN_PATH_LENGTH = 256;

/** Operations that share a path, the most particular first. */
interface Branch {
  readonly literals: Map<string, Branch>;
  label: Branch | undefined;
  /** Ends of templates, by HTTP method. */
  readonly ends: Map<string, Candidate[]>;
  /** Ends whose last label takes the rest of the path, slashes included. */
  readonly greedyEnds: Map<string, Candidate[]>;
}

interface Candidate {
  readonly operation: Operation;
  readonly labelNames: readonly string[];
  /** Query parameters that must be there as the template has them. */
  readonly query: ReadonlyMap<string, string | undefined>;
  /** Required members outside path and body: they tell S3's operations on one path apart. */
  readonly requiredQuery: readonly string[];
  readonly requiredHeaders: readonly string[];
}

/** Finds the operation of a REST request by method, path and query. Built once; a literal beats a label. */
export class PathRouter {
  readonly #root = newBranch();
  /** By method and path: what only these decide. Clients ask for the same few again and again. */
  readonly #known = new Map<string, Map<string, Route>>();

  constructor(operations: Iterable<Operation>) {
    for (const operation of operations) this.#add(operation);
  }

  /** @throws MalformedInput when a label is not properly percent-encoded */
  match(request: Request, path: string): Route | undefined {
    const known = this.#known.get(request.method)?.get(path);
    if (known !== undefined) return known;
    const search = new Search(request);
    const found = search.descend(this.#root, path.slice(1).split("/"), 0, []);
    const route = found === undefined ? undefined : toRoute(found);
    if (route !== undefined && !search.hasChosen) this.#remember(request.method, path, route);
    return route;
  }

  #remember(method: string, path: string, route: Route): void {
    if (path.length > MAX_KNOWN_PATH_LENGTH) return;
    const known = this.#known.get(method) ?? new Map<string, Route>();
    if (known.size >= MAX_KNOWN_PATHS) known.clear();
    this.#known.set(method, known.set(path, route));
  }

  #add(operation: Operation): void {
    const segments = operation.path.split("/").filter((segment) => segment !== "");
    const labelNames: string[] = [];
    let branch = this.#root;
    for (const segment of segments) {
      const [, name, greedy] = /^\{(.+?)(\+)?\}$/.exec(segment) ?? [];
      if (name === undefined) {
        branch = literalBranch(branch, segment);
        continue;
      }
      labelNames.push(name);
      if (greedy === "+") return addCandidate(branch.greedyEnds, candidate(operation, labelNames));
      branch = branch.label ??= newBranch();
    }
    addCandidate(branch.ends, candidate(operation, labelNames));
  }
}

const newBranch = (): Branch => ({ literals: new Map(), label: undefined, ends: new Map(), greedyEnds: new Map() });

const literalBranch = (branch: Branch, segment: string): Branch => {
  const next = branch.literals.get(segment) ?? newBranch();
  branch.literals.set(segment, next);
  return next;
};

const candidate = (operation: Operation, labelNames: readonly string[]): Candidate => {
  const required = operation.input.shape.members.filter((member) => member.required);
  const wireNames = (location: string) =>
    required.filter((member) => member.location === location).map(({ traits, name }) => traits.locationName ?? name);
  return {
    operation,
    labelNames: labelNames.map((label) => memberNameOf(operation, label)),
    query: operation.query,
    requiredQuery: wireNames("querystring"),
    requiredHeaders: wireNames("header").map((name) => name.toLowerCase()),
  };
};

/** Templates name labels as the wire does. */
const memberNameOf = ({ input }: Operation, label: string): string => {
  const members = input.shape.members.filter((member) => member.location === "uri");
  return members.find(({ traits, name }) => (traits.locationName ?? name) === label)?.name ?? label;
};

const addCandidate = (ends: Map<string, Candidate[]>, added: Candidate): void => {
  const candidates = [...(ends.get(added.operation.method) ?? []), added];
  ends.set(
    added.operation.method,
    candidates.sort((left, right) => weight(right) - weight(left)),
  );
};

/** Literal query parameters outweigh any number of required members. */
const weight = ({ query, requiredQuery, requiredHeaders }: Candidate): number =>
  query.size * 1000 + requiredQuery.length + requiredHeaders.length;

interface Found {
  readonly candidate: Candidate;
  readonly values: readonly string[];
}

/** One request's way through the branches. */
class Search {
  readonly #request: Request;
  #parameters: URLSearchParams | undefined;
  /** Whether query or headers had a say. */
  hasChosen = false;

  constructor(request: Request) {
    this.#request = request;
  }

  descend(branch: Branch, segments: readonly string[], depth: number, values: readonly string[]): Found | undefined {
    const segment = segments[depth];
    const isEnd = segment === undefined || (segment === "" && depth === segments.length - 1);
    if (isEnd) return this.#choose(branch.ends, values);
    const literal = branch.literals.get(segment);
    const byLiteral = literal && this.descend(literal, segments, depth + 1, values);
    if (byLiteral !== undefined) return byLiteral;
    const byLabel =
      branch.label && segment !== "" && this.descend(branch.label, segments, depth + 1, [...values, segment]);
    if (byLabel) return byLabel;
    return this.#choose(branch.greedyEnds, [...values, segments.slice(depth).join("/")]);
  }

  /**
   * The most particular candidate whose query is as its template says. Among equals, one whose required members are
   * all there; when there is none, the plainest, so that validation can say what is missing.
   */
  #choose(ends: ReadonlyMap<string, readonly Candidate[]>, values: readonly string[]): Found | undefined {
    const all = ends.get(this.#request.method) ?? [];
    // Most paths have one operation a method, and then there is nothing to choose.
    if (all.length === 1 && all[0]?.query.size === 0) return { candidate: all[0], values };
    this.hasChosen ||= all.length > 0;
    const candidates = all.filter(({ query }) => this.#hasQuery(query));
    const [first] = candidates;
    if (first === undefined) return undefined;
    const equals = candidates.filter(({ query }) => query.size === first.query.size);
    const chosen = equals.find((one) => this.#hasRequired(one)) ?? equals.at(-1) ?? first;
    return { candidate: chosen, values };
  }

  #hasQuery(query: Candidate["query"]): boolean {
    for (const [name, value] of query) {
      if (!this.#query.has(name) || (value !== undefined && this.#query.get(name) !== value)) return false;
    }
    return true;
  }

  #hasRequired({ requiredQuery, requiredHeaders }: Candidate): boolean {
    return (
      requiredQuery.every((name) => this.#query.has(name)) &&
      requiredHeaders.every((name) => this.#request.headers[name] !== undefined)
    );
  }

  get #query(): URLSearchParams {
    return (this.#parameters ??= new URLSearchParams(this.#request.query));
  }
}

const toRoute = ({ candidate: { operation, labelNames }, values }: Found): Route => {
  const labels: Record<string, string> = {};
  labelNames.forEach((name, index) => {
    labels[name] = decodeLabel(values[index] ?? "");
  });
  return { operationName: operation.name, labels };
};

const decodeLabel = (text: string): string => {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw new MalformedInput("The path is not properly percent-encoded", { cause });
  }
};
