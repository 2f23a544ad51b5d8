import { join } from "node:path";
import { testRuntimes } from "./test-runtimes.ts";

/** What test/runtimes/prepare-ruby unpacked lies there as rbenv would have it. Servers under test find it too. */
process.env["RBENV_ROOT"] ??= join(import.meta.dirname, "../../node_modules/.cache/ruby-3.3");
testRuntimes.refresh();

const rubies = (await testRuntimes.list()).filter(({ family, status }) => family === "ruby" && status === "ready");

/** The Ruby that tests run: 3.3, which they were written with, or else the newest that the host has. */
export const RUBY = (rubies.find(({ identifier }) => identifier === "ruby3.3") ?? rubies[0])?.identifier ?? "ruby3.3";

/** For `skip`: why there is no Ruby, or false. */
export const NO_RUBY =
  rubies.length === 0 && "this host has no Ruby, and test/runtimes/prepare-ruby could not unpack one";
