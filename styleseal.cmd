@echo off
rem Starts Style Seal from its source tree or from a release; builds it first when sources are newer than the build.
rem   STYLESEAL_JAVA_OPTS   options for Java, after and over the ones below (-Xmx4g)
rem   STYLESEAL_MAVEN_OPTS  options for the build (-Dno-mkl)
setlocal EnableExtensions DisableDelayedExpansion
set "root=%~dp0"
if "%root:~-1%"=="\" set "root=%root:~0,-1%"
set "dist=%root%\dist"

set "java="
if exist "%root%\runtime\bin\java.exe" set "java=%root%\runtime\bin\java.exe"
if not defined java if defined JAVA_HOME if exist "%JAVA_HOME%\bin\java.exe" set "java=%JAVA_HOME%\bin\java.exe"
if not defined java for %%j in (java.exe) do set "java=%%~$PATH:j"
if not defined java goto nojava
set "version=0"
set "full=0"
for /f "tokens=3" %%v in ('call "%java%" -version 2^>^&1 ^| findstr /c:" version "') do for /f "tokens=1 delims=.-+" %%m in ("%%~v") do set "version=%%m" & set "full=%%~v"
if %version% LSS 17 goto nojava

rem A release has no pom.xml. Folders count too: deleting a file changes nothing else.
if not exist "%root%\pom.xml" goto start
set "STYLESEAL_ROOT=%root%"
powershell -NoProfile -Command "$r=$env:STYLESEAL_ROOT; $c=Join-Path $r 'dist\current'; if(-not(Test-Path -LiteralPath $c)){exit 1}; $o=[string]@(Get-Content -LiteralPath $c)[1]; if($env:STYLESEAL_MAVEN_OPTS -and $env:STYLESEAL_MAVEN_OPTS -ne $o){exit 1}; $t=(Get-Item -LiteralPath $c).LastWriteTimeUtc; $n=@(Get-Item -LiteralPath (Join-Path $r 'pom.xml'))+@(Get-ChildItem -LiteralPath (Join-Path $r '.mvn') -Recurse -ErrorAction SilentlyContinue)+@(Get-ChildItem -LiteralPath $r -Directory|Where-Object{Test-Path (Join-Path $_.FullName 'pom.xml')}|ForEach-Object{Get-Item -LiteralPath (Join-Path $_.FullName 'pom.xml'); Get-ChildItem -LiteralPath (Join-Path $_.FullName 'src\main') -Recurse -ErrorAction SilentlyContinue})|Where-Object{$_.LastWriteTimeUtc -gt $t}; if($n){exit 1}else{exit 0}"
if not errorlevel 1 goto start

if not exist "%dist%" mkdir "%dist%" 2>nul
(echo.)>"%dist%\probe" 2>nul && (del "%dist%\probe" & goto writable)
if exist "%dist%\current" (
    echo Not building, though sources have changed: "%dist%" cannot be written to. Starting the build that is there. 1>&2
    goto start
)
echo Cannot start Style Seal: "%root%" holds no build and cannot be written to. Run it once as a user who may write there. 1>&2
exit /b 1

:writable
where mvn >nul 2>nul
if errorlevel 1 (
    echo Cannot build Style Seal: there is no mvn on the PATH. Install Maven 3.8.7 or newer, or use a release. 1>&2
    exit /b 1
)
set "waited="
:lock
mkdir "%dist%\lock" 2>nul && goto locked
if not defined waited echo Waiting for another build; if there is none, remove "%dist%\lock" ... 1>&2
set "waited=yes"
ping -n 2 127.0.0.1 >nul
goto lock

