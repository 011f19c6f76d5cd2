/** What differs from electron-builder.yml, by the Electron that is packaged, the system and who signs. */

/**
 * @param {{ kind: string, overrideDir: string | null }} electron
 * @param {{ platform: NodeJS.Platform, env: Record<string, string | undefined> }} where
 * @returns {Record<string, unknown> | null} `null`: nothing.
 */
export function changedConfiguration({ kind, overrideDir }, { platform, env }) {
  const changes = {
    ...(kind === 'own' ? {} : { electronDist: overrideDir }),
    ...(kind === 'stand-in' ? withStandIn : {}),
    ...(platform === 'darwin' && !isSigned(env) ? { mac: signedByNobody } : {}),
  };
  return Object.keys(changes).length === 0 ? null : changes;
}

/** Where an installed stand-in finds its own code and its Node: relative to the repository's root. */
export const standInHome = '.cache/stand-in-home';

/** The stand-in has no fuses to turn and reads no archive. */
const withStandIn = {
  asar: false,
  electronFuses: null,
  extraFiles: [{ from: standInHome, to: 'stand-in-home' }],
};

/** Electron-builder's names for a certificate, in a file or in the keychain. */
const isSigned = ({ CSC_LINK, CSC_NAME }) => Boolean(CSC_LINK || CSC_NAME);

/**
 * A bundle that nobody signed gets a signature without a signer, or no Mac with Apple's own processor starts it. Its
 * libraries then are of no common team, which the hardened runtime would refuse.
 */
const adHocEntitlements = 'packaging/entitlements.mac.ad-hoc.plist';
const signedByNobody = { identity: '-', entitlements: adHocEntitlements, entitlementsInherit: adHocEntitlements };
