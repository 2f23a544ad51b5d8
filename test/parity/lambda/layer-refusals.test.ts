import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { LambdaControl } from "../../support/lambda-control.ts";
import { zip } from "../../support/zip.ts";
import { callByWire, type RecordedRequest } from "./call-by-wire.ts";

/** A refusal as AWS gave it. */
interface Case {
  readonly situation: string;
  /** Layers that are there already, each with one version, which everyone may use by a statement called `all`. */
  readonly layers?: readonly string[];
  readonly request: RecordedRequest;
  readonly answer: { readonly code: string; readonly status: number; readonly message: string };
}

const { cases } = JSON.parse(readFileSync(new URL("layer-refusals.json", import.meta.url), "utf8")) as {
  readonly cases: readonly Case[];
};

describe("refusals about layers, as recorded from AWS Lambda", () => {
  for (const { situation, layers = [], request, answer } of cases) {
    test(situation, async () => {
      await using control = await LambdaControl.start();
      for (const LayerName of layers) await publishShared(control, LayerName);
      const { code, status, message } = answer;
      await assert.rejects(callByWire(control, request), { code, statusCode: status, message });
    });
  }
});

const publishShared = async (control: LambdaControl, LayerName: string): Promise<void> => {
  await control.call("PublishLayerVersion", { LayerName, Content: { ZipFile: await zip({ "a.txt": "a" }) } });
  const everyone = { StatementId: "all", Action: "lambda:GetLayerVersion", Principal: "*" };
  await control.call("AddLayerVersionPermission", { LayerName, VersionNumber: 1, ...everyone });
};
