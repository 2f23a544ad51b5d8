import { zip } from "../../test/support/zip.ts";
import type { Sample } from "./sample.ts";

export const STREAMED_BYTES = 50_000_000;

export const nodeEcho: Sample = {
  name: "gives its event back",
  runtime: "nodejs24.x",
  zip: () => zip({ "index.js": `exports.handler = async (event) => event;` }),
};

/** Writes a first byte at once, then as fast as the platform takes it. */
export const nodeStream: Sample = {
  name: "streams",
  runtime: "nodejs24.x",
  zip: () =>
    zip({
      "index.js": `
        const { once } = require("node:events");
        const chunk = Buffer.alloc(100_000, "x");
        exports.handler = awslambda.streamifyResponse(async (event, stream) => {
          for (let sent = 0; sent < ${STREAMED_BYTES}; sent += chunk.length)
            if (!stream.write(chunk)) await once(stream, "drain");
          stream.end();
        });`,
    }),
};
