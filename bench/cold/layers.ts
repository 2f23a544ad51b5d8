import { PublishLayerVersionCommand } from "@aws-sdk/client-lambda";
import { zip } from "../../test/support/zip.ts";
import type { LambkinServer } from "../targets/lambkin-server.ts";

const LAYERS = 5;

/** Publishes layers with a file each. @returns their ARNs */
export const publishLayers = async (server: LambkinServer): Promise<readonly string[]> => {
  const arns: string[] = [];
  for (let n = 0; n < LAYERS; n += 1) {
    const ZipFile = await zip({ [`layer-${n}/data.txt`]: `layer ${n}` });
    const { LayerVersionArn } = await server.lambda.send(
      new PublishLayerVersionCommand({ LayerName: `bench-${n}`, Content: { ZipFile } }),
    );
    arns.push(LayerVersionArn ?? "");
  }
  return arns;
};
