import { ServiceException } from "../../src/aws/service-exception.ts";
import { CborTag } from "../../src/protocol/cbor/cbor-decoder.ts";
import { encodeCbor } from "../../src/protocol/cbor/cbor-encoder.ts";
import { rpcV2Cbor } from "../../src/protocol/rpc/rpc-v2-cbor.ts";
import { describeConformance, REQUEST_ID } from "./support/conformance.ts";
import { conformanceModel } from "./support/conformance-model.ts";

const at = new Date("2026-01-02T03:04:05.500Z");
const to = (name: string, body: Uint8Array = new Uint8Array()) => ({
  path: `/service/Conformance_20260101/operation/${name}`,
  headers: { "smithy-protocol": "rpc-v2-cbor", "content-type": "application/cbor" },
  body,
});
const echo = (input: object) => to("Echo", encodeCbor(input));

describeConformance(rpcV2Cbor(conformanceModel({ protocol: "smithy-rpc-v2-cbor" })), {
  requests: {
    "every scalar": [
      "Echo",
      echo({ Text: "é", Count: -3, Big: 2 ** 40, Ratio: 1.5, Flag: true, Bytes: new Uint8Array([1]) }),
      { Text: "é", Count: -3, Big: 2 ** 40, Ratio: 1.5, Flag: true, Bytes: new Uint8Array([1]) },
    ],
    "timestamps as tagged seconds": ["Echo", echo({ At: new CborTag(1, 1767323045.5) }), { At: at }],
    "lists, maps and structures": [
      "Echo",
      echo({ Names: ["a"], Labels: { k: "v" }, Node: { Children: [{ Name: "c" }] } }),
      { Names: ["a"], Labels: { k: "v" }, Node: { Children: [{ Name: "c" }] } },
    ],
    "items of indefinite length": [
      "Echo",
      // {_ "Names": [_ "a"], "Text": (_ "b", "c")}
      to("Echo", Buffer.from("bf654e616d65739f6161ff64546578747f61626163ffff", "hex")),
      { Names: ["a"], Text: "bc" },
    ],
    "members by their model's names, null as absent": [
      "Echo",
      echo({ Renamed: "r", "other-name": "x", Text: null }),
      { Renamed: "r" },
    ],
    "an empty body": ["Echo", to("Echo"), {}],
  },
  refusals: {
    "a number for a string": [
      echo({ Text: 5 }),
      "SerializationException",
      "NUMBER_VALUE can not be converted to a String",
    ],
    "a string for bytes": [
      echo({ Bytes: "AQ==" }),
      "SerializationException",
      "STRING_VALUE can not be converted to a Blob",
    ],
    "an item that ends too early": [
      to("Echo", Buffer.from("a1", "hex")),
      "SerializationException",
      "The CBOR item ends too early",
    ],
    "a length that promises more than there is": [
      to("Echo", Buffer.from("bb7fffffffffffffff", "hex")),
      "SerializationException",
      "The CBOR item ends too early",
    ],
    "arrays that nest without end": [
      to("Echo", Buffer.from("81".repeat(5000), "hex")),
      "SerializationException",
      "Nesting is deeper than 128 levels",
    ],
  },
  unroutable: { "another path": { path: "/" }, "an unknown operation": to("Nothing") },
  responses: {
    output: [
      "Echo",
      { Text: "a", At: at, Count: 1, Names: [] },
      {
        status: 200,
        headers: {
          "Content-Type": "application/cbor",
          "smithy-protocol": "rpc-v2-cbor",
          "x-amzn-RequestId": REQUEST_ID,
        },
        body: encodeCbor({ Text: "a", Count: 1, At: new CborTag(1, 1767323045.5), Names: [] }),
      },
    ],
    "an empty output": ["Check", undefined, { status: 200, body: Buffer.from("a0", "hex") }],
    "no output at all": ["Silent", undefined, { status: 200, headers: { "Content-Type": undefined }, body: "" }],
  },
  errors: {
    "a modelled error": [
      new ServiceException({ code: "Not.Here", statusCode: 404, message: "gone", properties: { Place: "x" } }),
      {
        status: 404,
        headers: { "smithy-protocol": "rpc-v2-cbor" },
        body: encodeCbor({ __type: "NotHere", Place: "x", Message: "gone" }),
      },
    ],
  },
});
