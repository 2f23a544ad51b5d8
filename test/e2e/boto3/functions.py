"""Uses Lambkin as any boto3 program uses AWS: no endpoint, region or key in the code. Fails by assertion."""
import base64
import io
import json
import zipfile

import boto3
from botocore.config import Config


def archive(files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in files.items():
            # Without a mode of its own an entry is readable by its owner only, and so not by a function, as on AWS.
            entry = zipfile.ZipInfo(name)
            entry.external_attr = 0o644 << 16
            target.writestr(entry, content)
    return buffer.getvalue()


ROLE = "arn:aws:iam::000000000000:role/lambda-execution"
awslambda = boto3.client("lambda", config=Config(retries={"total_max_attempts": 1}))

created = awslambda.create_function(
    FunctionName="adder",
    Runtime="python3.11",
    Role=ROLE,
    Handler="adder.handler",
    Code={"ZipFile": archive({"adder.py": "def handler(event, context):\n    print('adding')\n    return event['a'] + event['b']\n"})},
)
assert created["ResponseMetadata"]["HTTPStatusCode"] == 201, created
assert created["State"] == "Pending", created
assert created["Timeout"] == 3 and created["MemorySize"] == 128, created
awslambda.get_waiter("function_active_v2").wait(FunctionName="adder", WaiterConfig={"Delay": 1})

answer = awslambda.invoke(FunctionName="adder", Payload=json.dumps({"a": 2, "b": 3}), LogType="Tail")
assert answer["StatusCode"] == 200 and "FunctionError" not in answer, answer
assert json.load(answer["Payload"]) == 5
assert "adding" in base64.b64decode(answer["LogResult"]).decode()

failed = awslambda.invoke(FunctionName="adder", Payload=json.dumps({"a": 2}))
assert failed["FunctionError"] == "Unhandled", failed
error = json.load(failed["Payload"])
assert error["errorType"] == "KeyError" and error["errorMessage"] == "'b'", error
assert any("adder.py" in line for line in error["stackTrace"]), error

try:
    awslambda.invoke(FunctionName="adder", Payload=b"{not json")
    raise AssertionError("accepted")
except awslambda.exceptions.InvalidRequestContentException as refused:
    assert refused.response["Error"]["Message"].startswith("Could not parse request body into json"), refused.response

assert [f["FunctionName"] for page in awslambda.get_paginator("list_functions").paginate() for f in page["Functions"]] == ["adder"]

awslambda.tag_resource(Resource=created["FunctionArn"], Tags={"team": "b"})
assert awslambda.list_tags(Resource=created["FunctionArn"])["Tags"] == {"team": "b"}
awslambda.untag_resource(Resource=created["FunctionArn"], TagKeys=["team"])
assert awslambda.list_tags(Resource=created["FunctionArn"])["Tags"] == {}

settings = awslambda.get_account_settings()
assert settings["AccountLimit"]["ConcurrentExecutions"] == 1000, settings
assert settings["AccountUsage"]["FunctionCount"] == 1, settings

logs = boto3.client("logs")
groups = logs.describe_log_groups(logGroupNamePrefix="/aws/lambda/")["logGroups"]
assert [group["logGroupName"] for group in groups] == ["/aws/lambda/adder"], groups
stream = logs.describe_log_streams(logGroupName="/aws/lambda/adder")["logStreams"][0]["logStreamName"]
messages = [event["message"] for event in logs.get_log_events(logGroupName="/aws/lambda/adder", logStreamName=stream, startFromHead=True)["events"]]
assert messages[0].startswith("INIT_START Runtime Version: python:3.11"), messages
assert "adding\n" in messages or "adding" in messages, messages

role = boto3.client("iam").create_role(
    RoleName="assumed",
    AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}]}),
)["Role"]
session = boto3.client("sts").assume_role(RoleArn=role["Arn"], RoleSessionName="me")["Credentials"]
identity = boto3.client(
    "sts",
    aws_access_key_id=session["AccessKeyId"],
    aws_secret_access_key=session["SecretAccessKey"],
    aws_session_token=session["SessionToken"],
).get_caller_identity()
assert identity["Arn"] == "arn:aws:sts::000000000000:assumed-role/assumed/me", identity

awslambda.delete_function(FunctionName="adder")
try:
    awslambda.get_function(FunctionName="adder")
    raise AssertionError("still there")
except awslambda.exceptions.ResourceNotFoundException:
    pass
print("done")