:locked
if defined waited (
    rmdir "%dist%\lock"
    endlocal
    "%~f0" %*
)
echo Building Style Seal (the first time Maven may fetch 300 MB of libraries) ... 1>&2
set "new=lib.%RANDOM%%RANDOM%"
rem Who does not set the options now, keeps those of the last build.
set "options=%STYLESEAL_MAVEN_OPTS%"
if not defined options if exist "%dist%\current" for /f "usebackq skip=1 delims=" %%o in ("%dist%\current") do set "options=%%o"
rem Written before the build, so that what is edited during it counts as newer.
(echo %new%)>"%dist%\next"
(echo;%options%)>>"%dist%\next"
for %%h in ("%java%\..\..") do if exist "%%~fh\bin\javac.exe" set "JAVA_HOME=%%~fh"
del /q "%root%\cli\target\styleseal-cli-*.jar" 2>nul
pushd "%root%"
call mvn -q -ntp -B -Dstyle.color=never -DskipTests -Dspotless.check.skip %options% -pl cli -am package dependency:copy-dependencies -DincludeScope=runtime "-DoutputDirectory=%dist%\%new%" 1>&2
set "code=%errorlevel%"
popd
if not "%code%"=="0" (
    rmdir /s /q "%dist%\%new%" 2>nul
    rmdir "%dist%\lock"
    echo Cannot build Style Seal: Maven ended with exit code %code%; what it said is above. 1>&2
    exit /b 1
)
copy /y "%root%\cli\target\styleseal-cli-*.jar" "%dist%\%new%" >nul
move /y "%dist%\next" "%dist%\current" >nul
forfiles /p "%dist%" /m lib.* /d -14 /c "cmd /c if @isdir==TRUE rmdir /s /q @path" >nul 2>nul
rmdir "%dist%\lock"

:start
set "lib=lib"
if exist "%dist%\current" set /p lib=<"%dist%\current"
if not exist "%dist%\%lib%" (
    echo Cannot start Style Seal: "%dist%\%lib%" is not there. Expected the libraries of a build. Remove "%dist%" and start again, or use a release. 1>&2
    exit /b 1
)
rem Java cannot tell whether somebody watches.
set "terminal=true"
powershell -NoProfile -Command "exit [int][Console]::IsErrorRedirected"
if errorlevel 1 set "terminal=false"
rem Seals are kept on Java's heap by the commands that work on them; pictures and networks, which the others need, are not.
rem An equals sign divides arguments here, so --language=ru is two words as well.
set "command=%~1"
if "%~1"=="--language" set "command=%~3"
set "heap=-Xmx1g"
for %%c in (merge resize overlap extract convert inspect) do if "%command%"=="%%c" set "heap=-XX:MaxRAMPercentage=50"
rem Help ends before Java's second compiler has made anything faster; only work gains by it.
set "compiler="
for %%c in (-h --help help -V --version) do if "%~1"=="%%c" set "compiler=-XX:TieredStopAtLevel=1"
if "%~1"=="" set "compiler=-XX:TieredStopAtLevel=1"
for %%c in (-h --help) do if "%~2"=="%%c" set "compiler=-XX:TieredStopAtLevel=1"

rem The classes of short commands as this Java lays them out in memory, made at the first start of a build with that Java. An
rem empty file stands for what could not be made; a file that Java cannot use is passed over, and nobody needs to know.
set "archive=%dist%\%lib%\classes.%full%.jsa"
if exist "%archive%" goto archived
set "made=%dist%\%lib%\making.%RANDOM%%RANDOM%"
"%java%" -Xshare:off "-XX:DumpLoadedClassList=%made%.list" -cp "%dist%\%lib%\*" dev.styleseal.cli.StartRehearsal <nul >nul 2>nul && "%java%" -Xshare:dump "-XX:SharedClassListFile=%made%.list" "-XX:SharedArchiveFile=%made%.jsa" -cp "%dist%\%lib%\*" <nul >nul 2>nul
if errorlevel 1 (type nul >"%made%.jsa") 2>nul
move /y "%made%.jsa" "%archive%" >nul 2>nul
del /q "%made%.*" 2>nul
:archived
set "share="
if exist "%archive%" set "share="-XX:SharedArchiveFile=%archive%" -Xshare:auto -Xlog:cds=off -Xlog:cds+dynamic=off"
set "access="
if %version% GEQ 22 set "access=--enable-native-access=ALL-UNNAMED"
if not defined MKL_DYNAMIC set "MKL_DYNAMIC=FALSE"
if not defined OMP_DYNAMIC set "OMP_DYNAMIC=FALSE"
"%java%" %access% %share% %compiler% -Dstyleseal.terminal=%terminal% %heap% -Dorg.bytedeco.javacpp.maxphysicalbytes=0 "-Dstyleseal.root=%root%" %STYLESEAL_JAVA_OPTS% -cp "%dist%\%lib%\*" dev.styleseal.cli.Main %*
exit /b %errorlevel%

:nojava
echo Cannot start Style Seal: there is no Java 17 or newer in JAVA_HOME or on the PATH. Install one, or set JAVA_HOME. 1>&2
exit /b 1
