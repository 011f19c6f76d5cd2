import type { Bus } from './dbus.ts';

const path = '/com/canonical/unity/launcherentry';
const interfaceName = 'com.canonical.Unity.LauncherEntry';

/** Tells docks that follow Unity's launcher API the number on the app's icon. */
export async function emitBadge(bus: Bus, desktopName: string, count: number): Promise<void> {
  const variant = await bus.variants();
  const properties = { count: variant('x', BigInt(count)), 'count-visible': variant('b', count > 0) };
  await bus.emitSignal(path, interfaceName, 'Update', 'sa{sv}', [`application://${desktopName}`, properties]);
}
