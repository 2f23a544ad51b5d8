/** The asynchronous twin of `node-path.cjs`, for versions of Node.js whose hooks run in a thread of their own. */
let parents = [];

export const initialize = (data) => {
  parents = data.parents;
};

export const resolve = async (specifier, context, next) => {
  try {
    return await next(specifier, context);
  } catch (error) {
    if (!isMissingPackage(error, specifier)) throw error;
    for (const parentURL of parents) {
      try {
        return await next(specifier, { ...context, parentURL });
      } catch (nested) {
        if (!isMissingPackage(nested, specifier)) throw nested;
      }
    }
    throw error;
  }
};

const isMissingPackage = (error, specifier) =>
  error?.code === "ERR_MODULE_NOT_FOUND" && !/^[./]|^[a-z]+:/i.test(specifier);
