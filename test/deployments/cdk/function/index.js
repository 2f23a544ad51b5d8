// oxlint-disable-next-line import/no-absolute-path -- layers lie there
const { greet } = require("/opt/greeting.js");

exports.handler = async ({ name }) => ({ greeting: greet(name), stage: process.env.STAGE });
