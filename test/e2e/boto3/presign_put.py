"""Prints a link by which anybody may put one object: presign_put.py BUCKET KEY."""
import sys

import boto3

bucket, key = sys.argv[1:]
print(boto3.client("s3").generate_presigned_url("put_object", Params={"Bucket": bucket, "Key": key}))
