/** Holds a graph of imports against the rules. */

/** @typedef {Map<string, import('./imports.mjs').Import[]>} Graph */

/**
 * @param {Graph} graph
 * @param {import('./rules.mjs').Rule[]} rules
 * @returns {string[]} One line a breach.
 */
export function brokenRules(graph, rules) {
  return [...graph].flatMap(([file, imports]) =>
    rules
      .filter((rule) => rule.from.test(file))
      .flatMap((rule) =>
        imports
          .filter(({ to }) => rule.not.test(to) && !rule.unless?.test(to))
          .map(({ to }) => `${file} imports ${to}: ${rule.name}`),
      ),
  );
}

/**
 * @param {Graph} graph
 * @param {typeof import('./rules.mjs').onlyIn} onlyIn
 */
export function strayNames(graph, onlyIn) {
  return [...graph]
    .filter(([file]) => file.startsWith('src/'))
    .flatMap(([file, imports]) =>
      imports
        .filter(({ to, typeOnly }) => to.startsWith('electron') && !typeOnly)
        .flatMap(({ names }) => onlyIn.filter((only) => names.includes(only.imported) && only.file !== file))
        .map((only) => `${file} imports ${only.imported}: only ${only.file} may`),
    );
}

/**
 * Names that a file takes from a whole module, as in `electron.ipcMain`.
 * @param {Map<string, string>} texts
 * @param {typeof import('./rules.mjs').onlyIn} onlyIn
 */
export function strayMembers(texts, onlyIn) {
  return [...texts]
    .filter(([file]) => file.startsWith('src/'))
    .flatMap(([file, text]) =>
      onlyIn
        .filter((only) => file !== only.file && file !== only.handedOverBy)
        .filter((only) => new RegExp(`\\.${only.imported}\\b`).test(text))
        .map((only) => `${file} takes ${only.imported} from a module: only ${only.file} may`),
    );
}

/**
 * Circles of imports that exist when the program runs; types alone make none. Each is named once.
 * @param {Graph} graph
 */
export function cycles(graph) {
  const found = [];
  const finished = new Set();
  const path = [];
  const visit = (file) => {
    const start = path.indexOf(file);
    if (start !== -1) {
      found.push(`import cycle: ${[...path.slice(start), file].join(' → ')}`);
      return;
    }
    if (finished.has(file)) return;
    path.push(file);
    for (const { to, typeOnly } of graph.get(file) ?? []) if (!typeOnly && graph.has(to)) visit(to);
    path.pop();
    finished.add(file);
  };
  for (const file of graph.keys()) visit(file);
  return found;
}
