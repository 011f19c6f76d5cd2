/** Checks that every import stays within the borders of its part. Prints each breach; ends with 0 when there is none. */
import { brokenRules, cycles, strayMembers, strayNames } from './borders/check.mjs';
import { importsOf, textsOf } from './borders/imports.mjs';
import { onlyIn, rules } from './borders/rules.mjs';
import { root } from './setup/paths.mjs';

const texts = textsOf(root, ['src', 'tests', 'scripts']);
const graph = importsOf(texts);
const breaches = [
  ...brokenRules(graph, rules),
  ...strayNames(graph, onlyIn),
  ...strayMembers(texts, onlyIn),
  ...cycles(graph),
];
for (const breach of breaches) process.stderr.write(`${breach}\n`);
process.stdout.write(`${graph.size} files, ${breaches.length} imports across a border\n`);
process.exitCode = breaches.length === 0 ? 0 : 1;
