import { derivedUniqueId } from "../../../aws/unique-id.ts";
import type { Policy } from "./policy.ts";

interface Statement {
  readonly Effect: "Allow" | "Deny";
  readonly Action?: readonly string[];
  readonly NotAction?: readonly string[];
  readonly Resource: string;
}

/** An AWS-managed policy with the text of its only version. */
export interface AwsManagedPolicy extends Policy {
  readonly document: string;
}

/** LIMIT: AWS dates each policy; here all are as old as managed policies themselves. */
const CREATED_AT_MS = Date.UTC(2015, 1, 6, 18, 40, 0);

const allow = (actions: readonly string[], Resource = "*"): Statement => ({
  Effect: "Allow",
  Action: actions,
  Resource,
});

const WRITE_LOGS = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"];
const NETWORK_INTERFACES = [
  "ec2:CreateNetworkInterface",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeSubnets",
  "ec2:DeleteNetworkInterface",
  "ec2:AssignPrivateIpAddresses",
  "ec2:UnassignPrivateIpAddresses",
];
const TRACE = [
  "xray:PutTraceSegments",
  "xray:PutTelemetryRecords",
  "xray:GetSamplingRules",
  "xray:GetSamplingTargets",
  "xray:GetSamplingStatisticSummaries",
];
const READ_STREAM = ["DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"];

const of = (service: string, ...names: readonly string[]): readonly string[] =>
  names.map((name) => `${service}:${name}`);

