/** Throws at the method that is named, as long as it is. */
export class Fault {
  at: string | null = null;
  check(method: string): void {
    if (this.at === method) throw new Error(`${method} failed`);
  }
}
