/** Where a listing goes on. */
export interface KeyPosition {
  readonly key: string;
  /** Whether the key itself still belongs to what follows. */
  readonly inclusive: boolean;
}

/** Where a listing of versions goes on. */
export interface VersionPosition extends KeyPosition {
  /** Goes on with versions of this key that are older than this sequence number, whatever `inclusive` says. */
  readonly olderThan?: number;
}

/** Where a listing of uploads goes on. */
export interface UploadPosition extends KeyPosition {
  /** Goes on with uploads of this key whose ids come after this one, whatever `inclusive` says. */
  readonly afterUploadId?: string;
}
