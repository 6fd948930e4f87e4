using Seatkeeper.Domain.Changing;
using Seatkeeper.Domain.Probing;

namespace Seatkeeper.Domain.Tests.Probing;

public sealed class MapVerificationTests
{
    private static readonly MapVerification word = new(
        "app.example", "abc", "en", "ws_1", [ChangeAction.Remove], "I looked at every page.", "ann", "Ann", DateTimeOffset.UnixEpoch, "task");

    [Theory]
    [InlineData("app.example", "abc", "ws_1", true)]
    [InlineData("APP.example", "abc", "ws_1", true)]
    [InlineData("other.example", "abc", "ws_1", false)]
    [InlineData("app.example", "abd", "ws_1", false)]
    [InlineData("app.example", "abc", "ws_2", false)]
    [InlineData("app.example", "abc", "WS_1", false)]
    public void Another_site_map_or_workspace_is_not_verified(string host, string digest, string workspace, bool isAbout) =>
        Assert.Equal(isAbout, word.IsAbout(host, digest, workspace));

    [Theory]
    [InlineData(ChangeAction.Remove, "en", true)]
    [InlineData(ChangeAction.Remove, "de", false)]
    [InlineData(ChangeAction.CancelInvitation, "en", false)]
    public void Another_language_or_change_is_not_verified(ChangeAction effect, string language, bool allows) => Assert.Equal(allows, word.Allows(effect, language));
}
