/**
 * A fresh id for a session: 128 random bits, base64url, as the protocol's `newSessionId` wants it. None begins with `-`:
 * typed after `holdfast ctl` it would be taken for an option.
 */
export function createSessionId(fill: (bytes: Uint8Array<ArrayBuffer>) => void = fillRandomly): string {
  const bytes = new Uint8Array(16);
  for (;;) {
    fill(bytes);
    const id = btoa(String.fromCharCode(...bytes))
      .replaceAll('+', '-')
      .replaceAll('/', '_')
      .replaceAll('=', '');
    if (!id.startsWith('-')) return id;
  }
}

function fillRandomly(bytes: Uint8Array<ArrayBuffer>): void {
  crypto.getRandomValues(bytes);
}
