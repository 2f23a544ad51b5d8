/** Writes a template and its assets to the directory that CDK_OUTDIR names. */
import { App, Duration, RemovalPolicy, Size, Stack, Tags } from "aws-cdk-lib";
import { Key } from "aws-cdk-lib/aws-kms";
import {
  Alias,
  ApplicationLogLevel,
  Architecture,
  Code,
  Function as LambdaFunction,
  FunctionUrlAuthType,
  HttpMethod,
  LayerVersion,
  LoggingFormat,
  RecursiveLoop,
  Runtime,
  SystemLogLevel,
  Tracing,
} from "aws-cdk-lib/aws-lambda";
import { SqsEventSource } from "aws-cdk-lib/aws-lambda-event-sources";
import { SqsDestination } from "aws-cdk-lib/aws-lambda-destinations";
import { ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { Bucket } from "aws-cdk-lib/aws-s3";
import { Queue } from "aws-cdk-lib/aws-sqs";

const app = new App({ analyticsReporting: false });
const stack = new Stack(app, "Greeting", { env: { account: "000000000000", region: "us-east-1" } });

const key = new Key(stack, "Key", {
  alias: "alias/greeting",
  enableKeyRotation: true,
  removalPolicy: RemovalPolicy.DESTROY,
});
const bucket = new Bucket(stack, "Bucket", { versioned: true });
const logGroup = new LogGroup(stack, "Logs", { retention: RetentionDays.ONE_WEEK });
// Queues of other services: named, not made.
const failures = Queue.fromQueueArn(stack, "Failures", "arn:aws:sqs:us-east-1:000000000000:failures");
const work = Queue.fromQueueArn(stack, "Work", "arn:aws:sqs:us-east-1:000000000000:work");

const layer = new LayerVersion(stack, "Layer", {
  code: Code.fromAsset("layer"),
  description: "Says hello",
  license: "MIT",
  compatibleRuntimes: [Runtime.NODEJS_24_X],
  compatibleArchitectures: [Architecture.X86_64],
});
layer.addPermission("Anyone", { accountId: "000000000000" });

const greet = new LambdaFunction(stack, "Greet", {
  functionName: "greet",
  description: "Greets by name",
  runtime: Runtime.NODEJS_24_X,
  architecture: Architecture.X86_64,
  handler: "index.handler",
  code: Code.fromAsset("function"),
  layers: [layer],
  environment: { STAGE: "test", BUCKET: bucket.bucketName },
  environmentEncryption: key,
  memorySize: 256,
  ephemeralStorageSize: Size.mebibytes(1024),
  timeout: Duration.seconds(10),
  tracing: Tracing.ACTIVE,
  deadLetterQueue: failures,
  reservedConcurrentExecutions: 5,
  retryAttempts: 1,
  maxEventAge: Duration.hours(1),
  onFailure: new SqsDestination(failures),
  recursiveLoop: RecursiveLoop.ALLOW,
  loggingFormat: LoggingFormat.JSON,
  applicationLogLevelV2: ApplicationLogLevel.WARN,
  systemLogLevelV2: SystemLogLevel.WARN,
  logGroup,
});
bucket.grantRead(greet);
greet.addPermission("FromBucket", {
  principal: new ServicePrincipal("s3.amazonaws.com"),
  sourceArn: bucket.bucketArn,
  sourceAccount: stack.account,
});
greet.addEventSource(new SqsEventSource(work, { batchSize: 5, enabled: false, reportBatchItemFailures: true }));

const live = new Alias(stack, "Live", {
  aliasName: "live",
  description: "What users see",
  version: greet.currentVersion,
  retryAttempts: 0,
});
live.addFunctionUrl({
  authType: FunctionUrlAuthType.NONE,
  cors: { allowedOrigins: ["https://example.com"], allowedMethods: [HttpMethod.GET], maxAge: Duration.minutes(5) },
});
live.addPermission("FromEvents", { principal: new ServicePrincipal("events.amazonaws.com") });
Tags.of(stack).add("team", "blue");

app.synth();
