import { isDeepStrictEqual } from "node:util";
import type { ServedService } from "../../../src/gateway/served-service.ts";
import type { Operation } from "../../../src/models/service-model.ts";
import { answerFaults } from "./answers/check-answer.ts";
import { readOutput } from "./answers/read-output.ts";
import { choose } from "./cases/choose.ts";
import type { FuzzCase } from "./cases/fuzz-case.ts";
import { inputCases } from "./cases/input-cases.ts";
import { pairCases } from "./cases/pair-cases.ts";
import { requestCases } from "./cases/request-cases.ts";
import { isPageToken } from "./cases/token-cases.ts";
import { fixtureOf } from "./fixtures/all.ts";
import type { FixtureCalls } from "./fixtures/fixture.ts";
import type { FuzzedServer } from "./fuzzed-server.ts";
import { FreshNames } from "./values/fresh.ts";
import { type KnownValues, Sampler } from "./values/sample-value.ts";
import { describeRequest, type RawRequest } from "./wire/raw-request.ts";
import { canTravel, FuzzClient, type RawAnswer } from "./wire/send-request.ts";
import { spokenProtocol } from "./wire/spoken-protocol.ts";
import { type Input, writeRequest } from "./wire/write-request.ts";

/** Operations after whose success the things that requests name may be gone or changed. */
const DESTROYS =
  /^(?:Delete|Detach|Remove|Schedule|Disable|Untag|Update|Put|Create(?:Policy|Access|FunctionUrl)|Abort|Complete)/;

/** How many requests wait for their answers together. */
const AT_A_TIME = 16;
const READS = /^(?:Get|List|Describe|Head)/;
const MAY_BE_UNSET = /^Get/;

export interface FuzzReport {
  readonly requests: number;
  readonly succeeded: number;
  /** Where none succeeds, only what is checked first is put to the test: the operation needs other known values. */
  readonly firstRefusal: string;
  /** What was wrong, one text a case. */
  readonly faults: readonly string[];
}

/** Puts one served service through everything its model suggests. */
export class ServiceFuzzer implements Disposable {
  readonly #server: FuzzedServer;
  readonly #served: ServedService;
  readonly #client: FuzzClient;
  readonly #names = new FreshNames();
  readonly #tokens = new Map<string, string>();
  #known: KnownValues = {};
  #made: { operation?: Operation; known?: KnownValues; cases: ReadonlyMap<string, FuzzCase> } = { cases: new Map() };
  #succeeded = 0;
  /** The last one. */
  #refusal = "";

  constructor(server: FuzzedServer, served: ServedService) {
    this.#server = server;
    this.#served = served;
    this.#client = new FuzzClient(server.endpoint);
  }

  /** Every operation that is handled, whoever added it. */
  get operations(): readonly Operation[] {
    const { model, service } = this.#served;
    return [...model.operations.values()].filter(({ name }) => Object.hasOwn(service.operations, name));
  }

  /** Makes what requests name, and gathers tokens of all lists that have more than one page. */
  async prepare(): Promise<void> {
    await this.#restore();
    for (const operation of this.operations) await this.#gatherToken(operation);
  }

