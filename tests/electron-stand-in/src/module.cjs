'use strict';
// What `require('electron')` gives.
module.exports = globalThis[Symbol.for('electron-stand-in')];
