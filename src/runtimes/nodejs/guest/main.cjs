"use strict";

/** How the Node.js runtime is started for a function that is known; `prepared.cjs` is the other way. */
require("./runtime.cjs").run();
