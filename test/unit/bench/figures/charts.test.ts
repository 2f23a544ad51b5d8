import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { charts } from "../../../../bench/figures/charts.ts";
import { markdownTable } from "../../../../bench/figures/markdown-table.ts";

describe("Charts", () => {
  test("show what was measured and leave out the rest", () => {
    const svg = charts({ "warm.echo.p50Ms": 0.05, "warm.lambkin.p50Ms": 0.25 });
    assert.match(svg, /^<svg /);
    assert.match(svg, /0\.25 ms/);
    assert.match(svg, /node:http echo/);
    assert.doesNotMatch(svg, /workerd|A cold start|events that wait/);
  });

  test("put what is faster above what is slower, whoever it is", () => {
    const svg = charts({ "peersCold.lambkin.p50Ms": 9, "peersCold.spawn.p50Ms": 30, "peersCold.aws-rie.p50Ms": 7 });
    assert.deepEqual(svg.match(/>[^<>]+ ms</g), [">7 ms<", ">9 ms<", ">30 ms<"]);
  });

  test("draw a curve through what counts gave", () => {
    const svg = charts({
      "scale.functions.100.startMs": 500,
      "scale.functions.100.listMs": 5,
      "scale.functions.100.invokeMs": 1,
      "scale.functions.10000.startMs": 600,
      "scale.functions.10000.listMs": 6,
      "scale.functions.10000.invokeMs": 1,
    });
    assert.match(svg, /A server that holds functions/);
    assert.equal(svg.match(/stroke-width="2.5"/g)?.length, 3);
  });
});

describe("A table in Markdown", () => {
  test("is as wide as its head, whatever its rows have", () => {
    assert.equal(
      markdownTable({ title: "T", head: ["", "p50"], rows: [["a|b", "1"], ["c"]], note: "n" }),
      "### T\n\n|  | p50 |\n|---|--:|\n| a\\|b | 1 |\n| c |  |\n\nn\n",
    );
  });
});
