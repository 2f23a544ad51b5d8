/** All elements of a stream, once it has ended. */
export const collect = async <Element>(stream: AsyncIterable<Element> | undefined): Promise<readonly Element[]> => {
  const elements: Element[] = [];
  for await (const element of stream ?? []) elements.push(element);
  return elements;
};
