import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  encodeLaunchRequest,
  encodeMounts,
  encodeRestoration,
  encodeStart,
  encodeTaking,
  type LaunchRequest,
} from "../../../../src/sandbox/linux/launch-request.ts";

const REQUEST: LaunchRequest = {
  command: ["/bin/sh", "-c", "true"],
  environment: { A: "b=c" },
  waits: false,
  companions: { programs: ["/opt/extensions/x"], environment: { C: "d" } },
  workingDirectory: "/tmp",
  restoration: undefined,
  privileged: true,
  rootMountPoint: "/scratch/root",
  image: undefined,
  symlinks: [{ path: "bin", text: "usr/bin" }],
  directories: ["opt/lib"],
  mounts: [{ target: "opt", sources: ["/layer/1", "/layer/2"] }],
  tmp: { kind: "image", bytes: 512, template: "/scratch/512.ext4", path: "/scratch/copy" },
  listenPorts: [9001],
  networkNamespace: undefined,
  cgroups: { unified: "/cgroup/x", taskFiles: ["/cgroup/memory/x/tasks"] },
  rlimits: [{ resource: "openFiles", value: 1024 }],
};

describe("encodeLaunchRequest", () => {
  test("writes the length, then every record and its values, each ended by a NUL", () => {
    const encoded = encodeLaunchRequest(REQUEST).toString();
    const records =
      "argument /bin/sh argument -c argument true variable A=b=c working-directory /tmp companion /opt/extensions/x companion-variable C=d privileged " +
      "root-mount-point /scratch/root symlink bin usr/bin directory opt/lib mount opt source /layer/1 source /layer/2 " +
      "tmp-bytes 512 tmp-template /scratch/512.ext4 tmp-image /scratch/copy listen-port 9001 " +
      "unified-cgroup /cgroup/x task-file /cgroup/memory/x/tasks rlimit 7 1024 ";
    const body = records.replaceAll(" ", "\0");
    assert.equal(encoded, body.length.toString(16).padStart(8, "0") + body);
  });

  test("writes mounts that come later in the same way", () => {
    const body = "mount opt source /layer/1 source /layer/2 ".replaceAll(" ", "\0");
    assert.equal(encodeMounts(REQUEST.mounts).toString(), body.length.toString(16).padStart(8, "0") + body);
  });

  test("leaves out what a sandbox that waits is told later", () => {
    const encoded = encodeLaunchRequest({ ...REQUEST, waits: true }).toString();
    assert.ok(encoded.slice(8).startsWith("waits\0companion\0"));
    const body = "argument /bin/sh argument -c argument true variable A=b=c working-directory /tmp ".replaceAll(
      " ",
      "\0",
    );
    assert.equal(encodeStart(REQUEST).toString(), body.length.toString(16).padStart(8, "0") + body);
  });

  test("names what to go on from instead of a command, at once or later", () => {
    const restoration = { restorer: "/build/restore", image: "/snapshots/a/process" };
    const encoded = encodeLaunchRequest({ ...REQUEST, restoration }).toString();
    const body = "restorer\0/build/restore\0snapshot\0/snapshots/a/process\0";
    assert.ok(encoded.slice(8).startsWith(`${body}companion\0`));
    assert.equal(encodeRestoration(restoration).toString().slice(8), body);
  });

  test("names where to take a snapshot to, and with what", () => {
    assert.equal(
      encodeTaking({ taker: "/build/take", file: "/snapshots/b", maxBytes: 4096 }).toString().slice(8),
      "taker\0/build/take\0snapshot\0/snapshots/b\0snapshot-bytes\x004096\0",
    );
  });

  test("counts bytes, not characters", () => {
    const plain = encodeLaunchRequest({ ...REQUEST, workingDirectory: "/a" });
    const umlaut = encodeLaunchRequest({ ...REQUEST, workingDirectory: "/ä" });
    assert.equal(Number.parseInt(umlaut.toString("latin1", 0, 8), 16), umlaut.length - 8);
    assert.equal(umlaut.length, plain.length + 1);
  });

  test("refuses a string that would be taken for two", () => {
    assert.throws(() => encodeLaunchRequest({ ...REQUEST, environment: { A: "\0privileged" } }), TypeError);
  });
});
