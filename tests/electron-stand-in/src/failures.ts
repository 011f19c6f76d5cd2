/** Numbers of the errors that loads fail with (net/base/net_error_list.h). */
const netErrors: Record<string, number> & { ERR_FAILED: number } = {
  ERR_FAILED: -2,
  ERR_ABORTED: -3,
  ERR_FILE_NOT_FOUND: -6,
  ERR_TIMED_OUT: -7,
  ERR_BLOCKED_BY_CLIENT: -20,
  ERR_CONNECTION_REFUSED: -102,
  ERR_CONNECTION_RESET: -101,
  ERR_NAME_NOT_RESOLVED: -105,
  ERR_INTERNET_DISCONNECTED: -106,
  ERR_INVALID_URL: -300,
  ERR_UNSAFE_PORT: -312,
  ERR_EMPTY_RESPONSE: -324,
};

/** Why a load has failed, as Electron puts it. `text` is Chromium's, `net::ERR_…`. */
export class LoadError extends Error {
  readonly code: string;
  readonly errno: number;
  readonly url: string;

  constructor(text: string, url: string) {
    const code = text.replace('net::', '');
    const errno = netErrors[code] ?? netErrors.ERR_FAILED;
    super(`${code} (${errno}) loading '${url}'`);
    this.code = code;
    this.errno = errno;
    this.url = url;
  }
}

/** Chromium's word for the end of a process, and Electron's. */
export const goneReasons: Record<string, string> = {
  killed: 'killed',
  crashed: 'crashed',
  oom: 'oom',
  'launch failed': 'launch-failed',
  abnormal: 'abnormal-exit',
};

/** As `kill -9`. */
export function killProcess(pid: number): void {
  if (pid === 0) return;
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has just ended by itself.
  }
}
