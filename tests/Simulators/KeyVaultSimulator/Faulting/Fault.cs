using System.Text.Json.Nodes;
using Seatkeeper.KeyVaultSimulator.Hosting;
using Seatkeeper.KeyVaultSimulator.Secrets;

namespace Seatkeeper.KeyVaultSimulator.Faulting;

/// <summary>What a fault does to a request.</summary>
public enum FaultKind
{
    /// <summary>Another answer; nothing is done.</summary>
    Answer,
    /// <summary>The connection breaks; nothing is done.</summary>
    Reset,
    /// <summary>It is done, and the answer is lost.</summary>
    LoseAnswer,
}

/// <summary>Something that goes wrong.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="Status">The answer's status.</param>
public sealed record Fault(FaultKind Kind = FaultKind.Answer, int Status = 503)
{
    /// <summary>The header Retry-After; null for none.</summary>
    public string? RetryAfter { get; init; }

    /// <summary>The inner code of the error; null for none.</summary>
    public string? InnerCode { get; init; }

    /// <summary>What the error says.</summary>
    public string Message { get; init; } = "Broken on purpose.";

    /// <summary>Only requests of that kind; null for all.</summary>
    public VaultOperation? Operation { get; init; }

    /// <summary>Only names that hold this.</summary>
    public string Name { get; init; } = "";

    /// <summary>Requests that pass before it happens.</summary>
    public int After { get; init; }

    /// <summary>How often it happens; null until it is taken away.</summary>
    public int? Times { get; init; } = 1;

    internal bool Meets(VaultCall call) => (Operation is null || Operation == call.Operation) && call.Name.Contains(Name, StringComparison.OrdinalIgnoreCase);

    internal VaultAnswer ToAnswer()
    {
        var code = Status switch { 403 => "Forbidden", 429 => "Throttled", 401 => "Unauthorized", _ => "InternalError" };
        var answer = VaultAnswer.Error(Status, code, Message, InnerCode);
        return RetryAfter is null ? answer : answer with { Headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Retry-After"] = RetryAfter } };
    }
}
