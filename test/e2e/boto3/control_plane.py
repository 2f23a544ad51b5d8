"""Manages all that surrounds a function, area by area, and reads it back. Fails by assertion."""
import io
import json
import zipfile

import boto3
from botocore.config import Config

ACCOUNT = "000000000000"
QUEUE = f"arn:aws:sqs:us-east-1:{ACCOUNT}:queue"
awslambda = boto3.client("lambda", config=Config(retries={"total_max_attempts": 1}))
FUNCTION = {"FunctionName": "managed"}


def archive(name, content):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        entry = zipfile.ZipInfo(name)
        entry.external_attr = 0o644 << 16
        target.writestr(entry, content)
    return buffer.getvalue()



def refused(code, call, **arguments):
    try:
        call(**arguments)
    except awslambda.exceptions.ClientError as error:
        assert error.response["Error"]["Code"] == code, error.response
        return error.response["Error"]["Message"]
    raise AssertionError(f"{call.__name__} was not refused")


def versions_and_aliases():
    assert awslambda.publish_version(**FUNCTION, Description="first")["Version"] == "1"
    assert awslambda.publish_version(**FUNCTION)["Version"] == "1"
    awslambda.update_function_configuration(**FUNCTION, Description="changed")
    awslambda.get_waiter("function_updated_v2").wait(**FUNCTION, WaiterConfig={"Delay": 1})
    assert awslambda.publish_version(**FUNCTION)["Version"] == "2"
    routing = {"AdditionalVersionWeights": {"2": 0.25}}
    awslambda.create_alias(**FUNCTION, Name="live", FunctionVersion="1", RoutingConfig=routing)
    assert awslambda.get_alias(**FUNCTION, Name="live")["RoutingConfig"] == routing
    pages = awslambda.get_paginator("list_versions_by_function").paginate(**FUNCTION, PaginationConfig={"PageSize": 1})
    assert [version["Version"] for page in pages for version in page["Versions"]] == ["$LATEST", "1", "2"]
    refused("ResourceConflictException", awslambda.delete_function, FunctionName="managed", Qualifier="1")


def layers():
    published = awslambda.publish_layer_version(
        LayerName="tools", Content={"ZipFile": archive("tool.txt", "tool")}, CompatibleRuntimes=["python3.11"]
    )
    assert published["Version"] == 1, published
    layer = {"LayerName": "tools", "VersionNumber": 1}
    awslambda.add_layer_version_permission(
        **layer, StatementId="all", Action="lambda:GetLayerVersion", Principal=ACCOUNT
    )
    statement = json.loads(awslambda.get_layer_version_policy(**layer)["Policy"])["Statement"][0]
    assert statement["Principal"] == {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, statement
    assert awslambda.list_layers(CompatibleRuntime="nodejs24.x")["Layers"] == []
    assert [found["LayerName"] for found in awslambda.list_layers()["Layers"]] == ["tools"]


def permissions():
    awslambda.add_permission(
        **FUNCTION,
        Qualifier="live",
        StatementId="topic",
        Action="lambda:InvokeFunction",
        Principal="sns.amazonaws.com",
        SourceArn=f"arn:aws:sns:us-east-1:{ACCOUNT}:topic",
    )
    statement = json.loads(awslambda.get_policy(**FUNCTION, Qualifier="live")["Policy"])["Statement"][0]
    assert statement["Resource"].endswith(":function:managed:live"), statement
    assert statement["Condition"] == {"ArnLike": {"AWS:SourceArn": f"arn:aws:sns:us-east-1:{ACCOUNT}:topic"}}
    awslambda.remove_permission(**FUNCTION, Qualifier="live", StatementId="topic")
    refused("ResourceNotFoundException", awslambda.get_policy, FunctionName="managed", Qualifier="live")


def concurrency():
    assert awslambda.put_function_concurrency(**FUNCTION, ReservedConcurrentExecutions=4) is not None
    assert awslambda.get_function_concurrency(**FUNCTION)["ReservedConcurrentExecutions"] == 4
    assert awslambda.get_account_settings()["AccountLimit"]["UnreservedConcurrentExecutions"] == 996
    awslambda.delete_function_concurrency(**FUNCTION)
    assert "ReservedConcurrentExecutions" not in awslambda.get_function_concurrency(**FUNCTION)


def records():
    awslambda.put_function_event_invoke_config(**FUNCTION, MaximumRetryAttempts=0)
    assert awslambda.get_function_event_invoke_config(**FUNCTION)["MaximumRetryAttempts"] == 0
    url = awslambda.create_function_url_config(**FUNCTION, AuthType="AWS_IAM")
    assert awslambda.get_function_url_config(**FUNCTION)["FunctionUrl"] == url["FunctionUrl"]
    mapping = awslambda.create_event_source_mapping(**FUNCTION, EventSourceArn=QUEUE, Enabled=False, BatchSize=3)
    assert awslambda.get_event_source_mapping(UUID=mapping["UUID"])["BatchSize"] == 3
    awslambda.put_function_recursion_config(**FUNCTION, RecursiveLoop="Allow")
    assert awslambda.get_function_recursion_config(**FUNCTION)["RecursiveLoop"] == "Allow"
    profile = f"arn:aws:signer:us-east-1:{ACCOUNT}:/signing-profiles/mine/0123456789"
    config = awslambda.create_code_signing_config(AllowedPublishers={"SigningProfileVersionArns": [profile]})
    arn = config["CodeSigningConfig"]["CodeSigningConfigArn"]
    awslambda.put_function_code_signing_config(**FUNCTION, CodeSigningConfigArn=arn)
    assert awslambda.list_functions_by_code_signing_config(CodeSigningConfigArn=arn)["FunctionArns"]
    message = refused("ResourceConflictException", awslambda.delete_code_signing_config, CodeSigningConfigArn=arn)
    assert message.endswith("can not be deleted because functions use it."), message


def keys():
    kms = boto3.client("kms")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    kms.create_alias(AliasName="alias/mine", TargetKeyId=key)
    context = {"tenant": "a"}
    sealed = kms.encrypt(KeyId="alias/mine", Plaintext=b"secret", EncryptionContext=context)["CiphertextBlob"]
    moved = kms.re_encrypt(
        CiphertextBlob=sealed,
        SourceEncryptionContext=context,
        DestinationKeyId=kms.create_key()["KeyMetadata"]["KeyId"],
    )["CiphertextBlob"]
    assert kms.decrypt(CiphertextBlob=moved)["Plaintext"] == b"secret"
    try:
        kms.decrypt(CiphertextBlob=sealed)
        raise AssertionError("opened without its context")
    except kms.exceptions.InvalidCiphertextException:
        pass


created = awslambda.create_function(
    **FUNCTION,
    Runtime="python3.11",
    Role=f"arn:aws:iam::{ACCOUNT}:role/lambda-execution",
    Handler="app.handler",
    Code={"ZipFile": archive("app.py", "def handler(event, context):\n    return event\n")},
)
awslambda.get_waiter("function_active_v2").wait(**FUNCTION, WaiterConfig={"Delay": 1})
versions_and_aliases()
layers()
permissions()
concurrency()
records()
keys()
print("done")
