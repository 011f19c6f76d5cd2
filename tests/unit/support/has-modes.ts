/** Whether this system has files as POSIX knows them: with who may read them, and sockets among them. Windows has not. */
export const hasModes = process.platform !== 'win32';
