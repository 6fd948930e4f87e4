using Seatkeeper.Benchmarks.Hosting;
using Seatkeeper.Benchmarks.Matrix;
using Seatkeeper.Benchmarks.Measuring;
using Seatkeeper.Benchmarks.Sync;
using Seatkeeper.Dev.Setup;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

var figures = new Figures();
BenchOptions options;
var sound = true;
try
{
    options = BenchOptions.Parse(args);
    if (options.Wants("host"))
        await HostGroup.RunAsync(options, figures, stop.Token);
    if (options.Wants("sync"))
        await SyncGroup.RunAsync(options, figures, stop.Token);
    if (options.Wants("matrix"))
        sound = await MatrixGroup.RunAsync(options, figures, stop.Token);
}
catch (StepFailedException failure)
{
    await Console.Error.WriteLineAsync($"{failure.Message}\nWhat to do: {failure.Remedy}");
    return 1;
}

figures.Print();
if (options.Json is { } file)
    await figures.SaveAsync(file);
return sound ? 0 : 1;
