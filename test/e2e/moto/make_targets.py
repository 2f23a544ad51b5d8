"""Makes a queue, and a topic and an event bus whose messages come into two more. Prints the queues' URLs, a line each."""
import json
import sys

import boto3

ACCOUNT = "123456789012"
options = {
    "endpoint_url": sys.argv[1],
    "region_name": "us-east-1",
    "aws_access_key_id": "any",
    "aws_secret_access_key": "any",
}
sqs = boto3.client("sqs", **options)
sns = boto3.client("sns", **options)
events = boto3.client("events", **options)


def make_queue(name):
    print(sqs.create_queue(QueueName=name)["QueueUrl"])
    return f"arn:aws:sqs:us-east-1:{ACCOUNT}:{name}"


make_queue("records")
topic = sns.create_topic(Name="records")["TopicArn"]
sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=make_queue("from-topic"))
events.create_event_bus(Name="records")
pattern = json.dumps({"source": ["lambda"], "detail-type": [{"prefix": "Lambda Function Invocation Result"}]})
events.put_rule(Name="records", EventBusName="records", EventPattern=pattern)
target = {"Id": "queue", "Arn": make_queue("from-bus")}
assert events.put_targets(Rule="records", EventBusName="records", Targets=[target])["FailedEntryCount"] == 0
