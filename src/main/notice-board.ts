/** Things the user should read once: each window that asks gets all that no earlier window has got. */
export class NoticeBoard {
  #notices: { text: string; readBy: number | null }[] = [];

  add(text: string): void {
    if (!this.#notices.some((notice) => notice.text === text && notice.readBy === null)) {
      this.#notices.push({ text, readBy: null });
    }
  }

  /** What is no longer so is not told to those who have not read it yet. */
  withdraw(text: string): void {
    this.#notices = this.#notices.filter((notice) => notice.text !== text);
  }

  /** A window may ask again and gets the same; the next window does not. */
  readBy(windowId: number): string[] {
    this.#notices = this.#notices.filter((notice) => notice.readBy === null || notice.readBy === windowId);
    for (const notice of this.#notices) notice.readBy = windowId;
    return this.#notices.map((notice) => notice.text);
  }
}
