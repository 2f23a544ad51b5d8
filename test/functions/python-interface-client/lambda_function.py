def lambda_handler(event, context):
    if event.get("fail"):
        raise ValueError("asked to fail")
    print("invoked as", context.invoked_function_arn)
    return {"echo": event, "requestId": context.aws_request_id, "functionName": context.function_name}
