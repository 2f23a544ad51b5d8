const hello = async () => ({ greeting: "hello" });

addEventListener("fetch", (event) => event.respondWith(answer(event.request)));

const answer = async (request) => Response.json(await hello(await request.json()));
