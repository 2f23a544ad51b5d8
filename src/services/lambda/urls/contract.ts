/** Port: who counts requests to function URLs. Called on their path: an implementation neither waits nor throws. */
export interface UrlObserver {
  /** A request has its answer, of a streamed one the head. */
  onUrlRequest(request: UrlRequestRecord): void;
}

export interface UrlRequestRecord {
  readonly functionName: string;
  /** The alias that the URL is for; undefined for the function itself. */
  readonly qualifier: string | undefined;
  readonly statusCode: number;
  readonly durationMs: number;
}
