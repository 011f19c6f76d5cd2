import { expect, test } from 'vitest';
import { createMissedCalls } from '../../../src/renderer/state/missed-calls.ts';
import { activeCall, ended, FakePhone, grace, online, people, signedOut } from './support/fake-phone.ts';

function start() {
  const phone = new FakePhone(online);
  let now = 1_000;
  const missed = createMissedCalls(phone.state, { now: () => now });
  const end = (peer: { id: string; name: string }, isMissed = true) => {
    now += 1_000;
    phone.state.setState({ ended: { ...ended, peer, missed: isMissed } });
  };
  return { phone, missed, end };
}

const [, , alan] = people;

test('all missed calls are kept, those of one person together, the newest first', () => {
  const { missed, end } = start();
  end(grace);
  end(alan!);
  end(grace);
  end(alan!, false);
  expect(missed.getState()).toEqual([
    { id: 'grace', name: grace.name, count: 2, at: 4_000 },
    { id: 'alan', name: alan!.name, count: 1, at: 3_000 },
  ]);
});

test('what changes otherwise is no further missed call', () => {
  const { phone, missed, end } = start();
  end(grace);
  phone.state.setState({ people: [] });
  phone.state.setState({ connection: { status: 'reconnecting' } });
  expect(missed.getState()).toMatchObject([{ count: 1 }]);
});

test('a call with somebody settles theirs, one that only rings does not', () => {
  const { phone, missed, end } = start();
  end(grace);
  end(alan!);
  phone.show(activeCall({ phase: 'ringing-in' }));
  expect(missed.getState()).toHaveLength(2);
  phone.show(activeCall({ phase: 'connecting' }));
  expect(missed.getState()).toMatchObject([{ id: 'alan' }]);
});

test('who signs out leaves none behind', () => {
  const { phone, missed, end } = start();
  end(grace);
  phone.state.setState(signedOut);
  expect(missed.getState()).toEqual([]);
});
