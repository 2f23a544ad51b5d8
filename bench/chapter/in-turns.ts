/** Has each of them take so many turns, one after the other, every other round in the opposite order. */
export const inTurns = async <Item>(
  items: readonly Item[],
  rounds: number,
  takeTurn: (item: Item) => Promise<void>,
): Promise<void> => {
  for (let round = 0; round < rounds; round += 1)
    for (const item of round % 2 === 0 ? items : items.toReversed()) await takeTurn(item);
};
