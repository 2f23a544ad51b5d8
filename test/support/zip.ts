import { buffer } from "node:stream/consumers";
import { ZipFile } from "yazl";

/** A zip archive of the named files, readable by all; `modes` overrides 0644. */
export const zip = async (
  files: Readonly<Record<string, string | Uint8Array>>,
  modes: Readonly<Record<string, number>> = {},
): Promise<Buffer> => {
  const archive = new ZipFile();
  for (const [name, content] of Object.entries(files))
    archive.addBuffer(Buffer.from(content as string), name, { mode: modes[name] ?? 0o100644 });
  archive.end();
  return buffer(archive.outputStream);
};
