/** The one account and region that this server plays. */
export interface Account {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
}
