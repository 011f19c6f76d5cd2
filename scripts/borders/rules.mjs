/**
 * Which part of the code may import what. Dependencies point inwards: shared knows nobody, everybody knows shared.
 *
 * A rule covers the files that `from` matches (paths from the repository's root, with forward slashes) and names what
 * they may not import: own files by path, packages and Node's modules by specifier (`react`, `react-dom/client`,
 * `node:fs`). With `unless`, what that matches is allowed after all.
 *
 * @typedef {{ name: string, from: RegExp, not: RegExp, unless?: RegExp }} Rule
 */

const everything = /^/;
const nodeModule = /^node:/;
const electron = /^electron(\/|$)/;
const tests = /^(tests|scripts)\//;

/**
 * The rooms of the call server that others are built from, and what each knows beside itself and the files that all share.
 * Nothing knows `main`, which builds them all.
 */
const roomsOfServer = [
  { room: 'auth', knows: [] },
  { room: 'directory', knows: [] },
  { room: 'media', knows: [] },
  { room: 'sessions', knows: ['media/port\\.ts$'] },
  { room: 'calls', knows: ['media/port\\.ts$', 'sessions/'] },
  { room: 'storage', knows: ['directory/directory\\.ts$', 'sessions/session-context\\.ts$'] },
  { room: 'transport', knows: ['auth/', 'calls/'] },
];

/** The rooms of the renderer that know neither React nor the screens, from the innermost to the outermost: each knows those before it. */
const roomsOfCalling = ['signaling', 'devices', 'recovery', 'media', 'call', 'phone', 'desktop'];

/** @type {Rule[]} */
export const rules = [
  {
    name: 'shared imports neither Electron, DOM nor Node, and no other part',
    from: /^src\/shared\//,
    not: everything,
    unless: /^(src\/shared\/|zod$)/,
  },
  { name: 'the product knows nothing of tests and scripts', from: /^src\//, not: tests },
  {
    name: 'main imports no other part than shared',
    from: /^src\/main\//,
    not: /^src\//,
    unless: /^src\/(main|shared)\//,
  },
  {
    name: 'the preload is one small file on shared and Electron',
    from: /^src\/preload\//,
    not: everything,
    unless: /^(src\/(preload|shared)\/|electron$)/,
  },
  {
    name: 'the renderer imports no other part than shared, neither Electron nor Node',
    from: /^src\/renderer\//,
    not: new RegExp(`^src/|${electron.source}|${nodeModule.source}`),
    unless: /^src\/(renderer|shared)\//,
  },
  ...roomsOfCalling.map((room, index) => ({
    name: `calling knows neither React nor the screens around it, and its ${room} knows only what is further in`,
    from: new RegExp(`^src/renderer/${room}/`),
    not: /^(src\/renderer\/|react|radix-ui|lucide-react|zustand\/react)/,
    unless: new RegExp(`^src/renderer/((${roomsOfCalling.slice(0, index + 1).join('|')})/|[^/]+\\.ts$)`),
  })),
  {
    name: 'what every room of the renderer may use knows no room',
    from: /^src\/renderer\/(call-error|clock|emitter|log|reconciler|wish)\.ts$/,
    not: /^(src\/renderer\/|react)/,
    unless: /^src\/renderer\/(call-error|clock|emitter|log|reconciler|wish)\.ts$/,
  },
  {
    name: 'the call server imports no other part than shared, and no Electron',
    from: /^src\/server\//,
    not: new RegExp(`^src/|${electron.source}`),
    unless: /^src\/(server|shared)\//,
  },
  {
    name: 'what every room of the call server may use knows no room',
    from: /^src\/server\/[^/]+\.ts$/,
    not: /^src\/server\//,
    unless: /^src\/server\/[^/]+\.ts$/,
  },
  ...roomsOfServer.map(({ room, knows }) => ({
    name: `the call server’s ${room} knows only what is further in`,
    from: new RegExp(`^src/server/${room}/`),
    not: /^src\/server\/[^/]+\//,
    unless: new RegExp(`^src/server/(${[`${room}/`, ...knows].join('|')})`),
  })),
  {
    name: 'the port that sessions use knows nothing of what is behind it',
    from: /^src\/server\/media\/port\.ts$/,
    not: everything,
    unless: /^src\/(shared\/|server\/[^/]+\.ts$)/,
  },
  {
    name: 'only the SFU of the call server knows mediasoup; its command line hears mediasoup’s log',
    from: /^src\/server\/(?!media\/sfu\/|main\/cli\.ts$)/,
    not: /^mediasoup(\/|$)/,
  },
  {
    name: 'the ongoing call service knows surfaces only by their interface',
    from: /^src\/main\/ongoing-call\/service\.ts$/,
    not: everything,
    unless: /^(node:|src\/shared\/|src\/main\/ongoing-call\/(surface|ports|ended-calls)\.ts$)/,
  },
  {
    name: 'a surface knows no other surface',
    from: /^src\/main\/ongoing-call\/(badge|dock|mini|notification|power|shortcut|taskbar|tray)\.ts$|^src\/main\/platform\/linux\/system-control\.ts$/,
    not: /^src\/main\/ongoing-call\/(badge|dock|mini|notification|power|shortcut|taskbar|tray|surfaces|create)\.ts$|^src\/main\/platform\/linux\/system-control\.ts$/,
  },
  {
    name: 'neither the stand-in for Electron nor its contract knows the product',
    from: /^tests\/electron-(stand-in|contract)\//,
    not: /^src\//,
  },
];

/**
 * Raw IPC: names that only one file each may import from Electron. Nobody else takes them from a whole module either,
 * except the file that puts the program together and hands them over.
 */
export const onlyIn = [
  { imported: 'ipcMain', file: 'src/main/ipc-main.ts', handedOverBy: 'src/main/compose.ts' },
  { imported: 'ipcRenderer', file: 'src/preload/index.ts' },
];
