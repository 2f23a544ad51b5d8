exports.hello = async () => ({ greeting: "hello" });
