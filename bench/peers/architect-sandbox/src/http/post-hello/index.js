const hello = async () => ({ greeting: "hello" });

exports.handler = async (event) => ({ statusCode: 200, body: JSON.stringify(await hello(event)) });
