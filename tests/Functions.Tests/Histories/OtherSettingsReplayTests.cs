using Seatkeeper.Dev.Setup;
using Seatkeeper.Functions.Automation;

namespace Seatkeeper.Functions.Tests.Histories;

/// <summary>A process with other settings goes on with what another one began. They are the process's own, so nothing runs beside these.</summary>
[CollectionDefinition(nameof(OtherSettingsReplayTests), DisableParallelization = true)]
[Collection(nameof(OtherSettingsReplayTests))]
public sealed class OtherSettingsReplayTests : IDisposable
{
    private readonly StepRetryOptions before = PatientSteps.Retries;

    public void Dispose() => PatientSteps.Use(before);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(20, 1000)]
    public void How_often_a_step_is_tried_is_told_by_the_trouble_that_it_met_and_not_by_the_present_settings(int attempts, int mostPauses)
    {
        var usual = new StepRetryOptions();
        var told = $$"""Trouble\":{\"Attempts\":{{usual.Attempts}},\"MostPauses\":{{usual.MostPauses}},""";
        var files = System.IO.Directory.EnumerateFiles(Repository.InRoot("tests", "Functions.Tests", "Histories", "Recorded"), "*.json").Where(file => File.ReadAllText(file).Contains("""Trouble\":{""", StringComparison.Ordinal)).ToList();
        PatientSteps.Use(new StepRetryOptions { Attempts = attempts, MostPauses = mostPauses });

        Assert.NotEmpty(files);
        Assert.All(files, file =>
        {
            var history = RecordedHistory.Parse(File.ReadAllText(file).Replace("""Trouble\":{""", told, StringComparison.Ordinal));

            Assert.Equal((history.End.OrchestrationStatus, history.End.Result), history.Replay() is { } end ? (end.OrchestrationStatus, end.Result) : default);
            Assert.Empty(history.Differences());
        });
    }
}
