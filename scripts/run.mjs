/**
 * What package.json's commands start: `node scripts/run.mjs NAME …` runs scripts/NAME.mjs, or says that this Node is too old
 * for it. It imports nothing by itself: an older Node would fail there, in words that say nothing.
 */
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`Holdfast needs Node 20.19 or newer; this is ${process.versions.node}.\n`);
  process.exitCode = 1;
} else {
  const [name] = process.argv.splice(2, 1);
  import(`./${name}.mjs`);
}
