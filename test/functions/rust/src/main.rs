use lambda_runtime::{run, service_fn, Error, LambdaEvent};
use serde_json::{json, Value};

async fn handler(event: LambdaEvent<Value>) -> Result<Value, Error> {
    let (payload, context) = event.into_parts();
    if payload["fail"] == Value::Bool(true) {
        return Err("asked to fail".into());
    }
    println!("invoked as {}", context.invoked_function_arn);
    Ok(json!({ "echo": payload, "requestId": context.request_id, "functionName": context.env_config.function_name }))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    run(service_fn(handler)).await
}
