import assert from 'node:assert/strict';
import type { Notification, NotificationConstructorOptions } from 'electron';
import { eventually, nextEvent, quiet, record } from '../app/waiting.ts';
import type { Area, Here } from '../contract.ts';
import { onDesktop, onlyOn } from '../where.ts';

function make(here: Here, options: NotificationConstructorOptions): Notification {
  const notification = new here.electron.Notification(options);
  here.after(async () => {
    notification.close();
    const isShown = async () => (await here.desk.notifications()).some(({ title }) => title === notification.title);
    if (here.where.desktop) await eventually(isShown, false);
  });
  return notification;
}

/** The one notification that the desktop shows. */
async function shown({ desk }: Here) {
  await eventually(async () => (await desk.notifications()).length, 1);
  const [notification] = await desk.notifications();
  if (!notification) throw new Error('the notification has gone');
  return notification;
}

export const notification: Area = {
  name: 'notification',
  promises: {
    'says whether there are any': {
      source: 'spec/api-notification-spec.ts: "is supported"',
      check: ({ electron: { Notification } }) => assert.equal(typeof Notification.isSupported(), 'boolean'),
    },
    'has what it was made with': {
      source: 'spec/api-notification-spec.ts: "inits, gets and sets basic string properties correctly"',
      check: (here) => {
        const { title, body, silent } = make(here, { title: 'Anna', body: '0:42', silent: true });
        assert.deepEqual([title, body, silent], ['Anna', '0:42', true]);
      },
    },
    'has the buttons that it was made with': {
      source: 'spec/api-notification-spec.ts: "inits, gets and sets actions correctly"',
      check: (here) => {
        const { actions } = make(here, {
          title: 'Anna',
          actions: [
            { type: 'button', text: 'Mute' },
            { type: 'button', text: 'Hang up' },
          ],
        });
        assert.deepEqual(
          actions.map(({ type, text }) => [type, text]),
          [
            ['button', 'Mute'],
            ['button', 'Hang up'],
          ],
        );
      },
    },
    'has an id of its choice on macOS': {
      source: 'spec/api-notification-spec.ts: "inits and gets id property"',
      unless: onlyOn('darwin'),
      check: (here) => assert.equal(make(here, { id: 'call-1', title: 'Anna' }).id, 'call-1'),
    },
    'reaches the desktop under the name of the app, with title and body': {
      source: 'spec/api-notification-dbus-spec.ts: "should call org.freedesktop.Notifications to show notifications"',
      unless: onDesktop,
      check: async (here) => {
        make(here, { title: 'Anna', body: 'In a call' }).show();
        const { app, title, body, icon } = await shown(here);
        assert.deepEqual([app, title, body, icon], ['Contract', 'Anna', 'In a call', '']);
      },
    },
    'reaches the desktop with the desktop file of the app and its process': {
      source: 'spec/api-notification-dbus-spec.ts: "should call org.freedesktop.Notifications to show notifications"',
      unless: onDesktop,
      check: async (here) => {
        make(here, { title: 'Anna' }).show();
        const { hints } = await shown(here);
        assert.equal(hints['desktop-entry'], 'org.example.Contract');
        assert.equal(Number(hints['sender-pid']), process.pid);
        assert.equal(hints.urgency, 1);
      },
    },
    'can be clicked where the desktop knows of actions': {
      source:
        'spec/api-notification-dbus-spec.ts: "should call org.freedesktop.Notifications to show notifications" (actions)',
      unless: onDesktop,
      check: async (here) => {
        make(here, { title: 'Anna' }).show();
        const { actions } = await shown(here);
        assert.deepEqual(actions[0], { key: 'default', label: 'View' });
      },
    },
    'is urgent, and stays, when it is made so': {
      source: 'docs/api/notification.md, new Notification([options]): urgency, timeoutType',
      unless: onDesktop,
      check: async (here) => {
        make(here, { title: 'Anna', urgency: 'critical', timeoutType: 'never' }).show();
        const { hints, timeout } = await shown(here);
        assert.deepEqual([hints.urgency, timeout], [2, 0]);
      },
    },
    'says when it is shown': {
      source: 'docs/api/notification.md, Event: "show"',
      unless: onDesktop,
      check: async (here) => {
        const notification = make(here, { title: 'Anna' });
        const told = nextEvent(notification, 'show');
        notification.show();
        await told;
      },
    },
    'says when it is clicked': {
      source: 'spec/api-notification-dbus-spec.ts: "should emit click when ActionInvoked is sent by the daemon"',
      unless: onDesktop,
      check: async (here) => {
        const notification = make(here, { title: 'Anna' });
        notification.show();
        const { id } = await shown(here);
        const clicked = nextEvent(notification, 'click');
        await here.desk.clickNotification(id);
        await clicked;
      },
    },
    'says when a person takes it away': {
      source: 'docs/api/notification.md, Event: "close"',
      unless: onDesktop,
      check: async (here) => {
        const notification = make(here, { title: 'Anna' });
        notification.show();
        const { id } = await shown(here);
        const closed = nextEvent(notification, 'close');
        await here.desk.dismissNotification(id);
        await closed;
      },
    },
    'is gone from the desktop when it is closed': {
      source: 'docs/api/notification.md, notification.close()',
      unless: onDesktop,
      check: async (here) => {
        const notification = make(here, { title: 'Anna' });
        notification.show();
        await shown(here);
        notification.close();
        await eventually(async () => (await here.desk.notifications()).length, 0);
      },
    },
    'stands beside others, and hears only what is its own': {
      source: 'shell/browser/notifications/linux/libnotify_notification.cc (one native notification each)',
      unless: onDesktop,
      check: async (here) => {
        const [first, second] = [make(here, { title: 'First' }), make(here, { title: 'Second' })];
        const heard = record(first, 'click', 'close');
        first.show();
        second.show();
        await eventually(
          async () => (await here.desk.notifications()).map(({ title }) => title).toSorted(),
          ['First', 'Second'],
        );
        const theirs = (await here.desk.notifications()).find(({ title }) => title === 'Second');
        const clicked = nextEvent(second, 'click');
        await here.desk.clickNotification(theirs?.id ?? 0);
        await clicked;
        await quiet();
        assert.deepEqual(heard, []);
      },
    },
    'shown again takes the place of what it showed before': {
      source: 'docs/api/notification.md, notification.show(): a shown one is dismissed first',
      unless: onDesktop,
      check: async (here) => {
        const notification = make(here, { title: 'Before' });
        notification.show();
        await shown(here);
        notification.title = 'After';
        notification.show();
        await eventually(async () => (await here.desk.notifications()).map(({ title }) => title), ['After']);
      },
    },
  },
};
