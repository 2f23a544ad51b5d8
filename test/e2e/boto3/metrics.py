"""Uses CloudWatch as any boto3 program does: no endpoint, region or key in the code. Fails by assertion."""
from datetime import datetime, timedelta, timezone

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

cloudwatch = boto3.client("cloudwatch", config=Config(retries={"total_max_attempts": 1}))
now = datetime.now(timezone.utc)
dimensions = [{"Name": "Queue", "Value": "a"}]
cloudwatch.put_metric_data(
    Namespace="FromBoto3",
    MetricData=[{"MetricName": "Depth", "Dimensions": dimensions, "Timestamp": now, "Value": 3.5, "Unit": "Count"}],
)

answer = cloudwatch.get_metric_statistics(
    Namespace="FromBoto3",
    MetricName="Depth",
    Dimensions=dimensions,
    StartTime=now - timedelta(hours=1),
    EndTime=now + timedelta(hours=1),
    Period=300,
    Statistics=["Maximum"],
)
(point,) = answer["Datapoints"]
assert point["Maximum"] == 3.5 and point["Unit"] == "Count", point
assert point["Timestamp"] <= now, point

pages = cloudwatch.get_paginator("list_metrics").paginate(Namespace="FromBoto3")
assert [metric["MetricName"] for page in pages for metric in page["Metrics"]] == ["Depth"]

try:
    cloudwatch.put_metric_data(Namespace="AWS/Mine", MetricData=[{"MetricName": "Depth", "Value": 1}])
    raise AssertionError("a namespace of AWS was accepted")
except ClientError as error:
    assert error.response["Error"]["Code"] == "InvalidParameterValue", error.response
    assert error.response["Error"]["Message"] == "The value AWS/Mine for parameter Namespace is invalid.", error.response

print("done")
