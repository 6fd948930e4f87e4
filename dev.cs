#!/usr/bin/env dotnet
#:project tests/Dev/Dev.csproj
#:property AssemblyName=dev
#:property PublishAot=false

// The one entry for people and CI. What stands behind it is in tests/Dev.
return await Seatkeeper.Dev.DevCommands.RunAsync(args);
