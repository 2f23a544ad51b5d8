"""Uses S3 as any boto3 program does: no endpoint, region or key in the code. Fails by assertion."""
import hashlib
import io
import os
import urllib.request

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import ClientError

s3 = boto3.client("s3", config=Config(retries={"total_max_attempts": 1}))
s3.create_bucket(Bucket="from-boto3")
s3.get_waiter("bucket_exists").wait(Bucket="from-boto3")

# Managed transfers: in parts, side by side, and read back by ranges.
content = os.urandom(12 * 1024 * 1024)
transfer = TransferConfig(multipart_threshold=6 * 1024 * 1024, multipart_chunksize=5 * 1024 * 1024)
s3.upload_fileobj(io.BytesIO(content), "from-boto3", "large", ExtraArgs={"Metadata": {"made-by": "boto3"}}, Config=transfer)
received = io.BytesIO()
s3.download_fileobj("from-boto3", "large", received, Config=transfer)
assert received.getvalue() == content
head = s3.head_object(Bucket="from-boto3", Key="large", ChecksumMode="ENABLED")
assert head["ETag"].endswith('-3"') and head["Metadata"] == {"made-by": "boto3"}, head
parts = [content[start : start + 5 * 1024 * 1024] for start in range(0, len(content), 5 * 1024 * 1024)]
digest = hashlib.md5(b"".join(hashlib.md5(part).digest() for part in parts)).hexdigest()
assert head["ETag"] == f'"{digest}-3"', head

for algorithm in ("CRC32", "SHA1", "SHA256"):
    s3.put_object(Bucket="from-boto3", Key=f"checked/{algorithm}", Body=b"hello", ChecksumAlgorithm=algorithm)
    answer = s3.get_object(Bucket="from-boto3", Key=f"checked/{algorithm}", ChecksumMode="ENABLED")
    assert f"Checksum{algorithm}" in answer, answer
    assert answer["Body"].read() == b"hello"

s3.put_object(Bucket="from-boto3", Key="a b+c/ü&<.txt", Body=b"odd name")
names = [entry["Key"] for page in s3.get_paginator("list_objects_v2").paginate(Bucket="from-boto3", PaginationConfig={"PageSize": 2}) for entry in page["Contents"]]
assert names == ["a b+c/ü&<.txt", "checked/CRC32", "checked/SHA1", "checked/SHA256", "large"], names
folders = s3.list_objects_v2(Bucket="from-boto3", Delimiter="/")
assert [entry["Prefix"] for entry in folders["CommonPrefixes"]] == ["a b+c/", "checked/"], folders

link = s3.generate_presigned_url("get_object", Params={"Bucket": "from-boto3", "Key": "a b+c/ü&<.txt", "ResponseContentType": "text/plain"})
with urllib.request.urlopen(link) as answer:
    assert answer.headers["Content-Type"] == "text/plain", answer.headers
    assert answer.read() == b"odd name"

# The old signature is what boto3 signs links with unless told otherwise; the new one carries headers in the link.
newer = boto3.client("s3", config=Config(signature_version="s3v4"))
link = newer.generate_presigned_url("put_object", Params={"Bucket": "from-boto3", "Key": "by-link", "Metadata": {"a": "1"}})
put = urllib.request.Request(link, data=b"linked", method="PUT", headers={"Content-Type": "text/x-linked", "x-amz-meta-a": "1"})
urllib.request.urlopen(put).close()
linked = s3.get_object(Bucket="from-boto3", Key="by-link")
assert linked["Body"].read() == b"linked" and linked["ContentType"] == "text/x-linked", linked
assert linked["Metadata"] == {"a": "1"}, linked

s3.copy({"Bucket": "from-boto3", "Key": "large"}, "from-boto3", "copied", Config=transfer)
assert s3.head_object(Bucket="from-boto3", Key="copied")["ContentLength"] == len(content)

try:
    s3.get_object(Bucket="from-boto3", Key="missing")
    raise AssertionError("found")
except s3.exceptions.NoSuchKey as refused:
    assert refused.response["Error"] == {"Code": "NoSuchKey", "Message": "The specified key does not exist.", "Key": "missing"}, refused.response

# What Terraform asks of a bucket when it reads it back.
for name, code in {
    "get_bucket_policy": "NoSuchBucketPolicy",
    "get_bucket_cors": "NoSuchCORSConfiguration",
    "get_bucket_website": "NoSuchWebsiteConfiguration",
    "get_bucket_lifecycle_configuration": "NoSuchLifecycleConfiguration",
    "get_bucket_replication": "ReplicationConfigurationNotFoundError",
    "get_bucket_encryption": "ServerSideEncryptionConfigurationNotFoundError",
    "get_object_lock_configuration": "ObjectLockConfigurationNotFoundError",
    "get_bucket_tagging": "NoSuchTagSet",
}.items():
    try:
        getattr(s3, name)(Bucket="from-boto3")
        raise AssertionError(name)
    except ClientError as refused:
        assert refused.response["Error"]["Code"] == code, refused.response
assert "Status" not in s3.get_bucket_versioning(Bucket="from-boto3")
assert s3.get_bucket_acl(Bucket="from-boto3")["Grants"][0]["Permission"] == "FULL_CONTROL"
assert s3.get_bucket_request_payment(Bucket="from-boto3")["Payer"] == "BucketOwner"
assert "LoggingEnabled" not in s3.get_bucket_logging(Bucket="from-boto3")
assert s3.get_bucket_location(Bucket="from-boto3")["LocationConstraint"] is None
s3.get_bucket_accelerate_configuration(Bucket="from-boto3")
s3.get_bucket_notification_configuration(Bucket="from-boto3")

bucket = boto3.resource("s3").Bucket("from-boto3")
bucket.objects.all().delete()
bucket.delete()
s3.get_waiter("bucket_not_exists").wait(Bucket="from-boto3")
print("done")
