package main

import (
	"context"
	"errors"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"
)

func handler(ctx context.Context, event map[string]any) (map[string]any, error) {
	if event["fail"] == true {
		return nil, errors.New("asked to fail")
	}
	invocation, _ := lambdacontext.FromContext(ctx)
	return map[string]any{
		"echo":         event,
		"requestId":    invocation.AwsRequestID,
		"functionName": lambdacontext.FunctionName,
	}, nil
}

func main() {
	lambda.Start(handler)
}
