import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { prometheusText } from "../../../src/base/prometheus-text.ts";

describe("Prometheus' text format", () => {
  test("has a head for each family, and a line for each sample", () => {
    const samples = [
      { labels: {}, value: 1.5 },
      { suffix: "_sum", labels: { a: "1", b: "2" }, value: 2 },
    ];
    assert.equal(
      prometheusText([{ name: "one", help: "What it is.", type: "gauge", samples }]),
      '# HELP one What it is.\n# TYPE one gauge\none 1.5\none_sum{a="1",b="2"} 2\n',
    );
  });

  test("escapes what labels may not hold", () => {
    const samples = [{ labels: { name: 'a"b\\c\nd' }, value: 1 }];
    assert.match(prometheusText([{ name: "one", help: "", type: "counter", samples }]), /\{name="a\\"b\\\\c\\nd"\} 1/);
  });
});
