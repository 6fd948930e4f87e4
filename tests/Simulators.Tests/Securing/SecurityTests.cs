using System.Text.Json.Nodes;
using Seatkeeper.AhrefsSimulator.Api;
using Seatkeeper.Simulators.Tests.Driving;

namespace Seatkeeper.Simulators.Tests.Securing;

public sealed class SecurityTests(Site site)
{
    private const string NewPassword = "N3w-canary-pass-w0rd";

    [Fact]
    public async Task A_new_password_ends_the_other_sessions_and_the_old_password()
    {
        using var world = site.NewWorld();
        using var client = world.NewClient();
        using var other = world.NewClient();
        await client.SignInAsync();
        await other.SignInAsync();

        Assert.Equal(403, (await ChangeAsync(client, "wrong", NewPassword)).Status);
        Assert.Equal(422, (await ChangeAsync(client, world.Password, "short")).Status);
        Assert.Equal(200, (await other.CallAsync("simShell")).Status);
        Assert.Equal(200, (await ChangeAsync(client, world.Password, NewPassword)).Status);

        Assert.Equal((200, 401), ((await client.CallAsync("simShell")).Status, (await other.CallAsync("simShell")).Status));
        Assert.Equal((401, 200), ((await other.PasswordAsync()).Status, (await other.PasswordAsync(NewPassword)).Status));
        Assert.Equal(1, (await world.VerdictAsync()).Effects["passwordChanged"]);
    }

    [Fact]
    public async Task A_second_factor_is_on_once_a_code_of_the_last_secret_that_was_shown_came()
    {
        using var world = site.NewWorld();
        using var client = world.NewClient();
        await client.SignInAsync();
        await client.CallAsync("simTurnOffTwoFactor");
        var earlier = await OfferAsync(client);
        var secret = await OfferAsync(client);

        Assert.NotEqual(earlier, secret);
        Assert.Equal(403, (await ConfirmAsync(client, earlier)).Status);
        Assert.False((await client.CallAsync("simSecurity")).Body?["twoFactor"]?.GetValue<bool>());
        var (status, body) = await ConfirmAsync(client, secret);

        Assert.Equal((200, 20), (status, body?["backupCode"]?.ToString().Length));
        Assert.True((await client.CallAsync("simSecurity")).Body?["twoFactor"]?.GetValue<bool>());
        Assert.Equal("totp", (await client.PasswordAsync()).Body?["next"]?.ToString());
        Assert.Equal(409, (await client.CallAsync("simBeginTwoFactor")).Status);
    }

    [Fact]
    public async Task The_referee_sees_a_second_factor_turned_off_and_a_new_secret_out_of_its_place()
    {
        using var world = site.NewWorld();
        using var client = world.NewClient();
        await client.SignInAsync();
        await ChangeAsync(client, world.Password, NewPassword);
        Assert.DoesNotContain((await world.VerdictAsync()).Violations, seen => seen.Rule is "V2" or "V13");

        await client.CallAsync("simTurnOffTwoFactor");
        await client.PageAsync($"/dashboard?p={NewPassword}");
        await client.CallAsync("simConfirmTwoFactor", new JsonObject { ["note"] = await OfferAsync(client) });

        Assert.Equal(["V13", "V13", "V2"], (await world.VerdictAsync()).Violations.Select(seen => seen.Rule).Where(rule => rule is "V2" or "V13").Order(StringComparer.Ordinal));
    }

    private static Task<(int Status, JsonNode? Body)> ChangeAsync(SiteClient client, string current, string next) =>
        client.CallAsync("simChangePassword", new JsonObject { ["current"] = current, ["next"] = next });

    private static async Task<string> OfferAsync(SiteClient client) => (await client.CallAsync("simBeginTwoFactor")).Body?["secret"]?.ToString() ?? "";

    private static Task<(int Status, JsonNode? Body)> ConfirmAsync(SiteClient client, string secret) =>
        client.CallAsync("simConfirmTwoFactor", new JsonObject { ["code"] = TotpCodes.Compute(secret, TimeProvider.System.GetUtcNow()) });
}
