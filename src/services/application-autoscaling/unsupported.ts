/** Operations of the API that this service refuses, and why, in words for the caller. */
export const UNSUPPORTED: Readonly<Record<string, string>> = {
  GetPredictiveScalingForecast: "Nothing is forecast; use scheduled actions, or target tracking.",
};
