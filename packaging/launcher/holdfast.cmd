@echo off
rem Holdfast's command line on Windows: Holdfast.exe has no console to print to. Made from packaging/launcher/holdfast.cmd.
"%SystemRoot%\System32\WindowsPowerShell\v1.0\powershell.exe" -NoLogo -NoProfile -NonInteractive -ExecutionPolicy Bypass -File "%~dp0holdfast.ps1" %*
exit /b %ERRORLEVEL%
