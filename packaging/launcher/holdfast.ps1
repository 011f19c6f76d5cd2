# Holdfast's command line on Windows, started by holdfast.cmd. What needs no window is answered here; everything else starts
# the app. Made from packaging/launcher/holdfast.ps1; for the PowerShell 5.1 that every Windows has.
$ErrorActionPreference = 'Stop'
$app = Join-Path (Split-Path -Parent $PSScriptRoot) 'Holdfast.exe'
$folder = Join-Path $env:APPDATA 'Holdfast'

# In a file or a pipe UTF-8, as other programs expect it; on a console in its own code page.
function Write-Text([string]$text, [bool]$toError) {
  $redirected = if ($toError) { [Console]::IsErrorRedirected } else { [Console]::IsOutputRedirected }
  if ($redirected) {
    $bytes = (New-Object Text.UTF8Encoding $false).GetBytes($text)
    $stream = if ($toError) { [Console]::OpenStandardError() } else { [Console]::OpenStandardOutput() }
    $stream.Write($bytes, 0, $bytes.Length)
    $stream.Flush()
  } elseif ($toError) {
    [Console]::Error.Write($text)
  } else {
    [Console]::Out.Write($text)
  }
}

# The same reading as in src/main/command-line.ts.
$words = New-Object Collections.Generic.List[string]
$flags = New-Object Collections.Generic.HashSet[string]
$open = ''
foreach ($argument in $args) {
  $argument = [string]$argument
  if ($open -ne '') {
    if ($argument.StartsWith('--')) { break }
    if ($open -ceq '--user-data-dir') { $folder = $argument }
    $open = ''
  } elseif (@VALUE_OPTIONS@ -ccontains $argument) {
    $open = $argument
  } elseif ($argument.StartsWith('--user-data-dir=')) {
    $folder = $argument.Substring('--user-data-dir='.Length)
  # After ctl the id of a call may begin with a dash.
  } elseif ($argument.StartsWith('-') -and -not ($words.Count -gt 0 -and $words[0] -ceq 'ctl' -and $argument -cmatch '\A-[^-]')) {
    [void]$flags.Add($argument)
  } else {
    $words.Add($argument)
  }
}

$usage = @USAGE@
if ($open -ne '') {
  Write-Text "$open needs a value.`n`n$usage" $true
  exit 2
}
if ($folder -eq '') {
  Write-Text "--user-data-dir needs a folder.`n`n$usage" $true
  exit 2
}

# What the running copy answers, $null where there is none.
function Read-Answer([string]$question) {
  $file = Join-Path $folder 'ctl.address'
  if (-not (Test-Path -LiteralPath $file)) { return $null }
  $name = [IO.File]::ReadAllText($file).Trim() -replace '^\\\\\.\\pipe\\', ''
  $pipe = New-Object IO.Pipes.NamedPipeClientStream '.', $name, 'InOut', 'Asynchronous'
  try {
    $pipe.Connect(1000)
    $bytes = [Text.Encoding]::UTF8.GetBytes("$question`n")
    $pipe.Write($bytes, 0, $bytes.Length)
    $reader = New-Object IO.StreamReader $pipe, ([Text.Encoding]::UTF8)
    $reading = $reader.ReadToEndAsync()
    if (-not $reading.Wait(7000)) { return $null }
    return $reading.Result
  } catch {
    return $null
  } finally {
    $pipe.Dispose()
  }
}

if ($words.Count -gt 0 -and $words[0] -ceq 'ctl') {
  # How many words there may be, with ctl.
  $most = if ($words.Count -lt 2) { 0 } elseif (@CALL_VERBS@ -ccontains $words[1]) { 3 } elseif (@PLAIN_VERBS@ -ccontains $words[1]) { 2 } else { 0 }
  $call = if ($words.Count -ge 3) { $words[2] } else { '' }
  if ($words.Count -gt $most -or ($words.Count -eq 3 -and $call -cnotmatch '\A[A-Za-z0-9_-]{1,64}\z')) {
    Write-Text @CTL_USAGE@ $true
    exit 2
  }
  $json = $flags.Contains('--json')
  $as = if ($json) { 'json' } else { 'text' }
  $named = if ($call -eq '') { '' } else { "`"call`":`"$call`"," }
  $answer = Read-Answer "{`"verb`":`"$($words[1])`",$named`"as`":`"$as`"}"
  if ($answer -notmatch '^(?s)(\d{1,3})\n(.*)\n$') {
    Write-Text "$(@NOT_RUNNING@)`n" $true
    exit 3
  }
  $code = [int]$Matches[1]
  Write-Text "$($Matches[2])`n" (($code -ne 0) -and (-not $json))
  exit $code
}
if ($flags.Contains('--help')) {
  Write-Text $usage $false
  exit 0
}
if ($flags.Contains('--version')) {
  Write-Text "$(@VERSION@)`n" $false
  exit 0
}

# Quoted as CommandLineToArgvW reads it: backslashes count only before a quotation mark.
$quoted = @($args | ForEach-Object { '"' + ([string]$_ -replace '(\\*)"', '$1$1\"' -replace '(\\+)$', '$1$1') + '"' })
if ($quoted.Count -gt 0) { Start-Process -FilePath $app -ArgumentList $quoted } else { Start-Process -FilePath $app }
exit 0
