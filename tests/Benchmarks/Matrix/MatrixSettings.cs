namespace Seatkeeper.Benchmarks.Matrix;

/// <summary>Settings of the app while the matrix runs: patience as short as a simulator on loopback allows.</summary>
internal static class MatrixSettings
{
    public static IReadOnlyDictionary<string, string?> All { get; } = new Dictionary<string, string?>
    {
        ["Retries__Attempts"] = "2",
        ["StepRetries__First"] = "00:00:01",
        ["StepRetries__Backoff"] = "1",
        ["Browser__StepTimeout"] = "00:00:15",
        ["Browser__EffectSettling"] = "00:00:02",
        ["Browser__ChallengeWait"] = "00:00:04",
        ["Browser__SubmitWait"] = "00:00:04",
        ["Browser__RateLimitPause"] = "00:00:03",
    };
}
