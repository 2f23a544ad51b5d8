import { open } from "node:fs/promises";

/** Makes names that were just created in a directory survive a power cut. */
export const syncDirectory = async (directory: string): Promise<void> => {
  await using handle = await open(directory, "r");
  await handle.sync();
};
