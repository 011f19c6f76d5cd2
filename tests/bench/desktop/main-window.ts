/** The main window, in scripts that run in main where `BrowserWindow` is Electron's. */
export const mainWindow =
  "BrowserWindow.getAllWindows().find((each) => each.webContents.getURL().includes('index.html'))";
