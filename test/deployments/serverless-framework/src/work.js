exports.handler = async () => "worked";
