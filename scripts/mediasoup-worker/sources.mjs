/** What has to be compiled, read from the worker's own build description. */

/**
 * The worker's source files, relative to its folder, from the text of its meson.build: the list `common_sources`, which
 * its library, its tests and its program share, and the program's own main.
 * @param {string} mesonBuild
 * @returns {string[]}
 */
export function workerSources(mesonBuild) {
  const list = /^common_sources\s*=\s*\[([^\]]*)\]/m.exec(mesonBuild)?.[1];
  if (list === undefined) throw new Error('no list named common_sources in the meson.build of the mediasoup worker');
  const sources = [...list.matchAll(/'([^']+\.cpp)'/g)].map((match) => match[1]);
  if (sources.length === 0) throw new Error('the list common_sources of the mediasoup worker names no C++ file');
  return [...sources, 'src/main.cpp'];
}
