/** Tells electron-builder that there are no node_modules to install, rebuild or pack: out/ holds all that is needed. */
export default () => false;
