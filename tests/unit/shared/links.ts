/** Links and settings of all kinds. */
import fc from 'fast-check';
import type { SessionLink } from '../../../src/shared/session-link.ts';
import { maxIdleMinutes, type SessionSettings, sessionSettings } from '../../../src/shared/session-settings.ts';

export const anySettings: fc.Arbitrary<SessionSettings> = fc
  .record({
    title: fc.option(fc.string({ maxLength: 40, unit: 'binary' })),
    muted: fc.boolean(),
    audioOnly: fc.boolean(),
    idleTimeoutMs: fc.option(fc.integer({ min: 1, max: maxIdleMinutes }).map((minutes) => minutes * 60_000)),
  })
  .map((input) => sessionSettings.parse(input));

export const anySessionLink: fc.Arbitrary<SessionLink> = fc.record({
  server: fc
    .tuple(
      fc.constantFrom('http', 'https'),
      fc.constantFrom('calls.example.com', 'localhost', '127.0.0.1', '[::1]', 'a-b.c', 'xn--bcher-kva.example'),
      fc.constantFrom('', ':1', ':65535'),
    )
    .map(([scheme, host, port]) => `${scheme}://${host}${port}`),
  sessionId: fc.stringMatching(/^[A-Za-z0-9_-]{22}$/),
  token: fc.stringMatching(/^[\w.-]{20,300}$/),
  settings: anySettings,
});
