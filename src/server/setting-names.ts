/** `memoryMiB` is `--memory-mib` as a flag. */
export const flagName = (name: string): string =>
  name.replace(/MiB/, "-mib").replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** `memoryMiB` is `LAMBKIN_MEMORY_MIB` in the environment. */
export const variableName = (name: string): string => `LAMBKIN_${flagName(name).replaceAll("-", "_").toUpperCase()}`;
