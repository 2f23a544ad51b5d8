import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseHierarchies } from "../../../../../src/sandbox/linux/cgroup/hierarchies.ts";

describe("parseHierarchies", () => {
  test("finds the one tree of version 2 and this process's place in it", () => {
    const mountInfo = "29 22 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n";
    const found = parseHierarchies(mountInfo, "0::/system.slice/lambkin.service\n");
    assert.deepEqual(found.unified, { mountPoint: "/sys/fs/cgroup", ownPath: "/system.slice/lambkin.service" });
    assert.equal(found.version1.size, 0);
  });

  test("finds each controller of version 1, also where two share a tree", () => {
    const mountInfo = [
      "35 30 0:30 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory",
      "36 30 0:31 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:9 - cgroup cgroup rw,cpu,cpuacct",
      "37 30 0:32 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw",
    ].join("\n");
    const found = parseHierarchies(mountInfo, "4:memory:/a\n0::/\n");
    assert.equal(found.version1.get("memory"), "/sys/fs/cgroup/memory");
    assert.equal(found.version1.get("cpu"), "/sys/fs/cgroup/cpu,cpuacct");
    assert.equal(found.unified?.mountPoint, "/sys/fs/cgroup/unified");
  });

  test("sees the tree as a container does, which begins in the middle", () => {
    const mountInfo = "29 22 0:26 /docker/abc /sys/fs/cgroup ro - cgroup2 cgroup rw\n";
    assert.equal(parseHierarchies(mountInfo, "0::/docker/abc/inner\n").unified?.ownPath, "/inner");
    assert.equal(parseHierarchies(mountInfo, "0::/docker/abc\n").unified?.ownPath, "/");
  });

  test("reads a mount point with a blank in it", () => {
    const mountInfo = "29 22 0:26 / /mnt/my\\040cgroup rw - cgroup2 cgroup2 rw\n";
    assert.equal(parseHierarchies(mountInfo, "0::/\n").unified?.mountPoint, "/mnt/my cgroup");
  });

  test("finds nothing where nothing is mounted", () => {
    assert.deepEqual(parseHierarchies("22 1 254:0 / / rw - ext4 /dev/vda rw\n", ""), {
      version1: new Map(),
      unified: undefined,
    });
  });
});
