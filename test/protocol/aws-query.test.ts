import { ServiceException } from "../../src/aws/service-exception.ts";
import { awsQuery } from "../../src/protocol/rpc/aws-query.ts";
import { describeConformance, REQUEST_ID } from "./support/conformance.ts";
import { conformanceModel } from "./support/conformance-model.ts";

const at = new Date("2026-01-02T03:04:05.500Z");
const echo = (body: string) => ({ body: `Action=Echo&Version=2026-01-01&${body}` });

const NAMESPACE = 'xmlns="https://conformance.example/doc/2026-01-01/"';
const METADATA = `<ResponseMetadata><RequestId>${REQUEST_ID}</RequestId></ResponseMetadata>`;
const echoed = (result: string) =>
  `<EchoResponse ${NAMESPACE}><EchoResult>${result}</EchoResult>${METADATA}</EchoResponse>`;

describeConformance(awsQuery(conformanceModel({ protocol: "query" })), {
  requests: {
    "every scalar": [
      "Echo",
      echo("Text=a+b%26&Count=-3&Big=5&Ratio=1.5e3&Flag=true&Bytes=AQI%3D&At=2026-01-02T03%3A04%3A05.5Z"),
      { Text: "a b&", Count: -3, Big: 5, Ratio: 1500, Flag: true, Bytes: new Uint8Array([1, 2]), At: at },
    ],
    "a GET by its query": ["Echo", { method: "GET", query: "Action=Echo&Text=a" }, { Text: "a" }],
    "lists in the order of their numbers": [
      "Echo",
      echo("Names.member.10=c&Names.member.2=b&Names.member.1=a"),
      { Names: ["a", "b", "c"] },
    ],
    "lists whose elements have a name": ["Echo", echo("NamedNames.item.1=a"), { NamedNames: ["a"] }],
    "flattened lists": ["Echo", echo("FlatNames.1=a&FlatNames.2=b"), { FlatNames: ["a", "b"] }],
    "flattened lists that go by their elements' name": ["Echo", echo("item.1=a"), { FlatNamedNames: ["a"] }],
    "an empty list": ["Echo", echo("Names="), { Names: [] }],
    maps: ["Echo", echo("Labels.entry.1.key=k&Labels.entry.1.value=v"), { Labels: { k: "v" } }],
    "flattened maps with names of their own": [
      "Echo",
      echo("NamedLabels.1.Name=__proto__&NamedLabels.1.Value=v"),
      { NamedLabels: JSON.parse('{"__proto__":"v"}') as object },
    ],
    "structures within structures": [
      "Echo",
      echo("Node.Name=a&Node.Children.member.1.Name=b"),
      { Node: { Name: "a", Children: [{ Name: "b" }] } },
    ],
    "the first of two parameters of one name": ["Echo", echo("Text=a&Text=b"), { Text: "a" }],
    "an empty string": ["Echo", echo("Text="), { Text: "" }],
  },
  refusals: {
    "a number that is none": [echo("Count=many"), "MalformedInput", "STRING_VALUE can not be converted to an Integer"],
    "a structure for a string": [
      echo("Text.a=1"),
      "MalformedInput",
      "Start of structure or map found where not expected.",
    ],
    "names that nest without end": [
      echo(`${"a.".repeat(500)}=1`),
      "MalformedInput",
      "Nesting is deeper than 128 levels",
    ],
    "violated constraints under the older code": [
      { body: "Action=Check&Name=x" },
      "ValidationError",
      "1 validation error detected: Value 'x' at 'name' failed to satisfy constraint: " +
        "Member must have length greater than or equal to 2",
    ],
  },
  unroutable: { "an unknown action": { body: "Action=Nothing" }, "no action": { body: "Text=a" } },
  responses: {
    "every scalar, escaped": [
      "Echo",
      { Text: "<a & b>\r\u0000", Count: 0, Ratio: 1.5, Flag: false, Bytes: new Uint8Array([1]), At: at },
      {
        status: 200,
        headers: { "Content-Type": "text/xml", "x-amzn-RequestId": REQUEST_ID },
        body: echoed(
          "<Text>&lt;a &amp; b&gt;&#xD;\uFFFD</Text><Count>0</Count><Ratio>1.5</Ratio><Flag>false</Flag>" +
            "<Bytes>AQ==</Bytes><At>2026-01-02T03:04:05.500Z</At>",
        ),
      },
    ],
    "lists, flattened or not": [
      "Echo",
      { Names: ["a", "b"], FlatNames: ["c", "d"], FlatNamedNames: ["e"], NamedNames: [] },
      {
        status: 200,
        body: echoed(
          "<Names><member>a</member><member>b</member></Names><FlatNames>c</FlatNames><FlatNames>d</FlatNames>" +
            "<item>e</item><NamedNames></NamedNames>",
        ),
      },
    ],
    "maps, flattened or not": [
      "Echo",
      { Labels: { k: "v" }, NamedLabels: { n: "w" } },
      {
        status: 200,
        body: echoed(
          "<Labels><entry><key>k</key><value>v</value></entry></Labels>" +
            "<NamedLabels><Name>n</Name><Value>w</Value></NamedLabels>",
        ),
      },
    ],
    "no output at all": [
      "Silent",
      undefined,
      { status: 200, body: `<SilentResponse ${NAMESPACE}>${METADATA}</SilentResponse>` },
    ],
  },
  errors: {
    "the caller's error": [
      new ServiceException({ code: "Not.Here", statusCode: 404, message: "<gone>", properties: { Place: "x" } }),
      {
        status: 404,
        headers: { "Content-Type": "text/xml" },
        body:
          `<ErrorResponse ${NAMESPACE}><Error><Type>Sender</Type><Code>Not.Here</Code><Message>&lt;gone&gt;</Message>` +
          `<Place>x</Place></Error><RequestId>${REQUEST_ID}</RequestId></ErrorResponse>`,
      },
    ],
    "the server's error": [
      new ServiceException({ code: "InternalFailure", statusCode: 500, message: "oh" }),
      {
        status: 500,
        body:
          `<ErrorResponse ${NAMESPACE}><Error><Type>Receiver</Type><Code>InternalFailure</Code><Message>oh</Message>` +
          `</Error><RequestId>${REQUEST_ID}</RequestId></ErrorResponse>`,
      },
    ],
  },
});
