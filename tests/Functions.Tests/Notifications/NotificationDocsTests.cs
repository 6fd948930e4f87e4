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

        Assert.Equal(values["signature"], WebhookSignature.Of(values["secret"], long.Parse(values["timestamp"], System.Globalization.CultureInfo.InvariantCulture), Encoding.UTF8.GetBytes(values["body"])));
        Assert.All(NotificationEvents.Chosen, what => Assert.Contains($"| `{NotificationEvents.NameOf(what)}` |", page, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"^\| (?<name>secret|timestamp|body|signature) \| `(?<value>[^`]+)` \|\r?$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Row();
}
