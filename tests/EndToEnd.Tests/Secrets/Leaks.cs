using Seatkeeper.Dev.Secrets;
using Seatkeeper.EndToEnd.Tests.Parts;

namespace Seatkeeper.EndToEnd.Tests.Secrets;

/// <summary>Looks for the secrets of a deployment where none belongs.</summary>
internal static class Leaks
{
    /// <summary>What every deployment has: its account's password and TOTP secret, what its callers show, the sessions at the site.</summary>
    public static async Task<List<Needle>> NeedlesAsync(Deployment deployment)
    {
        var state = await deployment.World.StateAsync(TestContext.Current.CancellationToken);
        var cookies = (state["sessions"]?.AsArray() ?? []).Select(session => session?["cookie"]?.ToString() ?? "").Where(cookie => cookie.Length > 0).ToList();
        Assert.NotEmpty(cookies);
        return
        [
            new Needle("the password", Deployment.Password),
            new Needle("the TOTP secret", Deployment.TotpSecret),
            .. deployment.Surroundings.Needles,
            .. cookies.Select((cookie, number) => new Needle($"session cookie {number}", cookie)),
        ];
    }

    /// <summary>Fails where one of them is in the deployment's storage or in a file of its folder, its log among them.</summary>
    /// <param name="deployment">The deployment.</param>
    /// <param name="needles">What is looked for.</param>
    /// <param name="paths">Where else.</param>
    /// <returns>How many pieces were looked at.</returns>
    public static async Task<int> AssertNoneAsync(Deployment deployment, IReadOnlyList<Needle> needles, params string[] paths)
    {
        var pieces = await new Haystack(deployment.Storage).CollectAsync([deployment.Folder, .. paths]);
        // The owner's key file is where that key belongs.
        foreach (var (place, bytes) in pieces.Where(piece => !piece.Place.EndsWith("owner.key", StringComparison.Ordinal)))
            foreach (var needle in needles)
                Assert.False(needle.IsIn(bytes), $"{needle.Name} is in {place}.");
        return pieces.Count;
    }
}
