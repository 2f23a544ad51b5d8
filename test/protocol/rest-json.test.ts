import { ServiceException } from "../../src/aws/service-exception.ts";
import { restJson } from "../../src/protocol/rest/rest-json.ts";
import { describeConformance, REQUEST_ID } from "./support/conformance.ts";
import { conformanceModel } from "./support/conformance-model.ts";

const echo = (body: string) => ({ path: "/echo", body });
const check = (body: string) => ({ path: "/check", body });
const at = new Date("2026-01-02T03:04:05.500Z");

describeConformance(restJson(conformanceModel({ protocol: "rest-json" })), {
  requests: {
    "every scalar": [
      "Echo",
      echo('{"Text":"é\\u0000","Count":-3,"Big":9007199254740991,"Ratio":1.5,"Flag":false,"Bytes":"AQI="}'),
      { Text: "é\0", Count: -3, Big: 9007199254740991, Ratio: 1.5, Flag: false, Bytes: new Uint8Array([1, 2]) },
    ],
    "doubles that JSON has no number for": ["Echo", echo('{"Ratio":"-Infinity"}'), { Ratio: -Infinity }],
    "timestamps in each format, whatever the model prefers": [
      "Echo",
      echo('{"At":1767323045.5,"AtIso":"2026-01-02T03:04:05.5Z","AtHttp":"2026-01-02T04:04:05.5+01:00"}'),
      { At: at, AtIso: at, AtHttp: at },
    ],
    "lists, maps and structures within structures": [
      "Echo",
      echo('{"Names":["a",""],"Labels":{"k":"v"},"Node":{"Name":"n","Children":[{"Children":[]}]}}'),
      { Names: ["a", ""], Labels: { k: "v" }, Node: { Name: "n", Children: [{ Children: [] }] } },
    ],
    "members under their wire names": ["Echo", echo('{"other-name":"x","Renamed":"y"}'), { Renamed: "x" }],
    "null as absent and unknown members as nothing": ["Echo", echo('{"Text":null,"Unknown":{"a":[1]}}'), {}],
    "an empty body as an empty structure": ["Echo", echo(""), {}],
    "the last of two members of one name": ["Echo", echo('{"Text":"a","Text":"b"}'), { Text: "b" }],
    "words for booleans as AWS takes them": ["Echo", echo('{"Flag":"Yes"}'), { Flag: true }],
    "an integer beyond 32 bits cut to its type": ["Echo", echo('{"Count":99999999999}'), { Count: 2147483647 }],
    "labels, greedy labels, headers, prefixed headers and the body together": [
      "Heads",
      {
        method: "PUT",
        path: "/heads/7/of/a%20b/c%2Fd",
        query: "full=yes",
        headers: {
          "x-text": "t",
          "x-count": "3",
          "x-flag": "true",
          "x-at": "Fri, 02 Jan 2026 03:04:05 GMT",
          "x-names": "a, b",
          "x-meta-one": "1",
        },
        body: '{"Note":"n"}',
      },
      {
        Id: 7,
        Path: "a b/c/d",
        Text: "t",
        Count: 3,
        Flag: true,
        At: new Date("2026-01-02T03:04:05Z"),
        Names: ["a", "b"],
        Meta: { one: "1" },
        Note: "n",
      },
    ],
    "query parameters, repeated ones as a list": [
      "ListHeads",
      {
        method: "GET",
        path: "/heads/",
        query: "text=a%2Bb+c&name=x&name=y&since=2026-01-02T03%3A04%3A05.5Z&flag=false",
      },
      { Text: "a+b c", Names: ["x", "y"], Since: at, Flag: false },
    ],
    "a text as the whole body": [
      "TextPayload",
      { method: "PUT", path: "/payloads/text", body: '{"a"' },
      { Text: '{"a"' },
    ],
    "bytes as the whole body": [
      "BytesPayload",
      { method: "PUT", path: "/payloads/bytes", headers: { "content-type": "x/y" }, body: new Uint8Array([0, 255]) },
      { Bytes: new Uint8Array([0, 255]), Type: "x/y" },
    ],
    "an empty body as no payload": ["BytesPayload", { method: "PUT", path: "/payloads/bytes" }, {}],
    "a structure as the whole body": [
      "NodePayload",
      { method: "PUT", path: "/payloads/node", body: '{"Name":"n"}' },
      { Node: { Name: "n" } },
    ],
  },
  refusals: {
    "a number for a string": [
      echo('{"Text":5}'),
      "SerializationException",
      "NUMBER_VALUE can not be converted to a String",
    ],
    "a boolean for a string": [
      echo('{"Text":true}'),
      "SerializationException",
      "TRUE_VALUE can not be converted to a String",
    ],
    "a string for an integer": [
      echo('{"Count":"5"}'),
      "SerializationException",
      "STRING_VALUE can not be converted to an Integer",
    ],
    "a boolean for a long": [
      echo('{"Big":false}'),
      "SerializationException",
      "FALSE_VALUE can not be converted to a Long",
    ],
    "a long that a number cannot hold": [
      echo('{"Big":1e300}'),
      "SerializationException",
      "NUMBER_VALUE can not be converted to a Long",
    ],
    "a number for a boolean": [
      echo('{"Flag":1}'),
      "SerializationException",
      "NUMBER_VALUE can not be converted to a Boolean",
    ],
    "another word for a boolean": [
      echo('{"Flag":"maybe"}'),
      "SerializationException",
      "STRING_VALUE can not be converted to an Boolean",
    ],
    "a list for a string": [echo('{"Text":[]}'), "SerializationException", "Start of list found where not expected"],
    "a structure for a string": [
      echo('{"Text":{}}'),
      "SerializationException",
      "Start of structure or map found where not expected.",
    ],
    "a string for a list": [echo('{"Names":"a"}'), "SerializationException", "Expected list or null"],
    "a structure for a list": [
      echo('{"Names":{}}'),
      "SerializationException",
      "Start of structure or map found where not expected.",
    ],
    "a string for a map": [echo('{"Labels":"a"}'), "SerializationException", "Expected map or null"],
    "a string for a structure": [echo('{"Node":"a"}'), "SerializationException", "Expected null"],
    "a list for the body": [echo("[]"), "SerializationException", "Start of list found where not expected"],
    "a text that is no timestamp": [
      echo('{"At":"yesterday"}'),
      "SerializationException",
      "STRING_VALUE can not be converted to milliseconds since epoch",
    ],
    "a timestamp beyond all calendars": [
      echo('{"At":1e300}'),
      "SerializationException",
      "NUMBER_VALUE can not be converted to milliseconds since epoch",
    ],
    "base64 that lost a character": [
      echo('{"Bytes":"AQI"}'),
      "SerializationException",
      "Base64 encoded length is expected a multiple of 4 bytes but found: 3",
    ],
    "a body that is no JSON": [echo('{"Text":'), "SerializationException", "Could not parse request body into json"],
    "a body that is no UTF-8": [
      { path: "/echo", body: new Uint8Array([0x22, 0xff, 0x22]) },
      "SerializationException",
      "Could not parse request body into json",
    ],
    "a structure that nests without end": [
      echo(`{"Node":${'{"Children":['.repeat(200)}${"]}".repeat(200)}}`),
      "SerializationException",
      "Nesting is deeper than 128 levels",
    ],
    "a label of another type": [
      { method: "DELETE", path: "/heads/seven" },
      "SerializationException",
      "STRING_VALUE can not be converted to an Integer",
    ],
    "a label that is not percent-encoded": [
      { method: "DELETE", path: "/heads/%zz" },
      "SerializationException",
      "The path is not properly percent-encoded",
    ],
    "violated constraints, all at once": [
      check('{"Secret":"short","Kind":"blue","Tags":[{"Key":"ok"},{"Key":"X"},{}]}'),
      "ValidationException",
      "7 validation errors detected: " +
        "Value null at 'name' failed to satisfy constraint: Member must not be null; " +
        "Value at 'secret' failed to satisfy constraint: Member must have length greater than or equal to 8; " +
        "Value 'blue' at 'kind' failed to satisfy constraint: Member must satisfy enum value set: [red, green]; " +
        "Value '[Tag(key=ok, value=null), Tag(key=X, value=null), Tag(key=null, value=null)]' at 'tags' " +
        "failed to satisfy constraint: Member must have length less than or equal to 2; " +
        "Value 'X' at 'tags.2.member.key' failed to satisfy constraint: " +
        "Member must satisfy regular expression pattern: [a-z]+; " +
        "Value 'X' at 'tags.2.member.key' failed to satisfy constraint: Member must have length greater than or equal to 2; " +
        "Value null at 'tags.3.member.key' failed to satisfy constraint: Member must not be null",
    ],
  },
  unroutable: {
    "an unknown path": { path: "/nothing" },
    "another method": { method: "PATCH", path: "/echo" },
    "a path whose query is missing": { method: "PUT", path: "/heads/7/of/a" },
    "an empty label": { method: "DELETE", path: "/heads//" },
  },
  responses: {
    "every scalar, leaving out what is absent": [
      "Echo",
      { Text: "é", Count: 0, Ratio: Number.NaN, Flag: false, Bytes: new Uint8Array([1]), Big: undefined, Names: null },
      {
        status: 200,
        headers: { "Content-Type": "application/json", "x-amzn-RequestId": REQUEST_ID },
        body: '{"Text":"é","Count":0,"Ratio":"NaN","Flag":false,"Bytes":"AQ=="}',
      },
    ],
    "timestamps in the model's format, seconds by default": [
      "Echo",
      { At: at, AtIso: at, AtHttp: at, AtEpoch: at },
      {
        status: 200,
        body: '{"At":1767323045.5,"AtIso":"2026-01-02T03:04:05.500Z","AtHttp":"Fri, 02 Jan 2026 03:04:05 GMT","AtEpoch":1767323045.5}',
      },
    ],
    "lists, maps, structures and wire names": [
      "Echo",
      { Names: [], Labels: { a: "b" }, Node: { Children: [{ Name: "c" }] }, Renamed: "r" },
      {
        status: 200,
        body: '{"Names":[],"Labels":{"a":"b"},"Node":{"Children":[{"Name":"c"}]},"other-name":"r"}',
      },
    ],
    "an empty structure": ["Check", undefined, { status: 200, body: "{}" }],
    "nothing for 204": [
      "DeleteHead",
      undefined,
      { status: 204, headers: { "Content-Type": undefined, "x-amzn-RequestId": REQUEST_ID }, body: "" },
    ],
    "headers, a status of the operation's own, and the rest as body": [
      "Heads",
      { Text: "t", Count: 3, Flag: true, At: at, Names: ["a", "b"], Meta: { one: "1" }, Status: 202, Note: "n" },
      {
        status: 202,
        headers: {
          "X-Text": "t",
          "X-Count": "3",
          "X-Flag": "true",
          "X-At": "Fri, 02 Jan 2026 03:04:05 GMT",
          "X-Names": "a, b",
          "X-Meta-one": "1",
        },
        body: '{"Note":"n"}',
      },
    ],
    "a text payload": [
      "TextPayload",
      { Text: "<t>" },
      { status: 200, headers: { "Content-Type": "text/plain" }, body: "<t>" },
    ],
    "bytes under the content type of their own header": [
      "BytesPayload",
      { Bytes: new Uint8Array([0, 255]), Type: "x/y" },
      { status: 200, headers: { "Content-Type": "x/y" }, body: new Uint8Array([0, 255]) },
    ],
    "a structure payload": ["NodePayload", { Node: { Name: "n" } }, { status: 200, body: '{"Name":"n"}' }],
  },
  errors: {
    "a modelled error with its members": [
      new ServiceException({ code: "Not.Here", statusCode: 404, message: "gone", properties: { Place: "x" } }),
      {
        status: 404,
        headers: { "X-Amzn-Errortype": "Not.Here", "x-amzn-RequestId": REQUEST_ID },
        body: '{"Place":"x","Message":"gone"}',
      },
    ],
    "an error that belongs to no service": [
      new ServiceException({ code: "ThrottlingException", statusCode: 400, message: "slow" }),
      { status: 400, headers: { "X-Amzn-Errortype": "ThrottlingException" }, body: '{"message":"slow"}' },
    ],
  },
});
