export interface LogEvent {
  readonly timestampMs: number;
  /** One event, without a trailing line feed. */
  readonly message: string;
}

/** Port: where function output goes. Never waits for the disk; a full disk drops events and counts them. */
export interface LogWriter {
  /** Creates group and stream when they do not exist yet. */
  write(logGroupName: string, logStreamName: string, events: readonly LogEvent[]): void;
  /** Resolves when all that was written is readable by the API. */
  flush(): Promise<void>;
}
