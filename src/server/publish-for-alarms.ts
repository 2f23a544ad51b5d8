import type { PublishToTopic } from "../services/cloudwatch/contract.ts";
import type { ExternalTargets } from "../services/lambda/async/contract.ts";

/** Topics are where destinations find them: on the server that `destinationEndpoints` names. */
export const publishForAlarms =
  (external: ExternalTargets): PublishToTopic =>
  (topicArn, { subject, message }, signal) =>
    external.publishToTopic(topicArn, { subject, body: message, attributes: {} }, signal);
