using Seatkeeper.Benchmarks.Automation;
using Seatkeeper.Benchmarks.Campaign;
using Seatkeeper.Benchmarks.Fuzzing;
using Seatkeeper.Benchmarks.Groups;
using Seatkeeper.Benchmarks.Hosting;
using Seatkeeper.Benchmarks.Matrix;
using Seatkeeper.Benchmarks.Measuring;
using Seatkeeper.Benchmarks.Provisioning;
using Seatkeeper.Benchmarks.Reading;
using Seatkeeper.Benchmarks.Simulating;
using Seatkeeper.Benchmarks.Sync;
using Seatkeeper.Benchmarks.Webhooks;
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
    if (options.IsSoak)
        sound = await SoakAsync();
    else
        await BenchAsync();
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

async Task BenchAsync()
{
    if (options.Wants("host"))
        await HostGroup.RunAsync(options, figures, stop.Token);
    if (options.Wants("sync"))
        await SyncGroup.RunAsync(options, figures, stop.Token);
    if (options.Wants("automation"))
        await AutomationGroup.RunAsync(options, figures, stop.Token);
    if (options.Wants("reads"))
        await ReadingGroup.RunAsync(options, figures, stop.Token);
    if (options.Wants("scim"))
        await ScimGroup.RunAsync(options, figures, stop.Token);
    if (options.Wants("webhook"))
        await WebhookGroup.RunAsync(options, figures, stop.Token);
    if (options.Wants("group"))
        await LargeGroup.RunAsync(options, figures, stop.Token);
    if (options.Wants("simulate"))
        SimulateGroup.Run(figures);
}

async Task<bool> SoakAsync() =>
    (!options.Wants("matrix") || await MatrixGroup.RunAsync(options, figures, stop.Token))
    & (!options.Wants("automation") || await CampaignGroup.RunAsync(options, figures, stop.Token))
    & (!options.Wants("groups") || await GroupsGroup.RunAsync(options, figures, stop.Token))
    & (!options.Wants("fuzz") || await FuzzGroup.RunAsync(options, figures, stop.Token));
