import { ServiceException } from "../../src/aws/service-exception.ts";
import { restXml } from "../../src/protocol/rest/rest-xml.ts";
import { describeConformance, REQUEST_ID } from "./support/conformance.ts";
import { conformanceModel } from "./support/conformance-model.ts";

const at = new Date("2026-01-02T03:04:05.500Z");
const echo = (content: string) => ({
  path: "/echo",
  body: `<?xml version="1.0"?>\n<Everything>${content}</Everything>`,
});

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>';
const NAMESPACE = 'xmlns="https://conformance.example/doc/2026-01-01/"';
const echoed = (content: string) => `${DECLARATION}<Everything ${NAMESPACE}>${content}</Everything>`;

describeConformance(restXml(conformanceModel({ protocol: "rest-xml" })), {
  requests: {
    "every scalar, white space around it or not": [
      "Echo",
      echo("<Text> a&amp;&#x41;<![CDATA[<&amp;>]]> </Text>\n<Count> 3 </Count><Flag>true</Flag><Bytes>AQI=</Bytes>"),
      { Text: " a&A<&amp;> ", Count: 3, Flag: true, Bytes: new Uint8Array([1, 2]) },
    ],
    "timestamps in each format": [
      "Echo",
      echo(
        "<At>2026-01-02T03:04:05.5Z</At><AtHttp>Fri, 02 Jan 2026 03:04:05 GMT</AtHttp><AtEpoch>1767323045.5</AtEpoch>",
      ),
      { At: at, AtHttp: new Date("2026-01-02T03:04:05Z"), AtEpoch: at },
    ],
    "lists, flattened or not": [
      "Echo",
      echo("<Names><member>a</member><member/></Names><FlatNames>b</FlatNames><FlatNames>c</FlatNames><item>d</item>"),
      { Names: ["a", ""], FlatNames: ["b", "c"], FlatNamedNames: ["d"] },
    ],
    "maps, flattened or not": [
      "Echo",
      echo(
        "<Labels><entry><key>k</key><value>v</value></entry></Labels>" +
          "<NamedLabels><Name>n</Name><Value>w</Value></NamedLabels>",
      ),
      { Labels: { k: "v" }, NamedLabels: { n: "w" } },
    ],
    "names whatever their namespace prefix": [
      "Echo",
      echo('<x:Text xmlns:x="urn:x">a</x:Text><Unknown/>'),
      { Text: "a" },
    ],
    "a structure as the whole body": [
      "NodePayload",
      { method: "PUT", path: "/payloads/node", body: "<Tree><Name>n</Name></Tree>" },
      { Node: { Name: "n" } },
    ],
    "more references than a parser would count": [
      "Echo",
      echo(`<Text>${"&lt;".repeat(5000)}</Text>`),
      { Text: "<".repeat(5000) },
    ],
  },
  refusals: {
    "XML that is not well-formed": [
      { path: "/echo", body: "<Everything><Text></Everything>" },
      "MalformedInput",
      "The XML is not well-formed",
    ],
    "a document type, which could define anything": [
      { path: "/echo", body: '<!DOCTYPE x [<!ENTITY a "b">]><Everything/>' },
      "MalformedInput",
      "A document type declaration is not allowed",
    ],
    "a reference to nothing": [
      echo("<Text>&nothing;</Text>"),
      "MalformedInput",
      "The reference &nothing; is not defined",
    ],
    "two root elements": [{ path: "/echo", body: "<a/><b/>" }, "MalformedInput", "The XML has no single root element"],
    "elements that nest without end": [
      { path: "/echo", body: "<a>".repeat(5000) + "</a>".repeat(5000) },
      "MalformedInput",
      "The XML is not well-formed",
    ],
    "a number that is none": [
      echo("<Count>many</Count>"),
      "MalformedInput",
      "STRING_VALUE can not be converted to an Integer",
    ],
  },
  responses: {
    "output under its root element": [
      "Echo",
      { Text: "a<", At: at, Names: ["b"], FlatNames: ["c"], Labels: { k: "v" }, Renamed: "r" },
      {
        status: 200,
        headers: { "Content-Type": "application/xml", "x-amzn-RequestId": REQUEST_ID },
        body: echoed(
          "<Text>a&lt;</Text><At>2026-01-02T03:04:05.500Z</At><Names><member>b</member></Names><FlatNames>c</FlatNames>" +
            "<Labels><entry><key>k</key><value>v</value></entry></Labels><other-name>r</other-name>",
        ),
      },
    ],
    "a structure payload under the member's name": [
      "NodePayload",
      { Node: { Name: "n" } },
      { status: 200, body: `${DECLARATION}<Tree ${NAMESPACE}><Name>n</Name></Tree>` },
    ],
  },
  errors: {
    "an error in its envelope": [
      new ServiceException({ code: "Not.Here", statusCode: 404, message: "gone", properties: { Place: "x" } }),
      {
        status: 404,
        headers: { "Content-Type": "application/xml" },
        body:
          `${DECLARATION}<ErrorResponse ${NAMESPACE}><Error><Type>Sender</Type><Code>Not.Here</Code>` +
          `<Message>gone</Message><Place>x</Place></Error><RequestId>${REQUEST_ID}</RequestId></ErrorResponse>`,
      },
    ],
  },
});

describeConformance(restXml(conformanceModel({ protocol: "rest-xml", endpointPrefix: "s3" })), {
  requests: {
    "a first path segment from the host name": [
      "DeleteHead",
      { method: "DELETE", path: "/5", headers: { host: "heads.s3.us-east-1.amazonaws.com" } },
      { Id: 5 },
    ],
  },
  errors: {
    "an error without an envelope": [
      new ServiceException({ code: "NoSuchKey", statusCode: 404, message: "gone", properties: { Key: "a&b" } }),
      {
        status: 404,
        headers: { "x-amz-request-id": REQUEST_ID },
        body:
          `${DECLARATION}<Error><Code>NoSuchKey</Code><Message>gone</Message><Key>a&amp;b</Key>` +
          `<RequestId>${REQUEST_ID}</RequestId><HostId>${REQUEST_ID}</HostId></Error>`,
      },
    ],
  },
});
