/** Whether a message is wanted. */
export type MessageFilter = (message: string) => boolean;
