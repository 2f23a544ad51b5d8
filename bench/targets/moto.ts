import { existsSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { CreateFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { nodeHello } from "../samples/hello.ts";
import { freePort, install, peerDirectory, startPeer } from "./peer.ts";
import type { TargetKind } from "./target.ts";

const ENVIRONMENT = fileURLToPath(new URL("../../node_modules/.cache/lambkin-bench/moto", import.meta.url));
/** By its module, as its programs have the path of where they were installed in them. */
const PYTHON = `${ENVIRONMENT}/bin/python3`;
const INSTALLED = `${ENVIRONMENT}/installed`;
/** Tells it the service and the Region; it verifies nothing. */
const AUTHORIZATION =
  "AWS4-HMAC-SHA256 Credential=bench/20260101/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=none";
const ROLE_NAME = "bench";

const installed = (): string => {
  const directory = peerDirectory("moto");
  if (!existsSync(INSTALLED)) {
    install("python3", ["-m", "venv", ENVIRONMENT], directory);
    install(PYTHON, ["-m", "pip", "install", "--quiet", "--no-deps", "-r", "requirements.txt"], directory);
    writeFileSync(INSTALLED, "");
  }
  return directory;
};

/** Its functions need Docker, or else are not run: an invocation gives back its event, which is what is measured. */
const createHello = async (endpoint: string): Promise<void> => {
  await fetch(`${endpoint}/moto-api/config`, { method: "POST", body: `{"lambda":{"use_docker":false}}` });
  const client = { endpoint, region: "us-east-1", credentials: { accessKeyId: "bench", secretAccessKey: "bench" } };
  const [iam, lambda] = [new IAMClient(client), new LambdaClient(client)];
  const role = await iam.send(new CreateRoleCommand({ RoleName: ROLE_NAME, AssumeRolePolicyDocument: "{}" }));
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: "hello",
      Role: role.Role?.Arn,
      Runtime: "nodejs20.x",
      Handler: "index.handler",
      Code: { ZipFile: await nodeHello.zip() },
    }),
  );
  iam.destroy();
  lambda.destroy();
};

/** Runs no function without Docker, but gives the event back; no signature, a connection for each request. */
export const moto: TargetKind = {
  id: "moto",
  name: "moto server",
  start: async () => {
    const port = await freePort();
    const target = await startPeer({
      name: moto.name,
      port,
      command: [PYTHON, "-m", "moto.server", "-H", "127.0.0.1", "-p", String(port)],
      cwd: installed(),
      ready: /CTRL\+C/,
      path: "/2015-03-31/functions/hello/invocations",
      headers: { authorization: AUTHORIZATION },
      body: '{"greeting":"hello"}',
    });
    await createHello(`http://127.0.0.1:${port}`);
    return target;
  },
};