  /**
   * Makes requests to one operation, at most so many.
   * @param only the title of the one case to make
   */
  async fuzz(operation: Operation, atMost: number, only: string | undefined): Promise<FuzzReport> {
    this.#succeeded = 0;
    this.#refusal = "";
    await this.#restore();
    const titles = [...this.#cases(operation).keys()];
    const chosen =
      only === undefined ? choose(titles, operation.name, atMost) : titles.filter((title) => title === only);
    const faults: string[] = [];
    let firstRefusal: string | undefined;
    for (const title of chosen) {
      const fuzzCase = this.#cases(operation).get(title);
      if (fuzzCase !== undefined) faults.push(...(await this.#run(operation, fuzzCase)));
      firstRefusal ??= this.#refusal;
    }
    faults.push(...(await this.unreadable()));
    return { requests: chosen.length, succeeded: this.#succeeded, firstRefusal: firstRefusal ?? "", faults };
  }

  /** Makes requests to all operations, many at a time, so that they change things under each other's hands. */
  async fuzzTogether(atMost: number): Promise<FuzzReport> {
    this.#succeeded = 0;
    await this.#restore();
    const all: ReadonlyMap<string, { readonly operation: Operation; readonly one: FuzzCase }> = new Map(
      this.operations.flatMap((operation) =>
        [...this.#cases(operation)].map(
          ([title, one]) => [`${operation.name} / ${title}`, { operation, one }] as const,
        ),
      ),
    );
    const waiting = choose([...all.keys()], this.#served.service.id, atMost).values();
    const faults: string[] = [];
    const workOff = async (): Promise<void> => {
      for (const title of waiting) {
        const chosen = all.get(title);
        if (chosen !== undefined) faults.push(...(await this.#make(chosen.operation, chosen.one)));
      }
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, workOff));
    await this.#restore();
    faults.push(...(await this.unreadable()));
    return { requests: atMost, succeeded: this.#succeeded, firstRefusal: "", faults };
  }

  /** By title. Made anew when names and ids have changed since the last time. */
  #cases(operation: Operation): ReadonlyMap<string, FuzzCase> {
    if (this.#made.operation === operation && this.#made.known === this.#known) return this.#made.cases;
    const sampler = new Sampler(operation.name, this.#known);
    const ofInput = inputCases(operation, sampler, this.#tokens);
    const cases = [...ofInput, ...pairCases(ofInput), ...requestCases(sampler.input(operation.input.shape))];
    this.#made = { operation, known: this.#known, cases: new Map(cases.map((one) => [one.title, one])) };
    return this.#made.cases;
  }

  /** One case, and afterwards what it may have destroyed. */
  async #run(operation: Operation, fuzzCase: FuzzCase): Promise<readonly string[]> {
    const succeededBefore = this.#succeeded;
    const faults = await this.#make(operation, fuzzCase);
    if (this.#succeeded > succeededBefore && DESTROYS.test(operation.name)) await this.#restore();
    return faults;
  }

  async #make(operation: Operation, fuzzCase: FuzzCase): Promise<readonly string[]> {
    const request = this.#write(operation, fuzzCase);
    if (!canTravel(request)) return [];
    const told = `${operation.name} / ${fuzzCase.title}`;
    let faults: readonly string[];
    try {
      const answer = await this.#send(operation, request);
      faults = answerFaults(this.#served.model, operation, fuzzCase, answer);
      if (answer.status < 300) this.#succeeded += 1;
      else this.#refusal = answer.body.toString();
    } catch (error) {
      faults = [`there was no answer: ${String(error)}`];
    }
    const all = [...faults, ...this.#server.takeBugs()];
    return all.length === 0 ? [] : [`${told}\n  ${all.join("\n  ")}\n${describeRequest(request)}\n`];
  }

  #write(operation: Operation, { input, alter = (request) => request }: FuzzCase): RawRequest {
    return alter(writeRequest(this.#served.model, operation, this.#names.spell(input) as Input));
  }

  #send(operation: Operation, request: RawRequest): Promise<RawAnswer> {
    const members = operation.output?.shape.members ?? [];
    const untilHead = members.some(({ shape }) => shape.kind === "structure" && shape.eventStream);
    return this.#client.send(request, { untilHead });
  }

  async #restore(): Promise<void> {
    const known = await fixtureOf(this.#served.service.id)(this.#calls);
    if (!isDeepStrictEqual(known, this.#known)) this.#known = known;
  }

  readonly #calls: FixtureCalls = {
    call: async (operationName, input) => {
      const output = await this.#calls.attempt(operationName, input);
      if (output === undefined) throw new Error(`${operationName} was refused: ${this.#refusal}`);
      return output;
    },
    attempt: async (operationName, input) => {
      const operation = this.operations.find(({ name }) => name === operationName);
      if (operation === undefined) return undefined;
      const answer = await this.#send(operation, this.#write(operation, { title: "", input }));
      this.#refusal = answer.body.toString();
      return answer.status < 300 ? this.#read(operation, answer) : undefined;
    },
  };

  #read(operation: Operation, answer: RawAnswer): Readonly<Record<string, unknown>> {
    return readOutput(spokenProtocol(this.#served.model), operation, answer.body) as Readonly<Record<string, unknown>>;
  }

  async #gatherToken(operation: Operation): Promise<void> {
    const { members } = operation.input.shape;
    const size = members.find(({ name, shape }) => isPageSize(name) && shape.kind === "integer");
    if (size === undefined) return;
    const least = new Sampler(operation.name, this.#known).input(operation.input.shape);
    const output = await this.#calls.attempt(operation.name, { ...least, [size.name]: 1 });
    const token = Object.entries(output ?? {}).find(([name, value]) => isPageToken(name) && typeof value === "string");
    if (token !== undefined) this.#tokens.set(operation.name, String(token[1]));
  }

  /** Whether the service still answers, and what was put into it can be read. */
  async unreadable(): Promise<readonly string[]> {
    const faults: string[] = [];
    for (const reader of this.operations.filter(({ name }) => READS.test(name))) {
      const reading = { title: "", input: new Sampler(reader.name, this.#known).input(reader.input.shape) };
      const answer = await this.#send(reader, this.#write(reader, reading));
      const found = answerFaults(this.#served.model, reader, reading, answer);
      faults.push(...[...found, ...this.#server.takeBugs()].map((fault) => `afterwards ${reader.name}: ${fault}`));
      const mustSucceed = !reader.input.shape.members.some(({ required }) => required);
      if (!mustSucceed || answer.status === 200 || MAY_BE_UNSET.test(reader.name)) continue;
      faults.push(`afterwards ${reader.name} answers ${answer.status}: ${answer.body.toString()}`);
    }
    return faults;
  }

  [Symbol.dispose](): void {
    this.#client[Symbol.dispose]();
  }
}

const isPageSize = (name: string): boolean => /^(?:max\w*|limit)$/i.test(name);
