/** Raised while a search is compiled, and turned into an issue at its place: this part has no exact form in SQL. */
export class NotSearchable extends Error {
  readonly at: string;
  constructor(at: string, message: string) {
    super(message);
    this.name = 'NotSearchable';
    this.at = at;
  }
}
