"""The `context` argument. See https://docs.aws.amazon.com/lambda/latest/dg/python-context.html"""

import functools
import json
import os
import time

from .fault import Fault


@functools.cache
def _of_environment():
    """The same for all invocations: each look into the environment converts name and value."""
    return {
        "log_group_name": os.environ.get("AWS_LAMBDA_LOG_GROUP_NAME"),
        "log_stream_name": os.environ.get("AWS_LAMBDA_LOG_STREAM_NAME"),
        "function_name": os.environ.get("AWS_LAMBDA_FUNCTION_NAME"),
        # PARITY: a string.
        "memory_limit_in_mb": os.environ.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"),
        "function_version": os.environ.get("AWS_LAMBDA_FUNCTION_VERSION"),
    }


class LambdaContext:
    def __init__(self, headers):
        self.aws_request_id = headers["lambda-runtime-aws-request-id"]
        self.__dict__.update(_of_environment())
        self.invoked_function_arn = headers.get("lambda-runtime-invoked-function-arn")
        self.tenant_id = headers.get("lambda-runtime-aws-tenant-id")
        self.client_context = _client_context(_parse(headers, "lambda-runtime-client-context", "Client Context"))
        self.identity = _identity(_parse(headers, "lambda-runtime-cognito-identity", "Cognito Identity"))
        self._deadline_ms = int(headers.get("lambda-runtime-deadline-ms", "0"))

    def get_remaining_time_in_millis(self):
        return max(0, self._deadline_ms - int(time.time() * 1000))

    def log(self, message):
        import sys

        sys.stdout.write(str(message))

    def __repr__(self):
        fields = (
            "aws_request_id log_group_name log_stream_name function_name memory_limit_in_mb function_version "
            "invoked_function_arn client_context identity tenant_id"
        ).split()
        return "LambdaContext([" + ",".join("%s=%s" % (name, getattr(self, name)) for name in fields) + "])"


class _Record:
    """An object whose every field exists, None where nothing was sent."""

    __slots__ = ()

    def __init__(self, values):
        for name in self.__slots__:
            setattr(self, name, values.get(name))

    def __repr__(self):
        fields = ",".join("%s=%s" % (name, getattr(self, name)) for name in self.__slots__)
        return "%s([%s])" % (type(self).__name__, fields)


class ClientContext(_Record):
    __slots__ = ("custom", "env", "client")


class Client(_Record):
    __slots__ = ("installation_id", "app_title", "app_version_name", "app_version_code", "app_package_name")


class CognitoIdentity(_Record):
    __slots__ = ("cognito_identity_id", "cognito_identity_pool_id")


def _client_context(values):
    if values is None:
        return None
    context = ClientContext(values)
    if context.client is not None:
        context.client = Client(context.client)
    return context


def _identity(values):
    sent = values or {}
    return CognitoIdentity(
        {
            "cognito_identity_id": sent.get("cognitoIdentityId"),
            "cognito_identity_pool_id": sent.get("cognitoIdentityPoolId"),
        }
    )


def _parse(headers, header, name):
    text = headers.get(header)
    if not text:
        return None
    try:
        # Header bytes were read as Latin-1.
        return json.loads(text.encode("latin-1"))
    except ValueError as error:
        raise Fault("Runtime.LambdaContextUnmarshalError", "Unable to parse %s JSON: %s" % (name, error)) from error
