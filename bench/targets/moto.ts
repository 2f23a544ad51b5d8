import { CreateRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { CreateFunctionCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { nodeHello } from "../samples/hello.ts";
import { freePort, installedByPip, peerDirectory, startPeer } from "./peer.ts";
import type { TargetKind } from "./target.ts";

/** Tells it the service and the Region; it verifies nothing. */
const AUTHORIZATION =
  "AWS4-HMAC-SHA256 Credential=bench/20260101/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=none";
const ROLE_NAME = "bench";

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
      command: ["python3", "-m", "moto.server", "-H", "127.0.0.1", "-p", String(port)],
      cwd: peerDirectory("moto"),
      ready: /CTRL\+C/,
      path: "/2015-03-31/functions/hello/invocations",
      headers: { authorization: AUTHORIZATION },
      body: '{"greeting":"hello"}',
      env: { PYTHONPATH: installedByPip("moto") },
    });
    await createHello(`http://127.0.0.1:${port}`);
    return target;
  },
};
