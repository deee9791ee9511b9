/** A store holds only a part of the rooms that are being moved into it. */
export class UnfinishedMigration extends Error {
  override name = 'UnfinishedMigration';

  constructor() {
    super('a migration into it is not finished: run the command migrate again');
  }
}
