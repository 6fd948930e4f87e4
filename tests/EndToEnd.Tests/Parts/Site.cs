using System.Text.Json.Nodes;
using Seatkeeper.Dev.Servers;

namespace Seatkeeper.EndToEnd.Tests.Parts;

/// <summary>Other people's hands on the simulated site.</summary>
internal sealed class Site(SimulatedWorld world)
{
    private const string Owner = "olivia.owner@corp.test";

    public Task InviteAsync(string email, string role) => ActAsync("invite", email, role);

    public Task RemoveAsync(string email) => ActAsync("remove", email, role: null);

    /// <summary>The person follows the link of their invitation.</summary>
    public Task AcceptAsync(string email) =>
        world.SendAsync(HttpMethod.Post, "/_sim/people/act", new JsonObject { ["actor"] = email, ["action"] = "acceptInvitation", ["target"] = email, ["when"] = "now" }, TestContext.Current.CancellationToken);

    /// <summary>The person can sign in from now on.</summary>
    public Task GivePasswordAsync(string email, string password) =>
        world.SendAsync(HttpMethod.Post, "/_sim/accounts", new JsonObject { ["email"] = email, ["password"] = password }, TestContext.Current.CancellationToken);

    /// <summary>What was done to people, in order: the effect and whom it concerns.</summary>
    public async Task<IReadOnlyList<string>> EffectsAsync() =>
    [
        .. (await world.JournalAsync("effect", TestContext.Current.CancellationToken)).Select(entry => $"{entry["name"]} {entry["target"]}")
            .Where(effect => effect.Contains('@', StringComparison.Ordinal)),
    ];

    public Task ChangeRoleAsync(string email, string role) => ActAsync("changeRole", email, role);

    /// <summary>How often the site was asked for a page, by its path, or for a call, by its name.</summary>
    public async Task<int> CountAsync(string asked)
    {
        var journal = await world.JournalAsync("request", TestContext.Current.CancellationToken);
        return journal.Count(entry => entry["name"]?.ToString() == asked || entry["call"]?.ToString() == asked);
    }

    private Task ActAsync(string action, string target, string? role)
    {
        var body = new JsonObject { ["actor"] = Owner, ["action"] = action, ["target"] = target, ["when"] = "now" };
        if (role is not null)
            body["role"] = role;
        return world.SendAsync(HttpMethod.Post, "/_sim/people/act", body, TestContext.Current.CancellationToken);
    }
}
