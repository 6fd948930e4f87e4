using System.Text.Json.Nodes;
using Seatkeeper.Domain.Changing;

namespace Seatkeeper.Benchmarks.Soaking;

/// <summary>One person's change that the app is asked for.</summary>
/// <param name="Action">What.</param>
/// <param name="Email">For whom.</param>
/// <param name="Role">The role afterwards, where it is set.</param>
internal sealed record Wish(ChangeAction Action, string Email, string? Role = null)
{
    public static Wish From(JsonObject told) => new(
        Enum.Parse<ChangeAction>(told["action"]?.ToString() ?? ""), told["email"]?.ToString() ?? "", told["role"]?.ToString());
}
