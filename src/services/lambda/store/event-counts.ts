interface Count {
  eventCount: number;
  /** No event of the function is older; what is younger by little may be the oldest. */
  oldestId: number;
}

/** How many events each function has in the queue, so that nobody has to count them, and where its oldest is found. */
export class EventCounts {
  readonly #counts = new Map<string, Count>();

  /** Functions with events, in the order of their names. */
  get functionNames(): readonly string[] {
    return [...this.#counts].flatMap(([name, { eventCount }]) => (eventCount > 0 ? [name] : [])).toSorted(byCodeUnits);
  }

  of(functionName: string): Readonly<Count> {
    return this.#counts.get(functionName) ?? { eventCount: 0, oldestId: 0 };
  }

  add(functionName: string, eventCount: number, oldestId: number): void {
    const known = this.#counts.get(functionName) ?? { eventCount: 0, oldestId };
    this.#set(functionName, known.eventCount + eventCount, Math.min(known.oldestId, oldestId));
  }

  remove(functionName: string, eventCount: number): void {
    const { eventCount: before, oldestId } = this.of(functionName);
    this.#set(functionName, before - eventCount, oldestId);
  }

  /** @param oldestId an event that was found to be the oldest */
  noteOldest(functionName: string, oldestId: number): void {
    const known = this.#counts.get(functionName);
    if (known !== undefined) known.oldestId = oldestId;
  }

  #set(functionName: string, eventCount: number, oldestId: number): void {
    if (eventCount === 0) this.#counts.delete(functionName);
    else this.#counts.set(functionName, { eventCount, oldestId });
  }
}

/** As the database sorts. */
const byCodeUnits = (one: string, other: string): number => (one < other ? -1 : 1);
