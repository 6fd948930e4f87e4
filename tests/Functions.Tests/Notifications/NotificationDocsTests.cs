using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Seatkeeper.Dev.Setup;
using Seatkeeper.Domain.Notifying;

namespace Seatkeeper.Functions.Tests.Notifications;

public sealed partial class NotificationDocsTests
{
    [Fact]
    public async Task The_example_for_receivers_is_true()
    {
        var page = await File.ReadAllTextAsync(Repository.InRoot("docs/notifications.md"), TestContext.Current.CancellationToken);
        var values = Row().Matches(page).ToDictionary(row => row.Groups["name"].Value, row => row.Groups["value"].Value, StringComparer.Ordinal);

        Assert.Equal(values["signature"], WebhookSignature.Of(values["secret"], long.Parse(values["timestamp"], CultureInfo.InvariantCulture), Encoding.UTF8.GetBytes(values["body"])));
        Assert.All(NotificationEvents.Chosen, what => Assert.Contains($"| `{NotificationEvents.NameOf(what)}` |", page, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Receivers_are_told_everything_that_Owners_can_be_told()
    {
        var page = await File.ReadAllTextAsync(Repository.InRoot("docs/notifications.md"), TestContext.Current.CancellationToken);

        Assert.All(Enum.GetValues<OwnersWord>(), what => Assert.Contains($"| `{NotificationEvents.NameOf(what)}` |", page, StringComparison.Ordinal));
    }

    // The page's own lines, so that what it tells receivers to write is what runs here.
    [Fact]
    public async Task The_code_for_receivers_works_and_is_the_pages_own()
    {
        var page = await File.ReadAllTextAsync(Repository.InRoot("docs/notifications.md"), TestContext.Current.CancellationToken);
        var mine = await File.ReadAllTextAsync(Repository.InRoot("tests/Functions.Tests/Notifications/NotificationDocsTests.cs"), TestContext.Current.CancellationToken);
        var code = Code().Match(page).Groups["code"].Value.Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0);
        Assert.Contains(string.Join('\n', code), string.Join('\n', mine.Split('\n').Select(line => line.TrimEnd()).Select(line => line.StartsWith("    ", StringComparison.Ordinal) ? line[4..] : line)), StringComparison.Ordinal);

        var body = "{}"u8.ToArray();
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        Assert.True(Try(now, "secret", body));
        Assert.True(Try(now - 290, "secret", body));
        Assert.False(Try(now - 310, "secret", body));
        Assert.False(Try(now + 310, "secret", body));
        Assert.False(Try(now, "another", body));
        Assert.False(Try(now, "secret", "{ }"u8.ToArray()));
        Assert.False(IsFromSeatkeeper("secret", "x", WebhookSignature.Of("secret", now, body), body));
        Assert.False(IsFromSeatkeeper("secret", Text(now), "", body));

        bool Try(long at, string secret, byte[] received) => IsFromSeatkeeper(secret, Text(at), WebhookSignature.Of("secret", at, body), received);

        static string Text(long at) => at.ToString(CultureInfo.InvariantCulture);
    }

    private static bool IsFromSeatkeeper(string secret, string timestamp, string signature, byte[] body)
    {
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - seconds) > 300)
            return false;
        byte[] signed = [.. Encoding.ASCII.GetBytes(timestamp + "."), .. body];
        var expected = "v1=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.ASCII.GetBytes(secret), signed));
        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(expected), Encoding.ASCII.GetBytes(signature));
    }

    [GeneratedRegex("```csharp\\n(?<code>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Code();

    [GeneratedRegex(@"^\| (?<name>secret|timestamp|body|signature) \| `(?<value>[^`]+)` \|\r?$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Row();
}
