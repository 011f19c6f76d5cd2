/** Lets everything that waits for nothing but its turn have it. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
