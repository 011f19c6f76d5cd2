/** Somebody with an account. */
export type Person = {
  id: string;
  /** As others see them. */
  name: string;
};

/** The id is the first name in small letters. */
export const personNamed = (name: string): Person => ({ id: name.split(' ', 1).join('').toLowerCase(), name });