/**
 * The policies that roles of functions and their operators commonly carry, by path and name.
 * LIMIT: where AWS's text lists hundreds of actions, wildcards that grant as much stand for them.
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
const STATEMENTS: Readonly<Record<string, readonly Statement[]>> = {
  "/AdministratorAccess": [allow(["*"])],
  "/PowerUserAccess": [
    { Effect: "Allow", NotAction: ["iam:*", "organizations:*", "account:*"], Resource: "*" },
    allow(["iam:CreateServiceLinkedRole", "iam:DeleteServiceLinkedRole", "iam:ListRoles", "account:ListRegions"]),
  ],
  "/ReadOnlyAccess": [allow(["*:Get*", "*:List*", "*:Describe*", "*:BatchGet*", "*:Search*", "*:Lookup*"])],
  "/IAMFullAccess": [allow(["iam:*", "organizations:DescribeAccount", "organizations:ListPolicies"])],
  "/IAMReadOnlyAccess": [allow(of("iam", "GenerateCredentialReport", "Get*", "List*", "SimulateCustomPolicy"))],
  "/AWSLambda_FullAccess": [
    allow(["lambda:*", "cloudwatch:ListMetrics", "cloudwatch:GetMetricData", "logs:DescribeLogGroups"]),
    allow(of("iam", "GetPolicy", "GetPolicyVersion", "GetRole", "GetRolePolicy", "ListAttachedRolePolicies")),
    allow(of("iam", "ListRolePolicies", "ListRoles", "PassRole")),
    allow(
      of("logs", "DescribeLogStreams", "GetLogEvents", "FilterLogEvents"),
      "arn:aws:logs:*:*:log-group:/aws/lambda/*",
    ),
  ],
  "/AWSLambda_ReadOnlyAccess": [
    allow(["lambda:Get*", "lambda:List*", "cloudwatch:ListMetrics", "cloudwatch:GetMetricData"]),
    allow(
      of("logs", "DescribeLogStreams", "GetLogEvents", "FilterLogEvents"),
      "arn:aws:logs:*:*:log-group:/aws/lambda/*",
    ),
  ],
  "/AWSLambdaExecute": [
    allow(["logs:*"], "arn:aws:logs:*:*:*"),
    allow(of("s3", "GetObject", "PutObject"), "arn:aws:s3:::*"),
  ],
  "/AWSLambdaInvocation-DynamoDB": [allow(["lambda:InvokeFunction"]), allow(of("dynamodb", ...READ_STREAM))],
  "/service-role/AWSLambdaBasicExecutionRole": [allow(WRITE_LOGS)],
  "/service-role/AWSLambdaBasicDurableExecutionRolePolicy": [
    allow([...WRITE_LOGS, "lambda:CheckpointDurableExecution", "lambda:GetDurableExecutionState"]),
  ],
  "/service-role/AWSLambdaVPCAccessExecutionRole": [allow([...WRITE_LOGS, ...NETWORK_INTERFACES])],
  "/service-role/AWSLambdaENIManagementAccess": [allow(NETWORK_INTERFACES)],
  "/service-role/AWSLambdaSQSQueueExecutionRole": [
    allow([...of("sqs", "ReceiveMessage", "DeleteMessage", "GetQueueAttributes"), ...WRITE_LOGS]),
  ],
  "/service-role/AWSLambdaDynamoDBExecutionRole": [allow([...of("dynamodb", ...READ_STREAM), ...WRITE_LOGS])],
  "/service-role/AWSLambdaKinesisExecutionRole": [
    allow([...of("kinesis", ...READ_STREAM, "DescribeStreamSummary", "ListShards", "SubscribeToShard"), ...WRITE_LOGS]),
  ],
  "/service-role/AWSLambdaMSKExecutionRole": [
    allow([
      ...of("kafka", "DescribeCluster", "DescribeClusterV2", "GetBootstrapBrokers"),
      ...of("ec2", "CreateNetworkInterface", "DescribeNetworkInterfaces", "DeleteNetworkInterface"),
      ...of("ec2", "DescribeVpcs", "DescribeSubnets", "DescribeSecurityGroups"),
      ...WRITE_LOGS,
    ]),
  ],
  "/service-role/AWSLambdaRole": [allow(["lambda:InvokeFunction"])],
  "/service-role/AmazonAPIGatewayPushToCloudWatchLogs": [
    allow([...WRITE_LOGS, ...of("logs", "DescribeLogGroups", "DescribeLogStreams", "GetLogEvents", "FilterLogEvents")]),
  ],
  "/AWSXRayDaemonWriteAccess": [allow(TRACE)],
  "/AWSXrayWriteOnlyAccess": [allow(TRACE)],
  "/CloudWatchLambdaInsightsExecutionRolePolicy": [
    allow(["logs:CreateLogGroup"]),
    allow(of("logs", "CreateLogStream", "PutLogEvents"), "arn:aws:logs:*:*:log-group:/aws/lambda-insights:*"),
  ],
  "/CloudWatchFullAccess": [allow(["autoscaling:Describe*", "cloudwatch:*", "logs:*", "sns:*"])],
  "/CloudWatchReadOnlyAccess": [
    allow(["cloudwatch:Describe*", "cloudwatch:Get*", "cloudwatch:List*", "logs:Get*", "logs:List*", "logs:Describe*"]),
    allow(
      of("logs", "StartQuery", "StopQuery", "TestMetricFilter", "FilterLogEvents", "StartLiveTail", "StopLiveTail"),
    ),
  ],
  "/CloudWatchLogsFullAccess": [allow(["logs:*", "cloudwatch:GenerateQuery"])],
  "/CloudWatchLogsReadOnlyAccess": [
    allow(of("logs", "Describe*", "Get*", "List*", "StartQuery", "StopQuery", "TestMetricFilter", "FilterLogEvents")),
  ],
  "/AmazonS3FullAccess": [allow(["s3:*", "s3-object-lambda:*"])],
  "/AmazonS3ReadOnlyAccess": [
    allow(["s3:Get*", "s3:List*", "s3:Describe*", "s3-object-lambda:Get*", "s3-object-lambda:List*"]),
  ],
  "/AmazonDynamoDBFullAccess": [allow(["dynamodb:*", "dax:*", "application-autoscaling:*", "kms:DescribeKey"])],
  "/AmazonDynamoDBReadOnlyAccess": [
    allow(of("dynamodb", "BatchGetItem", "Describe*", "List*", "GetItem", "GetRecords", "GetShardIterator")),
    allow(of("dynamodb", "Query", "Scan", "PartiQLSelect")),
  ],
  "/AmazonSQSFullAccess": [allow(["sqs:*"])],
  "/AmazonSQSReadOnlyAccess": [
    allow(of("sqs", "GetQueueAttributes", "GetQueueUrl", "ListDeadLetterSourceQueues", "ListQueues", "ListQueueTags")),
  ],
  "/AmazonSNSFullAccess": [allow(["sns:*"])],
  "/AmazonSNSReadOnlyAccess": [allow(of("sns", "GetTopicAttributes", "List*", "Check*", "Get*"))],
  "/AmazonKinesisFullAccess": [allow(["kinesis:*"])],
  "/AmazonKinesisReadOnlyAccess": [allow(["kinesis:Get*", "kinesis:List*", "kinesis:Describe*"])],
  "/AmazonEventBridgeFullAccess": [allow(["events:*", "schemas:*", "scheduler:*", "pipes:*"])],
  "/AmazonSSMFullAccess": [allow(["ssm:*", "cloudwatch:PutMetricData", "ds:CreateComputer", "logs:*"])],
  "/AmazonSSMReadOnlyAccess": [allow(["ssm:Describe*", "ssm:Get*", "ssm:List*"])],
  "/SecretsManagerReadWrite": [allow(["secretsmanager:*", "kms:DescribeKey", "kms:ListAliases", "kms:ListKeys"])],
  "/AWSStepFunctionsFullAccess": [allow(["states:*"])],
  "/AmazonAPIGatewayInvokeFullAccess": [
    allow(of("execute-api", "Invoke", "ManageConnections"), "arn:aws:execute-api:*:*:*"),
  ],
  "/AmazonElasticFileSystemClientReadWriteAccess": [
    allow(of("elasticfilesystem", "ClientMount", "ClientWrite", "DescribeMountTargets")),
  ],
};

const toManagedPolicy = ([pathAndName, Statement]: [string, readonly Statement[]]): AwsManagedPolicy => {
  const nameStart = pathAndName.lastIndexOf("/") + 1;
  const arn = `arn:aws:iam::aws:policy${pathAndName}`;
  return {
    policyName: pathAndName.slice(nameStart),
    policyId: derivedUniqueId("ANPA", arn),
    arn,
    path: pathAndName.slice(0, nameStart),
    description: undefined,
    createdAtMs: CREATED_AT_MS,
    updatedAtMs: CREATED_AT_MS,
    defaultVersion: 1,
    newestVersion: 1,
    tags: {},
    document: JSON.stringify({ Version: "2012-10-17", Statement }),
  };
};

/** By ARN. */
export const AWS_MANAGED_POLICIES: ReadonlyMap<string, AwsManagedPolicy> = new Map(
  Object.entries(STATEMENTS)
    .map(toManagedPolicy)
    .map((policy) => [policy.arn, policy]),
);

/** Whether an ARN is of the kind that AWS keeps; there may still be no such policy. */
export const isAwsManaged = (policyArn: string): boolean => policyArn.startsWith("arn:aws:iam::aws:policy/");
