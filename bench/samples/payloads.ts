import { zip } from "../../test/support/zip.ts";
import type { Sample } from "./sample.ts";

export const nodeEcho: Sample = {
  name: "gives its event back",
  runtime: "nodejs24.x",
  zip: () => zip({ "index.js": `exports.handler = async (event) => event;` }),
};

/** Streams as many bytes as its event says, as fast as the platform takes them. */
export const nodeStream: Sample = {
  name: "streams",
  runtime: "nodejs24.x",
  zip: () =>
    zip({
      "index.js": `
        const { once } = require("node:events");
        const chunk = Buffer.alloc(100_000, "x");
        exports.handler = awslambda.streamifyResponse(async (event, stream) => {
          for (let left = event.bytes; left > 0; left -= chunk.length)
            if (!stream.write(chunk.subarray(0, left))) await once(stream, "drain");
          stream.end();
        });`,
    }),
};
