/** Versions, times and sizes that both sides keep to. */

/** Raised when an older side could not understand a newer one. */
export const protocolVersion = 2;
/** Largest message either side accepts, bytes of JSON. */
export const maxMessageBytes = 64 * 1024;
/** How long a call rings before it ends with `no-answer`, ms. */
export const ringTimeoutMs = 45_000;
/** How long the server keeps a participant whose socket is gone, in a live call, ms. */
export const participantGraceMs = 30_000;
/** The same while it rings: nobody should hear a phone ring for someone who has gone. */
export const ringGraceMs = 5_000;
/** Requests that fail their schema which a connection may send in {@link badRequestWindowMs} before it is closed. */
export const maxBadRequests = 20;
export const badRequestWindowMs = 10_000;
/** What one participant may receive at once: a voice, a camera and a screen of each of a hundred others. */
export const maxSubscriptions = 300;
/** Of how many who speak at once a client is told. */
export const maxSpeakers = 16;
/** The contact that answers every call and returns the caller's own voice. */
export const echoPersonId = 'echo';
