exports.handler = async () => ({ greeting: "hello" });
