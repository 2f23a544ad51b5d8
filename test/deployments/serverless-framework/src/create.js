exports.handler = async ({ id }) => ({ created: id, table: process.env.TABLE });
