import { ServiceException } from "../../src/aws/service-exception.ts";
import { awsJson } from "../../src/protocol/rpc/aws-json.ts";
import { describeConformance, REQUEST_ID } from "./support/conformance.ts";
import { conformanceModel } from "./support/conformance-model.ts";

const target = (name: string) => ({ "x-amz-target": `Conformance_20260101.${name}` });
const echo = (body: string) => ({ headers: target("Echo"), body });
const notHere = new ServiceException({
  code: "Not.Here",
  statusCode: 404,
  message: "gone",
  properties: { Place: "x" },
});

describeConformance(awsJson(conformanceModel({ protocol: "json" }), "1.1"), {
  requests: {
    "an operation by its target": [
      "Echo",
      echo('{"Text":"a","Node":{"Children":[{}]}}'),
      { Text: "a", Node: { Children: [{}] } },
    ],
    "an operation without input": ["Silent", { headers: target("Silent"), body: '{"x":1}' }, {}],
    "keys that JavaScript gives a meaning of its own": [
      "Echo",
      echo('{"Labels":{"__proto__":"p","constructor":"c"},"__proto__":{"Text":"no"}}'),
      { Labels: JSON.parse('{"__proto__":"p","constructor":"c"}') as object },
    ],
  },
  refusals: {
    "a type that is wrong before a constraint that is broken": [
      { headers: target("Check"), body: '{"Kind":1}' },
      "SerializationException",
      "NUMBER_VALUE can not be converted to a String",
    ],
    "a value that is too long, and not what its pattern wants either": [
      { headers: target("Check"), body: '{"Name":"NOT-lower-case"}' },
      "ValidationException",
      "2 validation errors detected: Value 'NOT-lower-case' at 'name' failed to satisfy constraint: " +
        "Member must have length less than or equal to 8; " +
        "Value 'NOT-lower-case' at 'name' failed to satisfy constraint: " +
        "Member must satisfy regular expression pattern: [a-z]+",
    ],
  },
  unroutable: {
    "another service's target": { headers: { "x-amz-target": "Other.Echo" } },
    "an unknown operation": { headers: target("Nothing") },
    "no target": {},
  },
  responses: {
    output: [
      "Echo",
      { Text: "a", At: new Date(1500) },
      {
        status: 200,
        headers: { "Content-Type": "application/x-amz-json-1.1", "x-amzn-RequestId": REQUEST_ID },
        body: '{"Text":"a","At":1.5}',
      },
    ],
    "an empty output": ["Check", undefined, { status: 200, body: "{}" }],
    "no output at all": ["Silent", undefined, { status: 200, body: "" }],
  },
  errors: {
    "a modelled error by its shape's name": [
      notHere,
      {
        status: 404,
        headers: { "x-amzn-RequestId": REQUEST_ID, "x-amzn-query-error": undefined },
        body: '{"__type":"NotHere","Place":"x","Message":"gone"}',
      },
    ],
    "an error of the framework with its own spelling": [
      new ServiceException({ code: "SerializationException", statusCode: 400, message: "what" }),
      { status: 400, body: '{"__type":"SerializationException","Message":"what"}' },
    ],
  },
});

describeConformance(
  awsJson(conformanceModel({ protocol: "json", jsonVersion: "1.0", awsQueryCompatible: {} }), "1.0"),
  {
    responses: {
      "output under its own content type": [
        "Check",
        {},
        { status: 200, headers: { "Content-Type": "application/x-amz-json-1.0" }, body: "{}" },
      ],
    },
    errors: {
      "the query protocol's code for clients that remember it": [
        notHere,
        {
          status: 404,
          headers: { "x-amzn-query-error": "Not.Here;Sender" },
          body: '{"__type":"NotHere","Place":"x","Message":"gone"}',
        },
      ],
    },
  },
);
