/**
 * Lets so many environments start at a time while the others wait. Started all at once, none of a thousand would be ready
 * before nearly all are, which is later than an init may take. Functions take turns, so that one that needs many does not
 * hold up another that needs one.
 */
export class StartTurns {
  #free: number;
  /** By function; whose turn it is next comes first. */
  readonly #waiting = new Map<string, ((turn: Disposable) => void)[]>();

  constructor(atOnce: number) {
    this.#free = atOnce;
  }

  /** To be disposed of when it has started, or another one may; more than once does no harm. */
  take(functionName: string): Promise<Disposable> {
    const { promise, resolve } = Promise.withResolvers<Disposable>();
    const queue = this.#waiting.get(functionName);
    if (this.#free > 0) {
      this.#free -= 1;
      resolve(this.#newTurn());
    } else if (queue === undefined) this.#waiting.set(functionName, [resolve]);
    else queue.push(resolve);
    return promise;
  }

  #newTurn(): Disposable {
    let isOver = false;
    return {
      [Symbol.dispose]: () => {
        if (isOver) return;
        isOver = true;
        this.#pass();
      },
    };
  }

  #pass(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#free += 1;
      return;
    }
    const [functionName, queue] = next;
    const resolve = queue.shift();
    // Behind all others.
    this.#waiting.delete(functionName);
    if (queue.length > 0) this.#waiting.set(functionName, queue);
    resolve?.(this.#newTurn());
  }
}
