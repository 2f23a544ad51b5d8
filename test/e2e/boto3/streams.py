"""Reads a streamed response as any boto3 program does. Fails by assertion."""
import base64
import io
import json
import zipfile

import boto3
from botocore.config import Config

STREAMING = """exports.handler = awslambda.streamifyResponse(async (event, stream) => {
  stream.write("one ");
  await new Promise((resolve) => setTimeout(resolve, 100));
  if (event.fail) throw new TypeError("no");
  stream.end("two");
});"""

buffer = io.BytesIO()
with zipfile.ZipFile(buffer, "w") as target:
    entry = zipfile.ZipInfo("index.js")
    entry.external_attr = 0o644 << 16
    target.writestr(entry, STREAMING)

awslambda = boto3.client("lambda", config=Config(retries={"total_max_attempts": 1}))
awslambda.create_function(
    FunctionName="streaming",
    Runtime="nodejs24.x",
    Role="arn:aws:iam::000000000000:role/lambda-execution",
    Handler="index.handler",
    Code={"ZipFile": buffer.getvalue()},
)
awslambda.get_waiter("function_active_v2").wait(FunctionName="streaming", WaiterConfig={"Delay": 1})


def events(payload, **settings):
    answer = awslambda.invoke_with_response_stream(
        FunctionName="streaming", Payload=json.dumps(payload), **settings
    )
    assert answer["StatusCode"] == 200, answer
    assert answer["ExecutedVersion"] == "$LATEST", answer
    assert answer["ResponseStreamContentType"] == "application/vnd.amazon.eventstream", answer
    return list(answer["EventStream"])


*chunks, complete = events({}, LogType="Tail")
assert b"".join(chunk["PayloadChunk"]["Payload"] for chunk in chunks) == b"one two", chunks
assert "REPORT RequestId" in base64.b64decode(complete["InvokeComplete"]["LogResult"]).decode(), complete

*chunks, complete = events({"fail": True})
assert [chunk["PayloadChunk"]["Payload"] for chunk in chunks] == [b"one "], chunks
assert complete["InvokeComplete"]["ErrorCode"] == "Unhandled", complete
assert json.loads(complete["InvokeComplete"]["ErrorDetails"])["errorType"] == "TypeError", complete
print("done")
