import { describe, expect, it } from 'vitest';
import { personId, rtpParameters } from '../../../src/shared/protocol.ts';

describe('what is sent', () => {
  const codecs = [{ mimeType: 'video/VP8', payloadType: 96, clockRate: 90_000 }];
  const parameters = (layers: number) => ({
    codecs,
    encodings: Array.from({ length: layers }, (_, rid) => ({ rid: String(rid) })),
  });

  it.each([0, 1, 3])('may have %d layers', (layers) => {
    expect(rtpParameters.parse(parameters(layers))).toEqual(parameters(layers));
  });

  it('has not thousands of them', () => {
    expect(rtpParameters.safeParse(parameters(2_500)).success).toBe(false);
  });

  it('need not say', () => {
    expect(rtpParameters.safeParse({ codecs }).success).toBe(true);
  });
});

describe('the id of a person', () => {
  it.each(['ada', 'ada@example.org', 'auth0|507f1f', 'Åsa_1'])('may be %s', (id) => {
    expect(personId.safeParse(id).success).toBe(true);
  });

  it.each(['', 'a b', 'a/b', '<a>', 'a\nb', 'x'.repeat(65)])('is not %j', (id) => {
    expect(personId.safeParse(id).success).toBe(false);
  });
});
